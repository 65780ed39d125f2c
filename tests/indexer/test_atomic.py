"""A file is written whole or stays as it was, and nothing is left beside it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from indexer.atomic import written_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_written_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.npz"
    for text in ("first", "second"):
        with written_whole(path) as aside:
            aside.write_text(text)
        assert path.read_text() == text
    assert [each.name for each in path.parent.iterdir()] == ["file.npz"]


def test_what_was_there_stays_where_the_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "file.npz"
    path.write_text("kept")

    def write_half() -> None:
        with written_whole(path) as aside:
            aside.write_text("half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        write_half()
    assert path.read_text() == "kept"
    assert [each.name for each in tmp_path.iterdir()] == ["file.npz"]


def test_what_holds_other_peoples_work_keeps_its_rights_and_gets_a_new_time(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    path.write_text("theirs")
    path.chmod(0o640)
    os.utime(path, ns=(1, 1))
    with written_whole(path, lasting=True) as aside:
        aside.write_text("theirs and ours")
    assert path.read_text() == "theirs and ours"
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_mtime_ns > 1
    with written_whole(tmp_path / "new.xmp", lasting=True) as aside:
        aside.write_text("ours")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.xmp", "new.xmp"]


@pytest.mark.parametrize("sign", ["a", "ü"])
def test_a_name_as_long_as_a_disk_takes_can_be_written(tmp_path: Path, sign: str) -> None:
    path = tmp_path / (sign * (251 // len(sign.encode())) + ".xmp")
    with written_whole(path) as aside:
        aside.write_text("whole")
        assert aside.name.endswith(f"{sign}.xmp.{os.getpid()}.part")
    assert path.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [path]
