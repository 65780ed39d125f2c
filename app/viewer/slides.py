"""A slideshow: it goes on by itself, but never to a photo that is not sharp yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.settings import SLIDE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.settings import Settings

_SHORTEST, _LONGEST = 1, 60
#: Milliseconds after which it is looked once more whether the next photo is there.
_AGAIN: Final = 100


class Slides(QObject):
    """Tells when the next photo is due.

    Signals:
        due(): Show the next photo.
        changed(): It runs now, or no longer, or rests, or is quicker or slower.
    """

    due = Signal()
    changed = Signal()

    def __init__(
        self, settings: Settings, ready: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        """Make one that is not running; `ready` says whether the next photo is sharp."""
        super().__init__(parent)
        self._settings = settings
        self._ready = ready
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_timeout)
        self.running = False
        self.resting = False

    @property
    def seconds(self) -> int:
        """For how long each photo is seen."""
        return min(max(self._settings.get(SLIDE_SECONDS), _SHORTEST), _LONGEST)

    @property
    def moves(self) -> bool:
        """Whether it goes on by itself now: it runs, and nobody lets it rest."""
        return self.running and not self.resting

    def begin(self) -> None:
        """Go on by itself from now on."""
        self.running, self.resting = True, False
        self.wait()
        self.changed.emit()

    def end(self) -> None:
        """Go on no more."""
        was, self.running = self.running, False
        self._timer.stop()
        if was:
            self.changed.emit()

    def rest(self, wanted: bool) -> None:
        """Stay at this photo, or go on."""
        self.resting = wanted
        self.wait()
        self.changed.emit()

    def wait(self) -> None:
        """Let the photo in sight be seen for its whole time, from now."""
        self._timer.stop()
        if self.moves:
            self._timer.start(1000 * self.seconds)

    def change_pace(self, seconds: int) -> None:
        """Show each photo for longer, or (less than 0) shorter, and remember it."""
        wanted = min(max(self.seconds + seconds, _SHORTEST), _LONGEST)
        self._settings.set(SLIDE_SECONDS, wanted)
        self.wait()
        self.changed.emit()

    def _on_timeout(self) -> None:
        if self._ready():
            self.due.emit()
            self.wait()
        else:
            self._timer.start(_AGAIN)
