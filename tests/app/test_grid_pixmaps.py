"""Previews come in the order in which they are wanted, and what is far away is forgotten."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PySide6.QtGui import QColor, QImage

from app.grid.pixmaps import Pixmaps, Shape, Tile, _room, cut, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background

SMALL = Shape(side=20, radius=4, ratio=1)
LARGE = Shape(side=400, radius=8, ratio=2)


class Source:
    """Tiles of one colour, and a record of who was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, bool]] = []
        self.missing: set[int] = set()
        self.fault: Exception | None = None
        self.may_go = threading.Event()
        self.may_go.set()
        self.late = threading.Event()
        self.late.set()

    def __call__(
        self, photo_ids: Sequence[int], shape: Shape, *, large: bool
    ) -> Mapping[int, Tile]:
        self.may_go.wait(10)
        if self.fault:
            raise self.fault
        if not large:
            self.late.wait(10)
        self.asked += [(photo_id, large) for photo_id in photo_ids]
        image = QImage(shape.side, shape.side, QImage.Format.Format_RGB32)
        image.fill(QColor("red"))
        return {
            each: Tile(f"{each}.jpg", None if each in self.missing else image) for each in photo_ids
        }


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def pixmaps(background: Background, source: Source) -> Pixmaps:
    return Pixmaps(background, source)


def test_a_preview_is_there_after_it_was_wanted(
    qtbot: QtBot, pixmaps: Pixmaps, source: Source
) -> None:
    assert pixmaps.pixmap(1) is None
    with qtbot.waitSignal(pixmaps.ready):
        pixmaps.want([1], SMALL, seen=1)
    pixmap = pixmaps.pixmap(1)
    assert pixmap is not None
    assert pixmap.width() == 20
    assert pixmaps.name(1) == "1.jpg"


def test_what_is_nearest_is_read_first(qtbot: QtBot, pixmaps: Pixmaps, source: Source) -> None:
    source.may_go.clear()
    pixmaps.want(list(range(100, 160)), SMALL, seen=20)
    pixmaps.want(list(range(40)), SMALL, seen=20)
    source.may_go.set()
    qtbot.waitUntil(lambda: pixmaps.pixmap(39) is not None)
    read = [photo_id for photo_id, _ in source.asked if photo_id < 100]
    # A few pieces of three are read side by side.
    assert all(abs(place - photo_id) < 12 for place, photo_id in enumerate(read))
    # Of the first wish only what was under way already was read.
    assert sum(photo_id >= 100 for photo_id, _ in source.asked) <= 12


def test_what_is_far_away_is_forgotten(qtbot: QtBot, pixmaps: Pixmaps) -> None:
    pixmaps.want([1, 2], SMALL, seen=2)
    qtbot.waitUntil(lambda: pixmaps.pixmap(2) is not None)
    pixmaps.want([2, 3], SMALL, seen=2)
    qtbot.waitUntil(lambda: pixmaps.pixmap(3) is not None)
    assert pixmaps.pixmap(1) is None
    assert pixmaps.pixmap(2) is not None


def test_there_is_room_for_so_many_bytes_of_pixels() -> None:
    vast = Shape(side=2900, radius=8, ratio=1)
    assert 4 * vast.side**2 * _room([SMALL, vast]) <= 256 << 20
    assert _room([SMALL, vast]) == 7
    assert _room([SMALL]) > 100_000
    # Of whole pictures, those of the largest are counted.
    assert _room([Shape(20, 4, 1, width=40), SMALL]) * 2 == _room([SMALL])


