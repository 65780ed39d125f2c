"""From what somebody asks for to the photos before their eyes, and back again.

Brings together the search field, the sidebar, the heading and the grid with `browsing`, which asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from app import heading
from app.asked import Answer, Question
from app.pages import page_for
from app.searches import Search
from app.sidebar import Problems

if TYPE_CHECKING:
    from app.browsing import Browsing
    from app.grid.view import Place
    from app.keeping import Keeping
    from app.surface import Surface


class Looking(QObject):
    """What is shown on the surface, and how it came to be asked for.

    Signals:
        wanted_problems(): The list of problems was chosen.
        failed(Exception): A question has no answer.
    """

    wanted_problems = Signal()
    failed = Signal(object)

    def __init__(self, browsing: Browsing, surface: Surface, keeping: Keeping) -> None:
        super().__init__(surface)
        self.browsing = browsing
        self._surface = surface
        self._grid = surface.grid
        self._keeping = keeping
        self._answer: Answer | None = None
        self._to_photos = False
        #: What pictures are called, by the references of their terms.
        self.names: dict[str, str] = {}
        surface.search.typed.connect(self._on_typed)
        surface.search.committed.connect(self._on_committed)
        surface.search.left.connect(self._on_search_left)
        surface.search.entered_results.connect(self.go_to_photos)
        surface.sidebar.chosen.connect(self._on_chosen)
        surface.heading.back.connect(self.back)
        browsing.asked.connect(self._on_asked)
        browsing.answered.connect(self._on_answered)
        browsing.refreshed.connect(self._on_refreshed)
        browsing.failed.connect(self._on_failed)
        keeping.overviewed.connect(self._on_overviewed)
        keeping.changed.connect(self._on_changed)
        keeping.indexing.changed.connect(self._on_ingest)

    def like_photo(self, photo_id: int, name: str) -> None:
        """Find what looks like a photo of the library, which is shown under this name."""
        self.names[str(photo_id)] = name
        self.search(Search.like(photo_id))

    def like_picture(self, path: str) -> None:
        """Find what looks like a picture, wherever it lies."""
        self.search(Search.like(path))

    def search(self, search: Search, *, refines: bool = False) -> None:
        """Look for something; `refines` where it is the search before, told better."""
        self.browsing.ask(search, leaving=self._grid.place(), refines=refines)

    def back(self) -> bool:
        """Go back to what was shown before; False where there is nothing."""
        return self.browsing.back()

    def go_to_photos(self) -> None:
        """Put the keyboard on the photos, on the first where none is selected."""
        self._to_photos = False
        self._grid.setFocus()
        if not self._grid.selected_count():
            self._grid.go_to_first()

    def _on_typed(self, words: str) -> None:
        question = self.browsing.question
        typed = isinstance(question, Search) and not question.pictures
        if words:
            self.search(Search(words), refines=typed)
        elif typed:
            self.back()

    def _on_committed(self, words: str) -> None:
        self._on_typed(words)
        self._to_photos = bool(words)
        if words and self.browsing.is_answered:
            self.go_to_photos()

    def _on_search_left(self) -> None:
        if isinstance(self.browsing.question, Search):
            self.back()
        self._surface.search.show_words("")
        self._grid.setFocus()

    def _on_chosen(self, goes_to: Question | Problems) -> None:
        if isinstance(goes_to, Problems):
            self._surface.sidebar.mark(goes_to)
            self.wanted_problems.emit()
        else:
            self.browsing.go(goes_to)

    def _on_asked(self, question: Question) -> None:
        self._surface.pixmaps.rest()
        search = self._surface.search
        if isinstance(question, Search) and question.pictures:
            search.show_picture(heading.title(question, self.names))
        else:
            search.show_words(question.text if isinstance(question, Search) else "")
        self._surface.sidebar.mark(question)
        self._surface.heading.show_question(
            question, names=self.names, can_go_back=self.browsing.can_go_back
        )

    def _on_answered(self, answer: Answer, place: Place | None) -> None:
        self._show(answer)
        self._grid.show_photos(answer.ids, answer.bands, place=place)
        if self._to_photos:
            self.go_to_photos()

    def _on_refreshed(self, answer: Answer) -> None:
        before, self._answer = self._answer, answer
        if before is None or not np.array_equal(before.ids, answer.ids):
            self._show(answer)
            self._grid.show_photos(answer.ids, answer.bands, place=self._grid.place())

    def _on_failed(self, question: Question, error: Exception) -> None:
        self.failed.emit(error)
        if question == self.browsing.question and not self.browsing.is_answered:
            self._on_answered(Answer(question, np.empty(0, np.int64)), None)

    def _on_overviewed(self, _overview: object) -> None:
        if self._answer is not None and not self._surface.shows_problems:
            self._show(self._answer)

    def _on_changed(self, anew: bool) -> None:
        self.browsing.refresh()
        self._grid.look_again(at_all=anew)

    def _on_ingest(self, _ingest: object) -> None:
        if self._answer is not None and not len(self._answer.ids):
            self._on_overviewed(None)

    def _show(self, answer: Answer) -> None:
        """Show the heading of an answer, and the page that stands in for one without photos."""
        self._answer = answer
        overview = self._keeping.overview
        photos = overview.photos if overview else len(answer.ids)
        self._surface.heading.show_answer(answer, of_all=photos)
        page = page_for(overview, answer, self._keeping.indexing.ingest)
        self._surface.show_page(page)
