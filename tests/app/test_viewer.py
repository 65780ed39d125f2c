"""A photo is seen at once, then sharp; one walks along the list and comes near at the pointer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from app.asked import Everything
from app.settings import SHOW_FACTS, SHOW_STRIP, SLIDE_SECONDS, Settings
from app.viewer.page import Viewer
from indexer.library import Library
from tests.app.wheels import turn

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.questions import Questions
    from app.theme import Theme
    from app.viewer.looks import Look


@pytest.fixture
def ids(questions: Questions) -> list[int]:
    found: list[int] = questions.answer(Everything()).ids.tolist()
    return found


@pytest.fixture
def viewer(
    qtbot: QtBot, questions: Questions, background: Background, theme: Theme, ids: list[int],
    tmp_path: Path,
) -> Viewer:  # fmt: skip
    def neighbour(photo_id: int, step: int) -> int | None:
        row = ids.index(photo_id) + step
        return ids[row] if 0 <= row < len(ids) else None

    settings = Settings(tmp_path / "window.ini")
    made = Viewer(questions, background, theme, settings, neighbour=neighbour)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.setFocus()
    return made


def test_a_photo_is_shown_with_its_name_and_its_neighbours_are_read_ahead(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background
) -> None:
    viewer.show_photo(ids[1])
    qtbot.waitUntil(lambda: background.idle)
    assert viewer.bar.name.text().endswith(".png")
    assert viewer.bar.standing.text() == "2 of 12"
    assert viewer.bar.taken.text().startswith("File changed ")
    assert "Nobody says when it was taken." in viewer.bar.taken.toolTip()
    assert len(viewer.looks) == 3
    assert all(viewer.looks.of(each).sharp for each in ids[:3])
    grabbed = viewer.picture.grab().toImage()
    assert grabbed.pixelColor(grabbed.rect().center()) != QColor("#0f0e0e")


def test_the_arrows_walk_to_the_ends_and_no_further(
    qtbot: QtBot, viewer: Viewer, ids: list[int]
) -> None:
    viewer.show_photo(ids[0])
    with qtbot.assertNotEmitted(viewer.moved):
        QTest.keyClick(viewer, Qt.Key.Key_Left)
    for photo_id in ids[1:]:
        with qtbot.waitSignal(viewer.moved) as moved:
            QTest.keyClick(viewer, Qt.Key.Key_Right)
        assert moved.args == [photo_id]
    with qtbot.assertNotEmitted(viewer.moved):
        QTest.keyClick(viewer, Qt.Key.Key_Right)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_escape_and_return_go_back_to_the_list(
    qtbot: QtBot, viewer: Viewer, ids: list[int], key: Qt.Key
) -> None:
    viewer.show_photo(ids[0])
    with qtbot.waitSignal(viewer.closed):
        QTest.keyClick(viewer, key)


def _fitted(qtbot: QtBot, viewer: Viewer, photo_id: int, background: Background) -> Look:
    """Show a photo in a small viewer, and wait until all is read that is read ahead."""
    viewer.resize(200, 250)
    viewer.show_photo(photo_id)
    qtbot.waitUntil(lambda: background.idle)
    return viewer.looks.of(photo_id)


def test_coming_near_reads_every_pixel(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background
) -> None:
    look = _fitted(qtbot, viewer, ids[0], background)
    assert look.sharp
    assert not look.whole
    assert look.image is not None
    assert look.image.width() == 200
    QTest.keyClick(viewer, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: look.whole)
    assert look.image.width() == 400
    assert viewer.picture._pixmap.width() == 400
    QTest.keyClick(viewer, Qt.Key.Key_0)
    assert viewer.picture._pixmap.width() == 200


def test_who_walks_on_leaves_no_more_in_memory_than_fits_the_screen(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background
) -> None:
    look = _fitted(qtbot, viewer, ids[0], background)
    QTest.keyClick(viewer, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: look.whole)
    QTest.keyClick(viewer, Qt.Key.Key_PageDown)
    assert viewer.looks.of(ids[0]) is look
    assert look.sharp
    assert not look.whole
    assert look.image is not None
    assert look.image.width() == 200
    QTest.keyClick(viewer, Qt.Key.Key_PageUp)
    QTest.keyClick(viewer, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: look.whole)
    assert look.image.width() == 400


def test_one_comes_near_so_quickly_that_every_pixel_is_there_first(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background
) -> None:
    viewer.resize(200, 250)
    viewer.show_photo(ids[0])
    viewer.looks.come_near(ids[0])
    qtbot.waitUntil(lambda: viewer.looks.of(ids[0]).whole)
    viewer.step(1)
    qtbot.waitUntil(lambda: background.idle)
    look = viewer.looks.of(ids[0])
    assert look.sharp
    assert look.image is not None
    assert look.image.width() == 200


def test_a_photo_whose_file_is_gone_is_shown_by_its_preview(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background, questions: Questions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    photo = questions.photo(ids[0])
    assert photo is not None
    path = photo.path
    hidden = f"{path}.away"
    os.rename(path, hidden)
    try:
        viewer.show_photo(ids[0])
        qtbot.waitUntil(lambda: background.idle)
    finally:
        os.rename(hidden, path)
    assert viewer.bar.fault.text() == (
        "Only the preview can be shown: It vanished while it was being read."
    )
    assert path in viewer.bar.fault.toolTip()
    assert viewer.looks.of(ids[0]).image is not None


def test_what_is_asked_is_asked_of_the_photo_in_sight(
    qtbot: QtBot, viewer: Viewer, ids: list[int]
) -> None:
    viewer.show_photo(ids[2])
    for name in ("similar", "reveal", "open", "favourite", "slideshow", "full-screen"):
        with qtbot.waitSignal(viewer.wanted) as asked:
            viewer.bar.buttons[name].click()
        assert asked.args == [name]


def test_after_leaving_nothing_stays_in_memory(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background
) -> None:
    viewer.show_photo(ids[0])
    viewer.clear()
    qtbot.waitUntil(lambda: background.idle)
    assert len(viewer.looks) == 0
    assert viewer.photo_id is None


def test_a_photo_can_be_turned_and_is_read_for_its_new_room(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background
) -> None:
    viewer.resize(300, 500)
    viewer.show_photo(ids[0])
    qtbot.waitUntil(lambda: background.idle)
    look = viewer.looks.of(ids[0])
    assert look.image is not None
    assert look.image.width() == 300
    QTest.keyClick(viewer, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: look.image is not None and look.image.width() > 300)
    target = viewer.picture._target()
    assert target.height() > target.width()
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    assert viewer.picture._turned == 1
    QTest.keyClick(viewer, Qt.Key.Key_L)
    assert viewer.picture._turned == 0


def test_near_the_arrows_move_the_photo_and_page_keys_go_on(
    qtbot: QtBot, viewer: Viewer, ids: list[int]
) -> None:
    viewer.show_photo(ids[0])
    qtbot.waitUntil(lambda: viewer.looks.of(ids[0]).sharp)
    for _ in range(8):
        QTest.keyClick(viewer, Qt.Key.Key_Plus)
    before = viewer.picture._target().x()
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert viewer.picture._target().x() < before
    assert viewer.photo_id == ids[0]
    QTest.keyClick(viewer, Qt.Key.Key_PageDown)
    assert viewer.photo_id == ids[1]
    assert viewer.picture.fitted


def test_home_and_end_go_to_the_ends(viewer: Viewer, ids: list[int]) -> None:
    viewer.show_photo(ids[4])
    QTest.keyClick(viewer, Qt.Key.Key_End)
    assert viewer.photo_id == ids[-1]
    QTest.keyClick(viewer, Qt.Key.Key_Home)
    assert viewer.photo_id == ids[0]


def test_where_the_photo_in_sight_is_gone_the_next_one_is_shown(
    qtbot: QtBot, viewer: Viewer, ids: list[int]
) -> None:
    viewer.show_photo(ids[-2])
    viewer.leave_out(ids[:2])
    assert viewer.photo_id == ids[-2]
    viewer.leave_out([ids[-2]])
    assert viewer.photo_id == ids[-1]
    with qtbot.waitSignal(viewer.moved):
        viewer.leave_out([ids[-1]])
    assert viewer.photo_id == ids[-3]


def test_what_is_known_lies_over_the_photo_and_is_remembered(
    qtbot: QtBot, viewer: Viewer, ids: list[int]
) -> None:
    viewer.show_photo(ids[0])
    qtbot.waitUntil(lambda: viewer.looks.of(ids[0]).photo is not None)
    QTest.keyClick(viewer, Qt.Key.Key_I)
    assert viewer.facts.isVisible()
    assert "400 × 300" in viewer.facts.accessibleDescription()
    assert viewer.facts.height() > 100
    viewer.ask_again()
    tall = viewer.facts.height()
    viewer._draw(another=False)
    assert viewer.facts.height() == tall
    assert viewer._settings.get(SHOW_FACTS)
    QTest.keyClick(viewer, Qt.Key.Key_I)
    assert viewer.facts.isHidden()


def test_a_photo_of_the_strip_is_a_press_away_and_the_strip_can_go(
    viewer: Viewer, ids: list[int]
) -> None:
    viewer.show_photo(ids[2])
    with_strip = viewer.picture.height()
    at = viewer.strip._place(3).center().toPoint()
    QTest.mouseClick(viewer.strip, Qt.MouseButton.LeftButton, pos=at)
    assert viewer.photo_id == ids[5]
    QTest.keyClick(viewer, Qt.Key.Key_T)
    assert viewer.strip.isHidden()
    assert viewer.picture.height() > with_strip
    assert not viewer._settings.get(SHOW_STRIP)


def test_a_wheel_over_the_strip_goes_a_photo_further_for_each_notch(
    viewer: Viewer, ids: list[int]
) -> None:
    viewer.show_photo(ids[0])
    turn(viewer.strip, *[QPoint(0, -15)] * 7)
    assert viewer.photo_id == ids[0]
    turn(viewer.strip, *[QPoint(0, -15)] * 9, QPoint(-120, 0))
    assert viewer.photo_id == ids[3]


def test_on_a_full_screen_the_photo_is_alone_until_the_mouse_moves(
    viewer: Viewer, ids: list[int]
) -> None:
    viewer.show_photo(ids[0])
    viewer.cover_screen(True)
    assert viewer.picture.size() == viewer.size()
    viewer._alone.timeout.emit()
    assert viewer.bar.isHidden()
    assert viewer.strip.isHidden()
    assert viewer.picture.cursor().shape() == Qt.CursorShape.BlankCursor
    QTest.mouseMove(viewer.picture, viewer.picture.rect().center() / 2)
    QTest.mouseMove(viewer.picture, viewer.picture.rect().center())
    assert viewer.bar.isVisible()
    assert viewer.strip.isVisible()


def test_a_slideshow_waits_for_a_sharp_photo_and_begins_again_after_the_last(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background
) -> None:
    viewer.show_photo(ids[-1])
    viewer.slides.begin()
    viewer.slides._timer.timeout.emit()
    assert viewer.photo_id == ids[-1]
    viewer._read()
    qtbot.waitUntil(lambda: background.idle)
    viewer.slides._timer.timeout.emit()
    assert viewer.photo_id == ids[0]
    QTest.keyClick(viewer, Qt.Key.Key_Space)
    assert viewer.slides.resting
    assert not viewer.slides._timer.isActive()
    QTest.keyClick(viewer, Qt.Key.Key_P)
    assert viewer.slides._timer.isActive()
    viewer.clear()
    assert not viewer.slides.running


def test_what_is_known_of_a_photo_does_not_lie_over_a_slideshow(
    viewer: Viewer, ids: list[int]
) -> None:
    viewer.show_photo(ids[0])
    QTest.keyClick(viewer, Qt.Key.Key_I)
    assert viewer.facts.isVisible()
    viewer.slides.begin()
    assert viewer.facts.isHidden()
    viewer.step(1)
    assert viewer.facts.isHidden()
    viewer.slides.rest(True)
    assert viewer.facts.isVisible()
    viewer.slides.rest(False)
    viewer.slides.end()
    assert viewer.facts.isVisible()


def test_a_slideshow_is_quicker_with_plus_and_the_pace_is_remembered(
    viewer: Viewer, ids: list[int]
) -> None:
    viewer.show_photo(ids[0])
    viewer.slides.begin()
    QTest.keyClick(viewer, Qt.Key.Key_Plus)
    assert viewer._settings.get(SLIDE_SECONDS) == 4
    for _ in range(9):
        QTest.keyClick(viewer, Qt.Key.Key_Plus)
    assert viewer.slides.seconds == 1
    viewer.slides.end()


@pytest.mark.parametrize("reduced", [False, True])
def test_slides_fade_unless_nothing_shall_move(
    qtbot: QtBot, viewer: Viewer, ids: list[int], theme: Theme, *, reduced: bool
) -> None:
    theme.motion.reduce(reduced)
    viewer.show_photo(ids[0])
    qtbot.waitUntil(lambda: viewer.looks.of(ids[1]).sharp)
    viewer.step(1, fades=True)
    assert (viewer.picture._before is None) == reduced
    viewer.grab()
    qtbot.waitUntil(lambda: viewer.picture._before is None)
    theme.motion.reduce(False)


def test_the_file_in_sight_is_read_before_its_neighbours(
    qtbot: QtBot, viewer: Viewer, ids: list[int]
) -> None:
    order = []
    viewer.looks.changed.connect(
        lambda photo_id: order.append(photo_id) if viewer.looks.of(photo_id).sharp else None
    )
    viewer.show_photo(ids[1])
    qtbot.waitUntil(lambda: len(set(order)) == 3)
    assert list(dict.fromkeys(order)) == [ids[1], ids[2], ids[0]]


def test_photos_that_are_gone_make_room_for_those_that_were_beside_them(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background, questions: Questions
) -> None:
    viewer.show_photo(ids[5])
    qtbot.waitUntil(lambda: background.idle)
    gone, after = ids[5], ids[6]
    with Library.open(questions.folder, write=True) as library:
        library.forget([gone])
        viewer._course.neighbour = lambda _photo_id, _step: None
        with qtbot.waitSignal(viewer.told) as told:
            viewer.ask_again()
        assert told.args is not None
        assert told.args[0].endswith(".png is no longer in the library.")
        assert viewer.photo_id == after
        qtbot.waitUntil(lambda: background.idle)
        library.forget(ids)
    with qtbot.waitSignal(viewer.emptied):
        viewer.look_again()
