"""Folders are taken in, whatever has happened to them since the last time."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from indexer.advice import advice
from indexer.encode import ImageEncoder
from indexer.errors import LibraryError
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import load_bundle
from indexer.query import Tag
from tests.bundles import TinyModel, make_tiny_bundle
from tests.indexer.decode.packets import xmp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.ingest.progress import Progress
    from indexer.models import Bundle
    from tests.conftest import PaintPhoto


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", write=True) as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path, paint_photo: PaintPhoto) -> Path:
    """A folder of four photos, one of them below."""
    folder = tmp_path / "photos"
    for seed, name in enumerate(("a.jpg", "b.png", "c.jpg", "deep/er/d.jpg")):
        paint_photo(folder / name, size=(64, 48), seed=seed)
    return folder


def run(library: Library, bundle: Bundle, *folders: Path, **options: object) -> Progress:
    """Ingest to the end; the sums come back, and add up."""
    roots = tuple(str(folder) for folder in folders)
    for root in roots:
        library.catalog.add_root(root)
    chosen = IngestOptions(roots=roots, workers=1, **options)  # type: ignore[arg-type] # by name
    *_, last = ingest(library, bundle, chosen)
    assert last.stage == "done"
    assert last.seen == (last.added + last.updated + last.moved + last.unreadable + last.unchanged)
    return last


def ids(library: Library) -> dict[str, int]:
    """File name -> id of every photo."""
    photos = library.catalog.photos(library.catalog.all_ids().tolist())
    return {os.path.basename(photo.path): photo.id for photo in photos}


def test_a_folder_is_taken_in_with_vectors_and_previews(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    last = run(library, tiny_bundle, folder)
    assert (last.seen, last.added, last.device) == (4, 4, "cpu")
    assert set(ids(library)) == {"a.jpg", "b.png", "c.jpg", "d.jpg"}
    assert library.catalog.vector_count(tiny_bundle.sha256) == 4
    assert library.missing_previews() == []


def test_a_vector_is_the_one_that_the_encoder_gives(
    library: Library, tiny_bundle: Bundle, tmp_path: Path
) -> None:
    Image.new("RGB", (40, 40), "red").save(tmp_path / "red.png")
    folder = tmp_path / "reds"
    folder.mkdir()
    (tmp_path / "red.png").rename(folder / "red.png")
    run(library, tiny_bundle, folder)
    stored = library.catalog.vector(ids(library)["red.png"], tiny_bundle.sha256)
    with ImageEncoder.open(tiny_bundle) as encoder:
        pixels = np.full((1, tiny_bundle.image.size, tiny_bundle.image.size, 3), (255, 0, 0))
        expected = encoder.encode(pixels.astype(np.uint8))[0]
    assert stored == pytest.approx(expected, abs=1e-3)


def test_a_second_run_finds_nothing_to_do(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    run(library, tiny_bundle, folder)
    last = run(library, tiny_bundle, folder)
    assert (last.unchanged, last.total) == (4, 0)


def test_a_renamed_and_a_moved_file_keep_their_ids(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    run(library, tiny_bundle, folder)
    before = ids(library)
    (folder / "a.jpg").rename(folder / "holiday.jpg")
    (folder / "b.png").rename(folder / "deep" / "b.png")
    last = run(library, tiny_bundle, folder)
    assert (last.moved, last.total, last.removed) == (2, 0, 0)
    after = ids(library)
    assert after["holiday.jpg"] == before["a.jpg"]
    assert after["b.png"] == before["b.png"]
    assert library.catalog.photo_by_path(str(folder / "deep" / "b.png")) is not None


def test_a_photo_that_moved_to_another_root_keeps_its_id_where_only_that_one_is_looked_at(
    library: Library, tiny_bundle: Bundle, folder: Path, tmp_path: Path
) -> None:
    run(library, tiny_bundle, folder)
    before = ids(library)
    other = tmp_path / "other"
    other.mkdir()
    (folder / "a.jpg").rename(other / "a.jpg")
    shutil.copy2(folder / "c.jpg", other / "copy.jpg")
    last = run(library, tiny_bundle, other)
    assert (last.moved, last.added, last.removed) == (1, 1, 0)
    assert ids(library) == before | {"copy.jpg": ids(library)["copy.jpg"]}


def test_copies_of_what_lies_on_a_drive_that_is_away_are_new_photos(
    library: Library, tiny_bundle: Bundle, folder: Path, tmp_path: Path
) -> None:
    run(library, tiny_bundle, folder)
    shutil.copytree(folder, tmp_path / "copies")
    folder.rename(folder.with_name("unplugged"))
    assert run(library, tiny_bundle, tmp_path / "copies").added == 4


def test_files_that_exchanged_their_names_keep_their_ids(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    run(library, tiny_bundle, folder)
    before = ids(library)
    (folder / "a.jpg").rename(folder / "x")
    (folder / "c.jpg").rename(folder / "a.jpg")
    (folder / "x").rename(folder / "c.jpg")
    os.utime(folder / "a.jpg")
    os.utime(folder / "c.jpg")
    run(library, tiny_bundle, folder)
    after = ids(library)
    assert (after["a.jpg"], after["c.jpg"]) == (before["c.jpg"], before["a.jpg"])


def test_a_file_with_a_new_time_is_not_read_again(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    run(library, tiny_bundle, folder)
    os.utime(folder / "a.jpg", ns=(1, 1))
    last = run(library, tiny_bundle, folder)
    assert (last.unchanged, last.total) == (4, 0)
    photo = library.catalog.photo_by_path(str(folder / "a.jpg"))
    assert photo is not None
    assert photo.mtime_ns == 1


def test_an_edited_photo_keeps_its_id_and_gets_a_new_vector(
    library: Library, tiny_bundle: Bundle, folder: Path, paint_photo: PaintPhoto
) -> None:
    run(library, tiny_bundle, folder)
    photo_id = ids(library)["a.jpg"]
    before = library.catalog.vector(photo_id, tiny_bundle.sha256)
    paint_photo(folder / "a.jpg", size=(64, 48), seed=99)
    last = run(library, tiny_bundle, folder)
    assert last.updated == 1
    assert ids(library)["a.jpg"] == photo_id
    after = library.catalog.vector(photo_id, tiny_bundle.sha256)
    assert before is not None
    assert after is not None
    assert not np.allclose(before, after)


def test_what_is_gone_is_forgotten(library: Library, tiny_bundle: Bundle, folder: Path) -> None:
    run(library, tiny_bundle, folder)
    (folder / "a.jpg").unlink()
    shutil.rmtree(folder / "deep")
    last = run(library, tiny_bundle, folder)
    assert (last.removed, last.unchanged) == (2, 2)
    assert set(ids(library)) == {"b.png", "c.jpg"}


def test_a_root_that_is_away_keeps_its_photos(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    run(library, tiny_bundle, folder)
    folder.rename(folder.with_name("unplugged"))
    last = run(library, tiny_bundle, folder)
    assert (last.seen, last.removed) == (0, 0)
    assert len(ids(library)) == 4
    (problem,) = library.catalog.problems()
    assert problem.path == str(folder)
    assert problem.reason.startswith("This folder is not there, as when its drive is away.")
    assert advice(problem.reason) == "Plug its drive in, or connect it."


def emptied(folder: Path) -> Path:
    """The folder, with nothing in it any more."""
    shutil.rmtree(folder)
    folder.mkdir()
    return folder


def test_a_root_that_is_empty_now_keeps_its_photos_and_is_told_as_a_problem(
    library: Library, tiny_bundle: Bundle, folder: Path, paint_photo: PaintPhoto
) -> None:
    run(library, tiny_bundle, folder)
    run(library, tiny_bundle, emptied(folder))
    (problem,) = library.catalog.problems()
    assert problem.path == str(folder)
    assert "Its photos (4) are kept" in problem.reason
    assert len(ids(library)) == 4
    paint_photo(folder / "a.jpg", size=(64, 48), seed=0)
    run(library, tiny_bundle, folder)
    assert library.catalog.problems() == []
    assert len(ids(library)) == 1


def test_the_photos_of_an_empty_root_go_if_a_person_says_so_but_not_of_one_that_is_not_there(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    word = {"accept_missing": True, "emptied": (str(folder),)}
    run(library, tiny_bundle, folder)
    away = folder.rename(folder.with_name("unplugged"))
    assert run(library, tiny_bundle, folder, **word).removed == 0
    away.rename(folder)
    assert run(library, tiny_bundle, emptied(folder), full=True).removed == 0
    assert run(library, tiny_bundle, folder, accept_missing=True).removed == 0
    assert run(library, tiny_bundle, folder, **word).removed == 4
    assert library.catalog.problems() == []


def test_a_file_that_lies_is_a_problem_and_is_tried_again_only_after_it_changed(
    library: Library, tiny_bundle: Bundle, folder: Path, paint_photo: PaintPhoto
) -> None:
    (folder / "liar.jpg").write_text("I am no picture")
    last = run(library, tiny_bundle, folder)
    assert (last.added, last.unreadable) == (4, 1)
    (problem,) = library.catalog.problems()
    assert problem.path == str(folder / "liar.jpg")
    assert problem.reason.endswith(".")

    assert run(library, tiny_bundle, folder).total == 0
    assert run(library, tiny_bundle, folder, full=True).unreadable == 1

    paint_photo(folder / "liar.jpg", size=(64, 48), seed=5)
    assert run(library, tiny_bundle, folder).added == 1
    assert library.catalog.problems() == []


def test_a_photo_that_became_unreadable_stays_and_is_told(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    run(library, tiny_bundle, folder)
    before = ids(library)
    (folder / "a.jpg").write_bytes(b"cut off")
    last = run(library, tiny_bundle, folder)
    assert last.unreadable == 1
    assert ids(library) == before
    assert [problem.path for problem in library.catalog.problems()] == [str(folder / "a.jpg")]
    assert run(library, tiny_bundle, folder).total == 0


def test_full_reads_every_file_again(library: Library, tiny_bundle: Bundle, folder: Path) -> None:
    run(library, tiny_bundle, folder)
    before = ids(library)
    last = run(library, tiny_bundle, folder, full=True)
    assert (last.updated, last.added) == (4, 0)
    assert ids(library) == before


def test_lost_previews_are_made_again_without_the_encoder(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    run(library, tiny_bundle, folder)
    library.previews.remove(ids(library).values())
    last = run(library, tiny_bundle, folder)
    assert (last.updated, last.device, last.provider) == (4, "cpu", None)
    assert library.missing_previews() == []


def test_another_model_fills_its_vectors_beside_the_first(
    library: Library, tiny_bundle: Bundle, folder: Path, tmp_path: Path
) -> None:
    other = load_bundle(
        make_tiny_bundle(tmp_path / "other", TinyModel(name="other", layout="NHWC", batch=1))
    )
    run(library, tiny_bundle, folder)
    before = ids(library)
    last = run(library, other, folder)
    assert (last.updated, last.unchanged) == (4, 0)
    assert ids(library) == before
    assert library.catalog.vector_count(tiny_bundle.sha256) == 4
    assert library.catalog.vector_count(other.sha256) == 4


def test_a_pattern_means_the_same_where_only_a_part_of_a_root_is_looked_at(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    patterns = ("deep/er",)
    assert run(library, tiny_bundle, folder, excludes=patterns).added == 3
    assert run(library, tiny_bundle, folder / "deep", excludes=patterns).seen == 0


def test_excluded_and_hidden_files_are_noted_with_their_rule(
    library: Library, tiny_bundle: Bundle, folder: Path, paint_photo: PaintPhoto
) -> None:
    paint_photo(folder / ".trash" / "x.jpg", size=(32, 32))
    last = run(library, tiny_bundle, folder, excludes=("*.png",))
    assert last.added == 3
    assert library.catalog.ignored_count() == 2


def test_who_stops_asking_keeps_what_was_done(
    library: Library, tiny_bundle: Bundle, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    folder = tmp_path / "many"
    for seed in range(60):
        paint_photo(folder / f"{seed:02}.jpg", size=(40, 30), seed=seed)
    library.catalog.add_root(str(folder))
    options = IngestOptions(roots=(str(folder),), workers=1)
    steps = ingest(library, tiny_bundle, options)
    for progress in steps:
        if progress.done >= 10:
            break
    steps.close()
    kept = library.catalog.count()
    assert kept >= 10
    last = run(library, tiny_bundle, folder)
    assert last.unchanged == kept
    assert last.added == 60 - kept


def test_a_model_whose_files_are_others_than_promised_makes_no_vectors(
    library: Library, tmp_path: Path, folder: Path
) -> None:
    bundle = load_bundle(make_tiny_bundle(tmp_path / "tampered"))
    with bundle.path(bundle.text.file).open("ab") as file:
        file.write(b"\x00")
    with pytest.raises(LibraryError, match=r"text\.onnx is not the file"):
        run(library, bundle, folder)
    assert library.catalog.count() == 0


def test_an_encoder_that_is_lent_stays_open(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    with ImageEncoder.open(tiny_bundle, threads=1) as encoder:
        options = IngestOptions(roots=(str(folder),), workers=1)
        *_, last = ingest(library, tiny_bundle, options, encoder=encoder)
        assert last.added == 4
        size = tiny_bundle.image.size
        assert encoder.encode(np.zeros((1, size, size, 3), np.uint8)).shape == (1, 16)


def test_a_part_of_a_root_can_be_looked_at_alone(
    library: Library, tiny_bundle: Bundle, folder: Path
) -> None:
    run(library, tiny_bundle, folder)
    (folder / "a.jpg").unlink()
    (folder / "deep" / "er" / "d.jpg").unlink()
    last = run(library, tiny_bundle, folder / "deep")
    assert last.removed <= 1
    assert "a.jpg" in ids(library)


def test_what_was_written_into_a_file_is_found_and_follows_the_file(
    library: Library, tiny_bundle: Bundle, folder: Path, paint_photo: PaintPhoto
) -> None:
    words = xmp("<dc:subject><rdf:Bag><rdf:li>Fjord</rdf:li></rdf:Bag></dc:subject>")
    paint_photo(folder / "a.jpg", size=(64, 48), xmp=words)
    run(library, tiny_bundle, folder)
    photo = ids(library)["a.jpg"]
    assert library.catalog.by_words("fjord", 9) == [(photo, False)]
    assert library.catalog.ids_where(Tag("fjord")).tolist() == [photo]
    paint_photo(folder / "a.jpg", size=(64, 48), xmp=words.replace(b"Fjord", b"Summer"))
    run(library, tiny_bundle, folder)
    assert library.catalog.by_words("fjord", 9) == []
    assert library.catalog.tags_of([photo]) == {photo: ("Summer",)}


def test_a_full_run_reads_what_an_older_shoebox_did_not(
    library: Library, tiny_bundle: Bundle, folder: Path, paint_photo: PaintPhoto
) -> None:
    paint_photo(folder / "a.jpg", size=(64, 48), xmp=xmp("", attributes='xmp:Rating="4"'))
    run(library, tiny_bundle, folder)
    photo = ids(library)["a.jpg"]
    with library.catalog._database.transaction() as connection:
        connection.execute("UPDATE photos SET file_rating = NULL, rating = NULL")
    run(library, tiny_bundle, folder)
    assert library.catalog.photos([photo])[0].rating is None
    run(library, tiny_bundle, folder, full=True)
    assert library.catalog.photos([photo])[0].rating == 4
