"""Catalog, vectors and previews stay one, whatever happens between two calls."""

from __future__ import annotations

import stat
import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from indexer.database import Database
from indexer.errors import LibraryError
from indexer.library import DEFAULT_MODEL, Library, is_being_filled
from indexer.migrations import NoLibraryError
from indexer.models import find_bundle
from indexer.places import user_models
from indexer.records import MadeOn, NewVector
from tests.bundles import TinyModel, make_tiny_bundle
from tests.indexer.making import below, decoded, fill, indexed, seen, stamp_of, vector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        yield library


# -- opening -------------------------------------------------------------------------------


def test_a_library_that_was_never_made_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"no library at .* yet: index a folder first"):
        Library.open(tmp_path / "library")
    assert not (tmp_path / "library").exists()


def test_a_new_library_is_its_owner_s_alone(library: Library, tiny_bundle: Bundle) -> None:
    fill(library, range(1, 5), stamp_of(tiny_bundle))
    library.vectors(tiny_bundle).save(always=True)
    if sys.platform != "win32":
        everything = [library.folder, *library.folder.rglob("*")]
        open_to_others = {
            path.name for path in everything if stat.S_IMODE(path.stat().st_mode) & 0o077
        }
        # What lies in a folder of the owner's alone needs no rights of its own.
        inside = {path.name for path in (library.folder / "vectors").rglob("*") if path.is_file()}
        assert open_to_others - inside == set()
        assert stat.S_IMODE((library.folder / "vectors").stat().st_mode) == 0o700


def test_one_process_writes_and_any_number_reads(library: Library) -> None:
    with pytest.raises(LibraryError, match="Another Shoebox is already indexing this library"):
        Library.open(library.folder, write=True)
    with Library.open(library.folder) as one, Library.open(library.folder) as two:
        assert one.catalog.count() == two.catalog.count() == 0


