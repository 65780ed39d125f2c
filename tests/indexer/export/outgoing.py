"""Photos of a few bytes go into a library and out of it, and what came of it is looked at."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from indexer.export import Exporting, Wanted, export
from tests.indexer.making import STAMP, indexed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from indexer.export import Outcome
    from indexer.library import Library


def put(library: Library, folder: Path, *names: str, content: bytes | None = None) -> list[int]:
    """Write files below `photos` and have the library know them; their ids."""
    batch = []
    for name in names:
        path = folder / "photos" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() if content is None else content)
        os.utime(path, (1_600_000_000, 1_600_000_000 + len(name)))
        seed = abs(hash(name)) % 10**9
        item = indexed(str(path), seed, taken_at="2023-06-01T14:05:09")
        batch.append(item)
    return library.add(batch, STAMP)


def run(library: Library, ids: Sequence[int], target: Path, **how: Any) -> list[Outcome]:
    """Export photos to the end."""
    photos = library.catalog.photos(ids)
    wanted = [Wanted(photo, rank) for rank, photo in enumerate(photos, start=1)]
    return list(export(library, wanted, Exporting(target, **how)))


def there(folder: Path) -> dict[str, bytes]:
    """Name -> content of all files in a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def became(outcomes: Sequence[Outcome]) -> list[str]:
    """What became of each photo."""
    return [each.became.value for each in outcomes]
