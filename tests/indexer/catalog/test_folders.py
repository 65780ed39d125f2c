"""The catalog tells what each folder holds, and finds the photos of one among many."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.indexer.making import STAMP, below, indexed

if TYPE_CHECKING:
    from indexer.catalog import Catalog

#: A name that is no text, where names may be that.
_ODD = "caf\udce9" if os.name == "posix" else "café"
_FILES = (
    *(below("photos", name) for name in ("a.jpg", "b.jpg")),
    below("photos", _ODD, "a.jpg"),
    *(below("photos", f"trip {each}", "x", "a.jpg") for each in range(20)),
    below("photos", "trip", "a.jpg"),
)


def test_each_folder_is_told_with_what_it_holds_itself(catalog: Catalog) -> None:
    assert catalog.photos_in_folders() == []
    catalog.store([indexed(path, at) for at, path in enumerate(_FILES, start=1)], STAMP)
    (root,) = catalog.roots()
    told = catalog.photos_in_folders()
    assert {each for each, _, _ in told} == {root.id}
    assert {path: held for _, path, held in told} == {
        below("photos"): 2,
        **{os.path.dirname(path): 1 for path in _FILES[2:]},
    }


def test_a_small_folder_and_a_large_one_are_found_in_the_same_order(catalog: Catalog) -> None:
    files = [*_FILES, *(below("photos", "trip 3", name) for name in ("y.jpg", "z.jpg"))]
    days = [f"20{10 + (7 * at) % 13}-01-01T00:00:00" for at in range(len(files))]
    ids = catalog.store(
        [
            indexed(path, at, taken_at=day)
            for at, (path, day) in enumerate(zip(files, days, strict=True), start=1)
        ],
        STAMP,
    )
    newest = sorted(zip(days, ids, files, strict=True), reverse=True)
    for folder in ("trip 3", "trip", _ODD, os.path.join("trip 4", "x")):
        inside = below("photos", folder, "")
        expected = [photo for _, photo, path in newest if path.startswith(inside)]
        assert catalog.ids_in(below("photos", folder)).tolist() == expected
    assert catalog.ids_in(below("photos")).tolist() == [photo for _, photo, _ in newest]
    assert catalog.ids_in(below("photos", "tri")).tolist() == []
