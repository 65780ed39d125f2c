"""Back and forward through the real window, over a restart, and searching from anywhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.albums.lines import AllAlbums
from app.asked import Everything, Folder, Recent
from app.carrying import packed
from app.search_field.past import Forget, Past
from app.searches import Search
from app.settings import LAST_VIEW
from app.sidebar import Duplicates, Problems
from app.views import View, written_view

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.asked import Question
    from app.browsing import Browsing
    from app.window import Window
    from tests.app.conftest import OpenWindow

_NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, filled_library: Path) -> Window:
    """The window on twelve photos, begun as always; no child reads further ones."""
    return _begin(qtbot, open_window(filled_library))


def _begin(qtbot: QtBot, window: Window) -> Window:
    window.activateWindow()
    buttons = window.deeds["back"], window.deeds["forward"]
    window.navigating.follow(*buttons, window.windowHandle())
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.navigating.begin()
    with qtbot.waitSignal(window.keeping.overviewed):
        window.keeping.look()
    return window


def _go(qtbot: QtBot, window: Window, question: Question) -> None:
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.surface.sidebar.chosen.emit(question)


def _now(browsing: Browsing) -> Question:
    return browsing.question


def _is_answered(browsing: Browsing, question: Question) -> bool:
    return browsing.question == question and browsing.is_answered


def _press(window: Window, button: Qt.MouseButton) -> None:
    at = QPointF(500, 400)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        held = button if kind == QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
        QApplication.sendEvent(
            window.windowHandle(), QMouseEvent(kind, at, at, button, held, _NO_KEY)
        )


def test_buttons_keys_and_mouse_lead_back_and_forward_to_the_very_place(
    qtbot: QtBot, window: Window
) -> None:
    surface, browsing = window.surface, window.looking.browsing
    assert not surface.back_button.isEnabled()
    chosen = window.grid.photos.photo_id(7)
    window.grid.go_to(chosen)
    _go(qtbot, window, Recent())
    assert surface.heading.title.text() == "Recently added"
    assert window.grid.photos.ids.tolist() == sorted(window.grid.photos.ids, reverse=True)
    assert window.grid.current_photo() is None
    QTest.mouseClick(surface.back_button, Qt.MouseButton.LeftButton)
    assert _now(browsing) == Everything()
    assert window.grid.current_photo() == chosen
    assert window.grid.selected_photos().tolist() == [chosen]
    assert surface.sidebar.list.currentIndex().data() == "All photos"
    QTest.mouseClick(surface.forward_button, Qt.MouseButton.LeftButton)
    assert _now(browsing) == Recent()
    assert not surface.forward_button.isEnabled()
    _press(window, Qt.MouseButton.BackButton)
    assert _now(browsing) == Everything()
    _press(window, Qt.MouseButton.ForwardButton)
    assert _now(browsing) == Recent()
    window.grid.setFocus()
    QTest.keyClick(window.grid, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(window.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert _now(browsing) == Recent()


def test_escape_among_all_photos_lets_go_of_what_is_selected_then_goes_back(
    qtbot: QtBot, window: Window
) -> None:
    browsing = window.looking.browsing
    _go(qtbot, window, Recent())
    window.grid.selectAll()
    _go(qtbot, window, Everything())
    window.grid.setFocus()
    window.grid.go_to(window.grid.photos.photo_id(3))
    window.grid.selectAll()
    QTest.keyClick(window.grid, Qt.Key.Key_Escape)
    assert _now(browsing) == Everything()
    assert window.grid.selected_count() == 0
    assert window.grid.current_photo() == window.grid.photos.photo_id(3)
    QTest.keyClick(window.grid, Qt.Key.Key_Escape)
    assert _now(browsing) == Recent()
    assert window.grid.selected_count() == 12
    QTest.keyClick(window.grid, Qt.Key.Key_Escape)
    assert _now(browsing) == Everything()


def test_pages_are_passed_on_the_way_back_and_forward(qtbot: QtBot, window: Window) -> None:
    surface, browsing = window.surface, window.looking.browsing
    surface.sidebar.chosen.emit(Problems())
    window.deeds["albums"].trigger()
    surface.sidebar.duplicates.emit()
    _go(qtbot, window, Search.favourites())
    seen = []
    while browsing.can_go_back:
        window.deeds["back"].trigger()
        seen.append(browsing.page)
        assert surface.shows_duplicates == (browsing.page == Duplicates())
        assert surface.shows_albums == (browsing.page == AllAlbums())
        assert surface.shows_problems == (browsing.page == Problems())
    assert seen == [Duplicates(), AllAlbums(), Problems(), None]
    assert surface.shows_answer
    assert window.grid.hasFocus()
    window.deeds["forward"].trigger()
    assert surface.shows_problems


def test_favourites_are_there_as_soon_as_there_are_some(qtbot: QtBot, window: Window) -> None:
    _go(qtbot, window, Search.favourites())
    surface = window.surface
    assert surface.heading.title.text() == "Favourites"
    assert surface.nothing.title.text() == "No favourites yet"
    assert surface.sidebar.list.currentIndex().data() == "Favourites"
    first = int(window._questions.answer(Everything()).ids[0])
    with qtbot.waitSignal(window.looking.browsing.refreshed):
        window.ledger.editing.make(lambda catalog: catalog.set_favourite([first]))
    assert window.grid.photos.ids.tolist() == [first]
    window.ledger.undo()
    qtbot.waitUntil(lambda: not window.grid.cells.count)


def test_each_search_that_was_committed_is_a_step_and_each_letter_is_not(
    qtbot: QtBot, window: Window
) -> None:
    browsing, field = window.looking.browsing, window.surface.search.field
    for words in ("red", "blue"):
        window.surface.search.begin()
        QTest.keyClicks(field, words)
        QTest.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(partial(_is_answered, browsing, Search(words)))
    assert window.surface.search.past.offers("") == [Past("blue"), Past("red"), Forget()]
    window.deeds["back"].trigger()
    assert _now(browsing) == Search("red")
    assert field.text() == "red"
    window.deeds["back"].trigger()
    assert _now(browsing) == Everything()
    assert not browsing.can_go_back


def test_up_in_the_empty_field_searches_again_and_never_forgets(
    qtbot: QtBot, window: Window
) -> None:
    search, browsing = window.surface.search, window.looking.browsing
    searched = [Past(words) for words in ("blue", "red", "green")]
    for each in reversed(searched):
        search.past.add(each.text)
    search.begin()
    walked = []
    for key in [Qt.Key.Key_Up] * 4 + [Qt.Key.Key_Down] * 5:
        QTest.keyClick(search.field, key)
        walked.append(search.below.chosen())
    blue, red, green = searched
    assert walked == [blue, red, green, green, red, blue, red, green, Forget()]
    QTest.keyClick(search.field, Qt.Key.Key_Down)
    assert search.below.chosen() is None
    QTest.keyClick(search.field, Qt.Key.Key_Up)
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    qtbot.waitUntil(partial(_is_answered, browsing, Search("blue")))
    assert search.past.offers("") == [*searched, Forget()]


def test_the_next_window_begins_where_this_one_ended(
    qtbot: QtBot, window: Window, open_window: OpenWindow, filled_library: Path
) -> None:
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search("red OR blue"))
    chosen = window.grid.photos.ids[[2, 4]]
    window.grid.go_to(int(chosen[0]))
    chooser, row = window.grid.selectionModel(), window.grid.photos.row_of(int(chosen[1]))
    chooser.select(window.grid.photos.index(row or 0), chooser.SelectionFlag.Select)
    with qtbot.waitSignal(window.gone):
        window.close()
    again = _begin(qtbot, open_window(filled_library))
    assert _now(again.looking.browsing) == Search("red OR blue")
    assert not again.surface.search.past.offers("")  # Nobody typed it.
    assert again.surface.search.field.text() == "red OR blue"
    assert again.grid.selected_photos().tolist() == chosen.tolist()
    assert again.grid.current_photo() == chosen[0]
    QTest.keyClick(again.surface.search.field, Qt.Key.Key_Escape)
    assert _now(again.looking.browsing) == Everything()


def test_a_window_does_not_begin_with_what_is_gone(
    qtbot: QtBot, window: Window, open_window: OpenWindow, filled_library: Path
) -> None:
    _go(qtbot, window, Folder("/no/longer/there"))
    with qtbot.waitSignal(window.gone):
        window.close()
    again = _begin(qtbot, open_window(filled_library))
    qtbot.waitUntil(lambda: again.grid.cells.count == 12)
    assert _now(again.looking.browsing) == Everything()
    assert not again.surface.back_button.isEnabled()


def test_what_is_asked_before_the_first_answer_is_kept(
    qtbot: QtBot, open_window: OpenWindow, filled_library: Path
) -> None:
    window = open_window(filled_library)
    view = View((Recent(),), window.grid.place())
    window._settings.set(LAST_VIEW, written_view(view, window._questions.folder))
    window.navigating.begin()
    wanted = Folder("/nowhere")
    window.looking.browsing.go(wanted)
    qtbot.waitUntil(lambda: window._background.idle)
    assert _is_answered(window.looking.browsing, wanted)


def test_a_letter_searches_wherever_it_is_typed(qtbot: QtBot, window: Window) -> None:
    search, places = window.surface.search, window.surface.sidebar.list
    for anywhere in (places, window.surface.settings_button):
        anywhere.setFocus()
        QTest.keyClick(anywhere, Qt.Key.Key_R)
        assert search.field.hasFocus()
        assert search.field.text() == "r"
        QTest.keyClick(search.field, Qt.Key.Key_Escape)
    assert places.currentIndex().data() == "All photos"
    places.setFocus()
    QTest.keyClick(places, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert search.field.text() == ""


def test_parts_are_taken_out_of_a_search_until_nothing_is_left(
    qtbot: QtBot, window: Window
) -> None:
    browsing, chips = window.looking.browsing, window.surface.parts
    with qtbot.waitSignal(browsing.answered):
        window.looking.search(Search("red name:red-1*"))
    assert len(window.grid.photos.ids) == 1
    with qtbot.waitSignal(browsing.answered):
        chips.chips[1].removed.emit()
    assert _now(browsing) == Search("red")
    assert window.surface.search.field.text() == "red"
    assert len(window.grid.photos.ids) == 3
    assert chips.isHidden()
    window.deeds["back"].trigger()
    assert _now(browsing) == Search("red name:red-1*")
    assert len(chips.chips) == 2


def test_what_is_dropped_onto_the_search_field_becomes_a_term(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    path = tmp_path / "sky.png"
    Image.new("RGB", (60, 40), "blue").save(path)
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search("green"))
    mime, left = QMimeData(), Qt.MouseButton.LeftButton
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    search, copy, none = window.surface.search, Qt.DropAction.CopyAction, _NO_KEY
    at = search.mapTo(window, search.rect().center())
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(400, 400), copy, mime, left, none))
    assert "find what looks like it" in window.dropping.sheet._words
    QApplication.sendEvent(window, QDragMoveEvent(at, copy, mime, left, none))
    assert "add it to the search" in window.dropping.sheet._words
    with qtbot.waitSignal(window.looking.browsing.answered):
        QApplication.sendEvent(window, QDropEvent(QPointF(at), copy, mime, left, none))
    assert _now(window.looking.browsing) == Search("green").with_picture(str(path))


def test_photos_that_are_dragged_onto_the_search_field_become_terms(
    qtbot: QtBot, window: Window
) -> None:
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search("green"))
    first, copy = int(window.grid.photos.ids[0]), Qt.DropAction.CopyAction
    mime, search = packed(window._questions.folder, [first], []), window.surface.search
    at, left = search.rect().center(), Qt.MouseButton.LeftButton
    QApplication.sendEvent(search, QDragEnterEvent(at, copy, mime, left, _NO_KEY))
    with qtbot.waitSignal(window.looking.browsing.answered):
        QApplication.sendEvent(search, QDropEvent(QPointF(at), copy, mime, left, _NO_KEY))
    assert _now(window.looking.browsing) == Search("green").with_picture(first)
