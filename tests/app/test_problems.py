"""What could not be read is listed with its reason, and shown in its folder on request."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.problems import ProblemsModel, ProblemsPage
from indexer.records import Problem

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.theme import Theme
    from tests.app.conftest import CheckModel

PROBLEMS = [
    Problem("/photos/a.jpg", "The file is empty.", "2026-01-01T00:00:00Z"),
    Problem(
        os.fsdecode(b"/photos/caf\xe9.png"), "It breaks off after 60 %.", "2026-01-01T00:00:00Z"
    ),
]


def test_qt_finds_nothing_to_complain_about(check_model: CheckModel) -> None:
    model = ProblemsModel()
    check_model(model)
    model.show(PROBLEMS)
    check_model(model)


def test_each_is_read_out_with_its_reason() -> None:
    model = ProblemsModel()
    model.show(PROBLEMS)
    read_out = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert read_out == "/photos/a.jpg: The file is empty."
    description = model.index(0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert description.startswith("Restore it from a backup")


def test_the_same_list_moves_nothing(qtbot: QtBot) -> None:
    model = ProblemsModel()
    model.show(PROBLEMS)
    with qtbot.assertNotEmitted(model.modelReset):
        model.show(list(PROBLEMS))
    with qtbot.waitSignal(model.modelReset):
        model.show(PROBLEMS[:1])
    assert model.rowCount() == 1


def test_return_shows_the_file_in_its_folder(qtbot: QtBot, theme: Theme) -> None:
    page = ProblemsPage(theme)
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    page.model.show(PROBLEMS)
    page.list.setCurrentIndex(page.model.index(1))
    page.grab()
    with qtbot.waitSignal(page.reveal) as reveal:
        QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert reveal.args == [PROBLEMS[1].path]


def test_all_of_them_can_be_tried_again(qtbot: QtBot, theme: Theme) -> None:
    page = ProblemsPage(theme)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.retry):
        QTest.keyClick(page.again, Qt.Key.Key_Space)


def test_the_last_one_that_is_mended_is_told_and_leads_back(qtbot: QtBot, theme: Theme) -> None:
    page = ProblemsPage(theme)
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.show()
    page.show_problems(PROBLEMS)
    assert page.list.isVisible()
    page.list.setFocus()
    page.show_problems([])
    assert page.blank.title.text() == "Nothing is wrong any more"
    assert page.model.rowCount() == 0
    assert page.focusWidget() is page.blank.button
    page.show_problems([])
    assert page.blank.title.text() == "Nothing is wrong"
    page.grab()
    with qtbot.waitSignal(page.left):
        QTest.keyClick(page.blank.button, Qt.Key.Key_Return)
    page.show_problems(PROBLEMS[:1])
    assert page.list.isVisible()
    assert page.focusWidget() is page.list
