"""What an event is of, in a word or two: its folder's name, where it was, or what is seen there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums.folders import common_folder, told_by
from indexer.albums.outings import middle
from indexer.albums.towns import town_of
from indexer.catalog.near import kilometres

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from indexer.catalog.tags import Members
    from indexer.catalog.whereabouts import Whereabouts

_AT_HOME_KM: Final = 30.0
_ONE_TOWN_KM: Final = 60.0
"""What reaches farther is not of one town, but of its country."""

_MOST_SHOW_IT: Final = 0.5
_MOST_TAGS: Final = 400
"""The largest ones; what fewer photos have is seldom what an event is of."""

_UNUSUAL: Final = 3.0
"""Times as often as in the whole library. Set by hand, as all of these."""


class Telling:
    """Finds words for events of one library."""

    def __init__(
        self, photos: Whereabouts, tags: Sequence[Members], home: tuple[float, float] | None
    ) -> None:
        """Take what is known.

        Args:
            photos: All photos.
            tags: Tags that events may be named by, with their photos.
            home: Where somebody is most often, which needs no telling.
        """
        self._photos, self._home = photos, home
        weightiest = tags[:_MOST_TAGS]
        self._names = [each.name for each in weightiest]
        self._shares = np.array([len(each.ids) for each in weightiest]) / max(1, len(photos))
        place = np.full(1 + int(photos.ids.max(initial=0)), len(photos), np.intp)
        place[photos.ids] = np.arange(len(photos))
        self._tagged = [np.sort(place[each.ids[each.ids < len(place)]]) for each in weightiest]

    def of(self, start: int, end: int) -> str | None:
        """What the photos from one place to another are of; None where nothing tells it."""
        places = np.arange(start, end)
        folder = told_by(self._photos, common_folder(self._photos, places))
        return folder or self._town(places) or self._tag(start, end)

    def _town(self, places: NDArray[np.intp]) -> str | None:
        place = middle(self._photos, places)
        if place is None or (self._home is not None and _way(place, self._home) <= _AT_HOME_KM):
            return None
        town = town_of(self._photos, places, place)
        if town is None:
            return None
        ways = kilometres(place, self._photos.latitudes[places], self._photos.longitudes[places])
        return town.country if np.nanmax(ways) > _ONE_TOWN_KM else str(town)

    def _tag(self, start: int, end: int) -> str | None:
        """The tag that most of them have and few others."""
        counts = np.array(
            [np.searchsorted(each, end) - np.searchsorted(each, start) for each in self._tagged]
        )
        if not len(counts):
            return None
        shares = counts / (end - start)
        unusual = shares / np.maximum(self._shares, 1e-9)
        worth = np.where(
            (shares >= _MOST_SHOW_IT) & (unusual >= _UNUSUAL), shares * np.log(unusual + 1), 0.0
        )
        return self._names[int(worth.argmax())] if worth.max() > 0 else None


def _way(here: tuple[float, float], there: tuple[float, float]) -> float:
    return float(kilometres(here, np.array(there[0]), np.array(there[1])))
