"""What runs apart may fall, hang and shout; the caller hears a sentence, and its own is silent."""

from __future__ import annotations

import os
import threading

import pytest

from indexer.errors import LibraryError
from indexer.npu.apart import ApartError, HungError, call_apart
from indexer.npu.plugin import NpuError


def halve(number: int, *, by: int = 2) -> int:
    return number // by


def refuse(kind: str) -> None:
    raise {"library": LibraryError, "npu": NpuError, "system": OSError}[kind]("no")


def fall() -> None:
    os.abort()


def go_wrong() -> None:
    raise KeyError("a fault of ours")


def hang() -> None:
    threading.Event().wait()


def shout() -> int:
    return os.write(1, b"# a line of the emulator's\n") + os.write(2, b"and a complaint\n")


def test_an_answer_comes_back() -> None:
    assert call_apart(60, halve, 84) == 42
    assert call_apart(60, halve, 84, by=4) == 21


@pytest.mark.parametrize(
    ("kind", "error"), [("library", LibraryError), ("npu", NpuError), ("system", OSError)]
)
def test_a_refusal_comes_back_as_itself(kind: str, error: type[Exception]) -> None:
    with pytest.raises(error, match="no"):
        call_apart(60, refuse, kind)


def test_a_crash_and_a_fault_cost_the_process_only() -> None:
    with pytest.raises(ApartError, match="fall died"):
        call_apart(60, fall)
    with pytest.raises(ApartError, match="go_wrong died"):
        call_apart(60, go_wrong)


def test_what_never_ends_is_ended() -> None:
    with pytest.raises(HungError, match=r"hang was not done in 0\.5 s"):
        call_apart(0.5, hang)


def test_what_is_written_there_is_not_heard_here(capfd: pytest.CaptureFixture[str]) -> None:
    assert call_apart(60, shout) > 0
    assert capfd.readouterr() == ("", "")
