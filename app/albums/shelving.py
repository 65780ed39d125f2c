"""Keeps the albums that the window shows: looked up anew whenever the library or they change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.albums.shelf import Shelf, Shown
from app.background import Background, Lane, Newest
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from app.editing import Editing
    from app.keeping import Keeping
    from app.questions import Questions


class Shelving(QObject):
    """Knows the albums.

    Attributes:
        shelf: As they were when they were looked up last.

    Signals:
        changed(Shelf): They are others now.
    """

    changed = Signal(object)

    def __init__(
        self, questions: Questions, background: Background, keeping: Keeping, editing: Editing
    ) -> None:
        super().__init__(editing)
        self._questions = questions
        self._newest = Newest(background, Lane.FREE)
        self.shelf = Shelf()
        keeping.overviewed.connect(self.look)
        editing.changed.connect(self.look)

    def look(self, _occasion: object = None) -> None:
        """Look the albums up."""
        # What is wrong with the library is said by who asked it a question.
        self._newest.ask(
            partial(look_up, self._questions), done=self._show, failed=lambda _error: None
        )

    def _show(self, shelf: Shelf) -> None:
        if shelf != self.shelf:
            self.shelf = shelf
            self.changed.emit(shelf)


def look_up(questions: Questions) -> Shelf:
    """Return the albums of a library; none while there is no library."""
    try:
        library = questions.library()
    except LibraryError:
        return Shelf()
    return Shelf(tuple(Shown(each, each.held) for each in library.catalog.albums()))
