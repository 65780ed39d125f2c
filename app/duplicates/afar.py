"""The look for duplicates as the foot of the window tells of it, while its page is out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from app.duplicates.finding import Finding
    from app.surface import Surface


class Afar(QObject):
    """Shows at the foot how far the look has come, wherever else somebody is meanwhile."""

    def __init__(self, finding: Finding, surface: Surface) -> None:
        super().__init__(surface)
        self._finding, self._page = finding, surface.duplicates
        self._progress = surface.foot.duplicates
        self._progress.stopped.connect(finding.call_off)
        finding.changed.connect(self._show)
        for turned in (surface.paged, surface.covered):
            turned.connect(self._show)

    def _show(self) -> None:
        search = self._finding.search
        if search.running and not self._page.isVisible():
            self._progress.show_progress(search.done, search.total)
        else:
            self._progress.hide()
