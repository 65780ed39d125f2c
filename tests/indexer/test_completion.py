"""Another model is made ready beside the one in use, and nothing is lost meanwhile."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle, load_bundle
from indexer.places import user_models
from indexer.scan import SeenFile
from indexer.verify import verify
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from indexer.ingest import Progress
    from indexer.models import Bundle
    from tests.conftest import PaintPhoto

PHOTOS = 6


@pytest.fixture
def tiny() -> Bundle:
    """The model in use, installed."""
    return load_bundle(make_tiny_bundle(user_models() / "tiny"))


@pytest.fixture
def other() -> Bundle:
    """Another model, installed."""
    folder = make_tiny_bundle(user_models() / "other", TinyModel(name="other", layout="NHWC"))
    return load_bundle(folder)


@pytest.fixture
def photos(tmp_path: Path, paint_photo: PaintPhoto) -> Path:
    """A folder of photos larger than their previews."""
    for seed in range(PHOTOS):
        paint_photo(tmp_path / "photos" / f"{seed}.jpg", size=(1100, 700), seed=seed, quality=92)
    return tmp_path / "photos"


@pytest.fixture
def library(tmp_path: Path, tiny: Bundle, photos: Path) -> Iterator[Library]:
    """The photos, taken in with `tiny`."""
    with Library.open(tmp_path / "library", write=True) as library:
        library.use_model(tiny.name)
        library.catalog.add_root(str(photos))
        run(library, tiny, photos)
        yield library


def options(*folders: Path) -> IngestOptions:
    return IngestOptions(tuple(map(str, folders)), workers=1)


def run(
    library: Library, bundle: Bundle, *folders: Path, wanted: Bundle | None = None
) -> list[Progress]:
    """Ingest to the end; the sums add up whatever was made ready."""
    told = list(ingest(library, bundle, options(*folders), wanted=wanted))
    last = told[-1]
    assert last.stage == "done"
    assert last.seen == (last.added + last.updated + last.moved + last.unreadable + last.unchanged)
    return told


def vectors(library: Library, bundle: Bundle) -> dict[str, NDArray[np.float32]]:
    """File name -> vector of each photo that the model has encoded."""
    found = {}
    for photo in library.catalog.photos(library.catalog.all_ids().tolist()):
        vector = library.catalog.vector(photo.id, bundle.sha256)
        if vector is not None:
            found[Path(photo.path).name] = vector
    return found


def choice(library: Library) -> tuple[str, str | None]:
    return library.model_in_use(), library.model_wanted()


def test_the_wanted_model_encodes_all_photos_and_takes_over(
    library: Library, tiny: Bundle, other: Bundle, photos: Path
) -> None:
    before = vectors(library, tiny)
    assert not library.choose_model("other")
    told = run(library, tiny, photos, wanted=other)
    assert choice(library) == ("other", None)
    assert [each.stage for each in told].count("switched") == 1
    making = [each for each in told if each.switching]
    assert {each.model for each in making} == {"other"}
    assert max(each.done for each in making) == max(each.total for each in making) == PHOTOS
    assert (told[-1].unchanged, told[-1].updated, told[-1].model) == (PHOTOS, 0, "other")
    kept = vectors(library, tiny)
    assert before.keys() == kept.keys() == vectors(library, other).keys()
    assert all(np.array_equal(before[name], kept[name]) for name in before)


def test_the_vectors_are_those_that_the_model_would_have_made_by_itself(
    library: Library, tiny: Bundle, other: Bundle, photos: Path, tmp_path: Path
) -> None:
    library.choose_model("other")
    run(library, tiny, photos, wanted=other)
    with Library.open(tmp_path / "fresh", write=True) as fresh:
        run(fresh, other, photos)
        expected = vectors(fresh, other)
    made = vectors(library, other)
    assert made.keys() == expected.keys()
    assert all(np.array_equal(made[name], expected[name]) for name in made)


def test_new_photos_are_findable_with_the_model_in_use_before_another_is_made_ready(
    library: Library, tiny: Bundle, other: Bundle, photos: Path, paint_photo: PaintPhoto
) -> None:
    library.choose_model("other")
    paint_photo(photos / "new.jpg", seed=99)
    steps = ingest(library, tiny, options(photos), wanted=other)
    for progress in steps:
        if progress.switching:
            assert "new.jpg" in vectors(library, tiny)
            break
    steps.close()
    run(library, tiny, photos, wanted=other)
    assert "new.jpg" in vectors(library, other)


def test_who_stops_asking_keeps_what_was_made_and_the_next_run_goes_on_from_there(
    library: Library, tiny: Bundle, other: Bundle, photos: Path
) -> None:
    library.choose_model("other")
    steps = ingest(library, tiny, options(photos), wanted=other)
    for progress in steps:
        if progress.switching and progress.done >= 3:
            break
    steps.close()
    kept = len(vectors(library, other))
    assert 3 <= kept < PHOTOS
    assert choice(library) == ("tiny", "other")
    told = run(library, tiny, photos, wanted=other)
    assert max(each.total for each in told if each.switching) == PHOTOS - kept
    assert choice(library) == ("other", None)


def test_a_photo_whose_file_is_away_is_encoded_from_its_preview(
    library: Library, tiny: Bundle, other: Bundle, photos: Path
) -> None:
    originals = vectors(library, tiny)
    paths = {str(photos / name) for name in originals}
    shutil.move(photos, photos.with_name("unplugged"))
    library.choose_model("other")
    told = run(library, tiny, photos, wanted=other)
    assert choice(library) == ("other", None)
    assert told[-1].seen == 0
    made = vectors(library, other)
    assert made.keys() == originals.keys()
    # Both models count colours alike, so that their vectors may be compared this once.
    assert all(made[name] @ originals[name] > 0.99 for name in made)
    assert not [problem for problem in library.catalog.problems() if problem.path in paths]


def test_a_file_that_cannot_be_read_any_more_is_told_and_its_preview_encoded(
    library: Library, tiny: Bundle, other: Bundle, photos: Path
) -> None:
    broken = photos / "3.jpg"
    known = library.catalog.known_files([str(photos)])[str(broken)]
    size = broken.stat().st_size
    broken.write_bytes(b"\0" * size)
    library.catalog.touch([(known.photo_id or 0, seen(broken))])
    library.choose_model("other")
    told = run(library, tiny, photos, wanted=other)
    assert [Path(each.path).name for each in library.catalog.problems()] == ["3.jpg"]
    assert told[-1].unchanged == PHOTOS
    assert "3.jpg" in vectors(library, other)
    assert choice(library) == ("other", None)


@pytest.mark.parametrize("mount_point", [False, True])
def test_what_only_a_drive_that_is_away_has_is_waited_for(
    library: Library, tiny: Bundle, other: Bundle, photos: Path, *, mount_point: bool
) -> None:
    shutil.move(photos, photos.with_name("unplugged"))
    if mount_point:
        photos.mkdir()
    library.previews.remove(library.catalog.all_ids().tolist()[:2])
    library.choose_model("other")
    told = run(library, tiny, photos, wanted=other)
    assert choice(library) == ("tiny", "other")
    assert len(vectors(library, tiny)) == PHOTOS
    assert len(vectors(library, other)) == PHOTOS - 2
    assert (told[-1].model, told[-1].missing) == ("tiny", 2)
    assert [remark for each in told for remark in each.remarks] == [
        "other cannot take over yet, tiny stays in use: 2 photos are on drives that are away. "
        "It goes on when they are back."
    ]
    if mount_point:
        photos.rmdir()
    shutil.move(photos.with_name("unplugged"), photos)
    (switched,) = [
        each for each in run(library, tiny, photos, wanted=other) if each.stage == "switched"
    ]
    assert switched.missing == 0
    assert choice(library) == ("other", None)
    assert len(vectors(library, other)) == PHOTOS


def test_a_file_that_gives_nothing_any_more_keeps_nobody_waiting_but_is_counted(
    library: Library, tiny: Bundle, other: Bundle, photos: Path
) -> None:
    broken = photos / "3.jpg"
    known = library.catalog.known_files([str(photos)])[str(broken)]
    broken.write_bytes(b"\0" * broken.stat().st_size)
    library.catalog.touch([(known.photo_id or 0, seen(broken))])
    library.previews.remove([known.photo_id or 0])
    library.choose_model("other")
    told = run(library, tiny, photos, wanted=other)
    assert choice(library) == ("other", None)
    assert "3.jpg" not in vectors(library, other)
    assert [each.missing for each in told if each.stage == "switched"] == [1]


def test_photos_that_the_model_in_use_lacks_are_encoded_from_previews_while_they_are_away(
    library: Library, tiny: Bundle, other: Bundle, photos: Path
) -> None:
    shutil.move(photos, photos.with_name("unplugged"))
    told = run(library, other, photos)
    assert len(vectors(library, other)) == PHOTOS
    assert not any(each.switching for each in told)
    assert run(library, other, photos)[-1].total == 0


def test_a_third_model_that_is_chosen_in_the_middle_is_not_lost(
    library: Library, tiny: Bundle, other: Bundle, photos: Path
) -> None:
    make_tiny_bundle(user_models() / "third", TinyModel(name="third", batch=1))
    library.choose_model("other")
    for progress in ingest(library, tiny, options(photos), wanted=other):
        if progress.switching and progress.done and library.model_wanted() == "other":
            with Library.open(library.folder) as reader:
                assert not reader.choose_model("third")
        assert progress.stage != "switched"
    assert progress.model == "tiny"
    assert choice(library) == ("tiny", "third")
    run(library, tiny, photos, wanted=find_bundle("third"))
    assert choice(library) == ("third", None)


def test_who_takes_his_wish_back_stays_with_the_model_in_use(
    library: Library, tiny: Bundle, other: Bundle, photos: Path
) -> None:
    library.choose_model("other")
    for progress in ingest(library, tiny, options(photos), wanted=other):
        if progress.switching and progress.done:
            assert library.choose_model("tiny")
    assert choice(library) == ("tiny", None)


@pytest.mark.parametrize("file", ["image.onnx", "tokenizer.json"])
def test_a_wanted_model_that_is_broken_is_told_and_the_old_one_goes_on(
    file: str, library: Library, tiny: Bundle, other: Bundle, photos: Path
) -> None:
    library.choose_model("other")
    other.path(file).write_bytes(b"rubbish")
    told = run(library, tiny, photos, wanted=other)
    (remark,) = [sentence for each in told for sentence in each.remarks]
    assert remark.startswith("other cannot take over, tiny stays in use: ")
    assert file in remark
    assert told[-1].model == "tiny"
    assert choice(library) == ("tiny", "other")


def test_where_the_wanted_model_does_not_take_over_the_sum_is_of_what_the_other_read(
    library: Library, tiny: Bundle, other: Bundle, photos: Path, paint_photo: PaintPhoto
) -> None:
    library.choose_model("other")
    paint_photo(photos / "new.jpg", seed=99)
    told: list[Progress] = []
    for progress in ingest(library, tiny, options(photos), wanted=other):
        if progress.switching and progress.done:
            library.choose_model("tiny")  # In the middle its user thinks better of it.
        told.append(progress)
    last = told[-1]
    assert choice(library) == ("tiny", None)
    assert (last.model, last.added, last.done, last.total) == ("tiny", 1, 1, 1)
    assert (last.device, last.provider) == ("cpu", "CPUExecutionProvider")


def test_a_wanted_model_that_read_the_new_photos_is_named_with_the_sum_of_them(
    library: Library, tiny: Bundle, other: Bundle, photos: Path, paint_photo: PaintPhoto
) -> None:
    away, known = photos.with_name("away"), photos.with_name("unplugged")
    paint_photo(away / "far.jpg", seed=98)
    library.catalog.add_root(str(away))
    run(library, tiny, photos, away)
    shutil.move(away, known)
    far = library.catalog.photo_by_path(str(away / "far.jpg"))
    assert far is not None
    library.previews.remove([far.id])
    library.choose_model("other")
    tiny.path("image.onnx").write_bytes(b"rubbish")
    paint_photo(photos / "new.jpg", seed=99)
    last = run(library, tiny, photos, wanted=other)[-1]
    assert choice(library) == ("tiny", "other")
    assert (last.model, last.added, last.missing) == ("other", 1, 1)


def test_a_wanted_model_that_does_not_run_as_it_says_is_told_too(
    library: Library, tiny: Bundle, other: Bundle, photos: Path
) -> None:
    library.choose_model("other")
    wrong = replace(other, image=replace(other.image, size=33))
    told = run(library, tiny, photos, wanted=wrong)
    assert any("cannot take over" in sentence for each in told for sentence in each.remarks)
    assert choice(library) == ("tiny", "other")


def test_where_the_model_in_use_cannot_be_run_new_photos_are_left_to_the_wanted_one(
    library: Library, tiny: Bundle, other: Bundle, photos: Path, paint_photo: PaintPhoto
) -> None:
    library.choose_model("other")
    tiny.path("image.onnx").write_bytes(b"rubbish")
    paint_photo(photos / "new.jpg", seed=99)
    told = run(library, tiny, photos, wanted=other)
    (remark,) = [sentence for each in told for sentence in each.remarks]
    assert remark.startswith("New photos are encoded by other, not by tiny: ")
    assert (told[-1].model, told[-1].added, told[-1].updated) == ("other", 1, 0)
    assert choice(library) == ("other", None)
    assert "new.jpg" in vectors(library, other)


def test_what_the_model_in_use_had_done_before_it_failed_stays_in_the_sum(
    library: Library, tiny: Bundle, other: Bundle, photos: Path, paint_photo: PaintPhoto
) -> None:
    library.choose_model("other")
    tiny.path("image.onnx").write_bytes(b"rubbish")
    (photos / "0.jpg").unlink()
    (photos / "1.jpg").rename(photos / "moved.jpg")
    paint_photo(photos / "2.jpg", size=(900, 700), seed=77)
    paint_photo(photos / "new.jpg", seed=99)
    last = run(library, tiny, photos, wanted=other)[-1]
    assert (last.removed, last.moved, last.updated, last.added) == (1, 1, 1, 1)
    assert last.unchanged == PHOTOS - 3
    assert choice(library) == ("other", None)
    assert len(vectors(library, other)) == PHOTOS


def test_previews_that_were_made_before_the_model_in_use_failed_are_made_once(
    library: Library, tiny: Bundle, other: Bundle, photos: Path, paint_photo: PaintPhoto
) -> None:
    paint_photo(photos / "new.jpg", seed=99)
    run(library, other, photos)  # What `tiny` lacks is planned last.
    known = library.catalog.known_files([str(photos)])
    without = [known[str(photos / name)].photo_id or 0 for name in ("0.jpg", "new.jpg")]
    library.previews.remove(without)
    library.choose_model("other")
    tiny.path("image.onnx").write_bytes(b"rubbish")
    last = run(library, tiny, photos, wanted=other)[-1]
    assert (last.updated, last.unchanged) == (2, PHOTOS - 1)
    assert not library.missing_previews()


def test_what_waits_for_the_wanted_model_is_no_damage(
    library: Library, tiny: Bundle, other: Bundle
) -> None:
    library.choose_model("other")
    report = verify(library, tiny, wanted=other)
    assert report.whole
    assert report.waiting == [f"{PHOTOS} photos are to be encoded with other."]


@pytest.mark.parametrize("picture", ["astronaut.png", "rocket.jpg", "flower.jpg"])
def test_the_preview_of_a_real_photograph_means_what_the_photograph_means(
    picture: str, real_pictures: Path
) -> None:
    from indexer.decode import DecodeRecipe, fit_preview, read_photo
    from indexer.encode import ImageEncoder

    starter = find_bundle("starter")
    recipe = DecodeRecipe(starter.image)
    photo = read_photo(str(real_pictures / picture), recipe)
    drawn = fit_preview(photo.large or photo.small, recipe)
    with ImageEncoder.open(starter, device="cpu") as encoder:
        one, two = encoder.encode(np.stack([photo.pixels, drawn]))
    assert one @ two > 0.93


def seen(path: Path) -> SeenFile:
    status = path.stat()
    return SeenFile(str(path), status.st_size, status.st_mtime_ns)
