"""Albums of events: outings and trips with many photos, each by the time that it took.

An event that has an album already keeps it where photos come to it, go, or join it with another
one: the album with most photos in common stays, and one that its owner has touched before others.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums import dates
from indexer.albums.found import Found, least_size
from indexer.albums.outings import outings
from indexer.albums.trips import home_of, trips
from indexer.albums.what import Telling
from indexer.query import All, Either, QueryError, Taken, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.albums.outings import Outing
    from indexer.catalog.tags import Members
    from indexer.catalog.whereabouts import Whereabouts
    from indexer.query import Filter
    from indexer.records import Album

MOST: Final = 300
"""Albums of events, those with most photos. Set by hand."""

KIND: Final = "event"

_ZERO: Final = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Event:
    """Photos in the order of their time that belong together.

    Attributes:
        start: Place of the first of them among all photos.
        end: One behind the place of the last.
        first: When the first was taken, by the camera's clock.
        last: When the last was.
    """

    start: int
    end: int
    first: datetime
    last: datetime

    @classmethod
    def of(cls, together: Sequence[Outing]) -> Event:
        """The event of one outing, or of several that follow each other."""
        first, last = together[0], together[-1]
        return cls(first.start, last.end, _moment(first.first), _moment(last.last))

    def __len__(self) -> int:
        return self.end - self.start


def by_event(
    photos: Whereabouts, tags: Sequence[Members], known: Sequence[Album]
) -> Iterator[Found]:
    """Yield an album for each event that is worth one, the latest first.

    Args:
        photos: All photos of the library.
        tags: Tags by which an event may be named, with their photos.
        known: The albums of events that there are.
    """
    every = list(outings(photos))
    events = [Event.of(together) for together in trips(every, photos)]
    owners = _owners(photos, events, known)
    worth = _worth(photos, events, owners)
    names = _names(worth, Telling(photos, tags, home_of(every)))
    used = {album.origin for album in known}
    for event, name in reversed(list(zip(worth, names, strict=True))):
        album = owners.get(event.start)
        origin = album.origin if album is not None else _origin(event, used)
        assert origin is not None
        used.add(origin)
        yield Found(origin, name, _query(photos, event), photos.ids[event.start : event.end])


def _worth(photos: Whereabouts, events: Sequence[Event], owners: dict[int, Album]) -> list[Event]:
    """The events that are to have an album, in the order of their time."""
    enough = {known: least_size(len(photos), known=known) for known in (False, True)}
    large = [each for each in events if len(each) >= enough[each.start in owners]]
    large.sort(key=lambda each: (each.start not in owners, -len(each)))
    return sorted(large[:MOST], key=lambda each: each.start)


def _origin(event: Event, used: set[str | None]) -> str:
    origin = f"{KIND}:{event.first.isoformat(timespec='minutes')}"
    while origin in used:  # Of an event that has gone over to other photos since.
        origin += "+"
    return origin


def _query(photos: Whereabouts, event: Event) -> str:
    """What finds just these photos: by days where no other photo is of these days."""
    first, last = event.first.date(), event.last.date()
    before = photos.taken_at[event.start - 1].item() if event.start else None
    after = photos.taken_at[event.end].item() if event.end < len(photos) else None
    if (before is None or before.date() < first) and (after is None or after.date() > last):
        return f"taken:{first}" if first == last else f"taken:{first}..{last}"
    start, end = (each.isoformat(timespec="minutes") for each in (event.first, event.last))
    return f"taken:{start}..{end}"


def _names(events: Sequence[Event], telling: Telling) -> list[str]:
    """What each event is called; two of one day are told apart by its parts."""
    names = []
    for event in events:
        what = telling.of(event.start, event.end)
        days = dates.days(event.first.date(), event.last.date())
        names.append(f"{days}, {what}" if what else days)
    often = Counter(names)
    return [
        f"{name}, {dates.part_of_the_day(event.first)}"
        if often[name] > 1 and event.first.date() == event.last.date()
        else name
        for event, name in zip(events, names, strict=True)
    ]


def _moment(seconds: int) -> datetime:
    # Not `fromtimestamp`: on Windows it knows no photo from before 1970.
    return _ZERO + timedelta(seconds=seconds)


# -- albums that are there ------------------------------------------------------------------------


def _owners(
    photos: Whereabouts, events: Sequence[Event], known: Sequence[Album]
) -> dict[int, Album]:
    """Start of an event -> the album that it has."""
    starts = np.array([each.start for each in events], np.int64)
    claims: list[tuple[tuple[bool, int], int, Album]] = []
    for album in known:
        shared: Counter[int] = Counter()
        for first, last in _spans(photos, album):
            at = max(0, int(np.searchsorted(starts, first, "right")) - 1)
            for event in events[at:]:
                if event.start >= last:
                    break
                shared[event.start] += max(0, min(last, event.end) - max(first, event.start))
        for start, common in shared.most_common(1):
            if common:
                claims.append(((album.touched, common), start, album))
    claims.sort(key=lambda claim: claim[0])
    # Of several the strongest claim comes last, and stays.
    return {start: album for _, start, album in claims}


def _spans(photos: Whereabouts, album: Album) -> Iterator[tuple[int, int]]:
    """The places of the photos of an event's album: first, and one behind the last."""
    try:
        wanted = parse(album.query or "").filter
    except QueryError:
        return
    moments = photos.taken_at[~np.isnat(photos.taken_at)]
    for taken in _times(wanted):
        first = "0001-01-01" if taken.first is None else taken.first.isoformat()
        last = "9999-12-31" if taken.last is None else taken.last.isoformat()
        end = np.datetime64(last, "s") + (86_400 if len(last) == len("2023-05-01") else 1)
        yield (
            int(np.searchsorted(moments, np.datetime64(first, "s"))),
            int(np.searchsorted(moments, end)),
        )


def _times(wanted: Filter | None) -> Iterator[Taken]:
    if isinstance(wanted, Taken):
        yield wanted
    elif isinstance(wanted, All | Either):
        for part in wanted.filters:
            yield from _times(part)
