"""How fast Shoebox finds out which albums a library is worth, and how right its events are.

The library is imagined: fifteen years of somebody who takes photos at home now and then, at feasts,
and on two journeys a year, with the place of most photos, in folders by month, and with tags. Which
photos belong to one journey or feast is known, so that events can be held against it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums import refresh_auto
from indexer.library import Library
from tests.bench.figures import Figure, stopwatch
from tests.bench.libraries import small_preview
from tests.indexer.making import STAMP, indexed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.records import IndexedPhoto

_PHOTOS: Final = 100_000
_YEARS: Final = 15
_HOME: Final = (59.91, 10.75)
_SECONDS: Final = 5.0
_PLACED: Final = 0.8
_TAGS: Final = 1_000
_TAGS_OF_EACH: Final = 5
_IN_A_BATCH: Final = 5_000


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that an album should be of: from when to when, where, how many photos."""

    first: datetime
    days: int
    place: tuple[float, float]
    photos: int

    @property
    def ends(self) -> datetime:
        """A moment of its last day."""
        return self.first + timedelta(days=self.days - 1)


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """The time of a first look, of one at which nothing is new, and how right the events are."""
    count = 1_000 if smoke else _PHOTOS
    chance = np.random.default_rng(5)
    happenings = _happenings(chance, count)
    with Library.open(scratch / "library", write=True) as library:
        truth = _fill(library, happenings, chance, small_preview(scratch), count)
        for name in ("the albums of", "again, a photo less:", "again, nothing new:"):
            if "less" in name:
                library.forget(library.catalog.all_ids()[:1].tolist())
            with stopwatch() as watch:
                changed = refresh_auto(library)
            yield Figure(
                f"{name} {count:,} photos, {changed:,} changed",
                watch.wall,
                "s",
                budget=f"<= {_SECONDS:g} s",
                met=None if smoke else watch.wall <= _SECONDS,
            )
        kinds = [(album.origin or "").partition(":")[0] for album in library.catalog.albums()]
        for kind in ("tag", "year", "event", "place"):
            yield Figure(f"albums of a {kind}", kinds.count(kind), "")
        yield from _right(library, truth)


def _right(library: Library, truth: dict[int, int]) -> Iterator[Figure]:
    """How well the albums of events fit what happened: F1 of photos, of the best album for each."""
    from indexer.query import parse

    events = [
        set(library.catalog.ids_where(wanted).tolist())
        for album in library.catalog.albums()
        if (album.origin or "").startswith("event:") and (wanted := parse(album.query or "").filter)
    ]
    happened: dict[int, set[int]] = {}
    for photo_id, number in truth.items():
        happened.setdefault(number, set()).add(photo_id)
    large = [ids for ids in happened.values() if len(ids) >= 2 * min(map(len, events))]
    best = [
        max((2 * len(ids & event) / (len(ids) + len(event)) for event in events), default=0.0)
        for ids in large
    ]
    yield Figure(
        f"F1 of the best album for each of {len(large)} happenings", float(np.mean(best)), ""
    )
    yield Figure("of them found whole (F1 >= 0.95)", float(np.mean(np.array(best) >= 0.95)), "")


def _happenings(chance: np.random.Generator, count: int) -> list[Happening]:
    """Two journeys and three feasts a year, which have half of all photos."""
    found = []
    each = count // (2 * _YEARS * 3)
    for year in range(_YEARS):
        for month in (2, 7):
            first = datetime(2005 + year, month, int(chance.integers(1, 15)), 9)
            place = (float(chance.uniform(-40, 60)), float(chance.uniform(-120, 140)))
            found.append(Happening(first, int(chance.integers(3, 12)), place, each))
        for month in (4, 10, 12):
            first = datetime(2005 + year, month, int(chance.integers(1, 28)), 14)
            found.append(Happening(first, 1, _HOME, each // 3))
    return found


def _fill(
    library: Library,
    happenings: list[Happening],
    chance: np.random.Generator,
    preview: bytes,
    count: int,
) -> dict[int, int]:
    """Store the photos; id -> number of the happening that it is of."""
    shots = [
        (moment, happening.place, number)
        for number, happening in enumerate(happenings)
        for moment in _moments(happening, chance)
    ]
    while len(shots) < count:
        day = datetime(2005, 1, 1) + timedelta(days=int(chance.integers(0, 365 * _YEARS)))
        if any(each.first.date() <= day.date() <= each.ends.date() for each in happenings):
            continue  # Nobody is at home and away.
        several = Happening(day.replace(hour=10), 1, _HOME, int(chance.integers(1, 8)))
        shots += [(moment, _HOME, -1) for moment in _moments(several, chance)]
    truth: dict[int, int] = {}
    for start in range(0, len(shots), _IN_A_BATCH):
        some = shots[start : start + _IN_A_BATCH]
        batch = [
            _photo(start + at, moment, place, chance, preview)
            for at, (moment, place, _) in enumerate(some)
        ]
        ids = library.add(batch, STAMP)
        truth |= {each: shot[2] for each, shot in zip(ids, some, strict=True) if shot[2] >= 0}
        tags = chance.zipf(1.3, (len(ids), _TAGS_OF_EACH)) % _TAGS
        library.catalog.give_tags(
            {
                each: {f"tag {tag}": float(chance.uniform(0.3, 1)) for tag in set(row)}
                for each, row in zip(ids, tags.tolist(), strict=True)
            }
        )
    return truth


def _moments(happening: Happening, chance: np.random.Generator) -> Iterator[datetime]:
    """Yield when its photos were taken: in daylight, in bursts and with pauses."""
    for day in range(happening.days):
        several = -(-happening.photos // happening.days)
        pauses = chance.exponential(1.0, several) ** 2
        hours = np.cumsum(pauses) / pauses.sum() * chance.uniform(3, 9)
        for hour in hours.tolist():
            yield happening.first + timedelta(days=day, hours=hour)


def _photo(
    number: int,
    moment: datetime,
    place: tuple[float, float],
    chance: np.random.Generator,
    preview: bytes,
) -> IndexedPhoto:
    item = indexed(f"/photos/{moment:%Y}/{moment:%m}/{number}.jpg", number)
    facts = replace(item.photo.facts, taken_at=moment.isoformat())
    if chance.uniform() < _PLACED:
        north, east = chance.normal(place, 0.02).tolist()
        facts = replace(facts, latitude=north, longitude=east)
    return replace(item, photo=replace(item.photo, facts=facts, small=preview, large=None))
