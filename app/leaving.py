"""The end of the window: everything that is at work for it is told to end, and waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEventLoop, QObject, SignalInstance

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QApplication

    from app.window import Window


class AtWork(Protocol):
    """Something that may still have to do when the window is closed already."""

    @property
    def running(self) -> bool:
        """Whether anything is under way."""

    @property
    def ended(self) -> SignalInstance:
        """Told when nothing is under way any more."""


class Leaving(QObject):
    """Waits for what is at work, once, and then leaves."""

    def __init__(
        self, at_work: Sequence[AtWork], leave: Callable[[], None], parent: QObject
    ) -> None:
        """Leave by `leave` once none of these is running any more."""
        super().__init__(parent)
        self._at_work = tuple(at_work)
        self._leave: Callable[[], None] | None = leave

    def begin(self) -> None:
        """Leave now, or as soon as everything has ended."""
        for each in self._at_work:
            each.ended.connect(self._leave_if_alone)
        self._leave_if_alone()

    def _leave_if_alone(self) -> None:
        if self._leave is not None and not any(each.running for each in self._at_work):
            leave, self._leave = self._leave, None
            leave()


def run_until_gone(application: QApplication, window: Window) -> int:
    """Run Qt's loop until the window is gone, and return its exit code.

    The system may quit us, as Cmd+Q and the end of a session do: Qt closes the window then and
    waits for nothing that is still at work for it.
    """
    gone: list[bool] = []
    window.gone.connect(lambda: gone.append(True))
    window.gone.connect(application.quit)
    code = application.exec()
    if not gone:
        window.gone.disconnect(application.quit)
        _wait_until_gone(window, gone)
    return code


def _wait_until_gone(window: Window, gone: Sequence[bool]) -> None:
    loop = QEventLoop()
    window.gone.connect(loop.quit)
    if not window.keeping.indexing.closed:  # One that is hidden may never have been closed.
        window.close()
    if not gone:
        loop.exec()
