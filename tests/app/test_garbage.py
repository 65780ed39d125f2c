"""Garbage is collected on the main thread alone while other threads work, and by itself after."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.background import Background


class _Circle(QObject):
    """Holds itself, so that only a look for garbage finds that nobody else does."""

    def __init__(self, died_on: Callable[[threading.Thread], None]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, lambda: died_on(threading.current_thread()))


def _many_objects() -> list[list[int]]:
    """Return so many that Python would look for garbage again and again meanwhile."""
    return [[number] for number in range(20_000)]


def test_what_lies_in_a_circle_dies_on_the_main_thread(
    qtbot: QtBot, background: Background
) -> None:
    died_on: list[threading.Thread] = []
    ended: list[object] = []
    _Circle(died_on.append)
    background.run(_many_objects, done=ended.append, failed=lambda _error: None)
    qtbot.waitUntil(lambda: bool(ended))
    qtbot.waitUntil(lambda: bool(died_on))
    assert died_on == [threading.main_thread()]


def test_the_last_to_hold_who_is_told_is_the_main_thread(
    qtbot: QtBot, background: Background
) -> None:
    died_on: list[threading.Thread] = []
    go_on, is_over = threading.Event(), threading.Event()

    class Listener(QObject):
        def __init__(self) -> None:
            super().__init__()
            weakref.finalize(self, lambda: died_on.append(threading.current_thread()))

        def hear(self, _outcome: object) -> None:
            raise AssertionError("It was called off.")

    def work() -> None:
        go_on.wait(10)

    listener = Listener()
    job = background.run(work, done=listener.hear, failed=listener.hear)
    job.cancel()
    del listener
    background.run(is_over.set, done=lambda _: None, failed=lambda _: None)
    go_on.set()
    qtbot.waitUntil(is_over.is_set)
    qtbot.waitUntil(lambda: bool(died_on))
    assert died_on == [threading.main_thread()]


def test_it_is_left_to_python_once_no_other_thread_works(background: Background) -> None:
    assert not gc.isenabled()
    background.close()
    assert gc.isenabled()
