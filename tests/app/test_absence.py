"""The details say of a photo whose file is not there where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.absence import Absences, absence_of
from indexer.away import Inner, note_drives
from indexer.catalog import Catalog
from indexer.records import Root
from indexer.volumes import Volume, Volumes
from tests.indexer.making import STAMP, indexed

if TYPE_CHECKING:
    from pathlib import Path


def test_each_way_to_be_away_has_its_words(tmp_path: Path) -> None:
    root = tmp_path / "stick"
    root.mkdir()
    with Catalog.open(tmp_path / "library.db", write=True) as catalog:
        root_id = catalog.add_root(str(root)).id
        catalog.store([indexed(str(root / "a.jpg"), 1), indexed(str(root / "b.jpg"), 2)], STAMP)
        there, gone = catalog.photos([1, 2])
        (root / "a.jpg").touch()
        assert absence_of(there, catalog) == ""
        assert absence_of(gone, catalog) == "Its file is not there any more"
        root.rename(tmp_path / "shelf")
        assert absence_of(there, catalog) == "Its folder is away"
        catalog.keep_volume(root_id, "uuid:1", "HOLIDAY", "")
        assert absence_of(there, catalog) == "On HOLIDAY, which is away"
        catalog.keep_volume(root_id, None, "", "")
        (tmp_path / "shelf").rename(root)
        note_drives(catalog, {str(root): Inner("uuid:2", "CARD", "")})
        assert absence_of(gone, catalog) == "On CARD, which is away"


def test_of_a_folder_it_is_told_and_drives_are_asked_for_only_where_something_changed(
    tmp_path: Path,
) -> None:
    root = tmp_path / "stick"
    root.mkdir()
    (root / "a.jpg").touch()
    drives = [Volume("system", "", "/"), Volume("uuid:1", "HOLIDAY", str(root))]
    asked: list[int] = []

    def volumes() -> Volumes:
        asked.append(len(drives))
        return Volumes(drives)

    absences = Absences(volumes)
    known = Root(1, str(root), 1, "uuid:1", "HOLIDAY", "")
    for _ in range(3):
        assert absences.of([known]) == {}
    assert asked == [2]
    late = Absences(volumes)
    holiday = drives.pop()
    assert late.of([known]) == {1: "Its drive HOLIDAY is away"}
    drives.append(holiday)
    assert late.of([known]) == {}
    assert late.of([known]) == {}
    assert asked == [2, 1, 2]
    asked[1:] = []
    root.rename(tmp_path / "shelf")
    drives.pop()
    for photos in (1, 2):
        told = absences.of([replace(known, photos=photos)])
        assert told == {1: "Its drive HOLIDAY is away"}
    assert asked == [2, 1]
    root.mkdir()
    drives.append(Volume("uuid:2", "OTHER", str(root)))
    other = Root(2, str(tmp_path / "shelf"), 1, "system")
    gone = Root(3, str(tmp_path / "nowhere"), 1, "system")
    nameless = replace(known, id=4, volume_name="")
    swapped = Root(5, str(tmp_path / "shelf"), 1, "uuid:2")
    assert absences.of([other, gone, nameless, swapped]) == {
        3: "This folder is not there now",
        4: "Its drive is away",
        5: "Another drive is in its place",
    }
