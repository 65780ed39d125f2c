"""Albums in the real window: made, filled, ordered, renamed, left; all of it can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.albums.asking import AlbumQuestion, NameQuestion
from app.albums.lines import AlbumPlace, AllAlbums
from app.asked import Everything
from app.carrying import packed
from app.searches import Search
from indexer import albums
from indexer.records import SavedCut

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.albums.shelf import Shown
    from app.window import Window

COPY, LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton


def _album(window: Window, name: str) -> Shown:
    return next(each for each in window.albums.shelving.shelf.albums if each.name == name)


def _edit(qtbot: QtBot, window: Window, title: str) -> None:
    """Wait until the last edit is called so."""
    library = window._questions.library()

    def is_made() -> bool:
        edit = library.catalog.last_edit()
        return edit is not None and edit.title == title

    qtbot.waitUntil(is_made)
    qtbot.waitUntil(lambda: not window.ledger.running)


def _make(qtbot: QtBot, window: Window, name: str, rows: range = range(0)) -> Shown:
    ids = window.grid.photos.ids[rows].tolist()
    window.ledger.editing.make(lambda catalog: catalog.make_album(name, ids))
    qtbot.waitUntil(lambda: any(a.name == name for a in window.albums.shelving.shelf.albums))
    return _album(window, name)


def _open(qtbot: QtBot, window: Window, album: Shown) -> None:
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.albums.act("open", album)


def _shown(window: Window) -> list[int]:
    return [int(each) for each in window.grid.photos.ids]


def _select(window: Window, rows: range) -> list[int]:
    window.grid.setFocus()
    chosen = window.grid.selectionModel()
    chosen.clear()
    for row in rows:
        chosen.select(window.grid.photos.index(row), chosen.SelectionFlag.Select)
    chosen.setCurrentIndex(window.grid.photos.index(rows[0]), chosen.SelectionFlag.NoUpdate)
    return [int(each) for each in window.grid.photos.ids[rows]]


def _drop(onto: QWidget, at: QPoint, mime: QMimeData) -> bool:
    """Drag something onto a widget and let go; whether it was taken."""
    nothing = Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(at, COPY, mime, LEFT, nothing)
    QApplication.sendEvent(onto, entered)
    QApplication.sendEvent(onto, QDragMoveEvent(at, COPY, mime, LEFT, nothing))
    dropped = QDropEvent(at, COPY, mime, LEFT, nothing)
    QApplication.sendEvent(onto, dropped)
    return entered.isAccepted()


def test_a_new_album_is_named_opened_and_says_how_it_is_filled(
    qtbot: QtBot, window: Window
) -> None:
    window.deeds["new-album"].trigger()
    question = window.albums.curating.question
    assert isinstance(question, NameQuestion)
    assert not question.yes.isEnabled()
    QTest.keyClicks(question.field, "Iceland")
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClick(question.field, Qt.Key.Key_Return)
    assert window.looking.browsing.question == Search("album:Iceland")
    assert window.surface.heading.title.text() == "Iceland"
    assert "No photo is in this album" in window.surface.nothing.title.text()
    qtbot.waitUntil(lambda: window.surface.album_side.current_album() is not None)
    assert window.ledger.receipt.line.text() == "Made the album “Iceland”"


@pytest.mark.parametrize("deed", ["new-album", "add-to-album", "save"])
def test_whoever_is_asked_for_an_album_types_at_once(
    qtbot: QtBot, window: Window, deed: str
) -> None:
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search("red"))
    _select(window, range(2))
    window.deeds[deed].trigger()
    question = window.albums.curating.question
    assert isinstance(question, AlbumQuestion | NameQuestion)
    assert question.focusWidget() is question.field
    question.reject()


def test_a_name_that_is_taken_is_refused_where_it_was_typed(qtbot: QtBot, window: Window) -> None:
    _make(qtbot, window, "Iceland")
    window.deeds["new-album"].trigger()
    question = window.albums.curating.question
    assert isinstance(question, NameQuestion)
    question.field.setText("iceland")
    question.yes.click()
    qtbot.waitUntil(lambda: not question.fault.isHidden())
    assert question.fault.line.text() == "There is an album “Iceland” already."
    assert question.isVisible()
    question.field.setText("Iceland 2")
    assert question.fault.isHidden()
    question.reject()


def test_what_is_selected_goes_into_an_album_by_its_name_and_back_by_undo(
    qtbot: QtBot, window: Window
) -> None:
    album = _make(qtbot, window, "Iceland")
    _make(qtbot, window, "Garden")
    _select(window, range(2, 5))
    window.deeds["add-to-album"].trigger()
    question = window.albums.curating.question
    assert isinstance(question, AlbumQuestion)
    assert question.field.placeholderText() == "Name of a new album, or of one below"
    assert question.title.text() == "Add 3 photos to an album"
    QTest.keyClicks(question.field, "ice")
    QTest.keyClick(question.field, Qt.Key.Key_Return)
    _edit(qtbot, window, "Add 3 photos to “Iceland”")
    qtbot.waitUntil(lambda: window.albums.curating.question is None)
    qtbot.waitUntil(lambda: _album(window, "Iceland").count == 3)
    assert "Added 3 photos to “Iceland”" in window.ledger.receipt.line.text()
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: _album(window, "Iceland").count == 0)
    assert album.id == _album(window, "Iceland").id


def test_a_name_that_no_album_has_makes_one_of_the_photos(qtbot: QtBot, window: Window) -> None:
    wanted = _select(window, range(2))
    window.deeds["add-to-album"].trigger()
    question = window.albums.curating.question
    assert isinstance(question, AlbumQuestion)
    assert question.field.placeholderText() == "Name of the album"
    assert not question.yes.isEnabled()
    QTest.keyClicks(question.field, "Zoo")
    assert question.lines.index(0).data() == "New album “Zoo”"
    QTest.keyClick(question.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.albums.curating.question is None)
    qtbot.waitUntil(lambda: bool(window.albums.shelving.shelf.albums))
    assert window.looking.browsing.question == Everything()
    _open(qtbot, window, _album(window, "Zoo"))
    assert _shown(window) == wanted


def test_delete_takes_photos_out_of_an_album_and_out_of_nothing_else(
    qtbot: QtBot, window: Window
) -> None:
    album = _make(qtbot, window, "Iceland", range(4))
    assert not window.deeds["remove-from-album"].isVisible()
    _open(qtbot, window, album)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    left = _shown(window)[2:]
    _select(window, range(2))
    QTest.keyClick(window.grid, Qt.Key.Key_Delete)
    _edit(qtbot, window, "Take 2 photos out of “Iceland”")
    qtbot.waitUntil(lambda: _shown(window) == left)
    assert window.grid.current_photo() == left[0]
    assert window.grid.selected_photos().tolist() == left[:1]
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: len(_shown(window)) == 4)
    assert len(window._questions.library().catalog.all_ids()) == 12


def test_keys_move_the_selected_photos_within_their_album(qtbot: QtBot, window: Window) -> None:
    _open(qtbot, window, _make(qtbot, window, "Iceland", range(5)))
    one, two, three, four, five = _shown(window)
    _select(window, range(1, 3))
    window.deeds["later"].trigger()
    qtbot.waitUntil(lambda: _shown(window) == [one, four, two, three, five])
    assert window.grid.selected_photos().tolist() == [two, three]
    window.deeds["earlier"].trigger()
    qtbot.waitUntil(lambda: _shown(window) == [one, two, three, four, five])
    window.deeds["earlier"].trigger()
    qtbot.waitUntil(lambda: _shown(window) == [two, three, one, four, five])
    window.deeds["earlier"].trigger()
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: _shown(window) == [one, two, three, four, five])


def test_another_name_is_followed_also_when_it_is_undone(qtbot: QtBot, window: Window) -> None:
    album = _make(qtbot, window, "Iceland", range(2))
    _open(qtbot, window, album)
    window.albums.act("rename", album)
    question = window.albums.curating.question
    assert isinstance(question, NameQuestion)
    question.field.setText("Iceland: fire and ice")
    question.yes.click()
    heading = window.surface.heading
    qtbot.waitUntil(lambda: heading.title.text() == "Iceland: fire and ice")
    qtbot.waitUntil(lambda: window.grid.cells.count == 2)
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: heading.title.text() == "Iceland")
    qtbot.waitUntil(lambda: window.surface.album_side.current_album() is not None)


def test_who_deletes_the_album_that_is_shown_sees_all_photos(qtbot: QtBot, window: Window) -> None:
    album = _make(qtbot, window, "Iceland", range(2))
    _open(qtbot, window, album)
    window.surface.album_side.list.setFocus()
    QTest.keyClick(window.surface.album_side.list, Qt.Key.Key_Delete)
    question = window.albums.curating.question
    assert question is not None
    assert question.title.text() == "Delete the album “Iceland”?"
    assert "2 photos stay in the library" in question.sentence.text()
    question.yes.click()
    qtbot.waitUntil(lambda: window.grid.cells.count == 12)
    assert window.looking.browsing.question == Everything()
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: bool(window.albums.shelving.shelf.albums))


def test_photos_dropped_onto_an_album_go_into_it(qtbot: QtBot, window: Window) -> None:
    _make(qtbot, window, "Garden", range(1))
    _make(qtbot, window, "Iceland", range(2))
    side, folder = window.surface.album_side, window._questions.folder
    row = side._lines.row_of(AlbumPlace(_album(window, "Iceland").id))
    assert row is not None
    at = side.list.visualRect(side._lines.index(row)).center()
    ids = window.grid.photos.ids[1:6].tolist()
    assert _drop(side.list.viewport(), at, packed(folder, ids, ()))
    _edit(qtbot, window, "Add 5 photos to “Iceland”")
    qtbot.waitUntil(lambda: _album(window, "Iceland").count == 6)
    assert not window.dropping.sheet.isVisible()
    assert _drop(side.list.viewport(), at, packed(folder, ids, ()))
    line = window.ledger.receipt.line
    qtbot.waitUntil(lambda: "already" in line.text())


def test_the_page_of_albums_and_photos_of_another_library_take_no_photos(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    album = _make(qtbot, window, "Iceland", range(2))
    side, folder = window.surface.album_side, window._questions.folder

    def at(place: object) -> QPoint:
        row = side._lines.row_of(place)
        assert row is not None
        return side.list.visualRect(side._lines.index(row)).center()

    assert not _drop(side.list.viewport(), at(AllAlbums()), packed(folder, [1], ()))
    other = packed(tmp_path / "other", [1], ())
    assert not _drop(side.list.viewport(), at(AlbumPlace(album.id)), other)
    assert window._questions.library().catalog.album_photos(album.id) == _album_ids(window, album)


def _album_ids(window: Window, album: Shown) -> list[int]:
    assert album.count == 2
    return _shown(window)[:2]


def test_photos_dropped_onto_the_plus_begin_an_album(qtbot: QtBot, window: Window) -> None:
    button = window.surface.album_side.new_button
    ids = window.grid.photos.ids[:3].tolist()
    assert _drop(button, button.rect().center(), packed(window._questions.folder, ids, ()))
    question = window.albums.curating.question
    assert isinstance(question, NameQuestion)
    assert "begins with 3 photos" in question.sentence.text()
    question.field.setText("Iceland")
    question.yes.click()
    qtbot.waitUntil(lambda: bool(window.albums.shelving.shelf.albums))
    assert _album(window, "Iceland").count == 3
    assert window.looking.browsing.question == Everything()


def test_all_albums_lie_on_a_page_from_which_each_opens(qtbot: QtBot, window: Window) -> None:
    _make(qtbot, window, "Iceland", range(2))
    window.deeds["albums"].trigger()
    page = window.surface.albums
    assert window.surface.shows_albums
    assert not window.surface.details.isVisible()
    qtbot.waitUntil(lambda: page.view.albums.album(0).cover is not None)
    cover = page.view.albums.album(0).cover
    assert cover == window.grid.photos.photo_id(0)
    qtbot.waitUntil(lambda: page.pixmaps.pixmap(int(cover or 0)) is not None)
    window.deeds["copy"].trigger()
    page.view.setFocus()
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert not window.surface.shows_albums
    assert window.grid.cells.count == 2


def test_escape_leads_from_the_page_of_albums_back_to_the_photos(
    qtbot: QtBot, window: Window
) -> None:
    window.deeds["albums"].trigger()
    assert window.surface.albums.blank.title.text() == "Albums fill themselves here"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.surface.shows_answer
    assert window.surface.details.isVisible()


def test_hidden_albums_come_into_sight_only_for_who_asks(qtbot: QtBot, window: Window) -> None:
    album = _make(qtbot, window, "Iceland", range(2))
    page = window.surface.albums
    window.albums.act("hide", album)
    qtbot.waitUntil(lambda: window.albums.shelving.shelf.hidden == 1)
    window.deeds["albums"].trigger()
    assert page.blank.title.text() == "All albums are hidden"
    page.hidden_ones.click()
    assert page.view.albums.rowCount() == 1
    window.albums.act("hide", page.view.albums.album(0))
    qtbot.waitUntil(lambda: window.albums.shelving.shelf.hidden == 0)
    assert page.hidden_ones.isHidden()


def test_the_deeds_of_an_album_are_there_while_its_photos_are_in_view(
    qtbot: QtBot, window: Window
) -> None:
    _open(qtbot, window, _make(qtbot, window, "Iceland", range(2)))
    leaving, trash = window.deeds["remove-from-album"], window.deeds["trash"]
    assert leaving.isVisible()
    window.surface.sidebar.duplicates.emit()
    assert not leaving.isVisible()
    assert trash.shortcut().toString() == "Del"
    window.deeds["back"].trigger()
    assert leaving.isVisible()
    assert trash.shortcut().toString() == "Ctrl+Del"


def test_a_photo_becomes_the_cover_of_its_album(qtbot: QtBot, window: Window) -> None:
    album = _make(qtbot, window, "Iceland", range(3))
    _open(qtbot, window, album)
    (wanted,) = _select(window, range(2, 3))
    window.deeds["cover"].trigger()
    qtbot.waitUntil(lambda: _album(window, "Iceland").cover == wanted)


def test_two_albums_become_one(qtbot: QtBot, window: Window) -> None:
    first = _make(qtbot, window, "Iceland", range(2))
    _make(qtbot, window, "Geysers", range(1, 4))
    window.albums.act("merge", _album(window, "Geysers"))
    question = window.albums.curating.question
    assert isinstance(question, AlbumQuestion)
    assert question.lines.rowCount() == 1
    question.yes.click()
    qtbot.waitUntil(lambda: len(window.albums.shelving.shelf.albums) == 1)
    qtbot.waitUntil(lambda: _album(window, "Iceland").count == 4)
    assert _album(window, "Iceland").id == first.id


def test_an_album_says_who_put_a_photo_there(qtbot: QtBot, window: Window) -> None:
    why = window.surface.details.why
    _open(qtbot, window, _make(qtbot, window, "Iceland", range(2)))
    window.surface.details.show()
    window.grid.go_to_first()
    qtbot.waitUntil(lambda: "You put it there" in why.sentence.text())
    window.ledger.editing.make(lambda c: albums.save(c, "Red", "red", SavedCut()))
    qtbot.waitUntil(lambda: len(window.albums.shelving.shelf.albums) == 2)
    _open(qtbot, window, _album(window, "Red"))
    window.grid.go_to_first()
    qtbot.waitUntil(lambda: "match for “red”" in why.sentence.text())
