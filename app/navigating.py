"""Back and forward through what was in view, by buttons, keys and mouse, also over a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication
from typing_extensions import override

from app.asked import Everything
from app.lines import is_letter
from app.settings import LAST_VIEW, Settings
from app.views import LookThrough, Page, Preferences, View, read_view, written_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QAction, QWindow

    from app.asked import Answer
    from app.grid.view import Place
    from app.looking import Looking
    from app.surface import Surface


class Navigating(QObject):
    """Leads back and forward, and begins where somebody was when the window was closed.

    Signals:
        returned(Page): This page lay over the photos then, which are asked for again by now.
    """

    returned = Signal(object)

    def __init__(self, looking: Looking, surface: Surface, settings: Settings) -> None:
        super().__init__(surface)
        self._browsing = looking.browsing
        self._surface = surface
        self._settings = settings
        self._watching: tuple[QObject, ...] = ()
        self._returning: View | None = None
        self._browsing.stepped.connect(self._show_ways)
        self._browsing.answered.connect(self._on_answered)
        surface.covered.connect(lambda _page: self._show_ways())
        self._show_ways()

    def begin(self) -> None:
        """Show what was shown last, or all photos."""
        view = read_view(self._settings.get(LAST_VIEW), self._surface.questions.folder)
        if view is None:
            self._browsing.go(self._browsing.question)
        else:
            self._return(view, view.place)

    def _return(self, view: View, place: Place | None = None) -> None:
        """Ask what was asked then; its pages are there at once, for a model may take seconds."""
        self._returning = view
        self._browsing.begin(view.way, place)
        for page in view.pages:
            self.returned.emit(page)

    def remember(self) -> None:
        """Remember what is shown for the next time."""
        way = tuple(step.question for step in self._browsing.steps)
        view = View(way, self._surface.grid.place(), tuple(self._pages()))
        self._settings.set(LAST_VIEW, written_view(view, self._surface.questions.folder))

    def _pages(self) -> Iterator[Page]:
        """Yield what lies over the photos; a tag that is being made is no page to begin with."""
        surface, page = self._surface, self._browsing.page
        if isinstance(page, Page):
            yield page
        if surface.shows_preferences:
            yield Preferences()
        elif surface.over is surface.review and surface.review.tag:
            yield LookThrough(surface.review.tag)

    def follow(self, back: QAction, forward: QAction, window: QWindow | None) -> None:
        """Let buttons, here and on the mouse, do what these actions do, and Return press them."""
        surface = self._surface
        for button, action in ((surface.back_button, back), (surface.forward_button, forward)):
            button.clicked.connect(action.trigger)
            button.set_name(button.accessibleName(), keys=action.shortcut().toString())
        if window is not None:
            self._watching = SideButtons(window, back.trigger, forward.trigger), ReturnKey(window)

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key means that nobody else wanted; False where it means nothing here.

        A letter begins a search; Escape among all photos lets go of those that are selected.
        """
        surface = self._surface
        if event.key() == Qt.Key.Key_Escape and self._browsing.question == Everything():
            return surface.grid.hasFocus() and surface.grid.select_nothing()
        letter = event.text()
        covered = surface.over is not None and not surface.shows_preferences
        if not is_letter(event) or covered or not surface.search.isVisible():
            return False
        surface.search.begin(letter)
        return True

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what the deeds of this do, by their names."""
        return {"forward": self._browsing.forward}

    def _show_ways(self) -> None:
        surface = self._surface
        can_go_back = self._browsing.can_go_back or surface.over is not None
        surface.back_button.setEnabled(can_go_back)
        surface.forward_button.setEnabled(self._browsing.can_go_forward)

    def _on_answered(self, answer: Answer, _place: object) -> None:
        view, self._returning = self._returning, None
        if view is None or answer.question != view.way[-1]:
            return
        if len(answer.ids):
            return
        # A folder or an album may have gone meanwhile, or all photos: what lay there is no more.
        pages = view.pages
        if answer.question == Everything():
            pages = tuple(page for page in pages if page == Preferences())
        if (view.way, view.pages) != ((Everything(),), pages):
            self._return(view._replace(way=(Everything(),), pages=pages))


class SideButtons(QObject):
    """The two buttons at the side of a mouse, whatever lies under it."""

    def __init__(
        self, window: QWindow, back: Callable[[], None], forward: Callable[[], None]
    ) -> None:
        super().__init__(window)
        self._acts = {Qt.MouseButton.BackButton: back, Qt.MouseButton.ForwardButton: forward}
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: they are nobody else's; a second quick press is a press as well."""
        if not isinstance(event, QMouseEvent) or event.button() not in self._acts:
            return False
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._acts[event.button()]()
        return True


class ReturnKey(QObject):
    """Return presses the button that has the keyboard, as the space bar does.

    Qt lets it in dialogs only, and there not every kind of button.
    """

    def __init__(self, window: QWindow) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: who holds the key down presses once."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        button = QApplication.focusWidget()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or held:
            return False
        if not isinstance(button, QAbstractButton) or QApplication.activePopupWidget() is not None:
            return False
        if not event.isAutoRepeat():
            button.click()
        return True
