"""A shot stays one photo, with all that was said of it, whichever of its files is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.ingest import IngestOptions, ingest, losses
from indexer.library import Library
from tests.indexer.decode.pictures import four_corners
from tests.indexer.decode.raws import Dng

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.ingest import Progress
    from indexer.models import Bundle
    from indexer.records import Photo
    from tests.conftest import PaintPhoto


class Shoot:
    """A folder with a RAW that its owner has said something of, and a library of it."""

    def __init__(self, folder: Path, library: Library, bundle: Bundle) -> None:
        self.folder, self.library = folder, library
        self._bundle = bundle
        folder.mkdir()
        (folder / "IMG_1.dng").write_bytes(Dng(four_corners(200, 120)).content())
        self.look()
        self.first = self.only().id
        library.catalog.confirm_tag([self.first], "Boat")
        library.catalog.set_rating([self.first], 4)
        library.catalog.make_album("Best", [self.first])

    def look(self) -> Progress:
        *_, last = ingest(self.library, self._bundle, IngestOptions((str(self.folder),)))
        return last

    def only(self) -> Photo:
        (photo,) = self.library.catalog.photos(self.library.catalog.all_ids())
        return photo

    def take_in(self, path: Path) -> int:
        """Have a JPEG taken in as a photo of its own, and say something of it; its id."""
        self.look()
        found = self.library.catalog.photo_by_path(str(path))
        assert found is not None
        assert found.id != self.first
        self.library.catalog.confirm_tag([found.id], "Lake")
        self.library.catalog.set_favourite([found.id])
        return found.id

    def words(self, photo: Photo) -> tuple[object, ...]:
        """Its stars, whether it is a favourite, its tags, the albums it is in."""
        catalog = self.library.catalog
        albums = catalog.albums()
        inside = [album.name for album in albums if photo.id in catalog.album_photos(album.id)]
        tags = catalog.tags_of([photo.id]).get(photo.id, ())
        return photo.rating, photo.favourite, tags, inside

    def has_all(self, name: str) -> bool:
        """Whether the one photo there is has its id, all that was said of it, and this file."""
        photo, catalog = self.only(), self.library.catalog
        (album,) = catalog.albums()
        assert catalog.faults() == []
        return (photo.id, photo.path, photo.rating) == (
            self.first, str(self.folder / name), 4
        ) and (catalog.tags_of([photo.id]), catalog.album_photos(album.id)) == (
            {photo.id: ("Boat",)}, [photo.id]
        )  # fmt: skip


@pytest.fixture
def shoot(tmp_path: Path, tiny_bundle: Bundle) -> Iterator[Shoot]:
    with Library.open(tmp_path / "library", write=True) as library:
        yield Shoot(tmp_path / "photos", library, tiny_bundle)


def test_what_was_said_of_a_raw_stays_when_a_jpeg_is_made_of_it_and_goes(
    shoot: Shoot, paint_photo: PaintPhoto
) -> None:
    assert shoot.has_all("IMG_1.dng")
    picture = paint_photo(shoot.folder / "IMG_1.JPG")
    last = shoot.look()
    assert (last.updated, last.added, last.removed) == (1, 0, 0)
    assert shoot.has_all("IMG_1.JPG")
    assert (shoot.only().facts.width, shoot.only().size) == (320, picture.stat().st_size)
    assert shoot.look().unchanged == 1
    picture.unlink()
    shoot.look()
    assert shoot.has_all("IMG_1.dng")
    assert shoot.only().facts.format == "DNG"


def test_what_was_broken_off_before_the_new_file_was_read_is_finished(
    shoot: Shoot, paint_photo: PaintPhoto, tiny_bundle: Bundle
) -> None:
    paint_photo(shoot.folder / "IMG_1.jpg")
    for _ in ingest(shoot.library, tiny_bundle, IngestOptions((str(shoot.folder),))):
        if shoot.library.catalog.ignored():
            break
    assert shoot.has_all("IMG_1.dng")
    shoot.look()
    assert shoot.has_all("IMG_1.jpg")
    assert shoot.only().facts.format == "JPEG"


def test_a_raw_is_shown_beside_a_jpeg_that_cannot_be_read(
    shoot: Shoot,
) -> None:
    (shoot.folder / "IMG_2.jpg").write_bytes(b"no picture")
    (shoot.folder / "IMG_2.dng").write_bytes(Dng(four_corners(100, 120)).content())
    assert shoot.look().unreadable == 1
    assert shoot.look().added == 1
    assert shoot.library.catalog.photo_by_path(str(shoot.folder / "IMG_2.dng")) is not None


def test_a_jpeg_that_cannot_be_read_does_not_take_a_known_raw_over(shoot: Shoot) -> None:
    (shoot.folder / "IMG_1.JPG").write_bytes(b"no picture")
    assert shoot.look().unreadable == 1
    assert shoot.has_all("IMG_1.dng")
    assert shoot.look().unchanged == 2
    assert shoot.has_all("IMG_1.dng")
    assert [name for name, _ in shoot.library.catalog.ignored()] == []


def test_what_was_said_of_a_jpeg_stays_where_it_goes_and_its_raw_cannot_be_read(
    shoot: Shoot, paint_photo: PaintPhoto
) -> None:
    picture = paint_photo(shoot.folder / "IMG_1.JPG")
    shoot.look()
    picture.unlink()
    (shoot.folder / "IMG_1.dng").write_bytes(b"no picture")
    assert shoot.look().unreadable == 1
    assert shoot.has_all("IMG_1.dng")


def test_another_file_of_the_same_name_is_another_photo(
    shoot: Shoot, paint_photo: PaintPhoto
) -> None:
    (shoot.folder / "IMG_1.dng").unlink()
    paint_photo(shoot.folder / "IMG_1.png")
    last = shoot.look()
    assert (last.added, last.removed) == (1, 1)
    assert shoot.only().id != shoot.first


@pytest.mark.parametrize("renamed", ["the JPEG", "the RAW", "both"])
def test_what_was_said_of_both_stays_when_a_rename_makes_them_one_and_apart(
    shoot: Shoot, paint_photo: PaintPhoto, monkeypatch: pytest.MonkeyPatch, renamed: str
) -> None:
    monkeypatch.setattr(losses, "MOST_PHOTOS", 0)  # As if these were many: none is missing.
    jpeg, raw = paint_photo(shoot.folder / "export.jpg"), shoot.folder / "IMG_1.dng"
    own = shoot.take_in(jpeg)
    (shoot.folder / "in").mkdir()
    shown, hidden = {
        "the JPEG": (shoot.folder / "IMG_1.jpg", raw),
        "the RAW": (jpeg, shoot.folder / "export.dng"),
        "both": (shoot.folder / "in" / "a.jpg", shoot.folder / "in" / "a.dng"),
    }[renamed]
    jpeg.rename(shown)
    raw.rename(hidden)
    shoot.look()
    assert (shoot.only().id, shoot.only().path) == (own, str(shown))
    both = (4, True, ("Boat", "Lake"), ["Best"])
    assert shoot.words(shoot.only()) == both
    assert shoot.library.catalog.faults() == []
    for _ in range(3):  # What was said of the RAW before, too, goes by undo: first the favourite.
        shoot.library.catalog.undo()
    assert shoot.words(shoot.only()) == (4, False, ("Boat",), [])
    for _ in range(3):
        shoot.library.catalog.redo()
    assert shoot.words(shoot.only()) == both
    shown.rename(shoot.folder / "apart.jpg")
    shoot.look()
    apart = {photo.path: photo for photo in shoot.library.catalog.photos([own, own + 1])}
    assert shoot.words(apart[str(shoot.folder / "apart.jpg")]) == both
    assert shoot.words(apart[str(hidden)]) == (4, False, ("Boat",), ["Best"])


def test_a_raw_that_goes_to_another_folder_with_a_new_jpeg_stays_the_photo(
    shoot: Shoot, paint_photo: PaintPhoto
) -> None:
    (shoot.folder / "done").mkdir()
    (shoot.folder / "IMG_1.dng").rename(shoot.folder / "done" / "boat.dng")
    paint_photo(shoot.folder / "done" / "boat.jpg")
    last = shoot.look()
    assert (last.added, last.removed) == (0, 0)
    assert shoot.has_all("done/boat.jpg")
    assert shoot.only().facts.format == "JPEG"
    assert shoot.look().unchanged == 1
