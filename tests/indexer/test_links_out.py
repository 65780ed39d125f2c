"""Photos behind a link out of their folder stay, and pass to the folder that it leads to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.ingest import Progress
    from indexer.models import Bundle
    from tests.conftest import PaintPhoto

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")


class Home:
    """A library of a folder, a part of which lies on a network drive and is linked to by now."""

    def __init__(self, library: Library, bundle: Bundle, place: Path) -> None:
        self.library, self._bundle = library, bundle
        self.pictures, self.drive = place / "pictures", place / "drive"

    def look(self, *roots: Path, **options: bool) -> Progress:
        for root in roots:
            self.library.catalog.add_root(str(root))
        chosen = IngestOptions(tuple(map(str, roots)), workers=1, **options)  # type: ignore[arg-type] # by name
        *_, last = ingest(self.library, self._bundle, chosen)
        return last

    def link(self) -> None:
        """Have the drive where the folder was, as a library has it that knew no rule of links."""
        (self.pictures / "nas").rename(self.drive)
        (self.pictures / "nas").symlink_to(self.drive)

    def paths(self) -> dict[int, str]:
        catalog = self.library.catalog
        return {photo.id: photo.path for photo in catalog.photos(catalog.all_ids())}


@pytest.fixture
def home(tmp_path: Path, tiny_bundle: Bundle, paint_photo: PaintPhoto) -> Iterator[Home]:
    with Library.open(tmp_path / "library", write=True) as library:
        home = Home(library, tiny_bundle, tmp_path)
        for seed, name in enumerate(("a.jpg", "nas/b.jpg", "nas/2020/c.jpg")):
            paint_photo(home.pictures / name, size=(64, 48), seed=seed)
        assert home.look(home.pictures).added == 3
        home.link()
        yield home


def test_a_rule_of_links_forgets_nothing_by_itself(home: Home) -> None:
    before = home.paths()
    for _ in range(2):
        last = home.look(home.pictures)
        assert (last.removed, last.waiting, last.unchanged) == (0, 2, 1)
        assert home.paths() == before
        (problem,) = home.library.catalog.problems()
        assert problem.path == str(home.pictures)
        assert problem.reason == (
            f"2 photos can only be reached by {home.pictures / 'nas'}, which is a link out of its "
            "folder: add what it leads to as a folder of its own."
        )
    assert home.look(home.pictures, accept_missing=True).removed == 2


def test_what_is_gone_and_what_lies_behind_links_are_told_apart(
    home: Home, paint_photo: PaintPhoto
) -> None:
    paint_photo(home.drive.parent / "d.jpg", size=(64, 48), seed=9)
    (home.pictures / "a.jpg").unlink()
    (home.pictures / "a.jpg").symlink_to(home.drive.parent / "d.jpg")
    paint_photo(home.pictures / "e.jpg", size=(64, 48), seed=10)
    assert home.look(home.pictures).waiting == 3
    (problem,) = home.library.catalog.problems()
    assert f"3 photos can only be reached by {home.pictures / 'a.jpg'} and 1 more" in problem.reason
    (home.pictures / "e.jpg").unlink()
    assert (home.look(home.pictures).removed, home.library.catalog.count()) == (1, 3)


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("waited", [True, False])
def test_they_pass_to_the_folder_that_it_leads_to(home: Home, alone: bool, waited: bool) -> None:
    before = home.paths()
    if waited:
        home.look(home.pictures)
    last = home.look(*[home.drive] if alone else [home.pictures, home.drive])
    assert (last.moved, last.added, last.removed, last.waiting) == (2, 0, 0, 0)
    there = {
        each: path.replace(str(home.pictures / "nas"), str(home.drive))
        for each, path in before.items()
    }
    assert home.paths() == there
    last = home.look(home.pictures, home.drive)
    assert (last.unchanged, last.removed, last.waiting) == (3, 0, 0)
    assert home.library.catalog.missing_ids() == set()
    assert home.library.catalog.problems() == []
