"""Rows of further frames: what else a model sees in a video, besides the frame that stands for it.

They come and go with the vector of their photo, by the same sequence of numbers: what is noted of a
vector that went is true of its frames as well. An index knows a frame by one number, made of the
photo's id and its place in the video.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.catalog import embeddings
from indexer.records import FRAMES_A_VIDEO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.database import Connection
    from indexer.encode import Stamp
    from indexer.records import FrameVector

_KEY: Final = f"photo_id * {FRAMES_A_VIDEO} + frame"
_VIDEO_LACKS: Final = (
    "(seconds IS NULL OR (EXISTS (SELECT 1 FROM frames WHERE photo_id = photos.id)"
    " AND NOT EXISTS (SELECT 1 FROM frames WHERE photo_id = photos.id AND model_id IS ?)))"
)


def keys_of(photo_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers that all frames of some photos may have, int64 [n * FRAMES_A_VIDEO]."""
    return (photo_ids[:, None] * FRAMES_A_VIDEO + np.arange(FRAMES_A_VIDEO)).ravel()


def put(
    connection: Connection, frames: Sequence[tuple[int, Sequence[FrameVector]]], *, stamp: Stamp
) -> None:
    """Store the frames of photos, whose own vectors were just stored."""
    rows = [(photo_id, frame) for photo_id, each in frames for frame in each[:FRAMES_A_VIDEO]]
    if not rows:
        return
    model, stamp_id = embeddings.stamp_ids(connection, stamp, dim=len(rows[0][1].vector))
    numbers = embeddings.next_numbers(connection, len(rows))
    connection.executemany(
        "INSERT INTO frames(sequence, model_id, photo_id, frame, seconds, stamp_id, vector)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                number,
                model,
                photo_id,
                frame.number,
                frame.seconds,
                stamp_id,
                frame.vector.astype(embeddings.HALF).tobytes(),
            )
            for number, (photo_id, frame) in zip(numbers, rows, strict=True)
        ),
    )


def since(
    connection: Connection, model_sha256: str, *, sequence: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
    """Blocks of (numbers of frames [n], vectors [n, dim]) that came after that, oldest first."""
    known = embeddings.known_model(connection, model_sha256)
    if known is None:
        return
    model, dim = known
    rows = connection.execute(
        f"SELECT {_KEY}, vector FROM frames WHERE model_id = ? AND sequence > ?"
        " AND length(vector) = ? ORDER BY sequence",
        (model, sequence, dim * embeddings.HALF.itemsize),
    )
    while block := rows.fetchmany(embeddings.BLOCK):
        yield np.array([row[0] for row in block], np.int64), embeddings.decoded(block, dim=dim)


def count(connection: Connection, model_sha256: str) -> int:
    """How many frames this model has encoded."""
    row = connection.execute(
        "SELECT count(*) FROM frames WHERE model_id = ?",
        (embeddings.model_id(connection, model_sha256),),
    ).fetchone()
    return int(row[0])


def seconds_of(connection: Connection, model_sha256: str, key: int) -> float | None:
    """When in its video a frame is seen; None where there is none of that number."""
    photo_id, frame = divmod(key, FRAMES_A_VIDEO)
    row = connection.execute(
        "SELECT seconds FROM frames WHERE photo_id = ? AND frame = ? AND model_id = ?",
        (photo_id, frame, embeddings.model_id(connection, model_sha256)),
    ).fetchone()
    return None if row is None else float(row[0])


def videos_without(
    connection: Connection, model_sha256: str, formats: Iterable[str]
) -> NDArray[np.int64]:
    """The ids of videos of which this model has not seen all that it could, int64 [n].

    Those that were read when one frame stood for all, and those of which another model has seen
    more: where their drive was away, it had to do with their previews.
    """
    model = embeddings.model_id(connection, model_sha256)
    rows = connection.execute(
        "SELECT id FROM photos WHERE format IN (SELECT value FROM json_each(?))"
        f" AND {_VIDEO_LACKS} ORDER BY id",
        (json.dumps(list(formats)), model),
    ).fetchall()
    return np.array([row[0] for row in rows], np.int64)
