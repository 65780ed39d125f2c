"""What is to be read is looked for where something can be there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from indexer.ingest.plan import is_there, plan
from indexer.library import Library
from tests.bench.libraries import fill, made_files

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from indexer.models import Bundle
    from indexer.scan import SeenFile


def test_of_a_folder_that_is_away_no_photo_is_looked_for(
    tmp_path: Path, tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[str] = []

    def note_and_look(file: SeenFile) -> bool:
        looked_for.append(file.path)
        return is_there(file)

    monkeypatch.setattr(sys.modules[plan.__module__], "is_there", note_and_look)
    with Library.open(tmp_path / "library", write=True) as library:
        folder = tmp_path / "photos"
        library.catalog.add_root(str(folder))
        fill(library, tiny_bundle, made_files(folder, 3), b"a preview")
        for away in (False, True):
            if away:
                folder.rename(tmp_path / "unplugged")
            looked_for.clear()
            tasks = plan(library, "another model", roots=[str(folder)], found=[])
            assert len(tasks) == len(looked_for) == (0 if away else 3)
