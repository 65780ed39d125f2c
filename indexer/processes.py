"""How the processes that we start behave: silent, deaf to Ctrl-C, gone when their parent is.

What they do is the business of `workers`, which read photos, and of `session`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from indexer.machine import step_back

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Start a process that Ctrl-C does not reach, from its first instruction on.

    It inherits which signals are held back from this thread, which is not the main one.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # Its own start would let the signal through again.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def settle_in(*, steps_back: int) -> None:
    """Make this process silent, modest, and unable to outlive its parent.

    Args:
        steps_back: How far to let others go first; see `machine.step_back`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # libtiff, QNN and others write straight to the terminal, or where JSON is expected.
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    _die_quietly()
    if steps_back:
        step_back(steps_back)
    threading.Thread(target=_end_with_parent, daemon=True).start()


@contextmanager
def last_resort(seconds: float) -> Iterator[None]:
    """Have the system end this process if it hangs in foreign code and its parent is no more."""
    if sys.platform == "win32":
        yield
        return
    signal.alarm(int(2 * seconds) + 1)
    yield
    signal.alarm(0)


def _die_quietly() -> None:
    """Have no dialog and no dump of all memory where a library brings this process down."""
    if sys.platform == "win32":
        import ctypes

        # SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX
        ctypes.windll.kernel32.SetErrorMode(0x8003)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(0)
