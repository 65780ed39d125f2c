"""From what somebody asks for to the photos before their eyes, and back again.

Brings together the search field, the sidebar, the heading and the grid with `browsing`, which asks.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.asked import Answer, Question
from app.complaining import sentence_of
from app.cut.cutting import CUTS, remember, remembered
from app.language import QT_TR_NOOP, tr
from app.missing import Missing
from app.pages import page_for
from app.searches import Search
from app.settings import STRICTNESS
from app.sidebar import Problems
from indexer.errors import LibraryError
from indexer.query import QueryError, parse

if TYPE_CHECKING:
    from app.browsing import Browsing
    from app.grid.view import Place
    from app.keeping import Keeping
    from app.settings import Setting, Settings
    from app.surface import Surface

#: What not everybody expects, with how to be rid of it.
_TOGETHER: Final = QT_TR_NOOP(
    "Words and picture count together: the cross of the picture in the search field takes it away."
)


class Looking(QObject):
    """What is shown on the surface, and how it came to be asked for.

    Attributes:
        browsing: Asks.
        names: What pictures are called, by the references of their terms.

    Signals:
        wanted_problems(): The list of problems was chosen.
        failed(Exception): A question has no answer.
    """

    wanted_problems = Signal()
    failed = Signal(object)

    def __init__(self, browsing: Browsing, surface: Surface, keeping: Keeping) -> None:
        super().__init__(surface)
        self.browsing = browsing
        browsing.where = surface.grid.place
        self.names: dict[str, str] = {}
        self._surface = surface
        self._grid = surface.grid
        self._keeping = keeping
        self._answer: Answer | None = None
        self._to_photos = False
        self._typed = self._settled = Search("")
        self._missing = Missing(keeping.indexing, surface.notice, self)
        self._being_typed = False
        self._wire()

    def _wire(self) -> None:
        surface, browsing, keeping = self._surface, self.browsing, self._keeping
        surface.search.typed.connect(self._on_typed)
        surface.search.committed.connect(self._on_committed)
        surface.search.field.touched.connect(self._on_touched)
        surface.search.left.connect(self._on_search_left)
        surface.search.entered_results.connect(self.go_to_photos)
        surface.parts.wanted.connect(self._on_part)
        surface.likenesses.known.connect(self._on_known)
        surface.sidebar.chosen.connect(self._on_chosen)
        surface.sidebar.duplicates.connect(partial(surface.search.show_search, None))
        surface.heading.weak_wanted.connect(browsing.show_weak)
        surface.heading.about.meant.wanted.connect(self._on_meant)
        surface.nothing.weak_wanted.connect(lambda: browsing.show_weak(True))
        browsing.asked.connect(self._on_asked)
        browsing.answered.connect(self._on_answered)
        browsing.refreshed.connect(self._on_refreshed)
        browsing.failed.connect(self._on_failed)
        keeping.overviewed.connect(self._on_overviewed)
        keeping.changed.connect(self._on_changed)
        keeping.indexing.changed.connect(self._on_ingest)

    @property
    def answer(self) -> Answer | None:
        """What is shown now; None before the first answer."""
        return self._answer

    @property
    def found_nothing(self) -> bool:
        """Whether what is asked for is answered, and by no photo."""
        answer = self._answers_what_is_asked
        return answer is not None and not len(answer.ids)

    @property
    def _answers_what_is_asked(self) -> Answer | None:
        """What is shown, where that is what is asked for; None while its answer is on its way."""
        answer = self._answer
        asked = answer is not None and answer.question == self.browsing.question
        return answer if asked else None

    def remember_cut(self, settings: Settings) -> None:
        """Cut searches as the settings say, and let them say what is chosen from now on."""
        self._follow_cut(settings, STRICTNESS)
        settings.changed.connect(partial(self._follow_cut, settings))
        self._surface.heading.cut.connect(partial(remember, settings))

    def _follow_cut(self, settings: Settings, setting: Setting[int]) -> None:
        if setting.key in {each.key for each in CUTS}:
            cutting = remembered(settings)
            self.browsing.cut(cutting)
            self._surface.heading.show_cutting(cutting)

    def search(self, search: Search, *, refines: bool = False) -> None:
        """Look for something; `refines` where it is the search before, told better."""
        self._being_typed = False
        self.browsing.ask(search, refines=refines)

    def go_to_photos(self) -> None:
        """Put the keyboard on the photos, on the first where none is selected.

        Where there are none it stays: a grid out of sight would take it with the next answer.
        """
        self._to_photos = False
        self._surface.search.settle()
        if not self._grid.cells.count:
            return
        self._grid.setFocus()
        if not self._grid.selected_count():
            self._grid.go_to_first()

    # The search field.

    def _on_touched(self) -> None:
        self._to_photos = False  # Who types on is not done with the field.

    def _on_typed(self, search: Search) -> None:
        self._to_photos = False  # Nor is who turns or takes away a picture in it.
        self._try(search, at_once=False)

    def _on_committed(self, search: Search) -> None:
        self._to_photos = self._try(search, at_once=True) and bool(search.text)
        self._being_typed = False
        self._settled = search
        self._show_heading()
        if self._to_photos and not search.pictures:
            self._surface.search.past.add(search.text)
        if self._to_photos and self.browsing.is_answered:
            self.go_to_photos()

    def _try(self, search: Search, *, at_once: bool) -> bool:
        """Look for what stands in the field, where it can be understood; else say what is wrong."""
        self._typed = search
        fault = _fault(search)
        self._surface.search.show_fault(fault, at_once=at_once)
        searched = isinstance(self.browsing.question, Search)
        if fault is None and search.text:
            # While it is typed it is one visit; the next begins once Return was pressed.
            self.browsing.ask(search, refines=searched, stays=not self._being_typed)
            self._being_typed = True
        elif fault is None and searched:
            self._being_typed = False
            self.browsing.leave_search()
        return fault is None

    def _on_search_left(self) -> None:
        answers = self._surface.shows_answer
        if isinstance(self.browsing.question, Search) and answers:
            self.browsing.leave_search()
        self._being_typed = False
        if answers:
            self.show_what_is_asked()  # It may be the search from which this one was refined.
        else:
            self._surface.search.show_search(None)
        self._surface.search.show_fault(None)
        self._grid.setFocus()

    def _on_part(self, rest: Search) -> None:
        """Search without a part, or with its sign turned."""
        self._being_typed = False
        if rest.text:
            self.browsing.ask(rest, refines=True, stays=True)
        else:
            self.browsing.leave_search()

    def _on_meant(self, search: Search) -> None:
        """Search for what was meant, as if it had been typed so."""
        self._being_typed = False
        self._to_photos = True
        self._surface.search.field.setFocus()  # The button goes; the photos may not come.
        self.browsing.ask(search, refines=True, stays=True)

    def _on_known(self, reference: str) -> None:
        found = self._surface.likenesses.of(reference, self._surface.devicePixelRatioF())
        if found is not None:
            self.names[reference] = found.name
            self._show_question()

    def _on_chosen(self, goes_to: Question | Problems) -> None:
        if isinstance(goes_to, Problems):
            self.browsing.turn_to(goes_to)
            self._surface.sidebar.mark(goes_to)
            self._surface.search.show_search(None)
            self.wanted_problems.emit()
        else:
            self.browsing.go(goes_to)

    # Questions and their answers.

    def _on_asked(self, question: Question) -> None:
        self._surface.pixmaps.rest()
        self._surface.search.show_search(question if isinstance(question, Search) else None)
        self._surface.sidebar.mark(question)
        self._show_question()
        if not self.browsing.is_answered:
            self._surface.heading.show_waiting()

    def show_what_is_asked(self) -> None:
        """Let the search field tell again what the photos answer, as other pages do not."""
        question = self.browsing.question
        self._surface.search.show_search(question if isinstance(question, Search) else None)

    def _show_question(self) -> None:
        self._surface.heading.show_question(self.browsing.question, names=self.names)
        self._surface.parts.show_parts(self.browsing.question)

    def _show_heading(self) -> None:
        if self._answers_what_is_asked is not None:
            self._surface.heading.show_answer(self._with_hint(self._answers_what_is_asked))

    def _with_hint(self, answer: Answer) -> Answer:
        """Say of words beside a picture that both count, until somebody has settled for them."""
        question = answer.question
        if not isinstance(question, Search) or not question.pictures or not question.words:
            return answer
        hint = () if question == self._settled else (tr(_TOGETHER),)
        return replace(answer, remarks=(*answer.remarks, *hint))

    def _on_answered(self, answer: Answer, place: Place | None) -> None:
        self._show(answer)
        self._grid.show_photos(answer.ids, answer.bands, place=place, sheet=answer.sheet)
        if self._to_photos:
            self.go_to_photos()

    def _on_refreshed(self, answer: Answer) -> None:
        before = self._answer
        self._show(answer)
        if before is None or not _shows_the_same(before, answer):
            reordered = before is not None and before.cutting.order != answer.cutting.order
            place = None if reordered else self._grid.place()
            self._grid.show_photos(answer.ids, answer.bands, place=place, sheet=answer.sheet)
        elif answer.sheet is not None:
            self._grid.know(answer.sheet)

    def _on_failed(self, question: Question, error: Exception) -> None:
        if isinstance(error, QueryError):
            self._take_back(question, error)
            return
        self.failed.emit(error)
        if question == self.browsing.question and not self.browsing.is_answered:
            nothing = np.empty(0, np.int64)
            self._on_answered(Answer(question, nothing, fault=sentence_of(error)), None)

    def _take_back(self, question: Question, error: QueryError) -> None:
        """Show what was shown before again: this question could not be asked."""
        self._to_photos = False
        now = self.browsing.question
        self._surface.sidebar.mark(now)
        self._show_question()
        self._show_heading()
        if question == self._typed and question == self._surface.search.search:
            self._surface.search.show_fault(error)
            return
        self._surface.search.show_search(now if isinstance(now, Search) else None)
        self.failed.emit(LibraryError(error.reason[:1].upper() + error.reason[1:]))

    def _on_overviewed(self, _overview: object) -> None:
        answer = self._answers_what_is_asked
        if answer is not None and not self._surface.shows_problems:
            self._show(answer)

    def _on_changed(self, anew: bool) -> None:
        self.browsing.refresh()
        self._grid.look_again(at_all=anew)
        self._surface.details.look_again()  # Its folder may be away now, or back.

    def _on_ingest(self, _ingest: object) -> None:
        if self._answer is not None and not len(self._answer.ids):
            self._on_overviewed(None)

    def _show(self, answer: Answer) -> None:
        """Show the heading of an answer, and the page that stands in for one without photos."""
        self._answer = answer
        self._surface.heading.show_answer(self._with_hint(answer))
        page = page_for(self._keeping.overview, answer, self._keeping.indexing.ingest)
        self._surface.show_page(page)


def _fault(search: Search) -> QueryError | None:
    """Return what is wrong with a search, as far as its text tells."""
    try:
        parse(search.text)
    except QueryError as error:
        return error
    return None


def _shows_the_same(one: Answer, other: Answer) -> bool:
    same_bands = (one.bands is None) == (other.bands is None) and (
        one.bands is None or other.bands is None or np.array_equal(one.bands, other.bands)
    )
    return same_bands and np.array_equal(one.ids, other.ids)
