"""The cut of an answer is moved by hand: more photos are shown, or fewer; it holds from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QSlider, QWidget
    from pytestqt.qtbot import QtBot

    from app.window import Window
    from indexer.models import Bundle
    from tests.app.conftest import OpenWindow

#: How many in a hundred pixels of each picture are red: a crowd that is hardly, and some that
#: stand out of it, each a little more.
SHARES = (*range(30), *range(32, 96, 4))


def _paint(folder: Path) -> None:
    """Paint blue pictures, red from the left as far as their names say."""
    folder.mkdir()
    for share in SHARES:
        picture = Image.new("RGB", (100, 100), "blue")
        picture.paste("red", (0, 0, share, 100))
        picture.save(folder / f"{share:02}.png")


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Path:
    """A library of pictures of which each is a little redder than the one before; only read."""
    folder = tmp_path_factory.mktemp("graded")
    _paint(folder / "photos")
    with Library.open(folder / "library", write=True) as library:
        photos = str(folder / "photos")
        library.catalog.add_root(photos)
        for _ in ingest(library, tiny_bundle, IngestOptions(roots=(photos,), workers=1)):
            pass
    return folder / "library"


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, graded: Path) -> Window:
    """The window on them, with what answers “red” in sight and the card of the cut open."""
    opened = open_window(graded)
    opened.begin()
    qtbot.waitUntil(lambda: opened.grid.cells.count == len(SHARES))
    _search(qtbot, opened, "red")
    QTest.mouseClick(opened.surface.heading.cut_button, Qt.MouseButton.LeftButton)
    assert opened.surface.heading.panel.isVisible()
    return opened


def _search(qtbot: QtBot, window: Window, words: str) -> None:
    window.surface.search.begin()
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClicks(window.surface.search.field, words)
        QTest.keyClick(window.surface.search.field, Qt.Key.Key_Return)


def _wait_for_the_cut(qtbot: QtBot, window: Window) -> None:
    """Wait until what is shown is cut as it is wanted now."""
    looking = window.looking

    def has_come() -> bool:
        return looking.answer is not None and looking.answer.cutting == looking.browsing.cutting

    qtbot.waitUntil(has_come)


def _shown(window: Window) -> list[int]:
    """Return how red the photos in the grid are, the first one first."""
    paths = window._questions.paths(window.grid.photos.ids.tolist())
    return [int(path.rpartition("/")[2].removesuffix(".png")) for path in paths]


def _drag(part: QWidget, begin: QPoint, end: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(part, left, Qt.KeyboardModifier.NoModifier, begin)
    QTest.mouseMove(part, end)
    QTest.mouseRelease(part, left, Qt.KeyboardModifier.NoModifier, end)


def _handle(slider: QSlider) -> QPoint:
    """Return where the middle of a slider's handle is."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    kind, handle = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
    return slider.style().subControlRect(kind, option, handle, slider).center()


def test_the_slider_and_the_lines_show_more_photos_or_fewer(qtbot: QtBot, window: Window) -> None:
    panel = window.surface.heading.panel
    usual = _shown(window)
    assert 0 < len(usual) < len(SHARES)
    assert set(usual) == set(SHARES[-len(usual) :])

    _drag(panel.slider, _handle(panel.slider), QPoint(1, panel.slider.height() // 2))
    _wait_for_the_cut(qtbot, window)
    loose = _shown(window)
    assert set(usual) < set(loose)
    assert set(loose) == set(SHARES[-len(loose) :])
    assert panel.slider.value() == 0

    line = panel.histogram.line("likely")
    assert line is not None
    _drag(panel.histogram, QPoint(round(line), 40), QPoint(panel.histogram.width() * 2 // 3, 40))
    _wait_for_the_cut(qtbot, window)
    strict = _shown(window)
    assert 0 < len(strict) < len(usual)
    assert panel.slider.value() > 50
    assert panel.isVisible()


def test_weak_ones_come_after_the_others_and_go_again(qtbot: QtBot, window: Window) -> None:
    heading = window.surface.heading
    sure = _shown(window)
    QTest.mouseClick(heading.about.weak, Qt.MouseButton.LeftButton)
    _wait_for_the_cut(qtbot, window)
    every = _shown(window)
    assert every[: len(sure)] == sure
    assert sorted(every) == sorted(SHARES)
    assert heading.about.tally.text().endswith(f"{len(SHARES) - len(sure)} weak of {len(SHARES)}")
    QTest.mouseClick(heading.about.weak, Qt.MouseButton.LeftButton)
    _wait_for_the_cut(qtbot, window)
    assert _shown(window) == sure


def test_the_next_search_and_the_next_window_are_cut_alike(
    qtbot: QtBot, window: Window, open_window: OpenWindow, graded: Path
) -> None:
    panel = window.surface.heading.panel
    QTest.keyClick(panel.slider, Qt.Key.Key_PageUp)
    _wait_for_the_cut(qtbot, window)
    strict = _shown(window)
    _search(qtbot, window, "red type:png")
    assert not panel.isVisible()
    assert _shown(window) == strict
    with qtbot.waitSignal(window.gone):
        window.close()
    again = open_window(graded)
    again.begin()
    qtbot.waitUntil(lambda: again.looking.answer is not None)
    _search(qtbot, again, "red")
    assert _shown(again) == strict
    assert again.surface.heading.panel.slider.value() == 75
