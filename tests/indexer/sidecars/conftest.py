"""A library with real photos, sidecars beside them, and the shortest words for both."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.sidecars import Mode, choose, waiting, write_pending
from indexer.sidecars.packet import Packet
from indexer.sidecars.saying import Said, said_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from indexer.ingest.progress import Progress
    from indexer.models import Bundle
    from indexer.sidecars import Writing
    from tests.conftest import PaintPhoto


@dataclass
class Shelf:
    """A library and its one folder of photos."""

    library: Library
    bundle: Bundle
    folder: Path

    def look(self, **options: object) -> Progress:
        """Look at the folder to the end."""
        root = str(self.folder)
        self.library.catalog.add_root(root)
        # mypy does not follow the keywords that are passed on.
        chosen = IngestOptions(roots=(root,), workers=1, **options)  # type: ignore[arg-type]
        *_, last = ingest(self.library, self.bundle, chosen)
        assert last.seen == (
            last.added + last.updated + last.moved + last.unreadable + last.unchanged
        )
        return last

    def write(self) -> Writing:
        """Write all sidecars that wait."""
        choose(self.library.catalog, mode=Mode.ON_DEMAND)
        *_, last = write_pending(self.library)
        return last

    def wait(self) -> list[str]:
        """The names of the photos whose sidecar waits."""
        return sorted(os.path.basename(each.path) for each in waiting(self.library))

    def sidecar(self, name: str) -> Path:
        """The sidecar of that name."""
        return self.folder / name

    def said(self, name: str) -> Said:
        """What a sidecar says."""
        return said_in(Packet(self.sidecar(name).read_bytes()).descriptions)

    def id_of(self, name: str) -> int:
        """The photo of that name."""
        photo = self.library.catalog.photo_by_path(str(self.folder / name))
        assert photo is not None
        return photo.id

    def tags(self, name: str) -> dict[str, set[str]]:
        """Tag -> who says so."""
        found: dict[str, set[str]] = {}
        photo_id = self.id_of(name)
        rows = self.library.catalog.tags_in_detail([photo_id]).get(photo_id, [])
        for tag, source, _ in rows:
            found.setdefault(tag, set()).add(source)
        return found

    def refused(self, name: str) -> set[str]:
        """The tags that are refused for it."""
        return {tag for _, tag in self.library.catalog.refused_tags([self.id_of(name)])}

    def stars(self, name: str) -> int | None:
        """Its stars."""
        return self.library.catalog.photos([self.id_of(name)])[0].rating

    def caption(self, name: str) -> str | None:
        """What is written about it."""
        return self.library.catalog.photos([self.id_of(name)])[0].facts.caption

    def problems(self) -> dict[str, str]:
        """Name of each file with a problem -> the reason."""
        found = self.library.catalog.problems()
        return {os.path.basename(each.path): each.reason for each in found}


@pytest.fixture
def open_shelf(
    tmp_path: Path, tiny_bundle: Bundle, paint_photo: PaintPhoto
) -> Iterator[Callable[[str], Shelf]]:
    """Opens a library of that name on one folder of three photos."""
    folder = tmp_path / "photos"
    for seed, name in enumerate(("a.jpg", "b.jpg", "c.png")):
        paint_photo(folder / name, size=(64, 48), seed=seed)
    opened: list[Library] = []

    def open_one(name: str) -> Shelf:
        library = Library.open(tmp_path / name, write=True)
        opened.append(library)
        return Shelf(library, tiny_bundle, folder)

    yield open_one
    for library in opened:
        library.close()


@pytest.fixture
def shelf(open_shelf: Callable[[str], Shelf]) -> Shelf:
    """A library on a folder of three photos, not yet looked at."""
    return open_shelf("library")
