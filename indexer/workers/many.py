"""A few processes that read photos for an ingest.

Each has a thread here that hands it one file at a time and waits for the answer, so reading goes
on while the caller encodes. What is read from a file is `decode`'s matter.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar, cast

from indexer.content_key import content_key
from indexer.decode import DecodedPhoto, DecodeRecipe, UnreadablePhoto, read_photo
from indexer.machine import cores
from indexer.workers.process import Worker, WorkerLostError, WorkerSpentError, WorkerStartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from indexer.scan import SeenFile

Answer = TypeVar("Answer")

MOST_WORKERS: Final = 8


class Read(Protocol):
    """What reads a photo, as `read_photo` does; a function at the top of its module."""

    def __call__(self, path: str, recipe: DecodeRecipe) -> DecodedPhoto:
        """Return what is wanted of the file, or raise `UnreadablePhoto`."""


class DecodeWorkers:
    """Some processes that read photos, and give them back in the order asked.

    Processes start when there is a file for them and end with the `with` block, or when this
    process ends, however it does.
    """

    def __init__(
        self,
        recipe: DecodeRecipe,
        *,
        count: int | None = None,
        seconds_per_file: float = 20.0,
        read: Read = read_photo,
    ) -> None:
        """Prepare the workers; none starts before the first file.

        Args:
            recipe: What is wanted of each photo.
            count: Number of processes; None: `default_count`.
            seconds_per_file: How long one file may take.
            read: What a process does with a file.
        """
        self.count = count or default_count()
        self._read = partial(read, recipe=recipe)
        self._seconds = seconds_per_file
        self._gate = _Gate()
        self._own = threading.local()
        self._workers: set[Worker] = set()
        self._closed = False
        self._threads = ThreadPoolExecutor(self.count, thread_name_prefix="decode worker")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def decode(
        self, files: Iterable[SeenFile], *, look_ahead: int
    ) -> Iterator[tuple[SeenFile, DecodedPhoto | UnreadablePhoto]]:
        """Yield each file with its photo, or with the reason why there is none, in order.

        Args:
            files: The files; they are taken when there is room for them.
            look_ahead: How many photos may be under way or wait at most, 0.4 MB each, a video of
                which much is seen up to 2 MB.

        Raises:
            WorkerStartError: No process can be started.
        """
        return self._in_order(self._read, files, look_ahead)

    def keys(self, files: Iterable[SeenFile]) -> Iterator[tuple[SeenFile, bytes | UnreadablePhoto]]:
        """Yield each file with its content key, or with the reason why it has none, in order."""
        return self._in_order(content_key, files, 8 * self.count)

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in list(self._workers):
            worker.kill()
        self._threads.shutdown(wait=True)

    def _in_order(
        self, work: Callable[[str], Answer], files: Iterable[SeenFile], look_ahead: int
    ) -> Iterator[tuple[SeenFile, Answer | UnreadablePhoto]]:
        waiting: deque[tuple[SeenFile, Future[Answer | UnreadablePhoto]]] = deque()
        try:
            for file in files:
                waiting.append((file, self._threads.submit(self._attend, work, file.path)))
                if len(waiting) >= look_ahead:
                    yield _head(waiting)
            while waiting:
                yield _head(waiting)
        except CancelledError:  # We were closed meanwhile.
            return
        finally:
            for _, future in waiting:
                future.cancel()

    def _attend(self, work: Callable[[str], Answer], path: str) -> Answer | UnreadablePhoto:
        """Have this thread's process read a file; if that is its end, once more, alone.

        Alone, because it may have been another worker's giant that left it no memory or time.
        """
        try:
            with self._gate.beside_others():
                return self._ask(work, path)
        except WorkerSpentError as spent:
            return UnreadablePhoto(str(spent))
        except WorkerLostError:
            pass
        try:
            with self._gate.alone():
                return self._ask(work, path)
        except WorkerLostError as lost:
            return UnreadablePhoto(f"{str(lost)[:-1]}, twice.")

    def _ask(self, work: Callable[[str], Answer], path: str) -> Answer | UnreadablePhoto:
        worker = self._worker()
        try:
            answer = worker.ask((work, path), self._seconds)
        except (WorkerLostError, WorkerStartError):
            del self._own.worker
            self._workers.discard(worker)
            worker.kill()
            if self._closed:  # Then it was we who ended it.
                raise CancelledError from None
            raise
        return cast("Answer | UnreadablePhoto", answer)

    def _worker(self) -> Worker:
        """Return the process of the thread that asks."""
        if not hasattr(self._own, "worker"):
            if self._closed:
                raise CancelledError
            self._own.worker = Worker(self._seconds)
            self._workers.add(self._own.worker)
        if self._closed:
            self._own.worker.kill()
        return cast("Worker", self._own.worker)


def default_count() -> int:
    """Return how many processes suit this machine: one for each core.

    They stand back for the encoder, and fill what it leaves: on two cores with the starter model,
    two give 66 photos/s beside it, one gives 52 (500 px).
    """
    return min(MOST_WORKERS, cores())


def _head(
    waiting: deque[tuple[SeenFile, Future[Answer | UnreadablePhoto]]],
) -> tuple[SeenFile, Answer | UnreadablePhoto]:
    file, future = waiting.popleft()
    return file, future.result()


class _Gate:
    """Lets many work beside each other, or one alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._working = 0
        self._loners = 0

    @contextmanager
    def beside_others(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._loners)
            self._working += 1
        try:
            yield
        finally:
            with self._changed:
                self._working -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._changed:
            self._loners += 1
            self._changed.wait_for(lambda: not self._working)
            self._working += 1
        try:
            yield
        finally:
            with self._changed:
                self._working -= 1
                self._loners -= 1
                self._changed.notify_all()
