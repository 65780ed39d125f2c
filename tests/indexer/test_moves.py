"""What the library makes of files that are new, gone, renamed, copied or exchanged."""

from __future__ import annotations

from indexer.ingest.moves import settle, worth_a_look
from indexer.records import Photo, PhotoFacts
from indexer.scan import SeenFile


def photo(photo_id: int, path: str, content: str, *, size: int = 100) -> Photo:
    return Photo(
        id=photo_id,
        path=path,
        size=size,
        mtime_ns=1,
        content_key=content.encode(),
        facts=PhotoFacts(width=1, height=1, format="JPEG"),
        perceptual_hash=0,
        added_at="",
        updated_at="",
    )


def file(path: str, *, size: int = 100) -> SeenFile:
    return SeenFile(path, size, 2)


def test_a_renamed_file_keeps_its_id() -> None:
    settled = settle([(None, file("/new"))], [photo(7, "/old", "cat")], {"/new": b"cat"})
    assert settled.moved == [(7, file("/new"))]
    assert settled.gone == []
    assert settled.to_read == []


def test_a_file_with_other_content_is_new_and_the_old_one_gone() -> None:
    settled = settle([(None, file("/new"))], [photo(7, "/old", "cat")], {"/new": b"dog"})
    assert settled.to_read == [(None, file("/new"))]
    assert settled.gone == [7]


def test_only_files_of_the_size_of_a_missed_photo_are_worth_a_look() -> None:
    found = [(None, file("/same", size=100)), (None, file("/other", size=101))]
    assert worth_a_look(found, [photo(7, "/old", "cat", size=100)]) == [file("/same", size=100)]


def test_a_file_with_a_new_time_but_the_same_content_is_only_touched() -> None:
    settled = settle([(7, file("/a"))], [photo(7, "/a", "cat")], {"/a": b"cat"})
    assert settled.touched == [(7, file("/a"))]
    assert settled.to_read == []


def test_an_edited_file_is_read_again_and_keeps_its_id() -> None:
    settled = settle([(7, file("/a"))], [photo(7, "/a", "cat")], {"/a": b"cat with hat"})
    assert settled.to_read == [(7, file("/a"))]
    assert settled.gone == []


def test_two_files_that_changed_places_keep_their_ids() -> None:
    missed = [photo(1, "/a", "cat"), photo(2, "/b", "dog")]
    found = [(1, file("/a")), (2, file("/b"))]
    settled = settle(found, missed, {"/a": b"dog", "/b": b"cat"})
    assert sorted(settled.moved) == [(1, file("/b")), (2, file("/a"))]
    assert settled.gone == []


def test_files_renumbered_by_one_keep_their_ids() -> None:
    missed = [photo(1, "/1", "a"), photo(2, "/2", "b"), photo(3, "/3", "c")]
    found = [(None, file("/4")), (2, file("/2")), (3, file("/3"))]
    settled = settle(found, missed, {"/2": b"a", "/3": b"b", "/4": b"c"})
    assert sorted(settled.moved) == [(1, file("/2")), (2, file("/3")), (3, file("/4"))]
    assert (settled.to_read, settled.gone) == ([], [])


def test_a_photo_moved_away_leaves_its_place_to_a_new_photo() -> None:
    found = [(1, file("/a")), (None, file("/b"))]
    settled = settle(found, [photo(1, "/a", "cat")], {"/a": b"dog", "/b": b"cat"})
    assert settled.moved == [(1, file("/b"))]
    assert settled.to_read == [(None, file("/a"))]
    assert settled.gone == []


def test_a_photo_that_another_was_moved_over_is_gone() -> None:
    missed = [photo(1, "/a", "cat"), photo(2, "/b", "dog")]
    settled = settle([(2, file("/b"))], missed, {"/b": b"cat"})
    assert settled.moved == [(1, file("/b"))]
    assert settled.gone == [2]


def test_of_two_copies_of_a_vanished_file_one_is_the_photo_and_one_is_new() -> None:
    found = [(None, file("/x")), (None, file("/y"))]
    settled = settle(found, [photo(1, "/a", "cat")], {"/x": b"cat", "/y": b"cat"})
    assert settled.moved == [(1, file("/x"))]
    assert settled.to_read == [(None, file("/y"))]


def test_equal_files_moved_together_stay_as_many_photos() -> None:
    missed = [photo(1, "/a/x", "cat"), photo(2, "/a/y", "cat")]
    found = [(None, file("/b/x")), (None, file("/b/y"))]
    settled = settle(found, missed, {"/b/x": b"cat", "/b/y": b"cat"})
    assert settled.moved == [(1, file("/b/x")), (2, file("/b/y"))]
    assert (settled.to_read, settled.gone) == ([], [])


def test_a_file_that_could_not_be_read_for_its_key_is_left_to_the_decoder() -> None:
    settled = settle([(None, file("/new"))], [photo(7, "/old", "cat")], {})
    assert settled.to_read == [(None, file("/new"))]
    assert settled.gone == [7]


def test_a_known_problem_that_changed_is_read() -> None:
    assert settle([(None, file("/bad"))], [], {}).to_read == [(None, file("/bad"))]


def test_a_photo_missed_outside_of_the_scan_may_be_followed_but_is_never_gone() -> None:
    elsewhere = [photo(7, "/other/old", "cat"), photo(8, "/other/lost", "dog")]
    settled = settle([(None, file("/new"))], [], {"/new": b"cat"}, elsewhere=elsewhere)
    assert settled.moved == [(7, file("/new"))]
    assert settled.gone == []
