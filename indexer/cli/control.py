"""How a running index is told to pause, go on or end: lines on standard input, and signals.

The window speaks to its child so (`pause`, `resume`, `stop`, `look`, `add FOLDER`, `leave FOLDER`,
`accept-missing`, one to a line); a person presses Ctrl+C. Both only set flags here. The index looks
at them between two photos, so that a batch that has begun is kept whole.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from indexer.processes import end_within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

SECONDS_ALONE: Final = 30
"""How long we may go on for once our parent is gone. A window gives its child 10 s and then kills
it; one that was killed itself can do so no more, and a drive that hangs hears of no `stop`."""


class Control:
    """What has been asked of the running index.

    Attributes:
        stopped: set once the index has to end.
        hurried: set by each word that ends a wait; whoever waits for one clears it.
        signal_number: the signal that asked for the end, 0 if none did.
        added: folders to follow as well, not yet taken up.
        leaving: folders that shall go out of the library, and have not gone yet.
        looks: whether all folders shall be looked at once more, and were not yet.
        accepts_missing: whether a person has said that what is missing may be forgotten, and the
            index has not done it yet.
    """

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.hurried = threading.Event()
        self.signal_number = 0
        self.added: list[str] = []
        self.leaving: list[str] = []
        self.looks = False
        self.accepts_missing = False
        self._may_run = threading.Event()
        self._may_run.set()
        self._woken = threading.Event()

    @property
    def paused(self) -> bool:
        """Whether the index was asked to wait."""
        return not self._may_run.is_set()

    @property
    def changes_folders(self) -> bool:
        """Whether folders are to be followed as well, or no longer."""
        return bool(self.added or self.leaving)

    def wait_until_resumed(self) -> None:
        """Wait for `resume` or `stop`; a folder that shall leave is not kept waiting either."""
        self._woken.clear()
        while self.paused and not self.leaving:
            self._woken.wait()
            self._woken.clear()

    def obey(self, line: str) -> None:
        """Take one line from the parent; what a later version may say is passed over."""
        if line == "pause":
            self._may_run.clear()
        elif line == "resume":
            self._may_run.set()
            self._wake()
        elif line == "stop":
            self.stop()
        elif line == "accept-missing":
            self.accepts_missing = True
        elif line == "look":
            self.looks = True
        elif line.startswith("add "):
            self.added.append(line.removeprefix("add "))
        elif line.startswith("leave "):
            self.leaving.append(line.removeprefix("leave "))
            self._wake()

    def stop(self) -> None:
        """Ask for the end, also of a pause."""
        self.stopped.set()
        self._may_run.set()
        self._wake()

    def _wake(self) -> None:
        """Let whoever waits see what was said; that is set by now."""
        self._woken.set()
        self.hurried.set()

    def listen_until_closed(self) -> None:
        """Obey our parent, and end with it: in peace, or when that takes too long at once."""
        self.listen(until_closed=True, closed=lambda: end_within(SECONDS_ALONE))

    def listen(
        self,
        *,
        until_closed: bool,
        descriptor: int = 0,
        closed: Callable[[], object] = lambda: None,
    ) -> threading.Thread:
        """Obey the lines of a file descriptor from now on, on a thread of its own.

        Args:
            until_closed: the end of the input is a `stop`; a parent that dies ends us so.
            descriptor: where the lines come from; standard input. It reads as empty from now on.
            closed: what else is to be done at its end.

        Returns:
            The thread; it ends with the input.
        """
        thread = threading.Thread(
            target=self._listen,
            args=(_taken(descriptor), until_closed, closed),
            name="control",
            daemon=True,
        )
        thread.start()
        return thread

    def _listen(self, descriptor: int, until_closed: bool, closed: Callable[[], object]) -> None:
        with suppress(OSError):  # A terminal that is gone cannot be read any more: the end as well.
            self._obey_all(descriptor)
        os.close(descriptor)
        if until_closed:
            self.stop()
        closed()

    def _obey_all(self, descriptor: int) -> None:
        # Not sys.stdin: a daemon thread inside it at exit aborts the interpreter over its lock.
        pending = b""
        while heard := os.read(descriptor, 4096):
            *lines, pending = (pending + heard).split(b"\n")
            for line in lines:
                self.obey(os.fsdecode(line.removesuffix(b"\r")))

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Turn the first Ctrl+C or terminate into a stop; a second one interrupts at once."""
        numbers = [signal.SIGINT, signal.SIGTERM]
        if sys.platform == "win32":
            numbers.append(signal.SIGBREAK)
        before = {number: signal.signal(number, self._on_signal) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self.signal_number:
            raise KeyboardInterrupt
        self.signal_number = number
        self.stop()


def _taken(descriptor: int) -> int:
    """Return the input under a number of our own, and leave an empty one in its place.

    Windows cannot start a process that inherits a pipe on which a thread is waiting: it hangs
    (python/cpython#78961). And where there is no input at all, the next file to be opened, such
    as the library's, would pass for it.
    """
    empty = os.open(os.devnull, os.O_RDONLY)  # Its number is `descriptor`, if that was closed.
    try:
        private = os.dup(descriptor)
    except OSError:  # Windows keeps the number of an input that is not there.
        private = os.dup(empty)
    if empty != descriptor:
        os.dup2(empty, descriptor)
        os.close(empty)
    os.set_inheritable(descriptor, True)
    return private
