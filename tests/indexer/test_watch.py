"""Changes below the roots are noticed, and nothing else is."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from indexer.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import PaintPhoto


@pytest.fixture
def stopped() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def told(watch: Watch, stopped: threading.Event, *, within: int = 20) -> bool:
    """Whether a change is told within so many breaths."""
    return any(watch.wait(stopped) for _ in range(within))


def test_a_new_photo_is_told(
    tmp_path: Path, stopped: threading.Event, paint_photo: PaintPhoto
) -> None:
    with Watch([str(tmp_path)]) as watch:
        paint_photo(tmp_path / "a.jpg")
        assert told(watch, stopped)


def test_a_sidecar_is_told(tmp_path: Path, stopped: threading.Event) -> None:
    with Watch([str(tmp_path)]) as watch:
        (tmp_path / "a.jpg.xmp").write_text("sidecar")
        assert told(watch, stopped)


def test_a_photo_in_a_folder_that_is_new_itself_is_told(
    tmp_path: Path, stopped: threading.Event, paint_photo: PaintPhoto
) -> None:
    with Watch([str(tmp_path)]) as watch:
        paint_photo(tmp_path / "new" / "er" / "a.jpg")
        assert told(watch, stopped)


def test_a_look_in_passing_notices_what_has_happened_and_waits_for_nothing_else(
    tmp_path: Path, stopped: threading.Event, paint_photo: PaintPhoto
) -> None:
    with Watch([str(tmp_path)]) as watch:
        assert not watch.noticed(stopped)
        paint_photo(tmp_path / "a.jpg")
        assert any(watch.noticed(stopped) for _ in range(5000))
        assert not watch.noticed(stopped)


def test_a_look_in_passing_notices_a_root_that_comes(
    tmp_path: Path, stopped: threading.Event
) -> None:
    drive = tmp_path / "drive"
    with Watch([str(drive)]) as watch:
        assert not watch.noticed(stopped)
        drive.mkdir()
        assert watch.noticed(stopped)


def test_neither_other_files_nor_the_library_are_told(
    tmp_path: Path, stopped: threading.Event, paint_photo: PaintPhoto
) -> None:
    own = tmp_path / "library"
    own.mkdir()
    with Watch([str(tmp_path)], leave_out=str(own)) as watch:
        (tmp_path / "letter.txt").write_text("Dear")
        paint_photo(own / "a.jpg")
        assert not told(watch, stopped, within=2)


def test_a_root_that_comes_and_goes_is_told(tmp_path: Path, stopped: threading.Event) -> None:
    drive = tmp_path / "drive"
    with Watch([str(drive)]) as watch:
        drive.mkdir()
        assert told(watch, stopped)
        drive.rmdir()
        assert told(watch, stopped)


def test_a_root_whose_name_is_no_text_is_looked_at_now_and_then(
    tmp_path: Path, stopped: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.name != "posix" or sys.platform == "darwin":
        pytest.skip("this system has no such names")
    folder = tmp_path / "caf\udce9"
    folder.mkdir()
    monkeypatch.setattr("indexer.watch.SECONDS_BETWEEN_LOOKS", 0.0)
    with Watch([str(folder)]) as watch:
        assert told(watch, stopped, within=1)


def test_a_file_whose_name_is_no_text_is_told_and_ends_no_watch(
    tmp_path: Path, stopped: threading.Event
) -> None:
    if os.name != "posix" or sys.platform == "darwin":
        pytest.skip("this system has no such names")
    with Watch([str(tmp_path)]) as watch:
        (tmp_path / "latin\udcff.jpg").write_bytes(b"a picture")
        assert told(watch, stopped)
        (tmp_path / "b.jpg").write_bytes(b"another")
        assert told(watch, stopped)


def test_a_stop_ends_the_wait(tmp_path: Path, stopped: threading.Event) -> None:
    stopped.set()
    with Watch([str(tmp_path)]) as watch:
        assert not watch.wait(stopped)
