"""The catalog keeps photos, vectors and problems, and gives each photo one id for ever."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.catalog import Catalog
from indexer.scan import Ignored, KnownFile, Unreadable
from tests.indexer.making import (
    DIM,
    OTHER_STAMP,
    STAMP,
    as_stored,
    below,
    decoded,
    indexed,
    seen,
    vector,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "library.db", write=True) as catalog:
        catalog.add_root(below("photos"))
        yield catalog


A, B, C = (below("photos", name) for name in ("a.jpg", "b.jpg", "c.jpg"))


def paths(catalog: Catalog) -> dict[int, str]:
    return {photo.id: photo.path for photo in catalog.photos(catalog.all_ids())}


# -- photos --------------------------------------------------------------------------------


def test_a_photo_comes_back_with_all_that_was_known_of_it(catalog: Catalog) -> None:
    item = indexed(A, 1, taken_at="2023-05-01T12:00:00")
    (photo_id,) = catalog.store([item], STAMP)
    (photo,) = catalog.photos([photo_id])
    assert (photo.path, photo.size, photo.mtime_ns) == (A, item.file.size, item.file.mtime_ns)
    assert photo.content_key == item.photo.content_key
    assert photo.facts == item.photo.facts
    assert photo.perceptual_hash == item.photo.perceptual_hash
    assert photo.added_at == photo.updated_at
    assert photo.added_at.endswith("+00:00")
    assert catalog.photo_by_path(A) == photo
    assert catalog.photo_by_path(B) is None


def test_photos_come_in_the_order_that_was_asked_for_without_the_unknown(
    catalog: Catalog,
) -> None:
    catalog.store([indexed(A, 1), indexed(B, 2), indexed(C, 3)], STAMP)
    assert [photo.id for photo in catalog.photos([3, 99, 1])] == [3, 1]
    assert catalog.photos([]) == []
    assert [photo.id for photo in catalog.photos(np.array([2, 1]))] == [2, 1]


def test_all_ids_are_by_time_of_the_shot_then_by_time_of_adding(catalog: Catalog) -> None:
    catalog.store(
        [
            indexed(A, 1, taken_at="2021-01-01T00:00:00"),
            indexed(B, 2),
            indexed(C, 3, taken_at="2022-01-01T00:00:00"),
            indexed(below("photos", "d.jpg"), 4),
        ],
        STAMP,
    )
    assert catalog.all_ids().tolist() == [3, 1, 4, 2]
    assert catalog.all_ids(newest_first=False).tolist() == [2, 4, 1, 3]
    assert catalog.all_ids().dtype == np.int64


def test_the_same_path_keeps_its_id_and_what_is_known_of_it_is_renewed(catalog: Catalog) -> None:
    (first,) = catalog.store([indexed(A, 1)], STAMP)
    (again,) = catalog.store([indexed(A, 2)], STAMP)
    assert first == again
    (photo,) = catalog.photos([first])
    assert photo.content_key == decoded(2).content_key
    found = catalog.vector(first, STAMP.sha256)
    assert found is not None
    assert (found == as_stored(vector(2))).all()
    assert catalog.count() == 1


def test_an_id_is_never_given_again(catalog: Catalog) -> None:
    (first,) = catalog.store([indexed(A, 1)], STAMP)
    catalog.forget([first])
    (second,) = catalog.store([indexed(A, 1)], STAMP)
    assert second > first


def test_a_batch_that_fails_leaves_nothing_of_itself(catalog: Catalog) -> None:
    catalog.store([indexed(A, 1)], STAMP)
    wrong = indexed(C, 3, dim=DIM + 1)
    with pytest.raises(ValueError, match=r"16 numbers"):
        catalog.store([wrong], STAMP)
    with pytest.raises(ValueError, match=r"numbers"):
        catalog.store([indexed(B, 2), wrong], STAMP)
    assert paths(catalog) == {1: A}
    assert catalog.last_sequence() == 1


def test_an_empty_batch_changes_nothing(catalog: Catalog) -> None:
    assert catalog.store([], STAMP) == []
    assert catalog.last_sequence() == 0
    catalog.forget([])
    assert catalog.move([]) == []


def test_names_that_are_not_utf8_are_kept_to_the_byte(catalog: Catalog) -> None:
    odd = below("photos", "f\udcf6lder", "caf\udce9.jpg")
    catalog.store([indexed(odd, 1), indexed(below("photos", "f\udcf6lder", "b.jpg"), 2)], STAMP)
    assert catalog.photos([1])[0].path == odd
    assert catalog.photo_by_path(odd) is not None
    assert odd in catalog.known_files([below("photos")])
    assert len(catalog.known_files([below("photos", "f\udcf6lder")])) == 2
    catalog.store_problems([(seen(odd), "It is broken.")])
    assert catalog.problems()[0].path == odd
    catalog.clear_problems([odd])
    assert catalog.problems() == []


# -- known files ---------------------------------------------------------------------------


def test_known_files_are_those_below_the_roots_asked_for(catalog: Catalog) -> None:
    near = below("photos", "x", "a.jpg")
    like = below("photos", "x-ray", "a.jpg")
    catalog.store([indexed(A, 1), indexed(near, 2), indexed(like, 3)], STAMP)
    assert set(catalog.known_files([below("photos")])) == {A, near, like}
    assert set(catalog.known_files([below("photos", "x")])) == {near}
    assert set(catalog.known_files([below("photos", "x"), below("photos", "x-ray")])) == {
        near,
        like,
    }
    assert catalog.known_files([below("elsewhere")]) == {}
    file = seen(A, 1)
    known = catalog.known_files([below("photos")])
    assert known[A] == KnownFile(1, file.size, file.mtime_ns)


def test_a_photo_whose_file_became_unreadable_keeps_its_id_and_is_not_tried_again(
    catalog: Catalog,
) -> None:
    catalog.store([indexed(A, 1)], STAMP)
    broken = seen(A, 77)
    catalog.store_problems([(broken, "The file breaks off."), (seen(B, 5), "It is empty.")])
    known = catalog.known_files([below("photos")])
    assert known[A] == KnownFile(1, broken.size, broken.mtime_ns)
    assert known[B] == KnownFile(None, seen(B, 5).size, seen(B, 5).mtime_ns)
    catalog.store([indexed(A, 2)], STAMP)
    assert [problem.path for problem in catalog.problems()] == [B]
    assert catalog.known_files([below("photos")])[A].size == seen(A, 2).size


# -- moves ---------------------------------------------------------------------------------


def test_a_moved_photo_keeps_id_and_vector_and_can_be_noticed(catalog: Catalog) -> None:
    catalog.store([indexed(A, 1)], STAMP)
    target = seen(below("photos", "new", "z.jpg"), 9)
    sequence = catalog.last_sequence()
    assert catalog.move([(1, target)]) == []
    (photo,) = catalog.photos([1])
    assert (photo.path, photo.size, photo.mtime_ns) == (target.path, target.size, target.mtime_ns)
    assert catalog.vector(1, STAMP.sha256) is not None
    assert catalog.last_sequence() == sequence + 1
    assert catalog.photo_by_path(A) is None
    assert catalog.move([]) == []
    assert catalog.last_sequence() == sequence + 1


def test_photos_may_change_places(catalog: Catalog) -> None:
    catalog.store([indexed(A, 1), indexed(B, 2), indexed(C, 3)], STAMP)
    assert catalog.move([(1, seen(B, 1)), (2, seen(C, 2)), (3, seen(A, 3))]) == []
    assert paths(catalog) == {1: B, 2: C, 3: A}


def test_a_photo_whose_place_is_taken_is_forgotten(catalog: Catalog) -> None:
    catalog.store([indexed(A, 1), indexed(B, 2)], STAMP)
    assert catalog.move([(1, seen(B, 1))]) == [2]
    assert paths(catalog) == {1: B}
    assert catalog.removed_since(STAMP.sha256, 0).tolist() == [2]


def test_a_touched_photo_has_a_new_time_and_nothing_else_new(catalog: Catalog) -> None:
    catalog.store([indexed(A, 1)], STAMP)
    (before,) = catalog.photos([1])
    catalog.touch([(1, seen(A, 5))])
    (after,) = catalog.photos([1])
    assert (after.size, after.mtime_ns) == (seen(A, 5).size, seen(A, 5).mtime_ns)
    assert after.content_key == before.content_key
    assert after.updated_at == before.updated_at


# -- roots ---------------------------------------------------------------------------------


def test_roots_never_nest(catalog: Catalog) -> None:
    inner = catalog.add_root(below("photos", "inner"))
    assert inner.path == below("photos")
    catalog.store([indexed(A, 1)], STAMP)
    beside = catalog.add_root(below("photos of others"))
    above = catalog.add_root(below())
    assert [(root.path, root.photos) for root in catalog.roots()] == [(below(), 1)]
    assert above.photos == 1
    assert beside.id != above.id
    assert catalog.faults() == []


def test_a_root_is_the_same_with_a_separator_at_its_end(catalog: Catalog) -> None:
    again = catalog.add_root(below("photos", ""))
    assert [root.id for root in catalog.roots()] == [again.id]
    assert catalog.remove_root(below("photos", "")) == []
    assert catalog.roots() == []


def test_a_removed_root_takes_its_photos_and_problems_along(catalog: Catalog) -> None:
    other = below("other", "d.jpg")
    catalog.add_root(below("other"))
    catalog.store([indexed(A, 1), indexed(other, 2), indexed(B, 3)], STAMP)
    catalog.store_problems([(seen(C), "Broken."), (seen(below("other", "e.jpg")), "Broken.")])
    catalog.replace_ignored(below("photos"), [Ignored(below("photos", ".x"), "hidden")])
    assert sorted(catalog.remove_root(below("photos"))) == [1, 3]
    assert paths(catalog) == {2: other}
    assert [root.path for root in catalog.roots()] == [below("other")]
    assert [problem.path for problem in catalog.problems()] == [below("other", "e.jpg")]
    assert catalog.ignored_count() == 0
    assert catalog.remove_root(below("photos")) == []


def test_ids_in_a_folder_are_newest_first(catalog: Catalog) -> None:
    inner = below("photos", "x", "a.jpg")
    catalog.store(
        [
            indexed(A, 1, taken_at="2020-01-01T00:00:00"),
            indexed(inner, 2, taken_at="2021-01-01T00:00:00"),
            indexed(B, 3, taken_at="2022-01-01T00:00:00"),
        ],
        STAMP,
    )
    assert catalog.ids_in(below("photos")).tolist() == [3, 2, 1]
    assert catalog.ids_in(below("photos", "x")).tolist() == [2]
    assert catalog.ids_in(below("y")).tolist() == []
    assert catalog.ids_added_last(2).tolist() == [3, 2]
    assert catalog.ids_added_last(9).tolist() == [3, 2, 1]


# -- what is no photo ----------------------------------------------------------------------


def test_a_problem_keeps_the_day_it_began(catalog: Catalog) -> None:
    catalog.store_problems([(seen(A, 1), "It is empty.")])
    since = catalog.problems()[0].since
    catalog.store_problems([(seen(A, 2), "It breaks off.")])
    (problem,) = catalog.problems()
    assert (problem.reason, problem.since) == ("It breaks off.", since)


def test_folders_out_of_reach_are_what_the_last_scan_found(catalog: Catalog) -> None:
    shut = below("photos", "shut")
    other = below("other", "shut")
    catalog.store_problems([(seen(A), "It is empty.")])
    catalog.replace_unreadable(below("photos"), [Unreadable(shut, "You have no rights to it.")])
    catalog.replace_unreadable(below("other"), [Unreadable(other, "You have no rights to it.")])
    assert [problem.path for problem in catalog.problems()] == [other, A, shut]
    assert set(catalog.known_files([below()])) == {A}
    catalog.replace_unreadable(below("photos"), [])
    assert [problem.path for problem in catalog.problems()] == [other, A]


def test_what_is_ignored_is_what_the_last_scan_found(catalog: Catalog) -> None:
    rows = [Ignored(below("photos", name), "hidden") for name in (".a", ".b", ".\udcff")]
    catalog.replace_ignored(below("photos"), rows)
    assert catalog.ignored_count() == 3
    catalog.replace_ignored(below("other"), [Ignored(below("other", ".c"), "hidden")])
    catalog.replace_ignored(below("photos"), rows[:1])
    assert catalog.ignored_count() == 2


def test_a_forgotten_photo_takes_its_problem_along(catalog: Catalog) -> None:
    catalog.store([indexed(A, 1)], STAMP)
    catalog.store_problems([(seen(A, 2), "It breaks off.")])
    catalog.forget([1])
    assert catalog.problems() == []


# -- vectors -------------------------------------------------------------------------------


def test_vectors_of_two_models_live_apart(catalog: Catalog) -> None:
    catalog.store([indexed(A, 1), indexed(B, 2)], STAMP)
    assert len(catalog.without_vector(OTHER_STAMP.sha256)) == 2
    catalog.store([indexed(A, 1, dim=4)], OTHER_STAMP)
    assert catalog.vector_count(STAMP.sha256) == 2
    assert catalog.vector_count(OTHER_STAMP.sha256) == 1
    assert [photo.id for photo in catalog.without_vector(OTHER_STAMP.sha256)] == [2]
    other = catalog.vector(1, OTHER_STAMP.sha256)
    assert other is not None
    assert other.shape == (4,)
    assert catalog.vector(2, OTHER_STAMP.sha256) is None
    blocks = list(catalog.vectors_since(OTHER_STAMP.sha256, 0))
    assert [ids.tolist() for ids, _ in blocks] == [[1]]


def test_other_content_drops_the_vectors_of_other_models(catalog: Catalog) -> None:
    catalog.store([indexed(A, 1)], STAMP)
    catalog.store([indexed(A, 1)], OTHER_STAMP)
    assert catalog.vector_count(STAMP.sha256) == 1
    catalog.store([indexed(A, 2)], OTHER_STAMP)
    assert catalog.vector_count(STAMP.sha256) == 0
    assert catalog.removed_since(STAMP.sha256, 0).tolist() == [1]
    assert [photo.id for photo in catalog.without_vector(STAMP.sha256)] == [1]


def test_only_other_content_of_a_photo_that_stays_is_a_renewal(catalog: Catalog) -> None:
    catalog.store([indexed(A, 1), indexed(B, 2)], STAMP)
    catalog.store([indexed(A, 1)], OTHER_STAMP)
    catalog.store([indexed(B, 2)], STAMP)
    assert catalog.last_renewal() == 0
    before = catalog.last_sequence()
    catalog.store([indexed(A, 3)], STAMP)
    renewal = catalog.last_renewal()
    assert before < renewal <= catalog.last_sequence()
    catalog.forget([2])
    assert catalog.last_renewal() == renewal


def test_a_vector_on_another_device_takes_the_place_of_the_first(catalog: Catalog) -> None:
    catalog.store([indexed(A, 1)], STAMP)
    on_npu = type(STAMP)(STAMP.model, STAMP.sha256, 1, "float16", "npu")
    catalog.store([indexed(A, 1)], on_npu)
    assert catalog.vector_count(STAMP.sha256) == 1


def test_what_came_and_went_since_a_number_can_be_replayed(catalog: Catalog) -> None:
    catalog.store([indexed(A, 1), indexed(B, 2)], STAMP)
    first = catalog.last_sequence()
    catalog.store([indexed(C, 3), indexed(A, 4)], STAMP)
    catalog.forget([2])
    ids = [block.tolist() for block, _ in catalog.vectors_since(STAMP.sha256, first)]
    assert ids == [[3, 1]]
    assert set(catalog.removed_since(STAMP.sha256, first).tolist()) >= {2}
    assert list(catalog.vectors_since(STAMP.sha256, catalog.last_sequence())) == []
    assert list(catalog.vectors_since("unknown", 0)) == []
    assert catalog.removed_since("unknown", 0).tolist() == []


def test_vectors_come_in_blocks_as_they_are_stored(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.catalog.embeddings.BLOCK", 3)
    catalog.store([indexed(below("photos", f"{seed}.jpg"), seed) for seed in range(1, 8)], STAMP)
    blocks = list(catalog.vectors_since(STAMP.sha256, 0))
    assert [len(ids) for ids, _ in blocks] == [3, 3, 1]
    halves = np.concatenate([block for _, block in blocks])
    assert halves.dtype == np.float16
    assert (halves == np.stack([vector(seed) for seed in range(1, 8)]).astype(np.float16)).all()


# -- other processes -----------------------------------------------------------------------


def test_another_process_sees_what_was_committed_and_settings_are_kept(
    catalog: Catalog, tmp_path: Path
) -> None:
    catalog.store([indexed(A, 1)], STAMP)
    catalog.set_setting("word", "zwölf")
    assert catalog.setting("missing", "none") == "none"
    script = (
        "from pathlib import Path; from indexer.catalog import Catalog\n"
        f"with Catalog.open(Path({str(tmp_path / 'library.db')!r})) as reader:\n"
        "    print(ascii(reader.photos([1])[0].path), ascii(reader.setting('word')))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == f"{A!a} {'zwölf'!a}"


def test_two_writers_may_make_small_edits_side_by_side(catalog: Catalog, tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "library.db", write=True) as second:
        for number in range(5):
            catalog.set_setting("a", str(number))
            second.set_setting("b", str(number))
        assert (catalog.setting("b"), second.setting("a")) == ("4", "4")
