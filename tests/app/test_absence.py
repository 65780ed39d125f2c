"""The details say of a photo whose file is not there where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.absence import absence_of
from indexer.catalog import Catalog
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
