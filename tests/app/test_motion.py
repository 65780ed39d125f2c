"""Nothing moves by itself where the system, or the settings, say so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from app import bus
from app.motion import Motion
from app.settings import REDUCE_MOTION, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication


def test_the_settings_have_the_last_word(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "window.ini")
    motion = Motion(settings)
    assert motion.wanted
    settings.set(REDUCE_MOTION, True)
    assert not motion.wanted


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="They have no such desktop.")
def test_what_the_desktop_says_comes_in_a_box(qapp: QApplication, tmp_path: Path) -> None:
    from PySide6.QtDBus import QDBusVariant

    motion = Motion(Settings(tmp_path / "window.ini"))
    for said, wanted in ((QDBusVariant(False), False), (QDBusVariant(True), True)):
        motion._on_told(bus.plain([said]))
        assert motion.wanted == wanted
    motion._on_told(None)
    assert motion.wanted