def test_whether_it_is_being_filled_is_found_out_without_a_trace(tmp_path: Path) -> None:
    with pytest.raises(NoLibraryError):
        is_being_filled(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    with Library.open(tmp_path, write=True):
        assert is_being_filled(tmp_path)
    assert not is_being_filled(tmp_path)
    Library.open(tmp_path, write=True).close()


def test_the_write_lock_dies_with_its_process(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from indexer.library import Library\n"
        "library = Library.open(Path(sys.argv[1]), write=True)\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(LibraryError, match="Another Shoebox"):
            Library.open(tmp_path, write=True)
        other.kill()
        other.wait()
    Library.open(tmp_path, write=True).close()


def test_a_folder_in_the_place_of_the_library_is_told(tmp_path: Path) -> None:
    (tmp_path / "library.db").mkdir()
    with pytest.raises(LibraryError):
        Library.open(tmp_path)
    with pytest.raises(LibraryError):
        Library.open(tmp_path, write=True)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("A letter.")
    for write in (False, True):
        with pytest.raises(LibraryError):
            Library.open(tmp_path / "library", write=write)


def test_a_library_that_cannot_be_opened_leaves_no_lock_behind(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"This is a letter to my aunt. " * 100)
    for _ in range(2):
        with pytest.raises(LibraryError, match="is not a Shoebox library"):
            Library.open(tmp_path, write=True)


# -- keeping -------------------------------------------------------------------------------


def test_what_is_added_is_found_with_its_previews(library: Library, tiny_bundle: Bundle) -> None:
    ids = fill(library, range(1, 20), stamp_of(tiny_bundle))
    found, scores = library.vectors(tiny_bundle).search(vector(7)[None], 1)
    assert found.tolist() == [[ids[6]]]
    assert scores[0, 0] == pytest.approx(1, abs=1e-3)
    assert library.previews.small(ids[6]) == decoded(7).small
    assert library.previews.large(ids[6]) == decoded(7).large
    assert library.missing_previews() == []


def test_what_is_forgotten_is_gone_everywhere(library: Library, tiny_bundle: Bundle) -> None:
    ids = fill(library, range(1, 5), stamp_of(tiny_bundle))
    index = library.vectors(tiny_bundle)
    library.forget(ids[:2])
    assert library.vectors(tiny_bundle) is index
    assert index.search(vector(1)[None], 4)[0][0, 2:].tolist() == [-1, -1]
    assert library.previews.small(ids[0]) is None
    assert library.catalog.count() == 2


def test_a_photo_whose_place_is_taken_loses_its_previews(
    library: Library, tiny_bundle: Bundle
) -> None:
    one, two = fill(library, range(1, 3), stamp_of(tiny_bundle))
    (photo,) = library.catalog.photos([two])
    assert library.move([(one, seen(photo.path))]) == [two]
    assert set(library.previews.keys()) == {one}


def test_a_reader_follows_what_a_writer_adds(library: Library, tiny_bundle: Bundle) -> None:
    stamp = stamp_of(tiny_bundle)
    with Library.open(library.folder) as reader:
        assert reader.vectors(tiny_bundle).count == 0
        (photo_id,) = fill(library, range(1, 2), stamp)
        assert reader.vectors(tiny_bundle).count == 1
        assert reader.catalog.photos([photo_id])[0].path == below("photos", "1.jpg")
        assert reader.previews.small(photo_id) == decoded(1).small


def test_previews_that_are_missing_or_of_older_content_are_named(
    library: Library, tiny_bundle: Bundle
) -> None:
    stamp = stamp_of(tiny_bundle)
    ids = fill(library, range(1, 5), stamp)
    library.previews.remove(ids[:1])
    library.catalog.store([indexed(below("photos", "2.jpg"), 99)], stamp)  # Killed after this.
    assert [photo.id for photo in library.missing_previews()] == ids[:2]


def test_previews_of_forgotten_photos_go_when_the_caches_are_saved(
    library: Library, tiny_bundle: Bundle
) -> None:
    ids = fill(library, range(1, 5), stamp_of(tiny_bundle))
    library.catalog.forget(ids[:2])  # Killed after this.
    assert sorted(library.stray_previews()) == ids[:2]
    library.save_caches()
    assert library.stray_previews() == []
    assert library.missing_previews() == []


@pytest.mark.parametrize("at_once", [1, 2, 4, 5])
def test_previews_are_compared_in_blocks_of_any_size(
    library: Library, tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("indexer.library._KEYS_AT_ONCE", at_once)
    ids = fill(library, range(1, 8), stamp_of(tiny_bundle))
    library.previews.remove(ids[2:3])
    library.catalog.forget([ids[0], ids[3], ids[6]])  # Killed after this.
    assert library.ids_without_preview() == ids[2:3]
    assert sorted(library.stray_previews()) == [ids[0], ids[3], ids[6]]


def test_caches_that_are_deleted_lose_nothing(library: Library, tiny_bundle: Bundle) -> None:
    stamp = stamp_of(tiny_bundle)
    ids = fill(library, range(1, 30), stamp)
    library.vectors(tiny_bundle).save(always=True)
    library.close()
    for path in library.folder.rglob("*"):
        if path.is_file() and not path.name.startswith("library.db"):
            path.unlink()
    with Library.open(library.folder) as reader:
        assert reader.previews.small(ids[0]) is None
        assert len(reader.missing_previews()) == 29
        assert reader.vectors(tiny_bundle).search(vector(5)[None], 1)[0].tolist() == [[ids[4]]]


def test_a_model_of_a_name_that_leads_elsewhere_stays_in_the_library(
    library: Library, tiny_bundle: Bundle
) -> None:
    odd = replace(tiny_bundle, name="../../odd")
    fill(library, range(1, 5), stamp_of(odd))
    library.vectors(odd).save(always=True)
    assert len(list(library.folder.glob("vectors/*/manifest.json"))) == 1


def test_indexes_opened_by_several_threads_at_once_are_one(
    library: Library, tiny_bundle: Bundle
) -> None:
    fill(library, range(1, 5), stamp_of(tiny_bundle))
    found = []

    def open_both() -> None:
        found.append((library.vectors(tiny_bundle), library.previews))

    threads = [threading.Thread(target=open_both) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(part) for pair in found for part in pair}) == 2


# -- the model in use ----------------------------------------------------------------------


@pytest.fixture
def other_bundle(tiny_bundle: Bundle) -> Bundle:
    """Two models are installed, `tiny` and `other`; the other one comes back."""
    make_tiny_bundle(user_models() / "tiny")
    make_tiny_bundle(user_models() / "other", TinyModel(name="other", layout="NHWC"))
    assert find_bundle("tiny").sha256 == tiny_bundle.sha256
    return find_bundle("other")


def choice(library: Library) -> tuple[str, str | None]:
    """The model in use, and the one that is wanted."""
    return library.model_in_use(), library.model_wanted()


def test_the_model_in_use_can_be_changed_beside_a_writer(library: Library) -> None:
    assert choice(library) == (DEFAULT_MODEL, None)
    with Library.open(library.folder) as reader:
        reader.use_model("other")
        assert reader.model_in_use() == library.model_in_use() == "other"


def test_a_model_that_has_not_encoded_all_photos_is_wanted_and_takes_over_later(
    library: Library, tiny_bundle: Bundle, other_bundle: Bundle
) -> None:
    library.use_model("tiny")
    first, second = fill(library, range(1, 3), stamp_of(tiny_bundle))
    assert not library.choose_model("other")
    assert choice(library) == ("tiny", "other")
    keys = library.catalog.content_keys()
    stamp = stamp_of(other_bundle)
    library.add_vectors([NewVector(first, keys[first], vector(3))], stamp)
    assert not library.choose_model("other")
    library.add_vectors([NewVector(second, keys[second], vector(4))], stamp)
    assert library.take_over("other")
    assert choice(library) == ("other", None)


def test_going_back_to_a_model_whose_vectors_are_kept_is_instant(
    library: Library, tiny_bundle: Bundle, other_bundle: Bundle
) -> None:
    library.use_model("other")
    fill(library, range(1, 4), stamp_of(tiny_bundle))
    fill(library, range(1, 3), stamp_of(other_bundle))
    assert library.choose_model("tiny")
    assert choice(library) == ("tiny", None)
    assert not library.choose_model("other")


def test_to_choose_the_model_in_use_is_to_want_no_other_any_more(
    library: Library, tiny_bundle: Bundle, other_bundle: Bundle
) -> None:
    library.use_model("tiny")
    fill(library, range(1, 3), stamp_of(tiny_bundle))
    library.choose_model(other_bundle.name)
    assert library.choose_model("tiny")
    assert choice(library) == ("tiny", None)
    assert not library.take_over(other_bundle.name)
    assert choice(library) == ("tiny", None)


def test_where_the_model_in_use_is_gone_another_one_is_used_at_once(
    library: Library, tiny_bundle: Bundle, other_bundle: Bundle
) -> None:
    library.use_model("removed")
    fill(library, range(1, 3), stamp_of(tiny_bundle))
    assert library.choose_model(other_bundle.name)


def test_a_model_that_is_not_there_cannot_be_chosen(library: Library) -> None:
    with pytest.raises(LibraryError, match="no model named “absent”"):
        library.choose_model("absent")
    assert choice(library) == (DEFAULT_MODEL, None)


# -- vectors alone -------------------------------------------------------------------------


def test_a_photo_that_was_renewed_or_forgotten_meanwhile_gets_no_vector_of_its_old_content(
    library: Library, tiny_bundle: Bundle, other_bundle: Bundle
) -> None:
    first, second, third = fill(library, range(1, 4), stamp_of(tiny_bundle))
    keys = library.catalog.content_keys()
    library.add([indexed(below("photos", "1.jpg"), 9)], stamp_of(tiny_bundle))
    library.forget([second])
    made = [NewVector(each, keys[each], vector(each)) for each in (first, second, third)]
    library.add_vectors(made, stamp_of(other_bundle))
    assert library.catalog.vector(first, other_bundle.sha256) is None
    assert library.catalog.vector(second, other_bundle.sha256) is None
    assert library.catalog.vector(third, other_bundle.sha256) is not None
    told = {each.model: each.photos for each in library.catalog.encoded_by()}
    assert told == {"tiny": 2, "other": 1}
    assert library.catalog.ids_without_vector(other_bundle.sha256) == [first]


def test_the_catalog_remembers_where_the_newest_vectors_were_made(
    library: Library, tiny_bundle: Bundle
) -> None:
    assert library.catalog.last_made_on(tiny_bundle.sha256) is None
    stamp = stamp_of(tiny_bundle)
    fill(library, range(1, 3), replace(stamp, device="npu", precision="float16"))
    fill(library, range(3, 5), stamp)
    assert library.catalog.last_made_on(tiny_bundle.sha256) == MadeOn("cpu", "float32")


def test_a_reader_gives_stars_while_another_process_indexes(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", write=True) as writer:
        fill(writer, range(1, 4))
        with Library.open(tmp_path / "library") as reader:
            with reader.small_edit() as catalog:
                catalog.set_rating([2], 4)
                catalog.set_favourite([3])
            fill(writer, range(4, 6))
            known = reader.catalog.photos(range(1, 6))
    assert [photo.rating for photo in known] == [None, 4, None, None, None]
    assert [photo.favourite for photo in known] == [False, False, True, False, False]


def test_the_holder_of_the_write_lock_outlasts_an_edit_for_which_others_do_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.database.SECONDS_TO_WAIT", 0.05)
    began, refused = threading.Event(), threading.Event()

    def edit_for_long() -> None:
        database = Database(tmp_path / "library" / "library.db", write=True)
        with database.transaction():
            began.set()
            refused.wait(60)
            time.sleep(0.5)
        database.close()

    with Library.open(tmp_path / "library", write=True) as writer:
        ids = fill(writer, range(1, 4))
        editor = threading.Thread(target=edit_for_long)
        editor.start()
        began.wait(60)
        with pytest.raises(LibraryError, match="try again in a moment"), writer.small_edit() as it:
            it.set_rating(ids, 4)
        refused.set()
        fill(writer, range(4, 6))
        editor.join()
        assert writer.catalog.count() == 5
