"""The watch over what a test leaves behind sees what it is there for."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from tests.app.conftest import at_work

if TYPE_CHECKING:
    from app.background import Background


def test_a_timer_that_runs_on_is_seen_until_it_is_stopped(background: Background) -> None:
    timer, before = QTimer(background, singleShot=True, interval=61_000), at_work()
    timer.start()
    (told,) = at_work() - before
    assert told.startswith("timer of 61000 ms")
    assert "Background" in told
    timer.stop()
    assert at_work() - before == set()


def test_a_thread_that_runs_on_is_seen_until_it_ends() -> None:
    before, enough = at_work(), threading.Event()
    thread = threading.Thread(target=enough.wait, name="one that nobody ends")
    thread.start()
    assert at_work() - before == {"thread one that nobody ends"}
    enough.set()
    thread.join()
    assert at_work() - before == set()


def test_a_process_that_runs_on_is_seen_until_it_is_gone() -> None:
    before = at_work()
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert at_work() - before == {f"process {child.pid}"}
        child.communicate(b"enough")
    assert at_work() - before == set()
