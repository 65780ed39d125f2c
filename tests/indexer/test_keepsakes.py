"""What was said of a photo stays with a copy of it, when its own file is gone."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.ingest import Progress
    from indexer.models import Bundle
    from indexer.records import Photo
    from tests.conftest import PaintPhoto


class Disks:
    """Two folders of a library, and a photo in the first one."""

    def __init__(self, here: Path, there: Path, library: Library, bundle: Bundle) -> None:
        self.here, self.there, self.library = here, there, library
        self._bundle = bundle

    def look(self) -> Progress:
        roots = (str(self.here), str(self.there))
        *_, last = ingest(self.library, self._bundle, IngestOptions(roots))
        return last

    def photo(self, path: Path) -> Photo:
        found = self.library.catalog.photo_by_path(str(path))
        assert found is not None
        return found

    def words(self, photo: Photo) -> tuple[object, ...]:
        """Its stars, whether it is a favourite, its tags, those refused, the albums it is in."""
        catalog = self.library.catalog
        albums = catalog.albums()
        inside = [album.name for album in albums if photo.id in catalog.album_photos(album.id)]
        refused = [name for photo_id, name in catalog.refused_tags([photo.id])]
        tags = catalog.tags_of([photo.id]).get(photo.id, ())
        return photo.rating, photo.favourite, tags, refused, inside


@pytest.fixture
def disks(tmp_path: Path, tiny_bundle: Bundle, paint_photo: PaintPhoto) -> Iterator[Disks]:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    paint_photo(here / "a.jpg", seed=1)
    paint_photo(there / "other.jpg", seed=2)
    with Library.open(tmp_path / "library", write=True) as library:
        for folder in (here, there):
            library.catalog.add_root(str(folder))
        disks = Disks(here, there, library, tiny_bundle)
        disks.look()
        paint_photo(here / "stays.jpg", seed=3)
        first = disks.photo(here / "a.jpg").id
        library.catalog.set_rating([first], 4)
        library.catalog.set_favourite([first])
        library.catalog.confirm_tag([first], "Boat")
        library.catalog.refuse_tag([first], "Ferry")
        library.catalog.make_album("Best", [first])
        yield disks


def test_a_photo_that_was_copied_first_and_deleted_later_keeps_all_that_was_said_of_it(
    disks: Disks,
) -> None:
    before = disks.words(disks.photo(disks.here / "a.jpg"))
    assert before == (4, True, ("Boat",), ["Ferry"], ["Best"])
    shutil.copy(disks.here / "a.jpg", disks.there / "a.jpg")
    assert disks.look().added == 2
    assert disks.words(disks.photo(disks.there / "a.jpg")) == (None, False, (), [], [])
    (disks.here / "a.jpg").unlink()
    assert disks.look().removed == 1
    assert disks.words(disks.photo(disks.there / "a.jpg")) == before
    disks.library.catalog.undo()  # The album, which was the last that somebody did.
    assert disks.words(disks.photo(disks.there / "a.jpg")) == (*before[:-1], [])


def test_what_was_said_of_the_copy_counts(disks: Disks) -> None:
    shutil.copy(disks.here / "a.jpg", disks.there / "a.jpg")
    disks.look()
    copy = disks.photo(disks.there / "a.jpg").id
    disks.library.catalog.set_rating([copy], 1)
    disks.library.catalog.refuse_tag([copy], "boat")
    disks.library.catalog.confirm_tag([copy], "Ferry")
    (disks.here / "a.jpg").unlink()
    disks.look()
    found = disks.words(disks.photo(disks.there / "a.jpg"))
    assert found == (1, True, ("Ferry",), ["Boat"], ["Best"])


def test_what_is_gone_with_all_its_copies_leaves_nothing(disks: Disks) -> None:
    shutil.copy(disks.here / "a.jpg", disks.there / "a.jpg")
    disks.look()
    for folder in (disks.here, disks.there):
        (folder / "a.jpg").unlink()
    assert disks.look().removed == 2
    catalog = disks.library.catalog
    assert catalog.album_photos(catalog.albums()[0].id) == []
    assert catalog.faults() == []
