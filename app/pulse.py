"""Feels the library's pulse: looks now and then whether it has changed, whoever changed it.

While the child process reads photos it is felt more often, but never more often than a person can
follow; what to do about a change is the window's business.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.background import Background, Lane, Newest

if TYPE_CHECKING:
    from app.asked import Overview
    from app.questions import Questions

#: Milliseconds between two looks at a library in which nothing is known to happen.
_AT_REST = 5000
#: Milliseconds between two looks while photos are coming.
_AT_WORK = 1200


class Pulse(QObject):
    """Asks for the `Overview` again and again.

    Signals:
        felt(Overview or None): What is in the library: at the first look, after each change, when
            it was asked for, and once it can be looked at again.
        failed(Exception): It could not be looked at.
    """

    felt = Signal(object)
    failed = Signal(object)

    def __init__(
        self, questions: Questions, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._newest = Newest(background, Lane.FREE)
        self._known: Overview | None = None
        self._tell_anyhow = True
        self._rest = QTimer(self, interval=_AT_REST)
        self._rest.timeout.connect(self.feel)
        self._work = QTimer(self, singleShot=True, interval=_AT_WORK)
        self._work.timeout.connect(self.feel)

    def start(self) -> None:
        """Begin, with a look at once."""
        self._rest.start()
        self.feel()

    def stop(self) -> None:
        """Look no more."""
        self._rest.stop()
        self._work.stop()
        self._newest.drop()

    def soon(self) -> None:
        """Something may have changed: look in a moment, together with what comes until then."""
        if not self._work.isActive():
            self._work.start()

    def feel(self) -> None:
        """Look now."""
        look = partial(self._questions.overview, self._known)
        self._newest.ask(look, done=self._tell, failed=self._fail)

    def feel_and_tell(self) -> None:
        """Look now, and tell what is there also where it is the same as before."""
        self._tell_anyhow = True
        self.feel()

    def forget(self) -> None:
        """Know nothing of what was there: the next look tells what is."""
        self._known, self._tell_anyhow = None, True

    def _tell(self, overview: Overview | None) -> None:
        if self._tell_anyhow or overview != self._known:
            self._tell_anyhow = False
            self._known = overview
            self.felt.emit(overview)

    def _fail(self, error: Exception) -> None:
        self._tell_anyhow = True
        self.failed.emit(error)
