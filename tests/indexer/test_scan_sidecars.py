"""Sidecars as a scan sees them: whose they are, and that a photo beside a changed one is told."""

from __future__ import annotations

import os
from pathlib import Path

from indexer.scan import Changes, Ignored, KnownFile, SeenFile, find_changes, walk


def test_a_sidecar_belongs_to_its_photo_and_one_of_no_photo_is_ignored(tmp_path: Path) -> None:
    for name in ("a.jpg", "A.png", "b.jpg", "b.heic", "c.tif"):
        (tmp_path / name).write_bytes(b"picture")
    for name in ("a.jpg.xmp", "b.xmp", "c.tif.XMP", "c.xmp", "d.xmp", ".xmp", "notes.xmp.txt"):
        (tmp_path / name).write_bytes(b"sidecar")
    (tmp_path / "folder.xmp").mkdir()
    found = list(walk(str(tmp_path)))
    beside = {
        Path(each.path).name: each.sidecars.names if each.sidecars else ()
        for each in found
        if isinstance(each, SeenFile)
    }
    assert beside == {
        "a.jpg": ("a.jpg.xmp",),
        "A.png": (),
        "b.jpg": ("b.xmp",),
        "b.heic": ("b.xmp",),
        "c.tif": ("c.tif.XMP", "c.xmp"),
    }
    ignored = {Path(each.path).name: each.rule for each in found if isinstance(each, Ignored)}
    assert ignored == {
        "d.xmp": "a sidecar of no photo",
        ".xmp": "hidden file",
        "notes.xmp.txt": "not a picture",
    }


def test_a_photo_whose_sidecars_changed_is_unchanged_and_told_again(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"picture")
    sidecar = tmp_path / "a.jpg.xmp"
    known: dict[str, KnownFile] = {}

    def look() -> Changes:
        changes = find_changes([str(tmp_path)], known)
        for file in (*changes.new, *(file for _, file in changes.retold)):
            told = file.sidecars.state if file.sidecars else None
            known[file.path] = KnownFile(1, file.size, file.mtime_ns, told)
        return changes

    assert len(look().new) == 1
    for change in (
        lambda: sidecar.write_bytes(b"one"),
        lambda: sidecar.write_bytes(b"other"),
        lambda: os.utime(sidecar, ns=(1, 1)),
        lambda: (tmp_path / "a.xmp").write_bytes(b"second"),
        lambda: sidecar.rename(tmp_path / "a.jpg.XMP"),
        lambda: (tmp_path / "a.xmp").unlink(),
        lambda: (tmp_path / "a.jpg.XMP").unlink(),
    ):
        change()
        changes = look()
        assert [photo_id for photo_id, _ in changes.retold] == [1]
        assert (changes.unchanged, changes.changed, changes.gone) == (1, [], [])
        assert look().retold == []


def test_a_broken_sidecar_stays_a_known_problem_while_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"picture")
    (tmp_path / "a.jpg.xmp").write_bytes(b"broken")
    known = {str(tmp_path / "a.jpg.xmp"): KnownFile(None, 6, 0)}
    assert find_changes([str(tmp_path)], known).gone_problems == []
    (tmp_path / "a.jpg").unlink()
    assert find_changes([str(tmp_path)], known).gone_problems == [str(tmp_path / "a.jpg.xmp")]
