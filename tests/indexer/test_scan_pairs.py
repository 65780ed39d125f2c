"""Files of one shot: one of them is shown, and each is accounted for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from indexer.scan import Ignored, KnownFile, SeenFile, find_changes, walk

if TYPE_CHECKING:
    from pathlib import Path


def _make(folder: Path, *names: str, size: int = 10) -> None:
    for name in names:
        (folder / name).touch()
        os.truncate(folder / name, size)


def _seen(folder: Path, *excludes: str) -> list[str]:
    found = walk(str(folder), excludes=excludes)
    return [os.path.basename(file.path) for file in found if isinstance(file, SeenFile)]


def _ignored(folder: Path) -> dict[str, str]:
    found = walk(str(folder))
    return {os.path.basename(each.path): each.rule for each in found if isinstance(each, Ignored)}


@pytest.mark.parametrize(
    ("shown", "part", "named"),
    [
        ("IMG_1.JPG", "IMG_1.CR2", "the RAW"),
        ("DSC_1.jpeg", "DSC_1.NEF", "the RAW"),
        ("a.heic", "a.dng", "the RAW"),
        ("IMG_2.HEIC", "IMG_2.MOV", "the moving part"),
        ("IMG_3.JPG", "img_3.mov", "the moving part"),
    ],
)
def test_of_one_shot_the_picture_is_shown(
    tmp_path: Path, shown: str, part: str, named: str
) -> None:
    _make(tmp_path, shown, part, "other.dng", "other.mp4", "another.mov")
    assert sorted(_seen(tmp_path)) == sorted([shown, "other.dng", "other.mp4", "another.mov"])
    assert _ignored(tmp_path) == {part: f"{named} of {shown}, shown as one with it"}


def test_what_is_left_alone_is_shown(tmp_path: Path) -> None:
    _make(tmp_path, "a.jpg", "a.nef")
    changes = find_changes([str(tmp_path)], {})
    assert [os.path.basename(file.path) for file in changes.new] == ["a.jpg"]
    (tmp_path / "a.jpg").unlink()
    assert _seen(tmp_path) == ["a.nef"]


def test_a_picture_that_is_left_out_stands_for_nothing(tmp_path: Path) -> None:
    _make(tmp_path, "a.jpg", "a.nef")
    assert _seen(tmp_path, "*.jpg") == ["a.nef"]


def test_a_picture_that_cannot_be_read_stands_for_nothing_until_it_has_changed(
    tmp_path: Path,
) -> None:
    _make(tmp_path, "a.jpg", "a.nef")
    picture = tmp_path / "a.jpg"
    status = picture.stat()
    known = {str(picture): KnownFile(None, status.st_size, status.st_mtime_ns)}
    changes = find_changes([str(tmp_path)], known)
    assert [os.path.basename(file.path) for file in changes.new] == ["a.nef"]
    os.truncate(picture, 20)
    changes = find_changes([str(tmp_path)], known)
    assert (changes.new, len(changes.changed)) == ([], 1)


def test_what_lies_elsewhere_is_of_another_shot(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    _make(tmp_path, "a.jpg", "raw/a.nef", "a.png", "b.png", "b.nef")
    assert sorted(_seen(tmp_path)) == ["a.jpg", "a.nef", "a.png", "b.nef", "b.png"]


def test_a_long_video_is_no_part_of_a_photo(tmp_path: Path) -> None:
    _make(tmp_path, "a.jpg")
    _make(tmp_path, "a.mov", size=50_000_000)
    assert sorted(_seen(tmp_path)) == ["a.jpg", "a.mov"]
