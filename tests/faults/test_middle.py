"""Rights that go and disks that turn read-only in the middle of an index cost nothing for good."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.faults.test_disk import IS_ROOT, give_up_privileges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.conftest import PaintPhoto
    from tests.faults.conftest import Shoebox

COUNT = 96
"""More than are read ahead of the encoder (`PHOTOS_AHEAD`), which takes its time to open."""


@pytest.fixture
def photos(tmp_path: Path, paint_photo: PaintPhoto) -> Path:
    folder = tmp_path / "photos"
    for seed in range(COUNT):
        paint_photo(folder / f"{seed}.jpg", size=(200, 150), seed=seed)
    return folder


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    """A folder that nobody may look into."""
    folder.chmod(0)
    try:
        yield
    finally:
        folder.chmod(0o755)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder whose disk is read-only from now on; what is open stays open, as Linux has it."""
    if not IS_ROOT or sys.platform != "linux":
        pytest.skip("only root on Linux can mount")
    for words in (["--bind", str(folder), str(folder)], ["-o", "remount,bind,ro", str(folder)]):
        if subprocess.run(["mount", *words], check=False, capture_output=True).returncode:
            subprocess.run(["umount", str(folder)], check=False, capture_output=True)
            pytest.skip("this machine lets nobody mount")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def refused(process: psutil.Process) -> Iterator[None]:
    """A process whose files the disk lets grow no more."""
    if sys.platform != "linux":
        pytest.skip("only Linux limits a process that is at work")
    process.rlimit(psutil.RLIMIT_FSIZE, (0, psutil.RLIM_INFINITY))
    yield


def index_while(
    shoebox: Shoebox,
    photos: Path,
    taken: Callable[[psutil.Process], AbstractContextManager[None]],
) -> tuple[int, str, str]:
    """Index, and have something taken away as photos begin to be read.

    Returns:
        Exit code, what was said from then on, and what on standard error.
    """
    if os.name == "nt":
        pytest.skip("rights on Windows are no matter of three digits")
    options = {"preexec_fn": give_up_privileges} if IS_ROOT and sys.platform == "linux" else {}
    words = ("index", photos, "--model", "tiny", "--workers", "1", "--json")
    process = shoebox.start(*words, **options)
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("stage") == "decode":
            break
    else:
        pytest.fail("it ended before it read a photo")
    with taken(psutil.Process(process.pid)):
        out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def assert_all_there(shoebox: Shoebox, photos: Path) -> None:
    assert shoebox.index(photos)["seen"] == COUNT
    assert shoebox.verify()["waiting"] == []
    status = json.loads(shoebox.run("status", "--json").stdout)
    assert (status["photos"], status["vectors"], status["problems"]) == (COUNT, COUNT, 0)


def test_photos_whose_rights_are_lost_in_the_middle_are_problems_until_they_are_back(
    shoebox: Shoebox, photos: Path
) -> None:
    code, out, err = index_while(shoebox, photos, lambda _process: closed(photos))
    assert code == 0, err
    done = json.loads(out.splitlines()[-1])
    assert done["added"] + done["unreadable"] == COUNT
    assert done["unreadable"] > 0
    problems = json.loads(shoebox.run("problems", "--json").stdout)
    assert len(problems) == done["unreadable"]
    assert all("permission" in each["reason"] for each in problems)
    assert_all_there(shoebox, photos)


def test_a_disk_that_turns_read_only_in_the_middle_costs_nothing_for_good(
    shoebox: Shoebox, photos: Path
) -> None:
    code, out, err = index_while(shoebox, photos, lambda _process: read_only(shoebox.library))
    assert (code, '"done"' in out, err.count("\n")) in {(0, True, 0), (1, False, 1)}, err
    assert_all_there(shoebox, photos)


def test_a_disk_that_refuses_in_the_middle_is_told_in_one_line(
    shoebox: Shoebox, photos: Path
) -> None:
    code, _out, err = index_while(shoebox, photos, refused)
    assert (code, err.count("\n")) == (1, 1), err
    assert err.startswith("shoebox: The disk that holds ")
    assert_all_there(shoebox, photos)
