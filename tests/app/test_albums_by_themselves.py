"""Albums that make themselves come into sight while the window is open, and keep what is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.albums.lines import AllAlbums, GroupPlace
from app.albums.shelf import Group

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of twelve photos of one afternoon."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(12):
        picture = Image.new("RGB", (64, 48), ("red", "green", "blue", "yellow")[number % 4])
        picture.putpixel((number, 0), (255, 255, 255))
        facts = Image.Exif()
        facts.get_ifd(0x8769)[0x9003] = f"2023:06:14 15:{number:02}:00"
        picture.save(folder / f"{number}.jpg", exif=facts)
    return folder


def _titles(window: Window) -> list[str]:
    lines = window.surface.album_side.list.model()
    return [lines.index(row, 0).data() for row in range(lines.rowCount())]


def test_an_afternoon_of_photos_becomes_an_event_and_a_year(
    qtbot: QtBot, open_window: OpenWindow, photos: Path, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    window.begin([str(photos)])
    qtbot.waitUntil(lambda: "Years" in _titles(window))
    assert _titles(window) == ["Events", "Years", "All albums"]
    side = window.surface.album_side
    for group in (Group.EVENT, Group.YEAR):
        side.list.turned.emit(GroupPlace(group), True)
    assert _titles(window)[3] == "2023"
    year = next(each for each in side.seen() if each.group is Group.YEAR)
    qtbot.waitUntil(lambda: side.seen()[-1].count == 12)
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.albums.act("open", year)
    assert window.grid.cells.count == 12
    assert window.surface.heading.strip.line.text() == "Year  ·  Jun 14, 2023"
    assert not window.grid.viewport().acceptDrops()


def test_an_album_of_shoebox_is_hidden_and_not_deleted(
    qtbot: QtBot, open_window: OpenWindow, photos: Path, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    window.begin([str(photos)])
    qtbot.waitUntil(lambda: "Years" in _titles(window))
    window.albums.show_page(Group.YEAR)
    view = window.surface.albums.view
    current = view.current()
    assert current is not None
    assert current.group is Group.YEAR
    assert window.surface.album_side._lines.row_of(AllAlbums(Group.YEAR)) is None
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert window.albums.curating.question is None
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view, Qt.Key.Key_H, modifiers)
    qtbot.waitUntil(lambda: "Years" not in _titles(window))
    assert window.albums.shelving.shelf.hidden == 1
