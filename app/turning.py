"""The pages in the place of the photos: opens them, and opens them again on the way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.albums.lines import AllAlbums
from app.asked import Everything
from app.duplicates.afar import Afar
from app.sidebar import Duplicates, Problems
from app.views import LookThrough, Preferences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.albums.desk import AlbumDesk
    from app.duplicates.tidying import Tidying
    from app.looking import Looking
    from app.surface import Surface
    from app.tags.desk import TagDesk
    from app.views import Page
    from indexer.records import Problem


class Turning(QObject):
    """Turns the pages.

    Signals:
        failed(Exception): What a page shows cannot be read.
    """

    failed = Signal(object)

    def __init__(
        self,
        looking: Looking,
        surface: Surface,
        albums: AlbumDesk,
        tidying: Tidying,
        tags: TagDesk,
    ) -> None:
        super().__init__(surface)
        self._browsing = looking.browsing
        self._surface = surface
        self._albums = albums
        self._tidying = tidying
        self._tags = tags
        Afar(tidying.finding, surface)
        surface.sidebar.duplicates.connect(self._show_duplicates)
        looking.wanted_problems.connect(self.show_problems)
        surface.problems.left.connect(lambda: self._browsing.go(Everything()))
        self._browsing.turned.connect(self._turn_to)
        self._browsing.answered.connect(self._on_answered)

    def step_back(self) -> bool:
        """Go back to what was in view before; False where there is nothing."""
        leaves_page = not self._surface.shows_answer
        went = self._browsing.back()
        if leaves_page and self._surface.shows_answer:
            self._surface.grid.setFocus()
        return went

    def reopen(self, page: Page) -> None:
        """Open a page that lay over the photos when the window was closed, if it is still there."""
        questions, background = self._surface.questions, self._surface.background
        if isinstance(page, Preferences):
            self._surface.foot.settings.emit()
        elif isinstance(page, LookThrough):
            background.run(
                partial(self._tags.asking.given, page.tag),
                done=self._unless_left(
                    lambda given: None if given is None else self._tags.review(page.tag)
                ),
                failed=self.failed.emit,
            )
        elif isinstance(page, Problems):
            reopen = self._unless_left(self._reopen_problems)
            background.run(questions.problems, done=reopen, failed=self.failed.emit)
        else:
            self._turn_to(page)

    def _unless_left(self, done: Callable[[Any], object]) -> Callable[[Any], None]:
        """Return `done`, which does nothing if somebody has gone on to something else by then."""
        browsing = self._browsing
        here = browsing.question, browsing.page

        def told(outcome: object) -> None:
            if (browsing.question, browsing.page) == here:
                done(outcome)

        return told

    def _reopen_problems(self, problems: Sequence[Problem]) -> None:
        if problems:
            self._turn_to(Problems())

    def show_problems(self) -> None:
        """Show what could not be read."""
        surface = self._surface
        surface.show_problems()
        surface.details.show_photo(None)
        surface.background.run(
            surface.questions.problems,
            done=surface.problems.show_problems,
            failed=self.failed.emit,
        )

    def _turn_to(self, page: object) -> None:
        """Show a page again that was in view before."""
        if isinstance(page, AllAlbums):
            self._albums.show_page(page.group)
        elif isinstance(page, Duplicates):
            self._surface.sidebar.duplicates.emit()
        elif isinstance(page, Problems):
            self._surface.sidebar.chosen.emit(page)

    def _show_duplicates(self) -> None:
        surface = self._surface
        surface.lay_over(None)
        self._browsing.turn_to(Duplicates())
        surface.show_duplicates()
        self._show_details(surface.duplicates.view.current_photo())
        surface.sidebar.mark(Duplicates())
        self._tidying.open()

    def _on_answered(self, _answer: object, place: object) -> None:
        if place is not None and self._surface.shows_answer:
            self._show_details(self._surface.grid.current_photo())  # Another page may have none.

    def _show_details(self, photo_id: int | None) -> None:
        details = self._surface.details
        if details.isVisibleTo(self._surface.window()):
            details.show_photo(photo_id)
