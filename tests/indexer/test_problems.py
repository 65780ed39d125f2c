"""What is no photo is noted as the last scan found it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.catalog import Catalog
from indexer.scan import Ignored
from tests.indexer.making import below

if TYPE_CHECKING:
    from pathlib import Path

ROOT = below("photos")
HIDDEN, EXCLUDED = (
    Ignored(below("photos", name), rule) for name, rule in ((".a", "hidden"), ("b", "excluded"))
)


def test_a_scan_that_ignores_the_same_as_before_writes_nothing(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "library.db", write=True) as catalog:
        catalog.replace_ignored(ROOT, [HIDDEN, EXCLUDED])
        log = tmp_path / "library.db-wal"
        before = log.stat().st_size
        catalog.replace_ignored(ROOT, [EXCLUDED, HIDDEN])
        assert log.stat().st_size == before
        catalog.replace_ignored(ROOT, [HIDDEN])
        assert catalog.ignored_count() == 1
        assert log.stat().st_size > before
