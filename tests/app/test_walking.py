"""From photos to what resembles them: journeys through the real window, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.asked import Everything
from app.history import MOST_STEPS
from app.searches import Picture, Search
from app.walking import MOST_PICTURES, spread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.asked import Question
    from app.window import Window


def _ids(window: Window, colour: str) -> list[int]:
    ids = window.grid.photos.ids.tolist()
    paths = window._questions.paths(ids)
    return [each for each, path in zip(ids, paths, strict=True) if colour in path]


def _select(window: Window, photo_ids: Sequence[int]) -> None:
    window.grid.setFocus()
    window.grid.go_to(photo_ids[0])
    chosen = window.grid.selectionModel()
    for each in photo_ids[1:]:
        row = window.grid.photos.row_of(each)
        assert row is not None
        chosen.select(window.grid.photos.index(row), chosen.SelectionFlag.Select)


def _do(qtbot: QtBot, window: Window, deed: str) -> None:
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.deeds[deed].trigger()


def _search(qtbot: QtBot, window: Window, words: str) -> None:
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search(words))


def _steps(window: Window) -> list[Question]:
    return [step.question for step in window.looking.browsing.steps]


def _asked(window: Window) -> Search:
    question = window.looking.browsing.question
    assert isinstance(question, Search)
    return question


def test_all_that_is_selected_is_looked_for_together(qtbot: QtBot, window: Window) -> None:
    wanted = [_ids(window, "red")[0], _ids(window, "blue")[0]]
    _select(window, wanted)
    _do(qtbot, window, "similar")
    assert {each.reference for each in _asked(window).pictures} == {str(each) for each in wanted}
    assert not set(wanted) & set(window.grid.photos.ids.tolist())


def test_more_and_less_add_a_picture_to_the_search_and_take_turns(
    qtbot: QtBot, window: Window
) -> None:
    red, blue = _ids(window, "red")[0], _ids(window, "blue")[0]
    _search(qtbot, window, "green type:png")
    window.grid.go_to(red)
    window.looking.browsing.show_weak(wanted=True)
    qtbot.waitUntil(lambda: window.grid.photos.row_of(red) is not None)
    _select(window, [red])
    _do(qtbot, window, "more")
    assert _asked(window).pictures == (Picture(str(red)),)
    assert "green" in _asked(window).words
    assert "type:png" in _asked(window).text
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.walking.less([blue])
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.walking.less([red])
    assert _asked(window).weight_of(red) == _asked(window).weight_of(blue) == -1.0
    assert len(_steps(window)) == 5


def test_more_without_a_search_finds_the_like_and_less_says_what_to_do(
    qtbot: QtBot, window: Window
) -> None:
    red = _ids(window, "red")[0]
    _select(window, [red])
    window.deeds["less"].trigger()
    assert _steps(window) == [Everything()]
    assert "Search for something first" in window.ledger.receipt.line.text()
    _do(qtbot, window, "more")
    assert _asked(window) == Search.like(red)


def test_with_no_photo_chosen_more_like_this_says_what_to_do(window: Window) -> None:
    window.grid.clearSelection()
    assert window.grid.current_photo() is None
    for name in ("more", "less", "similar"):
        window.ledger.receipt.hide()
        window.deeds[name].trigger()
        assert "Choose a photo first" in window.ledger.receipt.line.text()
        assert window.ledger.receipt.isVisible()
    assert _steps(window) == [Everything()]


def test_escape_backspace_and_alt_left_each_go_one_step_back(qtbot: QtBot, window: Window) -> None:
    way = [_ids(window, colour)[0] for colour in ("red", "blue", "green")]
    for each in way:
        with qtbot.waitSignal(window.looking.browsing.answered):
            window.walking.similar([each])
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.grid.setFocus()
    assert len(_steps(window)) == 4
    QTest.keyClick(window.grid, Qt.Key.Key_Backspace)
    assert _asked(window) == Search.like(way[1])
    QTest.keyClick(window.grid, Qt.Key.Key_Escape)
    assert _asked(window) == Search.like(way[0])
    QTest.keyClick(window.grid, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert _steps(window) == [Everything()]
    assert window.surface.trail.isHidden()


def test_a_click_on_the_trail_goes_back_to_that_step_and_where_somebody_was(
    qtbot: QtBot, window: Window
) -> None:
    red, blue, green = (_ids(window, colour)[1] for colour in ("red", "blue", "green"))
    _select(window, [red])
    _do(qtbot, window, "similar")
    for each in (blue, green):
        with qtbot.waitSignal(window.looking.browsing.answered):
            window.walking.similar([each])
    trail = window.surface.trail
    assert [trail.title(place) for place in range(4)] == [
        "All photos", "red-1.png", "blue-1.png", "green-1.png",
    ]  # fmt: skip
    QTest.mouseClick(trail.crumbs[0], Qt.MouseButton.LeftButton)
    assert _steps(window) == [Everything()]
    assert window.grid.current_photo() == red


def test_from_the_viewer_the_search_goes_on_among_the_photos(qtbot: QtBot, window: Window) -> None:
    red = _ids(window, "red")[0]
    window.grid.opened.emit(red)
    assert window.viewer.isVisible()
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.viewer.wanted.emit("more")
    assert window.surface.isVisible()
    assert _asked(window) == Search.like(red)


def test_several_dropped_pictures_are_looked_for_together(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    paths = [tmp_path / "sky.png", tmp_path / "leaf.png"]
    for path, colour in zip(paths, ("blue", "green"), strict=True):
        Image.new("RGB", (64, 48), colour).save(path)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how, nothing = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    button, at = Qt.MouseButton.LeftButton, QPoint(400, 400)
    QApplication.sendEvent(window, QDragEnterEvent(at, how, mime, button, nothing))
    assert window.dropping.sheet.isVisible()
    with qtbot.waitSignal(window.looking.browsing.answered):
        QApplication.sendEvent(window, QDropEvent(at, how, mime, button, nothing))
    assert not window.dropping.sheet.isVisible()
    assert [each.reference for each in _asked(window).pictures] == [str(each) for each in paths]
    assert window.surface.trail.title(1) == "sky.png leaf.png".replace(" ", " + ")


def test_more_pictures_than_a_search_takes_are_spread_over_all(
    qtbot: QtBot, window: Window
) -> None:
    assert spread([str(each) for each in range(100)], 4) == ["0", "25", "50", "75"]
    many = [f"/x/{number}.jpg" for number in range(MOST_PICTURES + 1)]
    with qtbot.waitSignal(window.looking.failed):
        window.walking.like_pictures(many)
    assert "it takes 32" in window.ledger.receipt.line.text()


def test_why_follows_the_photo_and_hides_where_nothing_is_searched(
    qtbot: QtBot, window: Window
) -> None:
    why = window.surface.details.why
    window.surface.details.show()
    _search(qtbot, window, "red")
    window.grid.go_to(int(window.grid.photos.ids[0]))
    qtbot.waitUntil(lambda: "“red”" in why.sentence.text())
    window.looking.browsing.back()
    qtbot.waitUntil(why.isHidden)


def test_the_window_grows_by_no_search_once_the_way_is_at_its_longest(
    qtbot: QtBot, window: Window
) -> None:
    longest: list[Question] = [
        Everything(),
        *(Search(f"red {number}") for number in range(MOST_STEPS - 1)),
    ]
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.browsing.begin(longest)
    before = _widgets(window)
    for number in range(3):
        _search(qtbot, window, f"blue {number}")
    assert len(_steps(window)) == MOST_STEPS
    assert _widgets(window) == before
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.surface.trail.crumbs[0].click()
    assert _steps(window) == [Everything()]


def _widgets(window: Window) -> int:
    """Return how many there are, without those that are done with."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return len(window.findChildren(QWidget))