def test_no_more_is_kept_than_there_is_room_for_however_much_is_near(
    qtbot: QtBot, pixmaps: Pixmaps, source: Source, background: Background,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("app.grid.pixmaps._MOST_BYTES", 4 * SMALL.side**2 * 5)
    pixmaps.want(list(range(40)), SMALL, seen=2)
    qtbot.waitUntil(lambda: background.idle)
    assert {photo_id for photo_id, _ in source.asked} == set(range(5))
    # What is on the screen is drawn in any case.
    pixmaps.want(list(range(10, 50)), SMALL, seen=7)
    qtbot.waitUntil(lambda: background.idle)
    kept = [photo_id for photo_id in range(50) if pixmaps.pixmap(photo_id) is not None]
    assert kept == list(range(10, 17))


def test_nothing_is_read_twice(
    qtbot: QtBot, pixmaps: Pixmaps, source: Source, background: Background
) -> None:
    for _ in range(3):
        pixmaps.want([1, 2, 3], SMALL, seen=3)
    qtbot.waitUntil(lambda: background.idle)
    pixmaps.want([1, 2, 3], SMALL, seen=3)
    qtbot.waitUntil(lambda: background.idle)
    assert sorted(source.asked) == [(1, False), (2, False), (3, False)]


def test_on_a_dense_screen_the_rough_comes_first_and_the_sharp_where_one_looks(
    qtbot: QtBot, pixmaps: Pixmaps, source: Source, background: Background
) -> None:
    pixmaps.want([1, 2, 3], LARGE, seen=2)
    qtbot.waitUntil(lambda: background.idle)
    assert sorted(source.asked) == [(1, False), (1, True), (2, False), (2, True), (3, False)]
    assert [large for _, large in source.asked] == [False] * 3 + [True] * 2


def test_another_size_is_read_while_the_old_one_stays_in_sight(
    qtbot: QtBot, pixmaps: Pixmaps, source: Source
) -> None:
    pixmaps.want([1], SMALL, seen=1)
    qtbot.waitUntil(lambda: pixmaps.pixmap(1) is not None)
    source.may_go.clear()
    pixmaps.want([1], Shape(30, 4, 1), seen=1)
    old = pixmaps.pixmap(1)
    assert old is not None
    assert old.width() == 20
    with qtbot.waitSignal(pixmaps.ready):
        source.may_go.set()
    new = pixmaps.pixmap(1)
    assert new is not None
    assert new.width() == 30


def test_a_photo_without_a_preview_is_asked_for_again_when_the_library_has_changed(
    qtbot: QtBot, pixmaps: Pixmaps, source: Source
) -> None:
    source.missing = {1}
    with qtbot.waitSignal(pixmaps.ready):
        pixmaps.want([1], SMALL, seen=1)
    assert pixmaps.pixmap(1) is None
    assert pixmaps.name(1) == "1.jpg"
    source.missing = set()
    pixmaps.look_again(at_all=False)
    with qtbot.waitSignal(pixmaps.ready):
        pixmaps.want([1], SMALL, seen=1)
    assert pixmaps.pixmap(1) is not None


def test_photos_that_were_read_anew_are_shown_anew(
    qtbot: QtBot, pixmaps: Pixmaps, source: Source, background: Background
) -> None:
    pixmaps.want([1], LARGE, seen=1)
    qtbot.waitUntil(lambda: background.idle)
    source.asked.clear()
    pixmaps.look_again(at_all=False)
    pixmaps.want([1], LARGE, seen=1)
    qtbot.waitUntil(lambda: background.idle)
    assert source.asked == []
    pixmaps.look_again(at_all=True)
    pixmaps.want([1], LARGE, seen=1)
    qtbot.waitUntil(lambda: background.idle)
    assert source.asked == [(1, True)]


def test_a_small_preview_that_comes_late_does_not_take_the_large_one_s_place(
    qtbot: QtBot, pixmaps: Pixmaps, source: Source, background: Background
) -> None:
    source.late.clear()
    with qtbot.waitSignal(pixmaps.ready):
        pixmaps.want([1], LARGE, seen=1)
    assert source.asked == [(1, True)]
    sharp = pixmaps.pixmap(1)
    source.late.set()
    qtbot.waitUntil(lambda: background.idle)
    assert source.asked == [(1, True), (1, False)]
    assert pixmaps.pixmap(1) is sharp


def test_a_fault_leaves_an_empty_tile_and_the_next_ones_are_read(
    qtbot: QtBot, pixmaps: Pixmaps, source: Source, background: Background
) -> None:
    source.fault = OSError("the disk is gone")
    pixmaps.want([1], SMALL, seen=1)
    qtbot.waitUntil(lambda: background.idle)
    source.fault = None
    pixmaps.want([1, 2], SMALL, seen=2)
    qtbot.waitUntil(lambda: pixmaps.pixmap(1) is not None)


@pytest.mark.parametrize("size", [(320, 180), (180, 320), (320, 320), (12, 9)])
def test_a_preview_is_cut_square_and_round(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "preview.jpg"
    Image.new("RGB", size, "red").save(path)
    tile = cut(path.read_bytes(), Shape(side=100, radius=20, ratio=2))
    assert tile is not None
    assert (tile.width(), tile.height()) == (100, 100)
    assert tile.devicePixelRatio() == 2
    assert tile.pixelColor(0, 0).alpha() == 0
    assert tile.pixelColor(50, 50).red() > 200
    assert tile.pixelColor(50, 1).alpha() == 255


@pytest.mark.parametrize("colour", ["white", "black"])
def test_a_preview_ends_in_a_hairline_on_a_page_of_its_own_colour(colour: str) -> None:
    picture = QImage(100, 100, QImage.Format.Format_RGB888)
    picture.fill(QColor(colour))

    tile = rounded(picture, Shape(100, 8, 1))

    assert tile.pixelColor(50, 50) == tile.pixelColor(1, 50) == QColor(colour)
    ends = {tile.pixelColor(*at).lightness() for at in ((0, 50), (99, 50), (50, 0), (50, 99))}
    assert len(ends) == 1
    assert abs(ends.pop() - QColor(colour).lightness()) > 20


def test_of_a_tall_picture_rather_the_upper_part_is_kept(tmp_path: Path) -> None:
    picture = Image.new("RGB", (100, 300), "white")
    picture.paste("red", (0, 80, 100, 180))
    path = tmp_path / "preview.jpg"
    picture.save(path)
    tile = cut(path.read_bytes(), Shape(side=100, radius=0, ratio=1))
    assert tile is not None
    assert tile.pixelColor(50, 5).green() < 50
    assert tile.pixelColor(50, 95).green() < 50


def test_what_was_under_way_when_it_was_time_to_look_again_is_read_once_more(
    qtbot: QtBot, pixmaps: Pixmaps, source: Source, background: Background
) -> None:
    source.missing = {1}
    pixmaps.want([1], SMALL, seen=1)
    pixmaps.look_again(at_all=False)
    qtbot.waitUntil(lambda: background.idle)
    assert pixmaps.pixmap(1) is None
    source.missing = set()
    pixmaps.want([1], SMALL, seen=1)
    qtbot.waitUntil(lambda: pixmaps.pixmap(1) is not None)


def test_who_rests_begins_nothing_more(
    qtbot: QtBot, pixmaps: Pixmaps, source: Source, background: Background
) -> None:
    source.may_go.clear()
    pixmaps.want(list(range(100)), SMALL, seen=20)
    pixmaps.rest()
    source.may_go.set()
    qtbot.waitUntil(lambda: background.idle)
    assert len(source.asked) <= 12
    pixmaps.want(list(range(100)), SMALL, seen=20)
    qtbot.waitUntil(lambda: pixmaps.pixmap(99) is not None)


def test_what_is_no_picture_has_no_tile() -> None:
    assert cut(b"no picture", SMALL) is None
    assert cut(b"", SMALL) is None
