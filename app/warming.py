"""When model and index are loaded, so that the first search is as quick as the second.

The model comes up in a process of its own, which takes a second of one core; the index is read
here, beside the main thread, by what `app.provisions` has loaded before. Both wait until there are
photos to see, and while somebody scrolls through them. Whoever searches before that has them loaded
by the search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.background import Background, Lane
from app.provisions import Provisions

if TYPE_CHECKING:
    from app.questions import Questions
    from app.surface import Surface

#: Milliseconds without a movement.
_REST: Final = 800


class Warming(QObject):
    """Has them loaded once, at rest.

    Attributes:
        provisions: What is to be loaded before.

    Signals:
        failed(Exception): Library or model cannot be read.
    """

    failed = Signal(object)

    def __init__(self, questions: Questions, background: Background, surface: Surface) -> None:
        super().__init__(surface)
        self._questions, self._background = questions, background
        self.provisions = Provisions(surface)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._load)
        surface.grid.verticalScrollBar().valueChanged.connect(self._put_off)

    @property
    def waits(self) -> bool:
        """Whether it is still to come."""
        return self._rest.isActive()

    def begin(self) -> None:
        """Load them as soon as there is a rest."""
        self.provisions.begin()
        self._rest.start()

    def close(self) -> None:
        """Load nothing any more."""
        self.provisions.close()
        self._rest.stop()

    def _put_off(self) -> None:
        if self._rest.isActive():
            self._rest.start()

    def _load(self) -> None:
        self._background.run(
            self._questions.warm_up, done=lambda _: None, failed=self.failed.emit, lane=Lane.SERIAL
        )
