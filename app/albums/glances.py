"""What is seen of an album at a glance: how many photos, of when, and which is on its cover.

An album that keeps itself has to be asked for that. So only those near the eye are, one after the
other, and what was found is kept until the library or the album is another one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.background import Background, Lane
from indexer.errors import LibraryError
from indexer.query import QueryError
from indexer.search import Order, request_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from app.questions import Questions
    from indexer.library import Library
    from indexer.records import Album
    from indexer.search import Searcher

#: Milliseconds until the first album is looked at: it may need the model, whose loading would hold
#: up the first paint of the window.
_FIRST_AFTER: Final = 1000
#: Photos of an album, the first ones, of which one is chosen for its cover.
_ASKED: Final = 32


@dataclass(frozen=True, slots=True)
class Glance:
    """What is seen of an album.

    Attributes:
        count: How many photos are in it; None where that cannot be told.
        cover: The photo on its cover; None where there is none.
        days: The days of its first and its last photo, ISO; "" where they are not known.
    """

    count: int | None = None
    cover: int | None = None
    days: tuple[str, str] = ("", "")


class Glances(QObject):
    """What was seen of albums, and who is looked at next.

    Signals:
        seen(): Something else is known of an album now.
    """

    seen = Signal()

    def __init__(self, questions: Questions, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._questions = questions
        self._background = background
        self._kept: dict[int, tuple[Album, Glance]] = {}
        self._stale: set[int] = set()
        self._queue: list[Album] = []
        self._busy = False
        self._begun = False
        self._first = QTimer(self, singleShot=True, interval=_FIRST_AFTER)
        self._first.timeout.connect(self._go_on)

    def of(self, album: Album) -> Glance:
        """Return what is known of an album: perhaps of a moment ago, perhaps nothing."""
        kept = self._kept.get(album.id)
        return _unseen(album) if kept is None else kept[1]

    def grow_stale(self) -> None:
        """Look at every album anew when next wanted: what is known stays until then."""
        self._stale = set(self._kept)

    def want(self, albums: Sequence[Album]) -> None:
        """Say which albums are near the eye, nearest first; who was wanted before is forgotten."""
        self._queue = [each for each in albums if self._is_wanting(each)]
        self._queue.reverse()
        if self._queue and not self._begun:
            self._begun = True
            self._first.start()
        self._go_on()

    def _is_wanting(self, album: Album) -> bool:
        kept = self._kept.get(album.id)
        return kept is None or album.id in self._stale or kept[0] != album

    def _go_on(self) -> None:
        if self._busy or self._first.isActive() or not self._queue:
            return
        album = self._queue.pop()
        self._busy = True
        self._stale.discard(album.id)
        # One at a time: who searches meanwhile waits for no more than one album.
        self._background.run(
            partial(glance, self._questions, album, self._covers_of_others(album)),
            done=partial(self._keep, album),
            failed=lambda _error: self._keep(album, _unseen(album)),
            lane=Lane.SERIAL,
        )

    def _covers_of_others(self, album: Album) -> frozenset[int | None]:
        kept = self._kept.values()
        return frozenset(found.cover for other, found in kept if other.id != album.id)

    def _keep(self, album: Album, found: Glance) -> None:
        self._busy = False
        before = self._kept.get(album.id)
        self._kept[album.id] = album, found
        if before is None or before[1] != found:
            self.seen.emit()
        self._go_on()


def glance(
    questions: Questions, album: Album, taken: frozenset[int | None] = frozenset()
) -> Glance:
    """Look at an album; on the serial lane.

    Args:
        questions: Asks the library.
        album: What to look at.
        taken: Photos on the covers of others: where it has another one, that is taken.

    Raises:
        LibraryError: The library or the model cannot be read.
    """
    from indexer.albums import cover_of

    library, searcher = questions.library(), questions.searcher()
    try:
        own = searcher.answer(replace(request_of(album), tallied=False)).ids
    except (QueryError, LibraryError):  # What it asks for is not there any more.
        return _unseen(album)
    cover = album.cover_id
    if cover is None:
        first: list[int] = own[:_ASKED].tolist()
        cover = cover_of(library, [each for each in first if each not in taken] or first)
    return Glance(len(own), cover, _days(library, searcher, album, own))


def _unseen(album: Album) -> Glance:
    """Return what is known of an album that was not looked at."""
    return Glance(album.held if album.query is None else None, album.cover_id)


def _days(
    library: Library, searcher: Searcher, album: Album, own: NDArray[np.int64]
) -> tuple[str, str]:
    """Return from when to when the photos of an album are; of what is seen, nobody asks that."""
    request = request_of(album)
    if request.query.visual or not len(own):
        return "", ""
    newest = own
    if album.query is None or request.order is not Order.DATE:
        newest = searcher.answer(replace(request, order=Order.DATE)).ids
    # Those without a date stand last: find the last one that has one.
    low, high = 0, len(newest)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if _day(library, newest[middle]) else (low, middle)
    return (_day(library, newest[low - 1]), _day(library, newest[0])) if low else ("", "")


def _day(library: Library, photo_id: np.int64) -> str:
    found = library.catalog.photos([int(photo_id)])
    return (found[0].facts.taken_at or "")[:10] if found else ""