def test_a_letter_typed_among_the_photos_begins_another_search_without_the_picture(
    qtbot: QtBot, window: Window
) -> None:
    red, field = _ids(window, "red")[0], window.surface.search
    _select(window, [red])
    _do(qtbot, window, "more")
    assert [each.reference for each in field.chips.pictures] == [str(red)]
    window.grid.setFocus()
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClicks(window.grid, "b")
    assert not field.chips.pictures
    QTest.keyClicks(field.field, "lue")
    qtbot.waitUntil(lambda: _asked(window) == Search("blue"))
    # The picture is where it was left.
    qtbot.waitUntil(lambda: window.looking.browsing.is_answered)
    while _asked(window) != Search.like(red):
        assert window.looking.browsing.back()


def test_the_field_invites_words_beside_a_picture_only_where_they_are_typed_beside_it(
    qtbot: QtBot, window: Window
) -> None:
    field = window.surface.search.field
    _select(window, [_ids(window, "red")[0]])
    _do(qtbot, window, "similar")
    window.grid.setFocus()
    assert field.placeholderText() == "Add words with Ctrl+F"
    window.deeds["search"].trigger()
    assert field.placeholderText().startswith("and what else")
    window.grid.setFocus()
    assert field.placeholderText() == "Add words with Ctrl+F"


def test_words_beside_a_picture_are_said_to_count_together_with_it(
    qtbot: QtBot, window: Window
) -> None:
    red, field = _ids(window, "red")[0], window.surface.search
    remark = window.surface.heading.about.remark
    _select(window, [red])
    _do(qtbot, window, "more")
    assert not remark.text()
    QTest.keyClicks(field.field, "blue")
    qtbot.waitUntil(lambda: _asked(window).words == "blue" and remark.isVisible())
    assert _asked(window).pictures == (Picture(str(red)),)
    assert "count together" in remark.text()
    QTest.keyClick(field.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "count together" not in remark.text())
    assert _asked(window).pictures == (Picture(str(red)),)
    QTest.keyClicks(field.field, " sky")
    qtbot.waitUntil(lambda: _asked(window).words == "blue sky" and remark.isVisible())
    with qtbot.waitSignal(window.looking.browsing.answered):
        field.chips.chips[0].removed.emit()
    assert _asked(window) == Search("blue sky")
    assert "count together" not in remark.text()


def test_escape_in_the_field_leaves_the_words_of_the_search_that_is_shown_then(
    qtbot: QtBot, window: Window
) -> None:
    field = window.surface.search
    _search(qtbot, window, "red")
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.walking.more([_ids(window, "red")[0]])
    field.begin()
    QTest.keyClick(field.field, Qt.Key.Key_Escape)
    assert _asked(window) == field.search == Search("red")
    field.begin()
    QTest.keyClick(field.field, Qt.Key.Key_Escape)
    assert _steps(window) == [Everything()]
    assert not field.search.text
