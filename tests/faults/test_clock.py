"""A clock that jumps back while an index and its owner are at work costs no edit and no photo."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from indexer.catalog import folders
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle
    from tests.conftest import PaintPhoto

TEN_YEARS = timedelta(days=3652)


class Clock:
    """The system's clock as the catalog asks it, which somebody may set."""

    def __init__(self) -> None:
        self.wrong = timedelta()

    def now(self, zone: Any) -> datetime:
        return datetime.now(zone) + self.wrong


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Setting the real one would shift it for the whole machine."""
    clock = Clock()
    monkeypatch.setattr(folders, "datetime", clock)
    return clock


def test_edits_and_photos_outlive_a_clock_that_jumps_back_in_the_middle(
    clock: Clock, tmp_path: Path, paint_photo: PaintPhoto, tiny_bundle: Bundle
) -> None:
    photos = tmp_path / "photos"
    for seed in range(12):
        paint_photo(photos / f"{seed}.jpg", size=(90, 60), seed=seed)
    (photos / "liar.jpg").write_text("I am no picture")
    options = IngestOptions(roots=(str(photos),), workers=1)
    folder = tmp_path / "library"
    with Library.open(folder, write=True) as library:
        for progress in ingest(library, tiny_bundle, options):
            if progress.done >= 4 and not clock.wrong:
                clock.wrong = -TEN_YEARS
                assert folders.now() < (datetime.now(UTC) - TEN_YEARS / 2).isoformat()
        assert clock.wrong
        ids = library.catalog.all_ids().tolist()
        assert len(ids) == 12

        clock.wrong = timedelta()
        library.catalog.confirm_tag(ids[:3], "boat")
        before = library.catalog.last_sequence()
        clock.wrong = -TEN_YEARS
        library.catalog.set_rating(ids[:1], 5)
        library.catalog.confirm_tag(ids[3:5], "work")
        for seed, name in ((99, "0.jpg"), (100, "new.jpg")):
            then = (datetime.now(UTC) - TEN_YEARS).timestamp()
            os.utime(paint_photo(photos / name, size=(90, 60), seed=seed), (then, then))
        *_, last = ingest(library, tiny_bundle, options)
        assert (last.added, last.updated, last.removed) == (1, 1, 0)
        assert library.catalog.last_sequence() > before
        assert verify(library, tiny_bundle).wrong == []
        assert verify(library, tiny_bundle).waiting == []

        assert library.catalog.undo() is not None
        tags = library.catalog.tags_of(ids)
        assert all("boat" in tags[each] for each in ids[:3]), "the older edit was undone"
        assert not any("work" in tags.get(each, ()) for each in ids[3:5])
        assert library.catalog.photos(ids[:1])[0].rating == 5
