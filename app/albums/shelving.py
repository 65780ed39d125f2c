"""Keeps the albums that the window shows: looked up anew whenever the library or they change."""

from __future__ import annotations

from functools import cmp_to_key, partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCollator, QObject, QTimer, Signal

from app.albums.glances import Glances
from app.albums.shelf import Group, Shelf, Shown
from app.background import Background, Lane, Newest
from app.language import locale
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.editing import Editing
    from app.keeping import Keeping
    from app.questions import Questions
    from indexer.records import Album

#: Milliseconds in which what is seen of albums is gathered, before it is shown.
_GATHER: Final = 60


class Shelving(QObject):
    """Knows the albums.

    Attributes:
        shelf: As they were when they were looked up last.

    Signals:
        changed(Shelf): They are others now, or more is known of them.
    """

    changed = Signal(object)

    def __init__(
        self, questions: Questions, background: Background, keeping: Keeping, editing: Editing
    ) -> None:
        super().__init__(editing)
        self._questions = questions
        self._newest = Newest(background, Lane.FREE)
        self._albums: Sequence[Album] = ()
        self._glances = Glances(questions, background, self)
        self._gather = QTimer(self, singleShot=True, interval=_GATHER)
        self._gather.timeout.connect(self._show)
        self._glances.seen.connect(self._gather.start)
        self.shelf = Shelf()
        for occasion in (keeping.overviewed, editing.changed, keeping.model_changed):
            occasion.connect(self.look)

    def look(self, _occasion: object = None) -> None:
        """Look the albums up."""
        # What is wrong with the library is said by who asked it a question.
        self._newest.ask(
            partial(_look_up, self._questions), done=self._take_in, failed=lambda _error: None
        )

    def want(self, albums: Iterable[Shown]) -> None:
        """Say which albums are near the eye, nearest first: more is to be known of these."""
        self._glances.want([each.album for each in albums])

    def _take_in(self, albums: Sequence[Album]) -> None:
        self._albums = albums
        self._glances.grow_stale()
        self._show()

    def _show(self) -> None:
        shelf = Shelf(tuple(_shown(each, self._glances) for each in self._albums))
        if shelf != self.shelf:
            self.shelf = shelf
        self.changed.emit(self.shelf)


def _in_order(albums: Sequence[Album]) -> Sequence[Album]:
    """Return albums by name, "2" before "10"; but events and years the latest first."""
    names = QCollator(locale())
    names.setNumericMode(True)

    def compare(one: Album, other: Album) -> int:
        return names.compare(one.name, other.name)

    return sorted(sorted(albums, key=cmp_to_key(compare)), key=_latest, reverse=True)


def _latest(album: Album) -> str:
    return album.origin or "" if Shown(album).group in (Group.EVENT, Group.YEAR) else ""


def _look_up(questions: Questions) -> Sequence[Album]:
    """Return the albums of a library in order; none while there is no library."""
    try:
        library = questions.library()
    except LibraryError:
        return ()
    return _in_order(library.catalog.albums())


def _shown(album: Album, glances: Glances) -> Shown:
    seen = glances.of(album)
    return Shown(album, seen.count, seen.cover, seen.days)
