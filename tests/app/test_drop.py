"""What is dropped is told apart by the disk, and promised by its name alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl

from app import desktop, drop
from app.drop import Dropped


def _dragged(*urls: QUrl) -> QMimeData:
    mime = QMimeData()
    mime.setUrls(urls)
    return mime


def test_only_local_files_count() -> None:
    mime = _dragged(
        QUrl("https://example.org/a.jpg"), QUrl.fromLocalFile(os.path.abspath("/x/a.jpg"))
    )
    assert [Path(path) for path in drop.paths_in(mime)] == [Path(os.path.abspath("/x/a.jpg"))]


@pytest.mark.parametrize(
    ("paths", "promised"),
    [
        ((), ""),
        (("/x/a.JPG",), "what looks like it"),
        (("/x/Holidays",), "add this folder"),
        (("/x/Holidays", "/x/Dogs"), "add these folders"),
    ],
)
def test_a_promise_is_made_without_asking_the_disk(paths: tuple[str, ...], promised: str) -> None:
    assert promised in drop.promise(paths)
    assert bool(drop.promise(paths)) == bool(paths)


def test_folders_and_pictures_are_told_apart(tmp_path: Path) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(b"")
    gone = tmp_path / "gone.jpg"
    told = drop.tell_apart([str(tmp_path), str(picture), str(gone)])
    assert told == Dropped(folders=(str(tmp_path),), pictures=(str(picture),))


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="Names are text there.")
def test_a_name_of_odd_bytes_goes_out_and_comes_back() -> None:
    path = os.fsdecode(b"/photos/caf\xe9 #1.jpg")
    assert drop.paths_in(_dragged(desktop.file_url(path))) == (path,)
