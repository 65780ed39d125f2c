"""Full, read-only, foreign, forbidden: one clear line, nothing lost, and the next run completes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from indexer.places import user_models
from tests.faults.conftest import ROOT, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from subprocess import CompletedProcess

    from tests.conftest import PaintPhoto
    from tests.faults.conftest import Shoebox

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def photos(tmp_path: Path, paint_photo: PaintPhoto) -> Path:
    folder = tmp_path / "photos"
    for seed in range(8):
        paint_photo(folder / f"{seed}.jpg", size=(200, 150), seed=seed)
    return folder


def test_a_second_index_says_that_the_first_is_at_work(shoebox: Shoebox, photos: Path) -> None:
    first = shoebox.start("index", photos, "--model", "tiny", "--watch", "--json")
    assert first.stdout is not None
    assert "started" in first.stdout.readline()
    assert "already" in told(run_without_privileges(shoebox, "index", photos, "--model", "tiny"))
    _, err = first.communicate("stop\n", timeout=60)
    assert (first.returncode, err) == (0, "")
    assert shoebox.index(photos)["seen"] == 8


def test_a_search_answers_while_an_index_is_at_work(shoebox: Shoebox, photos: Path) -> None:
    shoebox.index(photos)
    first = shoebox.start("index", photos, "--model", "tiny", "--watch", "--json")
    assert first.stdout is not None
    assert "started" in first.stdout.readline()
    found = shoebox.run("search", "red", "--json")
    assert (found.returncode, len(json.loads(found.stdout))) == (0, 8)
    first.communicate("stop\n", timeout=60)


def test_a_library_of_a_newer_version_is_left_alone(shoebox: Shoebox, photos: Path) -> None:
    shoebox.index(photos)
    database = shoebox.library / "library.db"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = database.read_bytes()
    for command in (("index", photos), ("search", "red"), ("status",), ("verify",)):
        assert "newer" in told(shoebox.run(*command))
    assert database.read_bytes() == before


def test_a_library_file_that_is_something_else_is_left_alone(
    shoebox: Shoebox, photos: Path
) -> None:
    shoebox.library.mkdir()
    (shoebox.library / "library.db").write_bytes(b"my diary, volume four" * 1000)
    told(shoebox.run("index", photos, "--model", "tiny"))
    assert "`shoebox restore` goes back" in told(shoebox.run("search", "red"))
    assert (shoebox.library / "library.db").read_bytes().startswith(b"my diary")


@pytest.mark.parametrize("missing", ["image.onnx", "text.onnx", "tokenizer.json"])
def test_a_model_without_one_of_its_files_is_told(
    missing: str, shoebox: Shoebox, photos: Path
) -> None:
    shoebox.index(photos)
    kept = (user_models() / "tiny" / missing).rename(photos.parent / missing)
    assert missing in told(shoebox.run("index", photos, "--model", "tiny", "--full"))
    assert missing in told(shoebox.run("search", "red"))
    assert shoebox.run("status").returncode == 0
    kept.rename(user_models() / "tiny" / missing)
    assert shoebox.index(photos)["unchanged"] == 8


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a full device")
@pytest.mark.parametrize("command", ["status --json", "search red"])
def test_an_answer_that_cannot_be_written_is_told(
    command: str, shoebox: Shoebox, photos: Path
) -> None:
    shoebox.index(photos)
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            shoebox.command(*command.split(), "--model", "tiny"),
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stderr == ("shoebox: The answer cannot be written: No space left on device.\n")


def test_a_library_in_a_place_that_is_a_file_is_told(shoebox: Shoebox, photos: Path) -> None:
    shoebox.library.write_text("not a folder")
    told(shoebox.run("index", photos, "--model", "tiny"))
    assert shoebox.library.read_text() == "not a folder"


def give_up_privileges() -> None:
    """Make root one to whom rights apply, as they do to everybody else."""
    import ctypes

    drop_from_bounding_set, override, read_search = 24, 1, 2
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (override, read_search):
        if libc.prctl(drop_from_bounding_set, capability, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl")


def run_without_privileges(shoebox: Shoebox, *words: str | Path) -> CompletedProcess[str]:
    """Run a command to which the rights of files and folders apply."""
    if os.name == "nt":
        pytest.skip("rights on Windows are no matter of three digits")
    if not IS_ROOT:
        return shoebox.run(*words)
    if sys.platform != "linux":
        pytest.skip("root can give up its privileges on Linux only")
    try:
        return shoebox.run(*words, preexec_fn=give_up_privileges)
    except subprocess.SubprocessError:
        pytest.skip("this root may not give up its privileges")


def test_a_root_without_rights_is_told(shoebox: Shoebox, photos: Path) -> None:
    photos.chmod(0)
    assert "ermission" in told(run_without_privileges(shoebox, "index", photos, "--model", "tiny"))
    photos.chmod(0o755)


def test_a_folder_and_a_file_without_rights_are_problems(shoebox: Shoebox, photos: Path) -> None:
    (photos / "closed").mkdir(mode=0)
    (photos / "0.jpg").chmod(0)
    done = run_without_privileges(shoebox, "index", photos, "--model", "tiny", "--json")
    last = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, last["added"], last["unreadable"]) == (0, 7, 1)
    problems = json.loads(run_without_privileges(shoebox, "problems", "--json").stdout)
    assert [each["path"] for each in problems] == [str(photos / "0.jpg"), str(photos / "closed")]
    assert all("permission" in each["reason"] for each in problems)

    (photos / "closed").chmod(0o755)
    (photos / "0.jpg").chmod(0o644)
    done = run_without_privileges(shoebox, "index", photos, "--model", "tiny", "--json")
    assert json.loads(done.stdout.splitlines()[-1])["added"] == 1
    assert json.loads(run_without_privileges(shoebox, "problems", "--json").stdout) == []


def test_a_read_only_library_can_be_searched_but_not_changed(
    shoebox: Shoebox, photos: Path
) -> None:
    assert run_without_privileges(shoebox, "index", photos, "--model", "tiny").returncode == 0
    shoebox.library.chmod(0o555)
    for path in shoebox.library.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        found = run_without_privileges(shoebox, "search", "red", "--json")
        assert (found.returncode, found.stderr) == (0, "")
        assert len(json.loads(found.stdout)) == 8
        told(run_without_privileges(shoebox, "index", photos, "--model", "tiny"))
    finally:
        for path in (shoebox.library, *shoebox.library.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    done = run_without_privileges(shoebox, "index", photos, "--model", "tiny")
    assert done.returncode == 0


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of its own, of that size, at `folder`; skips the test where none can be made."""
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or not IS_ROOT or sys.platform != "linux":
        pytest.skip("only root on Linux can make a small disk")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)], check=False
    )
    if done.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_what_fitted_is_kept(
    shoebox: Shoebox, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    photos = tmp_path / "photos"
    for seed in range(60):
        paint_photo(photos / f"{seed}.jpg", size=(1200, 800), seed=seed)
    with small_disk(tmp_path / "disk", 1500) as disk:
        small = type(shoebox)(disk / "library")
        assert "full" in told(small.run("index", photos, "--model", "tiny", "--workers", "1"))
        remaining = f"remount,size={64 * 1024}k"
        subprocess.run(["mount", "-o", remaining, str(disk)], check=True)
        assert small.index(photos)["seen"] == 60
        assert small.verify()["waiting"] == []
        assert json.loads(small.run("status", "--json").stdout)["photos"] == 60


def test_files_that_lie_are_problems_each_with_its_reason(
    shoebox: Shoebox, photos: Path, paint_photo: PaintPhoto
) -> None:
    whole = paint_photo(photos / "whole.jpg", size=(300, 200), seed=50).read_bytes()
    (photos / "whole.jpg").unlink()
    (photos / "empty.jpg").touch()
    (photos / "text.png").write_text("I am no picture")
    (photos / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (photos / "noise.heic").write_bytes(os.urandom(5000))
    (photos / "folder.jpg").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(photos / "pipe.jpg")
    assert shoebox.index(photos)["added"] == 8
    reasons = {
        os.path.basename(each["path"]): each["reason"]
        for each in json.loads(shoebox.run("problems", "--json").stdout)
    }
    assert {"empty.jpg", "text.png", "cut.jpg", "noise.heic"} <= set(reasons)
    assert all(reason.endswith(".") for reason in reasons.values())
    assert shoebox.index(photos)["unreadable"] == 0
