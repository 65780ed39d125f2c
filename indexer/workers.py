"""Processes that read photos, so that a file that kills or hangs its decoder costs that file only.

A few processes, each at the other end of a pipe and with one file at a time. Each has a thread
here that hands it files and waits for the answer, so reading goes on while the caller encodes.
What is read from a file is `decode`'s matter.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import deque
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeVar, cast

from indexer.content_key import content_key
from indexer.decode import (
    DecodedPhoto,
    DecodeRecipe,
    UnreadablePhoto,
    UnwantedPhoto,
    read_photo,
)
from indexer.files import reason_of
from indexer.machine import cores
from indexer.processes import (
    deaf_to_interrupts,
    is_spent,
    last_resort,
    limit_memory,
    limited_computing,
    settle_in,
)
from indexer.seclusion import shut_off_network

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection

    from indexer.scan import SeenFile

Answer = TypeVar("Answer")

SECONDS_TO_START: Final = 120.0
"""How long a new process may take to come up, on a machine that does much else."""

COMPUTING: Final = 0.75
"""Share of a file's time after which a process that has done nothing but compute is ended."""

SECONDS_TO_END: Final = 5.0
"""How long a process that has closed its end of the pipe may take to be gone."""

MOST_WORKERS: Final = 8

MOST_MEMORY: Final = 1_000_000_000
"""Bytes that a process may take, whatever its file says of its size."""


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
        self._workers: set[_Worker] = set()
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
        except _WorkerSpentError as spent:
            return UnreadablePhoto(str(spent))
        except _WorkerLostError:
            pass
        try:
            with self._gate.alone():
                return self._ask(work, path)
        except _WorkerLostError as lost:
            return UnreadablePhoto(str(lost))

    def _ask(self, work: Callable[[str], Answer], path: str) -> Answer | UnreadablePhoto:
        worker = self._worker()
        try:
            answer = worker.ask((work, path), self._seconds)
        except (_WorkerLostError, WorkerStartError):
            del self._own.worker
            self._workers.discard(worker)
            worker.kill()
            if self._closed:  # Then it was we who ended it.
                raise CancelledError from None
            raise
        return cast("Answer | UnreadablePhoto", answer)

    def _worker(self) -> _Worker:
        """Return the process of the thread that asks."""
        if not hasattr(self._own, "worker"):
            if self._closed:
                raise CancelledError
            self._own.worker = _Worker(self._seconds)
            self._workers.add(self._own.worker)
        if self._closed:
            self._own.worker.kill()
        return cast("_Worker", self._own.worker)


class LoneWorker:
    """One process for one file at a time, whose answer somebody waits for.

    It starts with the first file, and can be ended in the middle of one from another thread.
    """

    def __init__(self, seconds_per_file: float) -> None:
        self._seconds = seconds_per_file
        self._changing = threading.Lock()
        self._worker: _Worker | None = None
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
        except (_WorkerLostError, WorkerStartError) as lost:
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

    def _started(self) -> _Worker:
        with self._changing:
            if self._closed:
                raise UnwantedPhoto
            if self._worker is None:
                self._worker = _Worker(self._seconds, steps_back=0)
            return self._worker


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


class WorkerStartError(RuntimeError):
    """Workers cannot be started on this machine: a fault of the installation, or of ours."""


class _WorkerLostError(Exception):
    """A process died or hung over a file; the text says so of the second time."""


class _WorkerSpentError(_WorkerLostError):
    """A process computed over a file without end: alone, it would do no better."""


class _Worker:
    """A process of our own, at the other end of a pipe."""

    def __init__(self, seconds: float, *, steps_back: int = 10) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, seconds, steps_back), daemon=True, name="decode worker"
        )
        with deaf_to_interrupts():
            self._process.start()
        theirs.close()
        self._is_up = False

    def ask(self, job: tuple[Callable[[str], Answer], str], seconds: float) -> object:
        """Return the answer for one file.

        Raises:
            _WorkerLostError: The process died, or took too long.
            WorkerStartError: It never came so far.
        """
        self._come_up()
        try:
            self._pipe.send(job)
            if self._pipe.poll(seconds):
                return self._pipe.recv()
        except (EOFError, OSError) as error:
            self._process.join(SECONDS_TO_END)
            if is_spent(self._process.exitcode):
                raise _WorkerSpentError(_endless(seconds)) from error
            raise _WorkerLostError("The decoder crashed over this file, twice.") from error
        raise _WorkerLostError(f"{_endless(seconds)[:-1]}, twice.")

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.join()

    def _come_up(self) -> None:
        """Wait until the process has started; if it cannot, that is no file's fault."""
        if self._is_up:
            return
        try:
            self._is_up = self._pipe.poll(SECONDS_TO_START) and bool(self._pipe.recv())
        except (EOFError, OSError) as error:
            raise WorkerStartError("A decode worker ended before it was up.") from error
        if not self._is_up:
            raise WorkerStartError(f"A decode worker was not up in {SECONDS_TO_START:g} s.")


def _endless(seconds: float) -> str:
    return f"The decoder did not finish this file in {seconds:g} s."


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


def _serve(pipe: Connection[Any, Any], seconds: float, steps_back: int) -> None:
    """Do what is asked until nobody is left to ask; the whole life of a worker's process."""
    settle_in(steps_back=steps_back)
    limit_memory(MOST_MEMORY)
    shut_off_network()
    try:
        pipe.send("up")
        while True:
            work, path = pipe.recv()
            with last_resort(seconds), limited_computing(COMPUTING * seconds):
                answer = _answer(work, path)
            pipe.send(answer)
    except (EOFError, OSError):
        return


def _answer(work: Callable[[str], Answer], path: str) -> Answer | UnreadablePhoto:
    try:
        return work(path)
    except UnreadablePhoto as unreadable:
        return unreadable
    except OSError as error:
        return UnreadablePhoto(reason_of(error))
    except MemoryError:
        return UnreadablePhoto("The picture needs more memory than one file may take.")
    except Exception as error:  # noqa: BLE001 - a fault of ours over one file must not cost others.
        return UnreadablePhoto(f"Shoebox failed to read it ({type(error).__name__}: {error}).")
