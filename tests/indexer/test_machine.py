"""How much of the machine is there, and how much of it is left to others."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer import machine
from indexer.machine import cores, same_start, this_start


def test_there_is_a_core_at_least_and_none_that_the_machine_has_not() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process is bound to cores")
def test_only_cores_that_this_process_may_use_are_counted() -> None:
    bound = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))});"
    assert _told(f"{bound} from indexer.machine import cores; print(cores())") == "1"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts otherwise")
def test_who_steps_back_is_nicer_than_before() -> None:
    code = "import os; from indexer.machine import step_back; step_back(3); print(os.nice(0))"
    assert int(_told(code)) == min(os.nice(0) + 3, 19)


def test_a_machine_is_started_once_until_it_is_started_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert same_start(this_start(), this_start())
    assert this_start() == _told("from indexer.machine import this_start; print(this_start())")
    assert not same_start(this_start(), "another")
    monkeypatch.setattr(machine, "_BOOT", Path("nowhere"))  # As where Linux does not tell.
    assert same_start(this_start(), this_start())
    assert 0 < float(this_start()) < time.time()
    assert same_start("1700000000", "1700000060")
    assert not same_start("1700000000", "1700000600")


def _told(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
