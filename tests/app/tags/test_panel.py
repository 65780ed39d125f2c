"""The tags of what is selected: seen, confirmed, refused, added, at once and on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.tags.panel import TagsPanel
from app.tags.row import Part, TagRow
from app.tags.standing import By, TagLine
from tests.app.tags.conftest import id_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.questions import Questions
    from app.tags.asking import TagQuestions
    from app.theme import Theme


@pytest.fixture
def panel(qtbot: QtBot, asking: TagQuestions, background: Background, theme: Theme) -> TagsPanel:
    made = TagsPanel(asking, background, theme)
    qtbot.addWidget(made)
    made.resize(248, 600)
    made.show()
    return made


@pytest.fixture
def row(qtbot: QtBot, theme: Theme) -> TagRow:
    made = TagRow(theme)
    qtbot.addWidget(made)
    made.resize(248, 30)
    made.show_line(TagLine("dog", By.MODEL, 2, 3, 0.4))
    made.show()
    return made


def _names(panel: TagsPanel) -> list[str]:
    return [row.line.name for row in panel.rows.shown]


def _row(panel: TagsPanel, name: str) -> TagRow:
    return next(row for row in (*panel.rows.shown, *panel.offers.shown) if row.line.name == name)


def _show(qtbot: QtBot, panel: TagsPanel, *ids: int) -> None:
    panel.show_photos(ids)
    qtbot.waitUntil(lambda: panel.ids == ids)


def test_the_tags_of_a_photo_are_shown_with_who_says_so_and_how_sure(
    qtbot: QtBot, panel: TagsPanel, questions: Questions
) -> None:
    cat = id_of(questions, "cat")
    _show(qtbot, panel, cat)
    assert {"cat", "pet", "animal"} <= set(_names(panel))
    line = _row(panel, "cat").line
    assert line.by is By.MODEL
    assert line.likelihood is not None
    assert 0.3 <= line.likelihood <= 1
    assert panel.title.text() == "Tags"
    qtbot.waitUntil(lambda: bool(panel.offers.shown))
    assert panel.perhaps.isVisible()
    assert not {row.line.name for row in panel.offers.shown} & set(_names(panel))
    panel.grab()


def test_of_several_photos_it_is_said_how_many_have_each(
    qtbot: QtBot, panel: TagsPanel, questions: Questions
) -> None:
    ids = tuple(questions.library().catalog.all_ids().tolist())
    _show(qtbot, panel, *ids)
    assert panel.title.text() == "Tags of 6 photos"
    assert _row(panel, "cat").line.told == "1 of 6"
    assert panel.field.placeholderText() == "Add a tag to 6 photos"


def test_the_field_for_a_further_tag_comes_before_them_all_also_by_keyboard(
    qtbot: QtBot, panel: TagsPanel, questions: Questions
) -> None:
    _show(qtbot, panel, id_of(questions, "cat"))
    qtbot.waitUntil(lambda: bool(panel.offers.shown))
    rows = [*panel.rows.shown, *panel.offers.shown]
    panel.activateWindow()
    panel.begin()
    qtbot.waitUntil(panel.field.hasFocus)
    for row in rows:
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        assert row.hasFocus()
    tops = [part.mapTo(panel, QPoint(0, 0)).y() for part in (panel.field, *rows)]
    assert tops == sorted(tops)


def test_what_is_confirmed_is_shown_at_once_and_told_for_all(
    qtbot: QtBot, panel: TagsPanel, questions: Questions
) -> None:
    ids = tuple(questions.library().catalog.all_ids().tolist())
    _show(qtbot, panel, *ids)
    row = _row(panel, "cat")
    with qtbot.waitSignal(panel.confirmed) as told:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.place_of(Part.TICK).center())
    assert told.args == [ids, "cat"]
    assert _row(panel, "cat").line.settled


def test_what_could_not_be_written_down_is_shown_as_it_was(
    qtbot: QtBot, panel: TagsPanel, questions: Questions
) -> None:
    _show(qtbot, panel, id_of(questions, "cat"))
    before = _names(panel)
    row = _row(panel, "cat")
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=row.place_of(Part.CROSS).center())
    assert "cat" not in _names(panel)
    panel.settle()
    qtbot.waitUntil(lambda: _names(panel) == before)


def test_what_was_looked_up_before_an_edit_was_written_does_not_count(
    qtbot: QtBot, panel: TagsPanel, questions: Questions, background: Background
) -> None:
    _show(qtbot, panel, id_of(questions, "cat"))
    QTest.keyClick(_row(panel, "cat"), Qt.Key.Key_N)
    panel.look_again()
    qtbot.waitUntil(lambda: background.idle)
    assert "cat" not in _names(panel)


def test_a_tag_of_their_owner_is_taken_off_and_one_that_was_found_is_refused(
    qtbot: QtBot, panel: TagsPanel, questions: Questions
) -> None:
    cat = id_of(questions, "cat")
    with questions.library().small_edit() as catalog:
        catalog.confirm_tag([cat], "Mimi")
    _show(qtbot, panel, cat)
    with qtbot.waitSignal(panel.removed) as removed:
        QTest.keyClick(_row(panel, "Mimi"), Qt.Key.Key_Delete)
    assert removed.args == [(cat,), "Mimi"]
    with qtbot.waitSignal(panel.refused) as refused:
        QTest.keyClick(_row(panel, "cat"), Qt.Key.Key_Minus)
    assert refused.args == [(cat,), "cat"]


def test_a_suggestion_is_taken_with_one_key(
    qtbot: QtBot, panel: TagsPanel, questions: Questions
) -> None:
    _show(qtbot, panel, id_of(questions, "cat"))
    qtbot.waitUntil(lambda: bool(panel.offers.shown))
    offered = panel.offers.shown[0].line.name
    with qtbot.waitSignal(panel.confirmed) as told:
        QTest.keyClick(panel.offers.shown[0], Qt.Key.Key_Y)
    assert told.args[1] == offered
    assert offered in _names(panel)
    assert offered not in [row.line.name for row in panel.offers.shown]


def test_new_words_are_tags_as_soon_as_return_is_pressed(
    qtbot: QtBot, panel: TagsPanel, questions: Questions
) -> None:
    cat = id_of(questions, "cat")
    _show(qtbot, panel, cat)
    told: list[tuple[object, str]] = []
    panel.confirmed.connect(lambda ids, name: told.append((ids, name)))
    QTest.keyClicks(panel.field, "Mimi, window sill")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert told == [((cat,), "Mimi"), ((cat,), "window sill")]
    assert {"Mimi", "window sill"} <= set(_names(panel))


def test_the_keyboard_walks_from_tag_to_tag_and_stays_when_one_goes(
    qtbot: QtBot, panel: TagsPanel, questions: Questions
) -> None:
    _show(qtbot, panel, id_of(questions, "cat"))
    first, second, third = panel.rows.shown[:3]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    after = third.line.name
    QTest.keyClick(second, Qt.Key.Key_N)
    assert second.hasFocus()
    assert second.line.name == after
    QTest.keyClick(second, Qt.Key.Key_Up)
    assert first.hasFocus()


def test_without_photos_nothing_is_shown(
    qtbot: QtBot, panel: TagsPanel, questions: Questions
) -> None:
    _show(qtbot, panel, id_of(questions, "cat"))
    panel.show_photos(())
    assert panel.isHidden()


@pytest.mark.parametrize("key", [Qt.Key.Key_Y, Qt.Key.Key_Plus])
def test_a_row_is_confirmed_by_key_and_only_once(qtbot: QtBot, row: TagRow, key: Qt.Key) -> None:
    with qtbot.waitSignal(row.confirmed):
        QTest.keyClick(row, key)
    row.show_line(TagLine("dog", By.OWNER, 3, 3))
    with qtbot.assertNotEmitted(row.confirmed):
        QTest.keyClick(row, key)


def test_a_row_leads_to_its_photos_to_its_review_and_to_its_menu(qtbot: QtBot, row: TagRow) -> None:
    with qtbot.waitSignal(row.opened):
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(20, 15))
    with qtbot.waitSignal(row.opened):
        QTest.keyClick(row, Qt.Key.Key_Return)
    with qtbot.waitSignal(row.reviewed):
        QTest.keyClick(row, Qt.Key.Key_R)
    with qtbot.assertNotEmitted(row.confirmed):
        QTest.keyClick(row, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)


def test_each_part_of_a_row_says_what_it_does(row: TagRow) -> None:
    assert "all 3 photos" in row._tip(Part.TICK)
    assert "(N)" in row._tip(Part.CROSS)
    assert "40 % likely" in row._tip(Part.NAME)
    assert row.accessibleName() == "dog: found, on 2 of 3 photos, 40 % likely"
    row.show_line(TagLine("dog", By.NOBODY, 0, 1, 0.2))
    assert row._tip(Part.TICK) == "Add it  (Y)"
    assert "no more" in row._tip(Part.CROSS)
    row.grab()
