"""Nothing moves by itself where the system, or the settings, say so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QTreeView

from app import bus
from app.indexing import Ingest, Phase
from app.motion import Bar, Motion
from app.settings import REDUCE_MOTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.window import Window

linux_only = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="They have no such desktop."
)


@pytest.fixture
def motion(qapp: QApplication) -> Iterator[Motion]:
    made = Motion(qapp)
    yield made
    made.reduce(False)
    made.deleteLater()


def test_who_reduces_it_has_the_last_word(qtbot: QtBot, motion: Motion) -> None:
    assert motion.wanted
    with qtbot.waitSignal(motion.changed):
        motion.reduce(True)
    assert not motion.wanted


@linux_only
def test_what_the_desktop_says_comes_in_a_box(motion: Motion) -> None:
    from PySide6.QtDBus import QDBusVariant

    for said, wanted in ((QDBusVariant(False), False), (QDBusVariant(True), True)):
        motion._on_told(bus.plain([said]))
        assert motion.wanted == wanted
    motion._on_told(None)
    assert motion.wanted


@linux_only
def test_the_system_is_asked_again_when_one_comes_back(
    qapp: QApplication, motion: Motion, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [False]
    monkeypatch.setattr(bus, "ask", lambda _call, _owner, answered: answered(told))
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert motion.wanted
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert not motion.wanted
    told[0] = True
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert motion.wanted


def test_what_qt_rolls_and_fades_is_held_as_well(qapp: QApplication) -> None:
    qapp.setEffectEnabled(Qt.UIEffect.UI_General, True)
    motion = Motion(qapp)
    motion.reduce(True)
    assert not qapp.isEffectEnabled(Qt.UIEffect.UI_General)
    assert not qapp.isEffectEnabled(Qt.UIEffect.UI_FadeMenu)
    motion.reduce(False)
    assert qapp.isEffectEnabled(Qt.UIEffect.UI_General)


def test_a_bar_that_shows_no_share_lies_still(qtbot: QtBot, motion: Motion) -> None:
    bar = Bar(motion)
    qtbot.addWidget(bar)
    bar.setRange(0, 0)
    assert bar.maximum() == 0
    motion.reduce(True)
    assert bar.lies_still
    assert bar.maximum() == 1
    bar.setRange(0, 7)
    bar.setValue(3)
    assert not bar.lies_still
    assert (bar.value(), bar.maximum()) == (3, 7)
    bar.setRange(0, 0)
    motion.reduce(False)
    assert bar.maximum() == 0


def test_in_the_whole_window_nothing_moves_for_who_does_not_want_it(window: Window) -> None:
    window._settings.set(REDUCE_MOTION, True)
    assert not window.surface.wearing.motion.wanted
    waiting = Ingest(phase=Phase.READING, stage="compiling")
    window.surface.foot.show_ingest(waiting)
    assert window.surface.foot.bar.lies_still
    bars = window.findChildren(QProgressBar)
    assert bars
    assert all(bar.minimum() < bar.maximum() or not bar.isVisible() for bar in bars)
    assert not any(tree.isAnimated() for tree in window.findChildren(QTreeView))
    window._settings.set(REDUCE_MOTION, False)
    assert window.surface.foot.bar.maximum() == 0
    window.surface.foot.show_ingest(Ingest())
