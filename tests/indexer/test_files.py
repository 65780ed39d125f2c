"""Files that may be anything: opened, or explained."""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING

import pytest

from indexer.files import LONGEST_PLAIN_PATH, is_away, open_file, reachable, reason_of

if TYPE_CHECKING:
    from pathlib import Path


def test_every_reason_is_a_sentence() -> None:
    for number in [*errno.errorcode, 0, 99_999]:
        reason = reason_of(OSError(number, "what the system says"))
        assert reason[0].isupper()
        assert reason.endswith(".")


def test_a_fault_without_a_number_is_explained_in_its_own_words() -> None:
    assert reason_of(OSError("the disk is on fire")) == (
        "The system cannot read it: the disk is on fire."
    )


def test_a_folder_is_not_opened_as_a_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r".") as caught:
        open_file(str(tmp_path))
    expected = {"It is a folder, although its name says picture."}
    if sys.platform == "win32":
        expected = {"There is no permission to read it."}
    assert reason_of(caught.value) in expected


def test_a_root_is_away_if_it_is_not_there_or_empty_though_it_held_photos(tmp_path: Path) -> None:
    assert is_away(str(tmp_path / "nowhere"), photos=0)
    assert is_away(str(tmp_path), photos=1)
    assert not is_away(str(tmp_path), photos=0)
    (tmp_path / "a.jpg").touch()
    assert not is_away(str(tmp_path), photos=1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows needs the prefix")
def test_a_path_is_reached_as_it_is_written() -> None:
    long = "/" + "a" * (LONGEST_PLAIN_PATH + 1)
    assert reachable(long) == long


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows has a limit")
def test_a_long_path_is_opened_on_windows(tmp_path: Path) -> None:
    folder = str(tmp_path)
    while len(folder) < LONGEST_PLAIN_PATH + 50:
        folder += "\\" + "long " * 10 + "name"
    import os

    os.makedirs(reachable(folder))
    with open(reachable(folder + "\\a.jpg"), "wb") as file:
        file.write(b"here")
    with open_file(folder + "\\a.jpg") as file:
        assert file.read() == b"here"
