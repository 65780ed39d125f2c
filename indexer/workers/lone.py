"""One process for one file at a time, whose answer somebody waits for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final, TypeVar, cast

from indexer.decode import UnreadablePhoto, UnwantedPhoto
from indexer.workers.process import (
    Worker,
    WorkerGoneError,
    WorkerLostError,
    WorkerStartError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")

NOT_STARTED: Final = "No process could be started to read it; there may be too little memory."
"""What who waits for a file is told: that it cannot be seen now is all that matters there."""


class LoneWorker:
    """One process for one file at a time, whose answer somebody waits for.

    It starts with the first file, and can be ended in the middle of one from another thread.
    """

    def __init__(self, seconds_per_file: float) -> None:
        self._seconds = seconds_per_file
        self._changing = threading.Lock()
        self._worker: Worker | None = None
        self._closed = False

    @property
    def is_up(self) -> bool:
        """Whether there is a process, at work or not."""
        return self._worker is not None

    def ask(self, work: Callable[[str], Answer], path: str) -> Answer:
        """Return what a function at the top of its module makes of a file.

        Raises:
            UnreadablePhoto: The file gives no answer, or ends the process; or none can be started.
            UnwantedPhoto: `end` or `close` was called.
        """
        answer = self._ask(work, path, again=True)
        if isinstance(answer, UnreadablePhoto):
            raise answer
        return cast("Answer", answer)

    def _ask(self, work: Callable[[str], Answer], path: str, *, again: bool) -> object:
        """Return the answer; of a process that had ended before, that of another, if `again`."""
        worker = self._started()
        try:
            return worker.ask((work, path), self._seconds)
        except (WorkerLostError, WorkerStartError) as lost:
            if worker is not self._worker:
                raise UnwantedPhoto from lost
            self.end()
            if again and isinstance(lost, WorkerGoneError):
                return self._ask(work, path, again=False)
            told = NOT_STARTED if isinstance(lost, WorkerStartError) else str(lost)
            raise UnreadablePhoto(told) from lost

    def end(self) -> None:
        """End the process, whatever it is doing; another file starts a new one."""
        with self._changing:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()

    def close(self) -> None:
        """End the process, and start no other."""
        self._closed = True
        self.end()

    def _started(self) -> Worker:
        with self._changing:
            if self._closed:
                raise UnwantedPhoto
            if self._worker is not None and not self._worker.is_alive:
                # It died while nobody asked it anything, which is no file's fault.
                self._worker.kill()
                self._worker = None
            if self._worker is None:
                try:
                    self._worker = Worker(self._seconds, steps_back=0)
                except OSError as error:
                    raise UnreadablePhoto(NOT_STARTED) from error
            return self._worker
