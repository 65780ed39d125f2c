"""Which of several windows fills a library: the next one, once the window that did is gone.

Until then a window looks now and then whether anybody still holds the library's write lock.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.background import Background, Lane, Newest
from app.indexing import Phase
from indexer.library import is_being_filled

if TYPE_CHECKING:
    from pathlib import Path

#: Milliseconds between two looks.
_EVERY: Final = 4000
#: Looks in a row at which nobody may hold the lock. One that begins anew, as with another model,
#: lets go of it for as long as a process needs to start, and is not to be robbed of it.
_LOOKS: Final = 2


class Succession(QObject):
    """Watches the lock of the library in `folder` for as long as another Shoebox fills it.

    Attributes:
        free: How many times in a row nobody held it.

    Signals:
        vacant(): Nobody fills the library any more.
    """

    vacant = Signal()

    def __init__(self, folder: Path, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._newest = Newest(background, Lane.FREE)
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self.look)
        self.free = 0

    def follow(self, phase: Phase) -> None:
        """Take note of what this window's own child does: without one, watch."""
        if phase is not Phase.ELSEWHERE:
            self.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._newest.drop()
        self.free = 0

    def look(self) -> None:
        """Look now."""
        # A lock that cannot be tried, as on a drive that is away, is nobody's to take over.
        looks = partial(is_being_filled, self._folder)
        self._newest.ask(looks, done=self._take, failed=lambda _error: self._take(True))

    def _take(self, held: bool) -> None:
        self.free = 0 if held else self.free + 1
        if self.free >= _LOOKS:
            self.stop()
            self.vacant.emit()
