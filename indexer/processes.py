"""How the processes that we start behave: silent, deaf to signals, gone when their parent is.

What they do is the business of `workers`, which read photos, and of `session`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final

from indexer.machine import step_back

if TYPE_CHECKING:
    from collections.abc import Iterator

FOR_THE_PARENT: Final = frozenset(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Signals that come to a whole group at Ctrl-C, at logout, from a service manager. Who started us
decides what becomes of them; a process that went first would look like one that a driver felled."""


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Start a process that `FOR_THE_PARENT` do not reach, from its first instruction on.

    It inherits which signals are held back from this thread, which is not the main one.
    """
    _kill_children_at_exit()
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # Its own start would let signals through again.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, FOR_THE_PARENT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def settle_in(*, steps_back: int) -> None:
    """Make this process silent, modest, and unable to outlive its parent.

    Args:
        steps_back: How far to let others go first; see `machine.step_back`.
    """
    for number in FOR_THE_PARENT:
        signal.signal(number, signal.SIG_IGN)
    # libtiff, QNN and others write straight to the terminal, or where JSON is expected.
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    _die_quietly()
    if steps_back:
        step_back(steps_back)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def limit_memory(most: int) -> None:
    """Have whoever asks for more memory in this process told that there is none.

    Linux counts what is written to, and keeps to it (since 4.7); macOS knows no such limit, and
    Windows would have to be asked from outside. There a picture's size alone decides.

    Args:
        most: Bytes, with what the process has already.
    """
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def end_within(seconds: int) -> None:
    """Have this process ended by then, whatever holds it up, unless it has ended before.

    The system does it, which asks no interpreter that foreign code may hold. Windows has nothing
    like it, and there a thread must get its turn.
    """
    if sys.platform == "win32":
        threading.Thread(target=_end_after, args=(seconds,), daemon=True).start()
    else:
        signal.alarm(seconds)


@contextmanager
def last_resort(seconds: float) -> Iterator[None]:
    """Have the system end this process if it hangs in foreign code and its parent is no more."""
    if sys.platform == "win32":
        yield
        return
    signal.alarm(int(2 * seconds) + 1)
    yield
    signal.alarm(0)


@contextmanager
def limited_computing(seconds: float) -> Iterator[None]:
    """Have the system end this process once it has computed for so long; see `is_spent`.

    Its threads count together, and time that others take does not count.
    """
    if sys.platform == "win32":
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)


def is_spent(exit_code: int | None) -> bool:
    """Whether a process ended since it had computed for longer than `limited_computing` allows."""
    return sys.platform != "win32" and exit_code == -signal.SIGPROF


@cache
def _kill_children_at_exit() -> None:
    """Have what is left of them killed: Python would send SIGTERM, or none, and wait for ever."""
    from multiprocessing.util import Finalize

    Finalize(None, _kill_children, exitpriority=0)


def _kill_children() -> None:
    for process in multiprocessing.active_children():
        process.kill()


def _die_quietly() -> None:
    """Have no dialog and no dump of all memory where a library brings this process down."""
    if sys.platform == "win32":
        import ctypes

        # SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX
        ctypes.windll.kernel32.SetErrorMode(0x8003)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_after(seconds: int) -> None:
    time.sleep(seconds)
    os._exit(1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(0)
