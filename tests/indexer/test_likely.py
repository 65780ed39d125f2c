"""A whole folder that moved is known again by some of its files, and by all where these deny it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from indexer.content_key import content_key
from indexer.ingest import IngestOptions, ingest
from indexer.ingest.likely import PROOFS, LikelyMoves
from indexer.library import Library
from indexer.records import Photo, PhotoFacts
from indexer.scan import SeenFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle
    from tests.conftest import PaintPhoto

PHOTOS = 20


def gone(number: int, *, folder: str = "/old", key: bytes | None = None) -> Photo:
    facts = PhotoFacts(width=1, height=1, format="JPEG")
    path = f"{folder}/{number}.jpg"
    return Photo(number, path, 100, number, key or b"%d" % number, facts, 0, "", "")


def new(number: int, *, folder: str = "/new") -> SeenFile:
    return SeenFile(f"{folder}/{number}.jpg", 100, number)


def likely(count: int) -> LikelyMoves:
    return LikelyMoves([(None, new(each)) for each in range(count)], map(gone, range(count)))


def test_some_are_read_and_prove_all_others() -> None:
    moves = likely(PHOTOS)
    unread = moves.left_unread()
    assert len(unread) == PHOTOS - PROOFS
    keys = {new(n).path: b"%d" % n for n in range(PHOTOS) if new(n).path not in unread}
    proven = moves.proven(keys)
    assert proven.keys() == unread
    assert proven["/new/1.jpg"] == b"1"


def test_one_that_holds_something_else_proves_nothing() -> None:
    moves = likely(PHOTOS)
    read = [new(n).path for n in range(PHOTOS) if new(n).path not in moves.left_unread()]
    keys = {path: os.path.basename(path).removesuffix(".jpg").encode() for path in read}
    assert moves.proven(keys | {read[-1]: b"other"}) == {}
    assert moves.proven({path: keys[path] for path in read[:-1]}) == {}  # It could not be read.


def test_a_few_are_all_read() -> None:
    assert likely(PROOFS).left_unread() == set()


def test_each_way_from_folder_to_folder_is_proved_by_itself() -> None:
    found = [(None, new(each, folder="/x")) for each in range(10)]
    found += [(None, new(each, folder="/y")) for each in range(10, 20)]
    moves = LikelyMoves(found, map(gone, range(20)))
    keys = {file.path: b"%d" % file.mtime_ns for _, file in found if file.path.startswith("/x")}
    proven = moves.proven({path: keys[path] for path in keys.keys() - moves.left_unread()})
    assert proven
    assert all(path.startswith("/x") for path in proven)


def test_of_several_alike_and_of_changed_files_the_content_tells() -> None:
    twice = [gone(1), gone(1, folder="/older"), *(gone(each) for each in range(2, 12))]
    found = [(None, new(each)) for each in range(1, 11)] + [(11, new(11))]
    unread = LikelyMoves(found, twice).left_unread()
    assert unread
    assert not unread & {"/new/1.jpg", "/new/11.jpg"}


# -- with files ---------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path, library: Library, tiny_bundle: Bundle, paint_photo: PaintPhoto) -> Path:
    """A folder of 20 photos that the library knows, beside one that stays."""
    for number in range(PHOTOS):
        paint_photo(tmp_path / "photos" / "trip" / f"{number}.bmp", size=(20, 20), seed=number)
    paint_photo(tmp_path / "photos" / "stays.bmp", size=(20, 20), seed=99)
    library.catalog.add_root(str(tmp_path / "photos"))
    run(library, tiny_bundle, tmp_path / "photos")
    return tmp_path / "photos" / "trip"


def run(library: Library, bundle: Bundle, root: Path) -> tuple[int, int]:
    """How many photos moved, and how many came, in an ingest."""
    *_, last = ingest(library, bundle, IngestOptions((str(root),), workers=1))
    return last.moved, last.added


def content(library: Library) -> dict[int, bytes]:
    """Id -> content key of the file that the library says is the photo's."""
    photos = library.catalog.photos(library.catalog.all_ids())
    return {photo.id: content_key(photo.path) for photo in photos}


def test_a_moved_folder_keeps_each_photo_with_its_picture(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    before = content(library)
    folder.rename(folder.with_name("journey"))
    assert run(library, tiny_bundle, folder.parent) == (PHOTOS, 0)
    assert content(library) == before


def test_names_sizes_and_times_alone_move_no_photo(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    before = content(library)
    times = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    moved = folder.rename(folder.with_name("journey"))
    # Pictures of one size, renamed in a circle and given each other's times.
    names = [path.name for path in sorted(moved.iterdir())]
    aside = shutil.move(moved, folder.with_name("aside"))
    moved.mkdir()
    for name, other in zip(names, names[1:] + names[:1], strict=True):
        shutil.move(f"{aside}/{name}", moved / other)
        os.utime(moved / other, ns=(times[other], times[other]))
    assert run(library, tiny_bundle, folder.parent) == (PHOTOS, 0)
    assert content(library) == before
