"""The two layers of the window: the page with everything, and one photo large over it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from app.settings import SHOW_FACTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.chosen import Chosen
    from app.surface import Surface
    from app.viewer.page import Viewer


class Layers(QStackedWidget):
    """Opens the viewer, and leaves it; fills the screen with what is in view.

    Signals:
        left(): The viewer is out of sight again.
    """

    left = Signal()

    def __init__(self, surface: Surface, viewer: Viewer, chosen: Chosen) -> None:
        super().__init__()
        self._surface = surface
        self._viewer = viewer
        self._chosen = chosen
        #: Whether the screen was filled for the viewer, and is given back with it.
        self._took_screen = False
        self._full = False
        self.addWidget(surface)
        self.addWidget(viewer)
        for turned in (surface.paged, surface.covered):
            turned.connect(lambda _page: self.leave())  # Else it would be shown behind the photo.
        for chooses in (surface.grid, surface.duplicates.view):
            chooses.current_changed.connect(viewer.looks.get_ready)
        viewer.closed.connect(self.step_back)
        viewer.emptied.connect(self.leave)
        viewer.moved.connect(chosen.go_to)
        viewer.carried.connect(partial(chosen.all, surface.carrying.begin))

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what the deeds of the layers do, by their names."""
        return {
            "view": partial(self._chosen.one, self.view),
            "full-screen": self.toggle_full_screen,
            "slideshow": partial(self._chosen.one, self._show_slides),
            "larger": partial(self._step_size, 1),
            "smaller": partial(self._step_size, -1),
        }

    @property
    def views(self) -> bool:
        """Whether one photo is shown large."""
        return self.currentWidget() is self._viewer

    def view(self, photo_id: int) -> None:
        """Show a photo large."""
        self.setCurrentWidget(self._viewer)
        self._viewer.cover_screen(self.window().isFullScreen())
        self._viewer.show_photo(photo_id)
        self._viewer.setFocus()

    def leave(self) -> bool:
        """Show the page again; False where it was shown anyhow."""
        if not self.views:
            return False
        self.setCurrentWidget(self._surface)
        self._viewer.clear()
        self._give_screen_back()
        self.left.emit()
        self._chosen.place.setFocus()
        return True

    def leave_for(self, show: Callable[[], object]) -> None:
        """Leave the viewer for something that stands beside the photos."""
        self.leave()
        show()

    def acts_beside(
        self, acts: Mapping[str, Callable[[], object]]
    ) -> dict[str, Callable[[], object]]:
        """Return what these deeds of the page do: nothing that nobody sees behind a large photo.

        Over that its own facts stand for the details.
        """
        large = {"details": partial(self._viewer.toggle, SHOW_FACTS)}
        return {
            name: partial(self._act_in_sight, act, large.get(name)) for name, act in acts.items()
        }

    def _act_in_sight(self, act: Callable[[], object], large: Callable[[], object] | None) -> None:
        shown = large if self.views else act
        if shown is not None:
            shown()

    def _step_size(self, step: int) -> None:
        """Come nearer to a large photo (+1) or go away; of others, step the size of previews."""
        (self._viewer.picture.step if self.views else self._surface.heading.step_size)(step)

    def step_back(self) -> bool:
        """Go back one step: out of a slideshow, the full screen, the viewer; False without any."""
        if self.views and self._viewer.slides.running:
            self._viewer.slides.end()
            self._give_screen_back()
        elif self._took_screen:
            self._give_screen_back()
        else:
            return self.leave()
        return True

    def toggle_full_screen(self) -> None:
        """Fill the screen, or be a window again."""
        if self.window().isFullScreen():
            self._fill_screen(False)
        else:
            self._took_screen = self.views
            self._fill_screen(True)

    def _show_slides(self, photo_id: int) -> None:
        if self._viewer.slides.running:
            self.step_back()
            return
        if not self.views:
            self.view(photo_id)
        if not self.window().isFullScreen():
            self._took_screen = True
            self._fill_screen(True)
        self._viewer.picture.fit()  # Each photo is seen whole, also the first.
        self._viewer.slides.begin()

    def _give_screen_back(self) -> None:
        if self._took_screen:
            self._fill_screen(False)

    def _fill_screen(self, wanted: bool) -> None:
        window, full = self.window(), Qt.WindowState.WindowFullScreen
        state, self._full = window.windowState(), wanted
        window.setWindowState(state | full if wanted else state & ~full)
        self._took_screen = self._took_screen and wanted
        self._viewer.cover_screen(wanted and self.views)

    def _follow_screen(self) -> None:
        """Be as the window is, where the system fills the screen or gives it back."""
        full = self.window().isFullScreen()
        if full == self._full:
            return
        self._full = full
        if not full:
            self._took_screen = False
            self._viewer.slides.end()
        self._viewer.cover_screen(full and self.views)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: hear of the state of the window, whoever changes it."""
        if event.type() == QEvent.Type.WindowStateChange and watched is self.window():
            self._follow_screen()
        return False
