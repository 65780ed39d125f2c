"""Tags in the whole window, with a real library, its model and its child process."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.carrying import PHOTOS
from app.indexing import Phase
from app.searches import Search
from app.settings import OPEN_TAGS
from indexer.library import Library
from indexer.tags import Level, own_vocabulary
from tests.app.tags.conftest import id_of, tags_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow


def _open(qtbot: QtBot, open_window: OpenWindow, library: Path) -> Window:
    opened = open_window(library, model=None)
    opened.begin()
    qtbot.waitUntil(lambda: opened.grid.cells.count == 6)
    _wait_for_rest(qtbot, opened)
    return opened


def _wait_for_rest(qtbot: QtBot, window: Window) -> None:
    indexing = window.keeping.indexing
    qtbot.waitUntil(lambda: indexing.ingest.phase is Phase.UP_TO_DATE)


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, library: Path) -> Window:
    """The window on the tagged library, its child at rest."""
    opened = _open(qtbot, open_window, library)
    tree = opened.surface.tags.tree
    qtbot.waitUntil(lambda: bool(tree.tags.places_of("animal")))
    return opened


def _select(qtbot: QtBot, window: Window, *names: str) -> tuple[int, ...]:
    """Select photos and wait until their tags are shown."""
    ids = [id_of(window._questions, name) for name in names]
    window.grid.setFocus()
    window.grid.go_to(ids[0])
    for each in ids[1:]:
        row = window.grid.photos.row_of(each)
        assert row is not None
        place = window.grid.row_rect(row).center()
        QTest.mouseClick(
            window.grid.viewport(), Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier, place,
        )  # fmt: skip
    panel = window.surface.details.tags
    qtbot.waitUntil(lambda: set(panel.ids) == set(ids))
    return panel.ids


def _shown(window: Window) -> list[str]:
    return [row.line.name for row in window.surface.details.tags.rows.shown]


def test_a_tag_of_the_sidebar_is_a_search_among_others(qtbot: QtBot, window: Window) -> None:
    tree = window.surface.tags.tree
    with qtbot.waitSignal(window.looking.browsing.answered):
        tree.chosen.emit("animal")
    assert window.looking.browsing.question == Search("tag:animal")
    assert window.surface.search.field.text() == "tag:animal"
    assert window.surface.heading.title.text() == "animal"
    assert window.grid.cells.count == 1
    assert tree.current_tag() == "animal"
    assert not window.surface.sidebar.list.selectedIndexes()
    window.deeds["back"].trigger()
    assert not window.looking.browsing.can_go_back


def test_what_another_process_says_of_a_tag_is_seen_in_details_and_tree(
    qtbot: QtBot, window: Window, library: Path
) -> None:
    (cat,) = _select(qtbot, window, "cat")
    assert "cat" in _shown(window)
    with Library.open(library) as beside, beside.small_edit() as catalog:
        catalog.refuse_tag([cat], "cat")
        catalog.confirm_tag([cat], "Ginger")
    window.keeping.look()
    qtbot.waitUntil(lambda: "Ginger" in _shown(window) and "cat" not in _shown(window))
    qtbot.waitUntil(lambda: bool(window.surface.tags.tree.tags.places_of("Ginger")))


def test_a_tag_is_looked_through_from_above_its_photos_and_by_its_keys(
    qtbot: QtBot, window: Window
) -> None:
    surface, alt = window.surface, Qt.KeyboardModifier.AltModifier
    window.grid.setFocus()
    QTest.keyClick(window.grid, Qt.Key.Key_R, alt)
    assert surface.over is None
    assert "Show the photos of a tag first" in window.ledger.receipt.line.text()
    with qtbot.waitSignal(window.looking.browsing.answered):
        surface.tags.tree.chosen.emit("animal")
    surface.heading.review_button.click()
    assert surface.over is surface.review
    assert window.desk.reviewing._review.name == "animal"
    window.desk.leave()
    QTest.keyClick(window.grid, Qt.Key.Key_R, alt)
    assert surface.over is surface.review
    window.desk.leave()
    tree = surface.tags.tree
    families = [tree.tags.index(row, 0).data() for row in range(tree.tags.rowCount())]
    other = next(each for each in families if each != "animal")
    tree.setFocus()
    tree.mark(other)
    QTest.keyClick(tree, Qt.Key.Key_R, alt)
    assert window.desk.reviewing._review.name == other
    window.desk.leave()


def test_a_tag_is_looked_for_among_what_is_shown(qtbot: QtBot, window: Window) -> None:
    browsing = window.looking.browsing
    window.surface.search.begin()
    with qtbot.waitSignal(browsing.answered):
        QTest.keyClicks(window.surface.search.field, "type:png")
        QTest.keyClick(window.surface.search.field, Qt.Key.Key_Return)
    with qtbot.waitSignal(browsing.answered):
        window.desk.show_among("animal")
    assert browsing.question == Search("type:png tag:animal")
    assert window.grid.cells.count == 1


def test_the_tags_of_the_selection_are_edited_and_undone(qtbot: QtBot, window: Window) -> None:
    panel, receipt = window.surface.details.tags, window.ledger.receipt
    ids = _select(qtbot, window, "cat", "rocket")
    QTest.keyClicks(panel.field, "best of 2024")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert "best of 2024" in _shown(window)
    qtbot.waitUntil(receipt.isVisible)
    assert receipt.line.text() == "Added “best of 2024” to 2 photos"
    for each in ids:
        assert tags_of(window._questions, each)["best of 2024"] == {"user"}
    tree = window.surface.tags.tree
    qtbot.waitUntil(lambda: bool(tree.tags.places_of("best of 2024")))
    window.grid.setFocus()
    QTest.keyClick(window.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "best of 2024" not in _shown(window))
    assert receipt.line.text() == "Undone: Add “best of 2024” to 2 photos"
    redo = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.grid, Qt.Key.Key_Z, redo)
    qtbot.waitUntil(lambda: "best of 2024" in _shown(window))


def test_a_refused_tag_takes_what_led_to_it_along(qtbot: QtBot, window: Window) -> None:
    (cat,) = _select(qtbot, window, "cat")
    row = next(row for row in window.surface.details.tags.rows.shown if row.line.name == "animal")
    QTest.keyClick(row, Qt.Key.Key_N)
    qtbot.waitUntil(
        lambda: not {"animal", "cat", "pet"} & set(tags_of(window._questions, cat)),
    )
    qtbot.waitUntil(lambda: not {"animal", "cat", "pet"} & set(_shown(window)))


def test_what_is_shown_follows_what_was_said_of_it(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.surface.tags.tree.chosen.emit("animal")
    cat = id_of(window._questions, "cat")
    window.desk.refuse([cat], "animal")
    qtbot.waitUntil(lambda: window.grid.cells.count == 0)
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: window.grid.cells.count == 1)


def test_photos_that_are_dropped_onto_a_tag_have_it(qtbot: QtBot, window: Window) -> None:
    rocket = id_of(window._questions, "rocket")
    tree = window.surface.tags.tree
    at = tree.visualRect(tree.tags.places_of("animal")[0]).center()
    mime = QMimeData()
    told = {"library": str(window._questions.folder), "ids": [rocket]}
    mime.setData(PHOTOS, json.dumps(told).encode())
    how, nothing = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    button = Qt.MouseButton.LeftButton
    view = tree.viewport()
    QApplication.sendEvent(view, QDragEnterEvent(at, how, mime, button, nothing))
    QApplication.sendEvent(view, QDropEvent(at.toPointF(), how, mime, button, nothing))
    qtbot.waitUntil(lambda: "user" in tags_of(window._questions, rocket).get("animal", ()))


def test_a_tag_is_added_by_keys_where_the_details_are_out_of_sight(
    qtbot: QtBot, window: Window
) -> None:
    (cat,) = _select(qtbot, window, "cat")
    window.deeds["tag"].trigger()
    assert window.surface.details.tags.field.hasFocus()
    window.resize(900, 700)
    window.grid.setFocus()
    window.deeds["tag"].trigger()
    adding = window.desk.adding
    assert adding.isVisible()
    assert adding.title.text() == "Add a tag to this photo"
    middle = adding.mapTo(window, adding.rect().center())
    assert (middle - window.grid.mapTo(window, window.grid.rect().center())).manhattanLength() < 3
    QTest.keyClicks(adding.field, "Mimi")
    QTest.keyClick(adding.field, Qt.Key.Key_Return)
    assert not adding.isVisible()
    qtbot.waitUntil(lambda: "Mimi" in tags_of(window._questions, cat))
    window.grid.opened.emit(cat)
    window.deeds["tag"].trigger()
    assert adding.isVisible()
    QTest.keyClick(adding.field, Qt.Key.Key_Escape)
    assert not adding.isVisible()
    assert window.viewer.isVisible()


def test_a_review_from_the_details_and_back(qtbot: QtBot, window: Window) -> None:
    _select(qtbot, window, "cat")
    row = next(row for row in window.surface.details.tags.rows.shown if row.line.name == "cat")
    QTest.keyClick(row, Qt.Key.Key_R)
    page = window.surface.review
    qtbot.waitUntil(lambda: page.asks)
    assert page.isVisible()
    first = window.desk.reviewing._review.doubts[0].photo_id
    QTest.keyClick(page, Qt.Key.Key_Y)
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page, Qt.Key.Key_N)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert window.grid.isVisible()
    qtbot.waitUntil(lambda: not window.ledger.running)
    catalog = window._questions.library().catalog
    assert catalog.refused_tags([first]) == [(first, "cat")]
    assert window.ledger.receipt.isHidden()


def test_a_library_is_tagged_by_its_child_at_a_click(
    qtbot: QtBot, open_window: OpenWindow, plain_library: Path, tmp_path: Path
) -> None:
    window = _open(qtbot, open_window, shutil.copytree(plain_library, tmp_path / "plain"))
    section = window.surface.tags
    qtbot.waitUntil(section.begin_button.isVisible)
    section.begin_button.setFocus()
    section.begin_button.click()
    assert window.grid.hasFocus()
    qtbot.waitUntil(lambda: bool(section.tree.tags.places_of("animal")))
    assert section.begin_button.isHidden()
    _wait_for_rest(qtbot, window)


def test_another_level_counts_at_once_and_off_takes_tags_away(qtbot: QtBot, window: Window) -> None:
    card, cat = window.surface.preferences.tags, id_of(window._questions, "cat")
    window.deeds["settings"].trigger()
    qtbot.waitUntil(card.tick.isChecked)
    before = len(tags_of(window._questions, cat))
    card.sure.chosen.emit(list(Level).index(Level.LOOSE))
    qtbot.waitUntil(lambda: len(tags_of(window._questions, cat)) > before)
    assert card.sure.choice == list(Level).index(Level.LOOSE)
    card.tick.click()
    qtbot.waitUntil(lambda: not tags_of(window._questions, cat))
    qtbot.waitUntil(lambda: not card.tick.isChecked())
    card.tick.click()
    qtbot.waitUntil(lambda: bool(tags_of(window._questions, cat)))


def test_a_tag_of_ones_own_is_made_and_found_and_taken_back(qtbot: QtBot, window: Window) -> None:
    page, rocket = window.surface.new_tag, id_of(window._questions, "rocket")
    window.looking.search(Search("cat"))
    window.deeds["new-tag"].trigger()
    assert page.isVisible()
    assert page.blank.title.text() == "Name it"
    QTest.keyClicks(page.name, "rocket launch")
    assert page.blank.title.text() == "Looking for photos…", "not that it has no name"
    qtbot.waitUntil(lambda: page.grid.photos.ids.tolist() == [rocket])
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.isVisible())
    receipt = window.ledger.receipt
    qtbot.waitUntil(lambda: receipt.isVisible())
    assert receipt.line.text() == "“rocket launch” is a tag now: photos get it in a moment."
    qtbot.waitUntil(lambda: "rocket launch" in tags_of(window._questions, rocket))
    assert window.looking.browsing.question == Search.tagged("rocket launch")
    qtbot.waitUntil(lambda: window.grid.photos.ids.tolist() == [rocket])
    assert window.deeds["back"].isEnabled()
    window.looking.browsing.back()
    assert window.looking.browsing.question == Search("cat")
    own = own_vocabulary(window._questions.library().catalog)
    assert own is not None
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: "rocket launch" not in tags_of(window._questions, rocket))
    assert "rocket launch" not in own.read_text("utf-8")
    assert receipt.line.text() == "Undone: Make the tag “rocket launch”"
    receipt.button.click()
    qtbot.waitUntil(lambda: "rocket launch" in tags_of(window._questions, rocket))
    assert "rocket launch" in own.read_text("utf-8")


def test_which_families_are_open_is_remembered(
    qtbot: QtBot, window: Window, open_window: OpenWindow, library: Path
) -> None:
    tree = window.surface.tags.tree
    tree.expand(tree.tags.places_of("animal")[0])
    with qtbot.waitSignal(window.gone):
        window.close()
    again = open_window(library, model=None)
    assert "animal" in again._settings.get(OPEN_TAGS)
    again.begin()
    other = again.surface.tags.tree
    qtbot.waitUntil(lambda: bool(other.tags.places_of("pet")))
    assert other.isExpanded(other.tags.places_of("animal")[0])


def test_an_edit_is_written_down_although_the_window_is_closed_at_once(
    qtbot: QtBot, window: Window
) -> None:
    cat = id_of(window._questions, "cat")
    folder = window._questions.folder
    for number in range(5):
        window.desk.confirm([cat], f"name {number}")
    with qtbot.waitSignal(window.gone):
        window.close()
    from indexer.library import Library

    with Library.open(folder) as library:
        assert "name 4" in library.catalog.tags_of([cat])[cat]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_tag_that_shall_be_given_no_more_goes_and_comes_back(
    qtbot: QtBot, window: Window
) -> None:
    tree, cat = window.surface.tags.tree, id_of(window._questions, "cat")
    tree.menu_wanted.emit("cat", tree.mapToGlobal(tree.rect().center()))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    below = next(each.menu() for each in menu.actions() if each.menu() is not None)
    assert isinstance(below, QMenu)
    qtbot.waitUntil(below.isEnabled)
    never = next(each for each in below.actions() if each.text() == "Never")
    never.trigger()
    menu.close()
    qtbot.waitUntil(lambda: "cat" not in tags_of(window._questions, cat))
    qtbot.waitUntil(lambda: not tree.tags.places_of("cat"))
    assert window.ledger.receipt.line.text() == "“cat” is found in no photo any more."
    window.ledger.receipt.button.click()
    qtbot.waitUntil(lambda: bool(tree.tags.places_of("cat")))
    assert "cat" in tags_of(window._questions, cat)


def test_a_tag_that_is_taken_back_leaves_the_photos_that_showed_it(
    qtbot: QtBot, window: Window
) -> None:
    page, cat = window.surface.new_tag, id_of(window._questions, "cat")
    _select(qtbot, window, "cat", "rocket")
    window.deeds["new-tag"].trigger()
    QTest.keyClicks(page.name, "ours")
    qtbot.waitUntil(page.save_button.isEnabled)
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "ours" in tags_of(window._questions, cat))
    qtbot.waitUntil(lambda: not page.isVisible())
    window.ledger.receipt.button.click()
    qtbot.waitUntil(lambda: "ours" not in tags_of(window._questions, cat))


def test_the_next_window_goes_on_looking_through_the_tag(
    qtbot: QtBot, window: Window, open_window: OpenWindow, library: Path
) -> None:
    window.desk.review("cat")
    qtbot.waitUntil(lambda: window.surface.review.tag == "cat")
    with qtbot.waitSignal(window.gone):
        window.close()
    again = open_window(library, model=None)
    again.begin()
    qtbot.waitUntil(lambda: again.surface.review.tag == "cat")
    assert again.surface.over is again.surface.review
    assert again.desk.leave()
    assert again.grid.cells.count == 6
