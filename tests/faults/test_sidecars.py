"""Sidecars on full and closed disks, and under writers that are killed: each is whole, always."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from indexer.library import Library
from indexer.sidecars.packet import Packet
from indexer.sidecars.saying import Said, said_in
from tests.faults.test_disk import run_without_privileges, small_disk
from tests.indexer.sidecars.shapes import DARKTABLE

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.conftest import PaintPhoto
    from tests.faults.conftest import Shoebox

KILLS = 12
LONGEST_LIFE = 0.25
"""Seconds after the first sidecar; about as long as the rest takes on a quick disk."""


def fill(folder: Path, paint: PaintPhoto, count: int) -> None:
    for seed in range(count):
        paint(folder / f"{seed:04}.jpg", size=(32, 24), seed=seed)


def tag_all(shoebox: Shoebox, name: str = "dog") -> None:
    """Have a model find a tag on each photo, as it would."""
    with Library.open(shoebox.library, write=True) as library:
        library.catalog.give_tags(
            {each: {name: 0.8} for each in library.catalog.all_ids().tolist()}
        )


def written(shoebox: Shoebox, code: int, *words: str | Path) -> list[dict[str, Any]]:
    done = shoebox.run("sidecars", "write", *words, "--json")
    assert (done.returncode, done.stderr) == (code, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def said(path: Path) -> Said:
    return said_in(Packet(path.read_bytes()).descriptions)


def test_a_thousand_sidecars_on_a_disk_that_is_full_in_the_middle(
    shoebox: Shoebox, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    with small_disk(tmp_path / "disk", 6_000) as disk:
        fill(disk / "photos", paint_photo, 1000)
        assert shoebox.index(disk / "photos")["added"] == 1000
        tag_all(shoebox)
        assert shoebox.run("sidecars", "on-demand").returncode == 0
        *failed, done = written(shoebox, 1)
        assert 0 < done["written"] < 1000
        assert done["written"] + done["failed"] == done["total"] == 1000
        assert [(each["folder"], each["reason"], each["photos"]) for each in failed] == [
            (str(disk / "photos"), "The disk is full.", done["failed"])
        ]
        there = sorted((disk / "photos").glob("*.xmp"))
        assert len(there) == done["written"]
        assert {tag.name for path in there for tag in said(path).kept} == {"dog"}
        assert list((disk / "photos").glob("*.part")) == []
        told = shoebox.run("sidecars", "write")
        assert told.returncode == 1
        assert told.stderr.count("\n") == 1
        assert told.stderr.endswith("not written. The disk is full.\n")

        subprocess.run(["mount", "-o", "remount,size=20m", str(disk)], check=True)
        (left,) = written(shoebox, 0)
        assert left["written"] >= done["failed"] - 100
        assert len(list((disk / "photos").glob("*.xmp"))) == 1000
        assert written(shoebox, 0) == [{"event": "done", "total": 0, "written": 0, "failed": 0}]


def test_a_folder_that_may_not_be_written_to_is_told_and_the_others_are_written(
    shoebox: Shoebox, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    photos = tmp_path / "photos"
    fill(photos / "open", paint_photo, 3)
    fill(photos / "closed", paint_photo, 4)
    (photos / "open" / "0000.jpg.xmp").write_bytes(DARKTABLE)
    (photos / "open" / "0000.jpg.xmp").chmod(0o444)
    shoebox.index(photos)
    tag_all(shoebox)
    assert shoebox.run("sidecars", "on-demand").returncode == 0
    (photos / "closed").chmod(0o555)
    try:
        ended = run_without_privileges(shoebox, "sidecars", "write")
    finally:
        (photos / "closed").chmod(0o755)
    assert ended.returncode == 1
    assert ended.stdout == "2 sidecars written.\n"
    assert sorted(ended.stderr.splitlines()) == [
        f"shoebox: {photos / 'closed'}: 4 sidecars not written. "
        "There is no permission to write into it.",
        f"shoebox: {photos / 'open'}: 1 sidecar not written. 0000.jpg.xmp is read-only.",
    ]
    assert (photos / "open" / "0000.jpg.xmp").read_bytes() == DARKTABLE
    assert shoebox.run("sidecars", "write").returncode in (0, 1)
    assert len(list((photos / "closed").glob("*.xmp"))) == 4


def test_a_writer_that_is_killed_again_and_again_leaves_every_sidecar_whole(
    shoebox: Shoebox, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    photos, chance = tmp_path / "photos", random.Random(5)
    fill(photos, paint_photo, 150)
    for path in sorted(photos.glob("*.jpg"))[::2]:
        path.with_name(f"{path.name}.xmp").write_bytes(DARKTABLE)
    others = set(said_in(Packet(DARKTABLE).descriptions).keywords)
    shoebox.index(photos)
    assert shoebox.run("sidecars", "on-demand").returncode == 0
    killed = 0
    for attempt in range(KILLS):
        tag_all(shoebox, f"tag {attempt}")
        before = {path: path.read_bytes() for path in photos.glob("*.xmp")}
        killed += kill_at_random(shoebox, photos, before, chance)
        for path in photos.glob("*.xmp"):
            after = said(path)
            assert set(after.keywords) in (others, set())
            assert len(after.kept) <= 1
            assert after.removed == ()
    assert killed > KILLS // 2, "it was at work when it was killed"
    assert written(shoebox, 0)[-1]["failed"] == 0
    kept = [tag.name for path in photos.glob("*.xmp") for tag in said(path).kept]
    assert kept == [f"tag {KILLS - 1}"] * 150
    assert list(photos.glob("*.part")) == []
    assert shoebox.index(photos)["retold"] == 0
    shoebox.verify()


def kill_at_random(
    shoebox: Shoebox, photos: Path, before: dict[Path, bytes], chance: random.Random
) -> bool:
    """Start a writer and kill it after its first sidecar; whether it was still at work."""
    process = shoebox.start("sidecars", "write", "--json")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        now = {path: path.stat().st_mtime_ns for path in photos.glob("*.xmp")}
        if len(now) > len(before) or any(
            path.read_bytes() != before[path] for path in list(now)[:20]
        ):
            break
    time.sleep(chance.uniform(0, LONGEST_LIFE))
    at_work = process.poll() is None
    process.kill()
    process.communicate()
    return at_work


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_a_new_user_opens_the_sidecars_in_another_program(
    shoebox: Shoebox, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    fill(tmp_path / "photos", paint_photo, 1)
    shoebox.index(tmp_path / "photos")
    tag_all(shoebox)
    assert shoebox.run("sidecars", "always").returncode == 0
    assert shoebox.index(tmp_path / "photos")["unchanged"] == 1
    asked = ["exiftool", "-s3", "-XMP-dc:Subject", str(tmp_path / "photos" / "0000.jpg.xmp")]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "dog\n"
