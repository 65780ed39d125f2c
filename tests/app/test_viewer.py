"""A photo is seen at once, then sharp; one walks along the list and comes near at the pointer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.asked import Everything
from app.picture_view import PictureView
from app.viewer import Viewer

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.questions import Questions
    from app.theme import Theme


@pytest.fixture
def ids(questions: Questions) -> list[int]:
    found: list[int] = questions.answer(Everything()).ids.tolist()
    return found


@pytest.fixture
def viewer(
    qtbot: QtBot, questions: Questions, background: Background, theme: Theme, ids: list[int]
) -> Viewer:
    def neighbour(photo_id: int, step: int) -> int | None:
        row = ids.index(photo_id) + step
        return ids[row] if 0 <= row < len(ids) else None

    made = Viewer(questions, background, theme, neighbour=neighbour)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


@pytest.fixture
def view(qtbot: QtBot) -> PictureView:
    made = PictureView()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    image.setPixelColor(0, 0, QColor("red"))
    made.show_picture(image, QSize(800, 600), another=True)
    return made


def _turn(view: PictureView, at: QPointF, steps: int) -> None:
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_a_photo_is_shown_with_its_name_and_its_neighbours_are_read_ahead(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background
) -> None:
    viewer.show_photo(ids[1])
    qtbot.waitUntil(lambda: background.idle)
    assert viewer.name.text().endswith(".png")
    assert set(viewer._looks) == set(ids[:3])
    assert all(look.image is not None for look in viewer._looks.values())
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


def test_coming_near_reads_every_pixel(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background
) -> None:
    viewer.resize(200, 150)
    viewer.show_photo(ids[0])
    qtbot.waitUntil(lambda: background.idle)
    assert viewer._looks[ids[0]].longest is not None
    QTest.keyClick(viewer, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: background.idle)
    look = viewer._looks[ids[0]]
    assert look.longest is None
    assert look.image is not None
    assert look.image.width() == 400


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
    assert viewer.fault.text() == "Only the preview can be shown"
    assert path in viewer.fault.toolTip()
    assert viewer._looks[ids[0]].image is not None


def test_what_is_asked_is_asked_of_the_photo_in_sight(
    qtbot: QtBot, viewer: Viewer, ids: list[int]
) -> None:
    viewer.show_photo(ids[2])
    buttons = {
        button.accessibleName(): button for button in viewer.findChildren(type(viewer._next))
    }
    for name, signal in (
        ("Find what looks like this", viewer.similar),
        ("Show in its folder", viewer.reveal),
        ("Open with the default program", viewer.open),
    ):
        with qtbot.waitSignal(signal) as asked:
            buttons[name].click()
        assert asked.args == [ids[2]]


def test_after_leaving_nothing_stays_in_memory(
    qtbot: QtBot, viewer: Viewer, ids: list[int], background: Background
) -> None:
    viewer.show_photo(ids[0])
    viewer.clear()
    qtbot.waitUntil(lambda: background.idle)
    assert viewer._looks == {}
    assert viewer.photo_id is None


def test_what_lies_at_the_pointer_stays_there(view: PictureView) -> None:
    at = QPointF(100, 200)
    before = (at - view._target().topLeft()) / view._target().width()
    _turn(view, at, 3)
    after = (at - view._target().topLeft()) / view._target().width()
    assert not view.fitted
    assert (before - after).manhattanLength() < 1e-6


def test_it_comes_no_nearer_than_eight_pixels_for_one_and_goes_no_further_than_all(
    view: PictureView,
) -> None:
    _turn(view, QPointF(200, 150), 50)
    assert view.magnification == pytest.approx(8)
    view.grab()
    _turn(view, QPointF(200, 150), -80)
    assert view.fitted
    assert view.magnification == pytest.approx(0.5)


def test_a_double_click_shows_pixel_for_pixel_and_the_whole_again(view: PictureView) -> None:
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert view.magnification == pytest.approx(1)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert view.fitted


def test_the_picture_can_be_dragged_as_far_as_its_edge(view: PictureView) -> None:
    view.one_to_one()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(view, QPoint(150, 120))
    assert view._target().topLeft() == QPointF(-150, -130)
    QTest.mouseMove(view, QPoint(390, 290))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(390, 290))
    assert view._target().topLeft() == QPointF(0, 0)


def test_a_sharper_picture_of_the_same_photo_stays_where_it_is(view: PictureView) -> None:
    view.one_to_one()
    where = view._target()
    view.show_picture(QImage(100, 75, QImage.Format.Format_RGB32), QSize(800, 600), another=False)
    assert view._target() == where
    view.show_picture(None, QSize(10, 10), another=True)
    assert view.fitted
