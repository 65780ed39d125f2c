"""Damage is found and told apart from work that waits, and a repair loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.library import Library
from indexer.verify import verify
from tests.indexer.making import below, fill, indexed, stamp_of, vector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle


@pytest.fixture
def library(tmp_path: Path, tiny_bundle: Bundle) -> Iterator[Library]:
    """A library of nine photos with a snapshot of its index."""
    with Library.open(tmp_path / "library", write=True) as library:
        fill(library, range(1, 10), stamp_of(tiny_bundle))
        library.vectors(tiny_bundle).save(always=True)
        yield library


def execute(library: Library, statement: str, *values: object) -> None:
    """Do to the catalog what nothing of ours would, past its foreign keys."""
    with library.catalog._database.connection() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(statement, values)
        connection.execute("PRAGMA foreign_keys = ON")


def assert_mended(library: Library, bundle: Bundle, *wrong: str, waiting: int = 0) -> None:
    """All of `wrong` is found, repaired, and gone; the photos are all still there."""
    photos = library.catalog.count()
    assert verify(library, bundle).wrong == list(wrong)
    repaired = verify(library, bundle, repair=True)
    assert repaired.whole
    assert repaired.repaired == list(wrong)
    after = verify(library, bundle)
    assert (after.wrong, after.repaired, len(after.waiting)) == ([], [], waiting)
    assert library.catalog.count() == photos


def test_a_library_as_it_should_be(library: Library, tiny_bundle: Bundle) -> None:
    report = verify(library, tiny_bundle)
    assert report.whole
    assert (report.wrong, report.waiting, report.repaired) == ([], [], [])
    assert verify(library, None).whole


def test_an_empty_library_is_whole(tmp_path: Path, tiny_bundle: Bundle) -> None:
    with Library.open(tmp_path / "empty", write=True) as library:
        assert verify(library, tiny_bundle, repair=True).whole


def test_a_reader_can_verify(library: Library, tiny_bundle: Bundle) -> None:
    with Library.open(library.folder) as reader:
        assert verify(reader, tiny_bundle).whole


def test_photos_that_another_model_has_encoded_wait(library: Library, tiny_bundle: Bundle) -> None:
    stamp = stamp_of(tiny_bundle)
    library.add([indexed(below("x.jpg"), 50)], type(stamp)("other", "f" * 64, 1, "float32", "cpu"))
    report = verify(library, tiny_bundle)
    assert report.whole
    assert report.waiting == ["1 photo is to be encoded with tiny."]


def test_previews_that_a_kill_left_undone_wait(library: Library, tiny_bundle: Bundle) -> None:
    library.catalog.forget([1])
    library.catalog.store([indexed(below("photos", "2.jpg"), 77)], stamp_of(tiny_bundle))
    report = verify(library, tiny_bundle)
    assert report.whole
    assert report.waiting == [
        "1 preview of a forgotten photo is to be removed.",
        "1 photo is to be read again for its previews.",
    ]
    assert verify(library, tiny_bundle, repair=True).repaired == ["1 preview belonged to no photo."]


DIRECTION = vector(3).astype("<f2")
BAD_VECTORS = {
    "cut": DIRECTION.tobytes()[:-2],
    "empty": b"",
    "not a number": np.full(len(DIRECTION), np.nan, "<f2").tobytes(),
    "infinite": np.full(len(DIRECTION), np.inf, "<f2").tobytes(),
    "too long": (DIRECTION * 2).tobytes(),
    "zero": bytes(DIRECTION.nbytes),
}


@pytest.mark.parametrize("stored", BAD_VECTORS.values(), ids=BAD_VECTORS.keys())
def test_a_damaged_vector_goes_and_its_photo_is_encoded_again(
    stored: bytes, library: Library, tiny_bundle: Bundle
) -> None:
    execute(library, "UPDATE embeddings SET vector = ? WHERE photo_id = 3", stored)
    assert verify(library, None).wrong == ["1 vectors of the model tiny are damaged."]
    assert verify(library, tiny_bundle, repair=True).whole
    assert verify(library, tiny_bundle).waiting == ["1 photo is to be encoded with tiny."]
    assert [photo.id for photo in library.catalog.without_vector(tiny_bundle.sha256)] == [3]
    library.add([indexed(below("photos", "3.jpg"), 3)], stamp_of(tiny_bundle))
    assert verify(library, tiny_bundle).waiting == []


def test_a_vector_of_no_photo_goes(library: Library, tiny_bundle: Bundle) -> None:
    execute(library, "DELETE FROM photos WHERE id = 3")
    library.previews.remove([3])
    assert_mended(
        library,
        tiny_bundle,
        "1 vectors belong to no photo.",
        "Searches find 1 photos by words that are out of date: a repair writes these anew.",
    )


@pytest.mark.parametrize("table", ["photo_tags", "album_photos", "near_duplicates"])
def test_what_was_given_to_no_photo_goes(library: Library, tiny_bundle: Bundle, table: str) -> None:
    execute(library, "INSERT INTO tags VALUES (1, 'dog')")
    execute(library, "INSERT INTO albums(id, name) VALUES (1, 'Best')")
    row = {
        "photo_tags": "(photo_id, tag_id, source) VALUES (99, 1, 'user')",
        "album_photos": "(album_id, photo_id, position) VALUES (1, 99, 0)",
        "near_duplicates": "VALUES (99, 1)",
    }[table]
    execute(library, f"INSERT INTO {table} {row}")
    assert_mended(library, tiny_bundle, "1 tags or places in albums belong to no photo.")


@pytest.mark.parametrize("in_a_block", [1, 2, 10_000])
def test_wrong_words_are_made_again(
    library: Library, tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch, in_a_block: int
) -> None:
    monkeypatch.setattr("indexer.catalog.words._IN_A_BLOCK", in_a_block)
    execute(library, "DELETE FROM words WHERE rowid IN (2, 4)")
    outdated = "Searches find 2 photos by words that are out of date: a repair writes these anew."
    assert_mended(library, tiny_bundle, outdated)
    assert library.catalog.by_words("4", 9) == [(4, True)]


def test_a_folder_of_no_root_gets_one(library: Library, tiny_bundle: Bundle) -> None:
    execute(library, "DELETE FROM roots")
    assert_mended(library, tiny_bundle, "1 folders belong to no root.")
    assert [root.path for root in library.catalog.roots()] == [below("photos")]


def test_photos_in_no_folder_are_told_and_left_alone(library: Library, tiny_bundle: Bundle) -> None:
    execute(library, "DELETE FROM folders")
    assert verify(library, tiny_bundle, repair=True).wrong == ["9 photos lie in no folder."]
    assert library.catalog.count() == 9


def test_a_sequence_that_lags_is_set_right(library: Library, tiny_bundle: Bundle) -> None:
    execute(library, "DELETE FROM changes")
    assert_mended(library, tiny_bundle, "The sequence number is behind the newest vector.")
    fill(library, range(20, 22), stamp_of(tiny_bundle))
    assert library.vectors(tiny_bundle).count == 11
    assert verify(library, tiny_bundle).whole


def test_an_index_of_other_vectors_is_made_again(library: Library, tiny_bundle: Bundle) -> None:
    execute(
        library,
        "UPDATE embeddings SET vector = (SELECT vector FROM embeddings WHERE photo_id = 4)"
        " WHERE photo_id = 3",
    )
    assert_mended(
        library, tiny_bundle, "The vector index holds 1 vectors that are not the catalog's."
    )
    with Library.open(library.folder) as reader:
        assert verify(reader, tiny_bundle).whole


def test_a_damaged_index_of_sqlite_is_made_again(library: Library, tiny_bundle: Bundle) -> None:
    library.close()
    path = library.folder / "library.db"
    with Library.open(library.folder, write=True) as again:
        execute(again, "PRAGMA writable_schema = ON")
        execute(
            again,
            "UPDATE sqlite_schema SET sql = 'CREATE INDEX photos_by_time ON photos(size)'"
            " WHERE name = 'photos_by_time'",
        )
    with Library.open(library.folder, write=True) as again:
        report = verify(again, tiny_bundle)
        assert not report.whole
        assert all("index photos_by_time" in line for line in report.wrong)
        assert verify(again, tiny_bundle, repair=True).whole
        assert verify(again, tiny_bundle).whole
    assert path.exists()


def test_damage_beyond_repair_is_told_and_not_made_worse(
    library: Library, tiny_bundle: Bundle
) -> None:
    fill(library, range(100, 2000), stamp_of(tiny_bundle))
    library.close()
    path = library.folder / "library.db"
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 8192 * 8192
    data[middle : middle + 8192] = b"\xa5" * 8192
    path.write_bytes(data)
    with Library.open(library.folder) as reader:
        wrong = verify(reader, None).wrong
    assert wrong
    assert all("damaged" in line for line in wrong)
    assert path.read_bytes() == bytes(data)


def test_previews_whose_file_is_damaged_are_thrown_away_and_made_again(
    library: Library, tiny_bundle: Bundle
) -> None:
    library.previews.put(
        (number, b"k" * 16, b"s" * 3000, b"l" * 9000) for number in range(100, 200)
    )
    library.close()
    path = library.folder / "previews.db"
    data = bytearray(path.read_bytes())
    for page in range(6, 40):
        data[page * 8192 : page * 8192 + 4096] = b"\xa5" * 4096
    path.write_bytes(data)
    with Library.open(library.folder, write=True) as again:
        assert verify(again, tiny_bundle).wrong
        assert verify(again, tiny_bundle, repair=True).whole
        report = verify(again, tiny_bundle)
        assert report.whole
        assert report.waiting == ["9 photos are to be read again for their previews."]
