"""Each fault that was found ends now as a photo, or with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.decode import DecodeRecipe, UnreadablePhoto
from indexer.models import find_bundle
from indexer.scan import SeenFile
from indexer.workers import DecodeWorkers
from tests.faults.found import FOUND
from tests.faults.ways import read_every_way

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.found import Found


@pytest.fixture(scope="module")
def workers() -> Iterator[DecodeWorkers]:
    """One process for all of them."""
    recipe = DecodeRecipe(find_bundle("starter").image)
    with DecodeWorkers(recipe, count=1, read=read_every_way) as made:
        yield made


@pytest.mark.parametrize("found", FOUND, ids=lambda found: found.name)
def test_it_is_read_every_way(tmp_path: Path, workers: DecodeWorkers, found: Found) -> None:
    path = tmp_path / found.name
    path.write_bytes(found.content())
    file = SeenFile(str(path), path.stat().st_size, path.stat().st_mtime_ns)
    ((_, outcome),) = workers.decode([file], look_ahead=1)
    told = outcome.reason if isinstance(outcome, UnreadablePhoto) else None
    assert told == found.told, f"it {found.once}"
