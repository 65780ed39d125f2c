"""A process that reads files for us, at the other end of a pipe: what it may take, how it ends.

Memory, time in which it computes and the network are kept from it as far as the system lets us.
"""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING, Any, Final, TypeVar

from indexer.decode import UnreadablePhoto
from indexer.files import reason_of
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
    from collections.abc import Callable
    from multiprocessing.connection import Connection

Answer = TypeVar("Answer")

SECONDS_TO_START: Final = 120.0
"""How long a new process may take to come up, on a machine that does much else."""

COMPUTING: Final = 0.75
"""Share of a file's time after which a process that has done nothing but compute is ended."""

SECONDS_TO_END: Final = 5.0
"""How long a process that has closed its end of the pipe may take to be gone."""

MOST_MEMORY: Final = 1_000_000_000
"""Bytes that a process may take, whatever its file says of its size."""


class WorkerStartError(RuntimeError):
    """Workers cannot be started on this machine: a fault of the installation, or of ours."""


class WorkerLostError(Exception):
    """A process died or hung over a file; `twice` says so of the second time."""

    def __init__(self, told: str, twice: str) -> None:
        super().__init__(told)
        self.twice = twice


class WorkerGoneError(WorkerLostError):
    """A process had ended before it took the file, which is not that file's fault."""


class WorkerSpentError(WorkerLostError):
    """A process computed over a file without end: alone, it would do no better."""


class Worker:
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
            WorkerLostError: The process died, or took too long.
            WorkerGoneError: It was dead already.
            WorkerStartError: It never came so far.
        """
        self._come_up()
        self._hand_over(job, seconds)
        try:
            if self._pipe.poll(seconds):
                return self._pipe.recv()
        except (EOFError, OSError) as error:
            self._process.join(SECONDS_TO_END)
            if is_spent(self._process.exitcode):
                raise WorkerSpentError(*_endless(seconds)) from error
            told = "The decoder crashed over this file."
            raise WorkerLostError(told, "The decoder crashed over this file, twice.") from error
        raise WorkerLostError(*_endless(seconds))

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended, by itself or by somebody else."""
        return self._process.is_alive()

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.join()

    def _hand_over(self, job: tuple[Callable[[str], Answer], str], seconds: float) -> None:
        """Give it a file, and wait until it says that it has it."""
        try:
            self._pipe.send(job)
            if self._pipe.poll(seconds):
                self._pipe.recv()
                return
        except (EOFError, OSError) as error:
            told = "The process that was to read this file ended before it had it."
            raise WorkerGoneError(told, told) from error
        raise WorkerLostError(*_endless(seconds))

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


def _endless(seconds: float) -> tuple[str, str]:
    return (
        f"The decoder did not finish this file in {seconds:g} s.",
        f"The decoder did not finish this file in {seconds:g} s, twice.",
    )


def _serve(pipe: Connection[Any, Any], seconds: float, steps_back: int) -> None:
    """Do what is asked until nobody is left to ask; the whole life of a worker's process."""
    settle_in(steps_back=steps_back)
    limit_memory(MOST_MEMORY)
    shut_off_network()
    try:
        pipe.send("up")
        while True:
            work, path = pipe.recv()
            pipe.send("taken")
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
