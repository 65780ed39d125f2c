"""The cards show groups; mouse and keyboard let photos stay or go, and never the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.duplicates.model import GroupsModel
from app.duplicates.page import KINDS, DuplicatesPage
from indexer.duplicates import Kind
from tests.app.duplicate_groups import group

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.duplicates.view import GroupsView
    from app.questions import Questions
    from app.theme import Theme
    from tests.app.conftest import CheckModel

COPIES, NEAR, BURST = group("exact", 1, 2, 3), group("near", 4, 5), group("burst", 6, 7, 8)


@pytest.fixture
def page(
    qtbot: QtBot, questions: Questions, background: Background, theme: Theme
) -> DuplicatesPage:
    made = DuplicatesPage(questions, background, theme)
    qtbot.addWidget(made)
    made.resize(760, 700)
    made.groups.add([COPIES, NEAR, BURST])
    made.show()
    qtbot.waitExposed(made)
    made.view.setFocus()
    made.view.go_to_first()
    return made


def _spot(view: GroupsView, row: int, place: int) -> QPoint:
    rect = view.visualRect(view.model().index(row, 0))
    return view._card(row).photo(rect, place).center()


def _press(view: GroupsView, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(view, key)


def test_qt_finds_nothing_to_complain_about(check_model: CheckModel) -> None:
    model = GroupsModel()
    check_model(model)
    model.add([COPIES, NEAR])
    check_model(model)
    model.take_out([4])
    check_model(model)
    assert model.rowCount() == 1


def test_a_click_lets_a_photo_stay_or_go_but_never_the_last(
    qtbot: QtBot, page: DuplicatesPage
) -> None:
    view, plan = page.view, page.groups.plan
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_spot(view, 0, 1))
    assert plan.stays(2)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_spot(view, 0, 0))
    assert not plan.stays(1)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_spot(view, 0, 1))
    assert plan.stays(2)
    assert "always stays" in page.sum.text()


def test_the_keyboard_walks_from_photo_to_photo_and_from_card_to_card(
    page: DuplicatesPage,
) -> None:
    view = page.view
    assert view.current_photo() == 1
    _press(view, Qt.Key.Key_Right, Qt.Key.Key_Right)
    assert view.current_photo() == 3
    _press(view, Qt.Key.Key_Right)
    assert view.current_photo() == 4
    _press(view, Qt.Key.Key_Left)
    assert view.current_photo() == 3
    _press(view, Qt.Key.Key_Down)
    assert view.current_photo() == 5
    _press(view, Qt.Key.Key_Down, Qt.Key.Key_Space)
    assert view.current_photo() == 7
    assert not page.groups.plan.stays(7)
    _press(view, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert view.current_photo() == 2


def test_a_double_click_and_return_look_at_a_photo_and_change_nothing(
    qtbot: QtBot, page: DuplicatesPage
) -> None:
    view = page.view
    heard: list[int] = []
    view.opened.connect(heard.append)
    spot = _spot(view, 1, 1)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert heard == [5]
    assert not page.groups.plan.stays(5)
    _press(view, Qt.Key.Key_Return)
    assert heard == [5, 5]
    assert (view.neighbour(5, -1), view.neighbour(5, 1)) == (4, None)
    view.go_to(4)
    assert view.current_photo() == 4


def test_what_has_the_keyboard_is_told(page: DuplicatesPage) -> None:
    view = page.view
    _press(view, Qt.Key.Key_Right)
    assert view.accessibleDescription() == "2.jpg, 400 × 300  ·  2.0 kB, would go"
    _press(view, Qt.Key.Key_Left)
    assert view.accessibleDescription().endswith("stays, suggested: larger")
    spoken = page.groups.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "3 identical files. Stays: 1.jpg. 2 photos would go."


def test_the_menu_lets_one_alone_stay_or_all(page: DuplicatesPage) -> None:
    from PySide6.QtWidgets import QMenu

    menu = QMenu(page)
    _press(page.view, Qt.Key.Key_Right)
    page.add_choices(menu)
    toggle, only, every = menu.actions()[:3]
    only.trigger()
    assert [page.groups.plan.stays(each) for each in COPIES.ids] == [False, True, False]
    every.trigger()
    assert all(page.groups.plan.stays(each) for each in COPIES.ids)
    toggle.trigger()
    assert not page.groups.plan.stays(2)


def test_the_groups_of_one_kind_alone_are_shown_and_summed(page: DuplicatesPage) -> None:
    assert page.move_button.text() == "Move 3 photos to the trash…"
    page.kinds.chosen.emit(KINDS.index(Kind.NEAR))
    assert page.groups.rowCount() == 1
    assert page.move_button.text() == "Move 1 photo to the trash…"
    page.kinds.chosen.emit(KINDS.index(Kind.BURST))
    assert not page.move_button.isEnabled()
    page.groups.take_out([6, 7])
    assert page.blank.isVisible()
    assert page.blank.title.text() == "None of this kind"


def test_all_may_stay(page: DuplicatesPage) -> None:
    page.undo_button.click()
    assert all(page.groups.plan.stays(each) for each in range(1, 9))
    assert not page.move_button.isEnabled()
    assert not page.undo_button.isEnabled()


def test_five_thousand_groups_are_laid_out_and_only_those_in_sight_are_read(
    qtbot: QtBot, page: DuplicatesPage, background: Background
) -> None:
    page.groups.clear()
    page.groups.add([group("near", 2 * number, 2 * number + 1) for number in range(1, 5001)])
    view = page.view
    qtbot.waitUntil(lambda: background.idle)
    assert view.verticalScrollBar().maximum() > 100_000
    assert len(view._rows(0, view.viewport().height())) < 10
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    seen = view._rows(0, view.viewport().height())
    assert seen.stop == 5000
    page.grab()
    assert page.move_button.text() == "Move 5,000 photos to the trash…"


@pytest.mark.parametrize(("width", "lines"), [(480, 3), (760, 3), (1400, 2), (2300, 1)])
def test_cards_stand_side_by_side_where_there_is_room(
    qtbot: QtBot, page: DuplicatesPage, width: int, lines: int
) -> None:
    page.resize(width, 700)
    view = page.view
    view.doItemsLayout()
    rects = [view.visualRect(page.groups.index(row)) for row in range(3)]
    assert len({rect.top() for rect in rects}) == lines
    assert all(rect.right() < view.viewport().width() for rect in rects)
    page.grab()
