"""The trail shows the steps that were come, each by what is new in it, and leads back to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.asked import Everything, Folder
from app.searches import Search
from app.trail import Trail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

    from app.asked import Question
    from app.background import Background
    from app.questions import Questions
    from app.theme import Theme

DOG = Search("a dog in snow")


@pytest.fixture
def trail(qtbot: QtBot, questions: Questions, background: Background, theme: Theme) -> Trail:
    made = Trail(questions, background, theme)
    qtbot.addWidget(made)
    made.resize(900, 40)
    return made


def _titles(trail: Trail, *steps: Question) -> list[str]:
    trail.show_way(steps, {"1": "cat.jpg", "2": "hat.jpg"})
    return [trail.title(place) for place in range(len(steps))]


def test_a_step_is_called_by_what_is_new_in_it(trail: Trail) -> None:
    steps = (
        Everything(), DOG, DOG.with_picture(1), DOG.with_picture(1).with_picture(2, weight=-1),
        Folder("/photos/Dogs"), Search.like(2), Search("cat").with_picture(1),
    )  # fmt: skip
    assert _titles(trail, *steps) == [
        "All photos", "a dog in snow", "+ cat.jpg", "− hat.jpg", "Dogs", "hat.jpg", "cat + cat.jpg",
    ]  # fmt: skip


def test_an_album_is_called_by_its_name_alone(trail: Trail) -> None:
    album = Search.in_album("Best of 2023")
    assert _titles(trail, Everything(), album, Search(f"{album.text} dog"))[1:] == [
        "Best of 2023", 'album:"Best of 2023" dog',
    ]  # fmt: skip


def test_many_pictures_are_counted(trail: Trail) -> None:
    many = Search.like(1)
    for reference in range(2, 6):
        many = many.with_picture(reference)
    assert _titles(trail, Everything(), many)[1] == "5 photos"


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        ([Everything()], False),
        ([Everything(), DOG], False),
        ([Everything(), DOG, Search("cat")], True),
        ([Everything(), Search.like(1)], True),
    ],
)
def test_a_trail_is_shown_where_it_tells_more_than_the_heading(
    trail: Trail, steps: Sequence[Question], shown: bool
) -> None:
    trail.show_way(steps, {})
    assert trail.isHidden() is not shown


def test_a_step_leads_back_by_mouse_and_by_keyboard_but_not_to_where_we_are(
    qtbot: QtBot, trail: Trail
) -> None:
    trail.show_way([Everything(), DOG, DOG.with_picture(1)], {})
    trail.show()
    heard: list[int] = []
    trail.chosen.connect(heard.append)
    QTest.mouseClick(trail.crumbs[1], Qt.MouseButton.LeftButton)
    QTest.keyClick(trail.crumbs[0], Qt.Key.Key_Space)
    QTest.mouseClick(trail.crumbs[2], Qt.MouseButton.LeftButton)
    assert heard == [1, 0]
    assert trail.crumbs[1].accessibleName() == "Back to: a dog in snow"
    assert trail.crumbs[2].accessibleName().startswith("Here: ")
    assert trail.crumbs[2].focusPolicy() == Qt.FocusPolicy.NoFocus


def test_pictures_come_as_thumbnails_and_bring_their_names(
    qtbot: QtBot, trail: Trail, questions: Questions
) -> None:
    photo = questions.photo(int(questions.answer(Everything()).ids[0]))
    assert photo is not None
    trail.show_way([Everything(), Search.like(photo.id)], {})
    trail.show()
    qtbot.waitUntil(lambda: trail.title(1) == photo.path.rpartition("/")[2])
    assert trail.crumbs[1].toolTip() == trail.title(1)
    drawn = trail.crumbs[1].icon().pixmap(24, 24).toImage()
    colour = drawn.pixelColor(drawn.width() // 2, drawn.height() // 2)
    assert max(colour.red(), colour.green(), colour.blue()) > 100


def test_an_icon_takes_no_more_room_than_what_is_drawn_of_it(trail: Trail) -> None:
    trail.show_way([Everything(), DOG, Search.like(1), Search.like(1).with_picture(2)], {})
    every, dog, one, two = (crumb.iconSize() for crumb in trail.crumbs)
    assert every == dog
    assert every.width() == every.height() < one.width() < two.width() + 1
    for crumb in trail.crumbs[:2]:
        drawn = crumb.icon().pixmap(crumb.iconSize(), 1.0)
        assert drawn.size() == crumb.iconSize()


def test_where_there_is_no_room_the_first_steps_stand_in_a_menu(qtbot: QtBot, trail: Trail) -> None:
    steps: list[Question] = [Everything()]
    steps += (Search(f"a long description of dog {number}") for number in range(8))
    trail.show_way(steps, {})
    trail.show()
    assert trail.more.isVisible()
    assert trail.crumbs[-1].isVisible()
    assert not trail.crumbs[0].isVisible()
    last = next(crumb for crumb in reversed(trail.crumbs) if crumb.isVisible())
    assert last.geometry().right() <= trail.width()
    first = trail.earlier().actions()[0]
    assert first.text() == "All photos"
    with qtbot.waitSignal(trail.chosen) as told:
        first.trigger()
    assert list(told.args or ()) == [0]
    trail.resize(4000, 40)
    assert not trail.more.isVisible()
