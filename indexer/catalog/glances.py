"""What a grid shows of photos besides their pictures, of all photos at once: shape, day, marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.catalog import bursts
from indexer.catalog.columns import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.database import Connection

_PARTS: Final = 1000
"""Of a ratio: SQLite prints whole numbers three times as fast as others."""


@dataclass(frozen=True, slots=True)
class Glances:
    """Some facts of all photos, by id.

    Attributes:
        ids: int64 [n], ascending.
        ratios: Width by height, float64 [n].
        days: When taken, or else when the file was changed last, datetime64[D] [n], local time; NaT
            where neither is known.
        stars: 0 to 5, uint8 [n].
        favourites: bool [n].
        raws: Whether each is what a sensor saw, bool [n].
        videos: Whether each moves, bool [n].
        missing: Whether the file of each is not there, though its drive may be, bool [n].
        seconds: How long each plays, float32 [n]; 0 of a picture, and where a video does not tell.
        bursts: How many photos there are of the burst of each, int64 [n]; 0 where it is of none.
    """

    ids: NDArray[np.int64]
    ratios: NDArray[np.float64]
    days: NDArray[np.datetime64]
    stars: NDArray[np.uint8]
    favourites: NDArray[np.bool_]
    raws: NDArray[np.bool_]
    videos: NDArray[np.bool_]
    missing: NDArray[np.bool_]
    seconds: NDArray[np.float32]
    bursts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)


def of_all(connection: Connection) -> Glances:
    """Read them of all photos: 0.08 s of the processor for 100,000 (tests.bench.grid).

    Most of it is SQLite's, which lets other threads of Python run meanwhile.
    """
    from indexer.catalog.filters import RAW_FORMATS, VIDEO_FORMATS  # They load the language.

    row = connection.execute(
        "SELECT group_concat(photos.id), group_concat(width * ? / max(height, 1)),"
        " group_concat(coalesce(CAST(replace(substr(dated_at, 1, 10), '-', '') AS INTEGER), 0)),"
        " group_concat(coalesce(rating, 0)), group_concat(favourite),"
        f" group_concat({_among(RAW_FORMATS)}), group_concat({_among(VIDEO_FORMATS)}),"
        " group_concat(photos.id IN (SELECT photo_id FROM missing))"
        " FROM photos",
        (_PARTS, *RAW_FORMATS, *VIDEO_FORMATS),
    ).fetchone()
    ids, ratios, days, stars, favourites, raws, videos, missing = map(numbers, row)
    order = np.argsort(ids)
    return Glances(
        ids=ids[order],
        ratios=np.maximum(ratios[order], 1) / _PARTS,
        days=_days(days[order]),
        stars=stars[order].astype(np.uint8),
        favourites=favourites[order] > 0,
        raws=raws[order] > 0,
        videos=videos[order] > 0,
        missing=missing[order] > 0,
        seconds=_lengths(connection, ids[order], VIDEO_FORMATS),
        bursts=bursts.sizes(connection, ids[order]),
    )


def _lengths(
    connection: Connection, ids: NDArray[np.int64], formats: tuple[str, ...]
) -> NDArray[np.float32]:
    """Return how long each plays, float32 [n]: asked of the few that are videos."""
    lengths = np.zeros(len(ids), np.float32)
    rows = connection.execute(
        f"SELECT id, seconds FROM photos WHERE {_among(formats)} AND seconds > 0", formats
    ).fetchall()
    if rows and len(ids):
        videos = np.array([row[0] for row in rows], np.int64)
        places = np.minimum(np.searchsorted(ids, videos), len(ids) - 1)
        there = ids[places] == videos
        lengths[places[there]] = np.array([row[1] for row in rows], np.float32)[there]
    return lengths


def _among(formats: tuple[str, ...]) -> str:
    return f"format IN ({', '.join('?' * len(formats))})"


def _days(written: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Return days that are written as 20230501; NaT for 0 and what else is no day."""
    years, months, days = written // 10_000, written // 100 % 100, written % 100
    first = ((years - 1970) * 12 + months - 1).astype("datetime64[M]").astype("datetime64[D]")
    sound = (years > 0) & (months >= 1) & (months <= 12) & (days >= 1) & (days <= 31)
    return np.where(sound, first + (days - 1), np.datetime64("NaT", "D"))
