"""A picture that stands for a video says so, how long that plays, and has it played elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.asked import Everything
from app.questions import Questions
from app.settings import Settings
from app.viewer.page import Viewer
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from tests.indexer.decode.films import Film

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.theme import Theme
    from indexer.models import Bundle

pytest.importorskip("av")


@pytest.fixture(scope="module")
def library_with_film(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Path:
    """A library of a video of three seconds and a picture."""
    folder = tmp_path_factory.mktemp("film")
    photos = folder / "photos"
    photos.mkdir()
    Film(Image.new("RGB", (320, 240), "white"), seconds=3).write(photos / "film.mp4")
    Image.new("RGB", (320, 240), "green").save(photos / "picture.png")
    with Library.open(folder / "library", write=True) as library:
        library.catalog.add_root(str(photos))
        for _ in ingest(library, tiny_bundle, IngestOptions(roots=(str(photos),), workers=1)):
            pass
    return folder / "library"


@pytest.fixture
def questions(library_with_film: Path, _nothing_left: None) -> Iterator[Questions]:
    asked = Questions(library_with_film)
    yield asked
    asked.close()


@pytest.fixture
def ids(questions: Questions) -> list[int]:
    """The video, then the picture."""
    found: list[int] = questions.answer(Everything()).ids.tolist()
    return sorted(found, key=lambda each: questions.paths([each]))


@pytest.fixture
def viewer(
    qtbot: QtBot, questions: Questions, background: Background, theme: Theme, ids: list[int],
    tmp_path: Path,
) -> Iterator[Viewer]:  # fmt: skip
    """The viewer on the video."""

    def neighbour(photo_id: int, step: int) -> int | None:
        place = ids.index(photo_id) + step
        return ids[place] if 0 <= place < len(ids) else None

    settings = Settings(tmp_path / "window.ini")
    made = Viewer(questions, background, theme, settings, neighbour=neighbour)
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.setFocus()
    made.show_photo(ids[0])
    qtbot.waitUntil(made.film.isVisible)
    yield made
    made.clear()


def test_it_lies_over_the_middle_of_a_video_and_over_no_picture(
    qtbot: QtBot, viewer: Viewer, ids: list[int]
) -> None:
    film, space = viewer.film, viewer.picture.rect()
    assert film.text() == "0:03"
    assert film.accessibleName() == "Play the video (0:03)"
    assert (film.geometry().center() - space.center()).manhattanLength() <= 2
    viewer.resize(500, 500)
    assert (film.geometry().center() - viewer.picture.rect().center()).manhattanLength() <= 2
    QTest.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: viewer.looks.of(ids[1]).photo is not None)
    assert film.isHidden()
    with qtbot.assertNotEmitted(viewer.wanted):
        QTest.keyClick(viewer, Qt.Key.Key_P)
    QTest.keyClick(viewer, Qt.Key.Key_Left)
    assert film.isVisible()


def test_a_press_and_a_key_have_it_played_by_its_owners_program(
    qtbot: QtBot, viewer: Viewer
) -> None:
    with qtbot.waitSignal(viewer.wanted) as pressed:
        QTest.mouseClick(viewer.film, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(viewer.wanted) as by_key:
        QTest.keyClick(viewer, Qt.Key.Key_P)
    assert pressed.args == by_key.args == ["open"]


def test_who_comes_near_sees_the_picture_alone_and_keeps_the_keyboard(viewer: Viewer) -> None:
    viewer.film.setFocus()
    viewer.picture.step(1)
    assert viewer.film.isHidden()
    assert viewer.hasFocus()
    viewer.picture.fit()
    assert viewer.film.isVisible()


def test_it_lies_over_no_slideshow_and_is_there_again_when_that_rests(viewer: Viewer) -> None:
    viewer.slides.begin()
    assert viewer.film.isHidden()
    QTest.keyClick(viewer, Qt.Key.Key_P)
    assert viewer.film.isVisible()
    viewer.slides.end()
