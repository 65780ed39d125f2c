"""A list on a card ends softly as long as it goes on below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListView

from app.card import Card
from app.fading import Fading
from app.lines import Entry, LinesModel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.theme import Theme


def test_the_lower_edge_fades_until_the_end_is_reached(qtbot: QtBot, theme: Theme) -> None:
    card, view = Card("Lines", theme), QListView()
    view.setModel(LinesModel([Entry(str(row), row) for row in range(90)], view))
    fading = Fading(view, theme)
    card.column.addWidget(view)
    qtbot.addWidget(card)
    card.resize(320, 400)
    card.show()
    edge = view.mapTo(card, QPoint(40, view.viewport().geometry().bottom()))
    assert fading.isVisible()
    assert card.grab().toImage().pixelColor(edge) == QColor(theme.colours.raised)
    view.scrollToBottom()
    assert not fading.isVisible()
    view.scrollToTop()
    assert fading.isVisible()
    card.resize(320, 4000)
    qtbot.waitUntil(fading.isHidden)
