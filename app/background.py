"""The only door between threads: work goes out here, and its outcome comes back on the main thread.

This file owns the threads. What the work is belongs to whoever hands it in; so does what
happens with the outcome, good or bad: both must be said, so that no error can be forgotten.
Whom it is told to is known on the main thread alone: a widget that only a thread still held would
die there, which Qt does not allow.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from app.garbage import Garbage

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

Outcome = TypeVar("Outcome")

#: Seconds for which Python lets one thread hold the interpreter while another wants it (default
#: 0.005). Whatever is computed beside the main thread makes it wait this long at each call of Qt's,
#: and a frame is many. Beside a thread that computes without end, one frame of a hundred waits for
#: 30 to 38 ms in all with 0.001, and for 15 with this (measured on two cores, without the time for
#: which these were at other work).
_TURN_SECONDS = 0.0001


#: Threads of the free lane: half the processors, for the child at its work wants the others.
FREE_THREADS = min(max((os.cpu_count() or 2) // 2, 2), 4)
#: Those that wait for processes that read files: one for each of them, and one for who comes after.
APART_THREADS = 4


class Lane(Enum):
    """Which threads a piece of work may use."""

    #: One thread, one thing after another, in order: all that asks the model or the index.
    SERIAL = "serial"
    #: A few threads: previews and pictures, which wait for nothing but the disk.
    FREE = "free"
    #: Threads that do nothing but wait for another process, which may be long over one file.
    APART = "apart"


_THREADS = {Lane.SERIAL: 1, Lane.FREE: FREE_THREADS, Lane.APART: APART_THREADS}


class Job:
    """One piece of work that was handed in."""

    def __init__(self) -> None:
        self.cancelled = False
        self._future: Future[None] | None = None

    def cancel(self) -> None:
        """Forget the work: what has not begun never will, and no outcome is delivered."""
        self.cancelled = True
        if self._future is not None:
            self._future.cancel()


class Background(QObject):
    """Runs work beside the main thread and delivers the outcome on it.

    Signals:
        _arrived(Job, outcome): A result, or an error in `_Failure`, on its way to the main thread.
        _passed(deliver): Something to be called there.
    """

    _arrived = Signal(object, object)
    _passed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(_TURN_SECONDS)
        self._lanes = {
            lane: ThreadPoolExecutor(threads, thread_name_prefix=f"shoebox-{lane.value}")
            for lane, threads in _THREADS.items()
        }
        self._garbage = Garbage(self)
        self._pending: dict[Job, _Listener] = {}
        self._closed = False
        self._arrived.connect(self._deliver)
        self._passed.connect(self._call)

    @property
    def idle(self) -> bool:
        """Whether nothing is running, waiting or about to be delivered."""
        return all(job.cancelled for job in self._pending)

    def run(
        self,
        task: Callable[[], Outcome],
        *,
        done: Callable[[Outcome], None],
        failed: Callable[[Exception], None],
        lane: Lane = Lane.FREE,
    ) -> Job:
        """Run `task` on a lane's thread, then `done(result)` or `failed(error)` on the main thread.

        Neither is called for a job that was cancelled, or after `close`.
        """
        job = Job()
        if self._closed:
            job.cancel()
            return job
        self._pending = {each: to for each, to in self._pending.items() if not each.cancelled}
        self._pending[job] = _Listener(done, failed)
        job._future = self._lanes[lane].submit(self._work, job, task)
        return job

    def pass_on(self, deliver: Callable[[], None]) -> None:
        """From work that is still running: call `deliver` on the main thread, unless closed."""
        self._passed.emit(deliver)

    def close(self) -> None:
        """Drop what waits, wait for what runs, deliver nothing more."""
        self._closed = True
        for job in self._pending:
            job.cancel()
        self._pending.clear()
        for threads in self._lanes.values():
            threads.shutdown(wait=True, cancel_futures=True)
        self._garbage.close()

    def _work(self, job: Job, task: Callable[[], object]) -> None:
        if job.cancelled:
            return
        outcome: object
        try:
            outcome = task()
        except Exception as error:  # noqa: BLE001 # The thread's edge: all that went wrong is `failed`'s.
            outcome = _Failure(error)
        self._arrived.emit(job, outcome)

    def _deliver(self, job: Job, outcome: object) -> None:
        listener = self._pending.pop(job, None)
        if listener is None or job.cancelled or self._closed:
            return
        if isinstance(outcome, _Failure):
            listener.failed(outcome.error)
        else:
            listener.done(outcome)

    def _call(self, deliver: Callable[[], None]) -> None:
        if not self._closed:
            deliver()


@dataclass(frozen=True, slots=True)
class _Listener:
    """Who is told how a piece of work ended."""

    done: Callable[[Any], None]
    failed: Callable[[Exception], None]


@dataclass(frozen=True, slots=True)
class _Failure:
    """What came in place of a result."""

    error: Exception


class Newest:
    """Asks one kind of question, of which only the newest answer counts.

    While one is being answered, at most one more waits; a third takes the place of the second.
    """

    def __init__(self, background: Background, lane: Lane) -> None:
        self._background = background
        self._lane = lane
        self._running: Job | None = None
        self._next: Callable[[], None] | None = None

    def ask(
        self,
        task: Callable[[], Outcome],
        *,
        done: Callable[[Outcome], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `task` once the lane is free; an answer that a newer question overtook is dropped."""
        start = partial(self._start, task, done, failed)
        if self._running is None:
            start()
        else:
            self._next = start

    def drop(self) -> None:
        """Want no answer any more."""
        self._next = None
        if self._running is not None:
            self._running.cancel()
            self._running = None

    def _start(
        self,
        task: Callable[[], Outcome],
        done: Callable[[Outcome], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._running = self._background.run(
            task, done=partial(self._finish, done), failed=partial(self._finish, failed),
            lane=self._lane,
        )  # fmt: skip

    def _finish(self, tell: Callable[[Outcome], None], outcome: Outcome) -> None:
        self._running = None
        if self._next is None:
            tell(outcome)
            return
        start, self._next = self._next, None
        start()
