"""The library is kept up to date, and the window sees what has become of it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.indexing import Indexing, Phase
from app.keeping import Keeping
from app.questions import Questions
from indexer.library import Library
from indexer.places import user_models
from tests.app.conftest import paint_colours
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtGui import QPixmap
    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.window import Window


@pytest.fixture
def keeping(qtbot: QtBot, background: Background, tmp_path: Path) -> Iterator[Keeping]:
    """Keeps the library in `tmp_path / "library"`, which is not there yet."""
    make_tiny_bundle(user_models() / "tiny")
    questions = Questions(tmp_path / "library", model="tiny")
    made = Keeping(questions, background, Indexing(tmp_path / "library", model="tiny"))
    yield made
    made.close()
    qtbot.waitUntil(lambda: not made.indexing.running)
    background.close()
    questions.close()


def _wait_for(qtbot: QtBot, keeping: Keeping, phase: Phase) -> None:
    qtbot.waitUntil(lambda: keeping.indexing.ingest.phase is phase)


def _wait_for_roots(qtbot: QtBot, keeping: Keeping, *folders: Path) -> None:
    """Wait until the library follows these folders, each with its twelve photos."""
    wanted = [(str(folder), 12) for folder in folders]

    def follows() -> bool:
        roots = keeping.overview.roots if keeping.overview else ()
        return [(root.path, root.photos) for root in roots] == wanted

    qtbot.waitUntil(follows)


def test_a_folder_that_is_added_while_the_child_ends_is_followed_by_the_next_one(
    qtbot: QtBot, keeping: Keeping, tmp_path: Path
) -> None:
    one, two = paint_colours(tmp_path / "one"), paint_colours(tmp_path / "two")
    keeping.begin([str(one)])
    _wait_for_roots(qtbot, keeping, one)
    keeping.indexing.stop()
    keeping.add_folders([str(two)])
    assert keeping.indexing.ingest.phase is Phase.STOPPING
    _wait_for_roots(qtbot, keeping, one, two)


def test_a_folder_that_is_added_to_a_new_library_while_its_child_ends_is_followed(
    qtbot: QtBot, keeping: Keeping, tmp_path: Path
) -> None:
    one, two = paint_colours(tmp_path / "one"), paint_colours(tmp_path / "two")
    with qtbot.waitSignal(keeping.overviewed):
        keeping.begin()
    keeping.add_folders([str(one)])
    keeping.indexing.stop()
    keeping.add_folders([str(two)])
    _wait_for_roots(qtbot, keeping, one, two)


def test_a_folder_that_is_added_while_another_shoebox_indexes_is_followed_later(
    qtbot: QtBot, keeping: Keeping, tmp_path: Path
) -> None:
    one, two = paint_colours(tmp_path / "one"), paint_colours(tmp_path / "two")
    with Library.open(tmp_path / "library", write=True) as another:
        another.catalog.add_root(str(one))
        with qtbot.waitSignal(keeping.failed) as told:
            keeping.begin([str(two)])
        assert "already indexing" in str(told.args[0])
        _wait_for(qtbot, keeping, Phase.ELSEWHERE)
    assert keeping.go_on()
    _wait_for_roots(qtbot, keeping, one, two)


def test_a_library_that_falls_vacant_while_the_window_closes_is_not_taken_over(
    qtbot: QtBot, keeping: Keeping, tmp_path: Path
) -> None:
    keeping.begin([str(paint_colours(tmp_path / "one", each=1))])
    qtbot.waitUntil(lambda: keeping.overview is not None and bool(keeping.overview.roots))
    keeping.indexing.stop()
    qtbot.waitUntil(lambda: not keeping.indexing.running)
    keeping.close()
    keeping._succession.vacant.emit()
    keeping.follow_tags()
    assert not keeping.indexing.running


def test_a_folder_that_is_not_there_does_not_keep_others_out(
    qtbot: QtBot, keeping: Keeping, tmp_path: Path
) -> None:
    keeping.begin([str(tmp_path / "nowhere")])
    _wait_for(qtbot, keeping, Phase.FAILED)
    one = paint_colours(tmp_path / "one")
    keeping.add_folders([str(one)])
    _wait_for_roots(qtbot, keeping, one)


def _colour(seen: QPixmap | None) -> str:
    """Return which colour the middle of a picture has; "" where there is none."""
    if seen is None or seen.isNull():
        return ""
    found = seen.toImage().pixelColor(seen.rect().center())
    return "red" if found.red() > 200 else "blue" if found.blue() > 200 else "another"


def _tile(window: Window, photo_id: int) -> str:
    return _colour(window.surface.pixmaps.pixmap(photo_id))


def test_tiles_that_were_asked_for_before_their_previews_came_do_not_stay_blank(
    qtbot: QtBot, open_window: Callable[[Path], Window], filled_library: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(filled_library, tmp_path / "library")
    with Library.open(folder, write=True) as writer:
        ids = writer.catalog.all_ids().tolist()
        keys, previews = writer.catalog.content_keys(), writer.previews
        held_back = [(each, keys[each], previews.small(each), previews.large(each)) for each in ids]
        previews.remove(ids)
        window = open_window(folder)
        window.begin()
        qtbot.waitUntil(lambda: all(map(window.surface.pixmaps.name, ids)))
        _wait_for(qtbot, window.keeping, Phase.ELSEWHERE)
        assert not any(_tile(window, each) for each in ids)
        previews.put((each, key, small or b"", large) for each, key, small, large in held_back)
    window.keeping.go_on()
    qtbot.waitUntil(lambda: all(_tile(window, each) for each in ids))


def test_a_photo_that_is_edited_is_seen_anew_everywhere(
    qtbot: QtBot, open_window: Callable[[Path], Window], tmp_path: Path
) -> None:
    path = tmp_path / "photos" / "one.png"
    path.parent.mkdir()
    Image.new("RGB", (400, 300), "red").save(path)
    window = open_window(tmp_path / "library")
    window.begin([str(path.parent)])
    qtbot.waitUntil(lambda: window.grid.cells.count == 1)
    (photo_id,) = window.grid.photos.ids.tolist()
    window.grid.go_to(photo_id)
    details, viewer = window.surface.details.picture, window.viewer.picture
    qtbot.waitUntil(lambda: _tile(window, photo_id) == "red")
    qtbot.waitUntil(lambda: _colour(details.grab()) == "red")
    window.grid.opened.emit(photo_id)
    qtbot.waitUntil(lambda: _colour(viewer.grab()) == "red")
    _wait_for(qtbot, window.keeping, Phase.UP_TO_DATE)
    Image.new("RGB", (600, 200), "blue").save(path)
    qtbot.waitUntil(lambda: _colour(viewer.grab()) == "blue")
    window.viewer.closed.emit()
    qtbot.waitUntil(lambda: _tile(window, photo_id) == "blue")
    qtbot.waitUntil(lambda: _colour(details.grab()) == "blue")


def test_a_child_at_work_reads_again_what_could_not_be_read(
    qtbot: QtBot, keeping: Keeping, tmp_path: Path
) -> None:
    path = paint_colours(tmp_path / "photos", each=1) / "red-0.png"
    whole, then = path.read_bytes(), path.stat().st_mtime_ns
    path.write_bytes(bytes(len(whole)))
    os.utime(path, ns=(then, then))
    keeping.begin([str(tmp_path / "photos")])
    _wait_for(qtbot, keeping, Phase.UP_TO_DATE)
    assert len(keeping._questions.problems()) == 1
    path.write_bytes(whole)
    os.utime(path, ns=(then, then))
    keeping.retry_problems()
    qtbot.waitUntil(lambda: keeping._questions.problems() == [])
