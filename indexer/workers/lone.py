"""One process for one file at a time, whose answer somebody waits for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar, cast

from indexer.decode import UnreadablePhoto, UnwantedPhoto
from indexer.workers.process import Worker, WorkerLostError, WorkerStartError

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")


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
            UnreadablePhoto: The file gives no answer, or ends the process.
            UnwantedPhoto: `end` or `close` was called.
            WorkerStartError: No process can be started.
        """
        worker = self._started()
        try:
            answer = worker.ask((work, path), self._seconds)
        except (WorkerLostError, WorkerStartError) as lost:
            if worker is not self._worker:
                raise UnwantedPhoto from lost
            self.end()
            if isinstance(lost, WorkerStartError):
                raise
            raise UnreadablePhoto(str(lost)) from lost
        if isinstance(answer, UnreadablePhoto):
            raise answer
        return cast("Answer", answer)

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
            if self._worker is None:
                self._worker = Worker(self._seconds, steps_back=0)
            return self._worker
