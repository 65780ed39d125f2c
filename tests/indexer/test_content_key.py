"""The content key: the same for the same bytes, whatever the file is called."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from indexer.content_key import BLOCK, WHOLE_UP_TO, content_key, key_of_bytes

if TYPE_CHECKING:
    from pathlib import Path

LARGE = WHOLE_UP_TO + 12_345_678


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    """A file that is too large to be read whole; all zeros, and no bytes on the disk."""
    path = tmp_path / "large.tif"
    with path.open("wb") as file:
        file.truncate(LARGE)
    return path


def _write_at(path: Path, place: int, written: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(written)


def test_the_same_content_has_the_same_key_under_any_name(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"picture")
    (tmp_path / "Ωmega \udcff.png").write_bytes(b"picture")
    assert content_key(str(tmp_path / "a.jpg")) == content_key(str(tmp_path / "Ωmega \udcff.png"))


def test_a_key_is_sixteen_bytes_and_the_same_from_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(bytes(range(256)) * 1000)
    assert content_key(str(path)) == key_of_bytes(path.read_bytes())
    assert len(content_key(str(path))) == 16


def test_one_changed_byte_gives_another_key(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(bytes(100_000))
    before = content_key(str(path))
    _write_at(path, 70_000, b"\1")
    assert content_key(str(path)) != before


@pytest.mark.parametrize("place", [0, BLOCK - 1, LARGE - BLOCK, LARGE - 1])
def test_a_large_file_is_known_by_its_beginning_and_its_end(large_file: Path, place: int) -> None:
    before = content_key(str(large_file))
    _write_at(large_file, place, b"\1")
    assert content_key(str(large_file)) != before


def test_a_large_file_is_known_by_blocks_all_through_it(large_file: Path) -> None:
    before = content_key(str(large_file))
    _write_at(large_file, LARGE // 2 - 1_000_000, b"\1" * 2_000_000)
    assert content_key(str(large_file)) != before


def test_a_large_file_is_known_by_its_size(large_file: Path) -> None:
    before = content_key(str(large_file))
    os.truncate(large_file, LARGE + 1)
    assert content_key(str(large_file)) != before


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        content_key(str(tmp_path / "missing.jpg"))
    with pytest.raises(OSError, match=r"."):
        content_key(str(tmp_path))
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.jpg")
        with pytest.raises(OSError, match="pipe"):
            content_key(str(tmp_path / "pipe.jpg"))
