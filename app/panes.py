"""The panes side by side: sidebar, photos, details, with edges that the mouse can move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget
from typing_extensions import override

from app.theme import grown

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which widths, in points, a panel beside the photos can be drawn."""

    least: int
    most: int


SIDEBAR, DETAILS = Limits(200, 420), Limits(256, 480)


class Panes(QSplitter):
    """Three panes, of which the outer ones keep their width however wide the window is.

    Attributes:
        widths: Of the sidebar and of the details, in points.

    Signals:
        moved(): Somebody has moved an edge.
    """

    moved = Signal()

    def __init__(self, sidebar: QWidget, middle: QWidget, details: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("panes")
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)  # Seen as a line; Qt lets the mouse take hold a little beside it.
        self.widths = SIDEBAR.least, DETAILS.least
        self._limited = ((sidebar, SIDEBAR), (details, DETAILS))
        for pane in (sidebar, middle, details):
            self.addWidget(pane)
        self._limit()
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(lambda _at, _edge: self._on_moved())

    def set_widths(self, sidebar: int, details: int) -> None:
        """Draw the outer panes so wide, as far as they can be."""
        self.widths = sidebar, details
        self._limit()
        self.lay_out()

    def _limit(self) -> None:
        """Let the outer panes be as wide as their words need it, and not much wider."""
        for pane, limits in self._limited:
            pane.setMinimumWidth(grown(limits.least))
            pane.setMaximumWidth(grown(limits.most))
        self.widths = _within(self.widths[0], SIDEBAR), _within(self.widths[1], DETAILS)

    def lay_out(self) -> None:
        """Give the outer panes that are in sight their width, and the photos the rest."""
        sidebar, details = self.widths
        self.setSizes([sidebar, max(self.width() - sidebar - details, 1), details])

    def _on_moved(self) -> None:
        had, now = (self.widths[0], 0, self.widths[1]), self.sizes()
        # A pane that is out of sight has no width, and keeps the one that it had.
        seen = [now[place] or had[place] for place in (0, 2)]
        self.widths = seen[0], seen[1]
        self.moved.emit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Override of Qt's: larger letters want more room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._limit()
            self.lay_out()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: the photos take what is more, and give what is less."""
        super().resizeEvent(event)
        self.lay_out()


def _within(width: int, limits: Limits) -> int:
    return min(max(width, grown(limits.least)), grown(limits.most))
