"""Whoever has large letters on their system reads each line to its end, on each page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea

from app.lines import LinesModel, SideList
from app.sidebar import Problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.window import Window

#: Points of the letters; those of most systems are nine or ten.
_LARGE = 16


@pytest.fixture
def _large_letters(qapp: QApplication) -> Iterator[None]:
    before, larger = qapp.font(), qapp.font()
    larger.setPointSizeF(_LARGE)
    qapp.setFont(larger)
    yield
    qapp.setFont(before)


def _cut_off(window: Window) -> list[str]:
    """Return what is wider than the room that it has, once each part has got its new one."""
    # The child may have named its device only just now.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    cut = []
    for area in window.findChildren(QScrollArea):
        inside = area.widget() if area.isVisible() else None
        if inside is not None and inside.minimumSizeHint().width() > area.viewport().width():
            cut.append(area.accessibleName() or repr(area.parentWidget()))
    buttons = (each for each in window.findChildren(QPushButton) if each.isVisible())
    return [
        *cut,
        *(each.text() for each in buttons if each.width() < each.minimumSizeHint().width()),
    ]


@pytest.mark.usefixtures("_large_letters")
def test_with_large_letters_nothing_is_cut_off(qtbot: QtBot, window: Window) -> None:
    window.resize(1280, 820)
    surface = window.surface
    qtbot.waitUntil(surface.sidebar.isVisible)
    for places in surface.sidebar.findChildren(SideList):
        lines = [places.model().index(row, 0) for row in range(places.model().rowCount())]
        entries = [line.data(LinesModel.ENTRY) for line in lines]
        # Icon, air and count: as wide as they are, beside a name that is drawn whole.
        words = [f"{entry.title} {entry.count or ''}" for entry in entries if entry.goes_to]
        assert all(
            places.fontMetrics().horizontalAdvance(each) + 70 < places.width() for each in words
        )
    assert _cut_off(window) == []
    for name in ("new-tag", "settings", "albums", "shortcuts", "about"):
        window.deeds[name].trigger()
        qtbot.waitUntil(lambda: window._background.idle)
        assert _cut_off(window) == [], name
        window.help.sheet.close_card()
        window.help.about.close_card()
    surface.sidebar.chosen.emit(Problems())
    problems = surface.problems
    qtbot.waitUntil(lambda: problems.model.rowCount() == 1)
    row = problems.list.visualRect(problems.model.index(0))
    assert row.height() > 3 * problems.list.fontMetrics().height()
    assert surface.search.field.width() > 300
