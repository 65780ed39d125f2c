"""A picture that moves plays in the viewer, and rests when it shall."""

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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.motion import Motion
    from app.theme import Theme
    from indexer.models import Bundle

KINDS = ("gif", "webp", "png", "avif")


@pytest.fixture(scope="module")
def moving_library(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Path:
    """A library of a picture that moves, in each format that can."""
    folder = tmp_path_factory.mktemp("moving")
    (folder / "photos").mkdir()
    red, blue = (Image.new("RGB", (64, 48), colour) for colour in ("red", "blue"))
    for kind in KINDS:
        path = folder / "photos" / f"moving.{kind}"
        red.save(path, save_all=True, append_images=[blue], duration=20)
    with Library.open(folder / "library", write=True) as library:
        library.catalog.add_root(str(folder / "photos"))
        options = IngestOptions(roots=(str(folder / "photos"),), workers=1)
        for _ in ingest(library, tiny_bundle, options):
            pass
    return folder / "library"


@pytest.fixture
def motion(theme: Theme) -> Iterator[Motion]:
    """Whether things may move; as it was, after the test."""
    yield theme.motion
    theme.motion.reduce(False)


@pytest.fixture
def viewer(
    qtbot: QtBot, moving_library: Path, background: Background, theme: Theme, tmp_path: Path
) -> Iterator[Viewer]:
    questions = Questions(moving_library)
    settings = Settings(tmp_path / "window.ini")
    made = Viewer(questions, background, theme, settings, neighbour=lambda *_: None)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    yield made
    questions.close()


def _show(viewer: Viewer, kind: str = "gif") -> None:
    questions = viewer.looks._questions
    ids = questions.answer(Everything()).ids.tolist()
    viewer.show_photo(next(each for each in ids if questions.paths([each])[0].endswith(kind)))


def _colours(qtbot: QtBot, viewer: Viewer, *, wanted: int) -> set[str]:
    """Return the colours that are seen until there are so many."""
    seen: set[str] = set()

    def look() -> bool:
        drawn = viewer.picture.grab().toImage()
        seen.add(drawn.pixelColor(drawn.rect().center()).name())
        return len(seen) == wanted

    qtbot.waitUntil(look)
    return seen


def test_it_plays_at_once_until_it_is_held(qtbot: QtBot, viewer: Viewer) -> None:
    _show(viewer)
    qtbot.waitUntil(lambda: viewer.moving.image is not None)
    assert viewer.bar.buttons["play"].isVisible()
    assert _colours(qtbot, viewer, wanted=2) == {"#ff0000", "#0000ff"}
    QTest.keyClick(viewer, Qt.Key.Key_P)
    held = viewer.moving.image
    assert viewer.bar.buttons["play"].accessibleName() == "Play"
    qtbot.waitUntil(lambda: viewer.moving._next is not None)
    assert not viewer.moving._timer.isActive()
    assert viewer.moving.image is held
    QTest.keyClick(viewer, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: viewer.moving.image is not held)
    viewer.clear()
    assert not viewer.moving.moves


@pytest.mark.parametrize("kind", KINDS[1:])
def test_so_does_each_format_that_can(qtbot: QtBot, viewer: Viewer, kind: str) -> None:
    _show(viewer, kind)
    seen: set[bool] = set()

    def look() -> bool:
        if viewer.moving.image is not None:
            seen.add(viewer.moving.image.pixelColor(32, 24).red() > 128)
        return len(seen) == 2

    qtbot.waitUntil(look)
    viewer.clear()


def test_where_nothing_shall_move_it_waits_to_be_asked(
    qtbot: QtBot, viewer: Viewer, motion: Motion
) -> None:
    motion.reduce(True)
    _show(viewer)
    qtbot.waitUntil(lambda: viewer.moving.moves)
    assert viewer.moving.image is None
    viewer.bar.buttons["play"].click()
    qtbot.waitUntil(lambda: viewer.moving.image is not None)
    viewer.clear()


def test_what_moves_is_held_as_soon_as_nothing_shall_move_any_more(
    qtbot: QtBot, viewer: Viewer, motion: Motion
) -> None:
    _show(viewer)
    qtbot.waitUntil(lambda: viewer.moving.image is not None)
    motion.reduce(True)
    held = viewer.moving.image
    qtbot.waitUntil(lambda: viewer.moving._next is not None)
    assert viewer.moving.image is held
    assert not viewer.moving._timer.isActive()
    motion.reduce(False)
    qtbot.waitUntil(lambda: viewer.moving.image is not held)
    viewer.clear()
