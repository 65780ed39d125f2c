"""The two layers of the window: the page with everything, and one photo large over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

if TYPE_CHECKING:
    from app.chosen import Chosen
    from app.surface import Surface
    from app.viewer import Viewer


class Layers(QStackedWidget):
    """Opens the viewer, and leaves it.

    Signals:
        left(): The viewer is out of sight again.
    """

    left = Signal()

    def __init__(self, surface: Surface, viewer: Viewer, chosen: Chosen) -> None:
        super().__init__()
        self._surface = surface
        self._viewer = viewer
        self._chosen = chosen
        self.addWidget(surface)
        self.addWidget(viewer)
        viewer.closed.connect(self.leave)
        viewer.moved.connect(chosen.go_to)

    @property
    def views(self) -> bool:
        """Whether one photo is shown large."""
        return self.currentWidget() is self._viewer

    def view(self, photo_id: int) -> None:
        """Show a photo large."""
        self.setCurrentWidget(self._viewer)
        self._viewer.show_photo(photo_id)
        self._viewer.setFocus()

    def leave(self) -> bool:
        """Show the page again; False where it was shown anyhow."""
        if not self.views:
            return False
        self.setCurrentWidget(self._surface)
        self._viewer.clear()
        self.left.emit()
        self._chosen.place.setFocus()
        return True
