"""The tree of tags in the sidebar: with the mouse, by keys, among hundreds, and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.tags.families import Family, Tags
from app.tags.tree import ROW, STEP, TagTreeModel
from app.tags.tree_view import TagSection, TagTree

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.theme import Theme
    from tests.app.conftest import CheckModel

CAT = Family("cat", 5, (Family("tabby cat", 2),))
ANIMAL = Family("animal", 1234, (Family("mammal", 8, (CAT,)), Family("pet", 7, (CAT,))))
SEA = Family("sea", 3)
ARABIC = Family("غروب الشمس", 2)
FAMILIES = (ANIMAL, SEA, ARABIC)
MANY = tuple(Family(f"tag {number}", number + 1) for number in range(1400))


@pytest.fixture
def tree(qtbot: QtBot, theme: Theme) -> TagTree:
    made = TagTree(theme)
    qtbot.addWidget(made)
    made.resize(232, 400)
    made.show()
    made.show_families(FAMILIES)
    return made


@pytest.fixture
def section(qtbot: QtBot, theme: Theme) -> TagSection:
    made = TagSection(theme)
    qtbot.addWidget(made)
    made.resize(232, 600)
    made.show()
    return made


def _in_sight(tree: TagTree) -> list[str]:
    names, index = [], tree.indexAt(QPoint(100, 2))
    while index.isValid():
        names.append(index.data())
        index = tree.indexBelow(index)
    return names


def _click(tree: TagTree, name: str, *, chevron: bool = False) -> None:
    (index, *_) = tree.tags.places_of(name)
    place = tree.visualRect(index)
    at = QPoint(28 + STEP * index.data(TagTreeModel.LEVEL) if chevron else 120, place.center().y())
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_qt_finds_nothing_to_complain_about(check_model: CheckModel) -> None:
    model = TagTreeModel()
    check_model(model)
    model.show(FAMILIES)
    check_model(model)


def test_only_the_families_are_in_sight_until_one_is_opened(qtbot: QtBot, tree: TagTree) -> None:
    assert _in_sight(tree) == ["animal", "sea", "غروب الشمس"]
    assert tree.height() == 3 * ROW
    with qtbot.waitSignal(tree.unfolded), qtbot.assertNotEmitted(tree.chosen):
        _click(tree, "animal", chevron=True)
    assert _in_sight(tree) == ["animal", "mammal", "pet", "sea", "غروب الشمس"]
    assert tree.height() == 5 * ROW
    _click(tree, "animal", chevron=True)
    assert _in_sight(tree) == ["animal", "sea", "غروب الشمس"]


def test_a_click_shows_the_photos(qtbot: QtBot, tree: TagTree) -> None:
    with qtbot.waitSignal(tree.chosen) as chosen:
        _click(tree, "sea")
    assert chosen.args == ["sea"]


def test_arrows_open_and_close_and_return_shows_the_photos(qtbot: QtBot, tree: TagTree) -> None:
    tree.setFocus()
    tree.setCurrentIndex(tree.tags.index(0, 0))
    QTest.keyClick(tree, Qt.Key.Key_Right)
    QTest.keyClick(tree, Qt.Key.Key_Down)
    with qtbot.waitSignal(tree.chosen) as chosen:
        QTest.keyClick(tree, Qt.Key.Key_Return)
    assert chosen.args == ["mammal"]
    with qtbot.waitSignal(tree.reviewed) as reviewed:
        QTest.keyClick(tree, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert reviewed.args == ["mammal"]
    QTest.keyClick(tree, Qt.Key.Key_Up)
    QTest.keyClick(tree, Qt.Key.Key_Left)
    assert _in_sight(tree) == ["animal", "sea", "غروب الشمس"]


def test_what_is_open_stays_open_when_counts_change_and_when_tags_come(tree: TagTree) -> None:
    _click(tree, "animal", chevron=True)
    _click(tree, "pet", chevron=True)
    open_ones = ["animal", "mammal", "pet", "cat"]
    assert _in_sight(tree)[:4] == open_ones
    tree.show_families((Family("animal", 9, ANIMAL.children), SEA, ARABIC))
    assert _in_sight(tree)[:4] == open_ones
    tree.show_families((ANIMAL, Family("bridge", 1), SEA))
    assert _in_sight(tree)[:4] == open_ones


def test_other_counts_move_no_line(qtbot: QtBot, tree: TagTree) -> None:
    model = tree.tags
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        tree.show_families((ANIMAL, Family("sea", 4), ARABIC))
    with qtbot.assertNotEmitted(model.dataChanged):
        tree.show_families((ANIMAL, Family("sea", 4), ARABIC))


def test_what_was_open_is_remembered_and_nonsense_opens_nothing(
    qtbot: QtBot, theme: Theme, tree: TagTree
) -> None:
    _click(tree, "animal", chevron=True)
    told = tree.opened
    other = TagTree(theme)
    qtbot.addWidget(other)
    other.open_as(told)
    other.resize(232, 400)
    other.show()
    other.show_families(FAMILIES)
    assert _in_sight(other) == _in_sight(tree)
    for nonsense in ("", "{", "3", '["a"]', "null"):
        other.open_as(nonsense)
    other.show_families(())
    other.show_families(FAMILIES)
    assert _in_sight(other) == ["animal", "sea", "غروب الشمس"]


def test_the_first_tag_stands_right_below_the_heading_where_there_is_no_field(
    section: TagSection,
) -> None:
    section.show_tags(Tags(FAMILIES, asked=False))
    section.adjustSize()
    assert section.field.isHidden()
    assert section.tree.y() - section.add_button.geometry().bottom() <= 4
    section.show_tags(Tags(MANY, asked=False))
    section.adjustSize()
    assert section.field.geometry().bottom() < section.tree.y()


def test_the_mark_is_on_a_line_that_is_in_sight(qtbot: QtBot, tree: TagTree) -> None:
    with qtbot.assertNotEmitted(tree.chosen):
        tree.mark("sea")
        assert tree.current_tag() == "sea"
        tree.mark("cat")
        assert not tree.selectedIndexes()
        _click(tree, "animal", chevron=True)
        _click(tree, "pet", chevron=True)
        tree.mark("cat")
        assert tree.tags.way_to(tree.currentIndex()) == ("animal", "pet", "cat")
        tree.mark(None)
    assert not tree.selectedIndexes()


def test_it_is_read_out_with_its_counts(tree: TagTree) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert tree.tags.index(0, 0).data(role) == "animal, 1,234 photos"
    assert tree.tags.index(1, 0).data(role) == "sea, 3 photos"
    tree.grab()


def test_among_hundreds_a_tag_is_found_by_typing(qtbot: QtBot, section: TagSection) -> None:
    section.show_tags(Tags(MANY, asked=True))
    tree, field = section.tree, section.field
    tree.setFocus()
    QTest.keyClicks(tree, "t")
    assert field.hasFocus()
    QTest.keyClicks(field, "ag 139")
    assert field.text() == "tag 139"
    assert _in_sight(tree) == [f"tag {n}" for n in (1399, 1398, 1397, 1396, 1395)] + [
        f"tag {n}" for n in (1394, 1393, 1392, 1391, 1390, 139)
    ]
    with qtbot.waitSignal(tree.chosen) as chosen:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert chosen.args == ["tag 1399"]
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert tree.hasFocus()
    assert tree.current_tag() == "tag 1399"
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert tree.tags.rowCount() == 1400
    field.setText("zzz")
    assert section.nothing.isVisible()
    assert tree.isHidden()


def test_a_few_tags_need_no_field_and_none_offer_to_be_found(
    qtbot: QtBot, section: TagSection
) -> None:
    section.show_tags(Tags((), asked=False))
    assert section.begin_button.isVisible()
    assert not section.tree.isVisible()
    with qtbot.waitSignal(section.tagging_wanted):
        section.begin_button.click()
    section.show_tags(Tags((SEA,), asked=True))
    assert section.field.isHidden()
    assert section.begin_button.isHidden()
    assert section.tree.isVisible()
    # Keywords of files are there before any model has looked.
    section.show_tags(Tags((SEA,), asked=False))
    assert section.begin_button.isVisible()
    assert section.tree.isVisible()
