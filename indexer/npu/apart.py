"""Calls a function in a process of its own: it may crash, hang or write where it pleases.

For Qualcomm's libraries where a person's file is at stake, or this process's standard output, on
which the emulator writes a line. Sessions that stay open have their own way (`session`).
"""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from indexer.errors import LibraryError
from indexer.npu.plugin import NpuError
from indexer.processes import deaf_to_interrupts, settle_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

TOLD = (LibraryError, NpuError, OSError)
"""What a function may raise for its caller; anything else is a fault, and ends the process."""


class ApartError(Exception):
    """The process of its own died, or never ended."""


class HungError(ApartError):
    """It did not end in time, and was ended."""


def call_apart(
    seconds: float,
    function: Callable[Arguments, Answer],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Answer:
    """Return what a function returns in a process of its own, or raise what it raises of `TOLD`.

    Args:
        seconds: How long it may take, its start included.
        function: One at the top of its module; it, its arguments and its answer are pickled.
        *args: What it is called with.
        **kwargs: What it is called with.

    Raises:
        ApartError: It died.
        HungError: It took longer.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=_serve, args=(theirs, function, args, kwargs), daemon=True, name=function.__name__
    )
    with deaf_to_interrupts():
        process.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise HungError(f"{function.__name__} was not done in {seconds:g} s")
        done, answer = ours.recv()
    except EOFError as error:
        process.join()
        raise ApartError(f"{function.__name__} died ({process.exitcode})") from error
    finally:
        process.kill()
        process.join()
        ours.close()
    if not done:
        raise answer
    found: Answer = answer
    return found


def _serve(
    pipe: Connection[Any, Any],
    function: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
) -> None:
    """The whole life of the process."""
    settle_in(steps_back=0)
    try:
        answer: tuple[bool, object] = (True, function(*args, **kwargs))
    except TOLD as error:
        answer = (False, error)
    pipe.send(answer)
