"""Sidecars travel along with their photos, and never make a second copy of one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.indexer.export.outgoing import became, put, run, there

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.library import Library


def test_sidecars_travel_along(library: Library, tmp_path: Path, target: Path) -> None:
    ids = put(library, tmp_path, "a.jpg", "b.jpg", "x/b.jpg")
    for name in ("a.xmp", "b.jpg.xmp", "x/b.jpg.xmp", "c.xmp"):
        (tmp_path / "photos" / name).write_text(name)
    run(library, ids, target, link=True)
    assert {name for name in there(target) if name.endswith(".xmp")} == {
        "a.xmp", "b.jpg.xmp", "b (2).jpg.xmp",
    }  # fmt: skip
    assert there(target)["b (2).jpg.xmp"] == b"x/b.jpg.xmp"
    assert not os.path.samefile(target / "a.xmp", tmp_path / "photos" / "a.xmp")
    before = there(target)
    assert became(run(library, ids, target, link=True)) == ["there"] * 3
    assert there(target) == before


def test_a_sidecar_of_somebody_else_is_not_taken_for_the_photos(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg")
    (tmp_path / "photos" / "a.xmp").write_text("hers")
    target.mkdir()
    (target / "a.xmp").write_text("his!")
    run(library, ids, target)
    assert there(target) == {"a.xmp": b"his!", "a (2).jpg": b"a.jpg", "a (2).xmp": b"hers"}


def test_a_sidecar_that_has_changed_comes_beside_the_older_one_and_its_photo_once(
    library: Library, tmp_path: Path, target: Path
) -> None:
    ids = put(library, tmp_path, "a.jpg")
    sidecar = tmp_path / "photos" / "a.jpg.xmp"
    names = ("a.jpg.xmp", "a.jpg (changed).xmp", "a.jpg (changed 2).xmp")
    for text in ("one", "two", "three", "three", "one"):
        sidecar.write_text(text)
        (outcome,) = run(library, ids, target)
        assert outcome.name == "a.jpg"
    assert there(target) == {
        "a.jpg": b"a.jpg", **dict(zip(names, (b"one", b"two", b"three"), strict=True)),
    }  # fmt: skip
