"""The watch over what a test leaves behind sees what it is there for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from tests.app.conftest import running_timers

if TYPE_CHECKING:
    from app.background import Background


def test_a_timer_that_runs_on_is_seen_until_it_is_stopped(background: Background) -> None:
    timer = QTimer(background, singleShot=True, interval=61_000)
    assert not [each for each in running_timers() if each.startswith("61000 ms")]
    timer.start()
    (told,) = (each for each in running_timers() if each.startswith("61000 ms"))
    assert "Background" in told
    timer.stop()
    assert not [each for each in running_timers() if each.startswith("61000 ms")]
