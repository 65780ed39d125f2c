"""The library answers what the window asks, and is silent while it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.grid.pixmaps import Shape
from app.questions import (
    Everything,
    Folder,
    LikePhoto,
    LikePicture,
    Overview,
    Question,
    Questions,
    Words,
)
from indexer.errors import LibraryError
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle

SHAPE = Shape(side=64, radius=4, ratio=1)


def _names(questions: Questions, question: Question) -> list[str]:
    return [
        path.rpartition("/")[2] for path in questions.paths(questions.answer(question).ids.tolist())
    ]


def test_before_there_is_a_library_there_is_nothing(tmp_path: Path) -> None:
    questions = Questions(tmp_path / "none")
    assert questions.overview() is None
    assert questions.answer(Everything()).ids.tolist() == []
    assert questions.answer(Words("dog")).ids.tolist() == []
    assert questions.photo(1) is None
    assert questions.preview(1) is None
    assert questions.problems() == []
    assert dict(questions.tiles([1], SHAPE, large=False)) == {}
    questions.warm_up()
    questions.close()
    assert not (tmp_path / "none").exists()


def test_the_overview_counts_photos_folders_and_problems(questions: Questions) -> None:
    overview = questions.overview()
    assert isinstance(overview, Overview)
    assert overview.photos == 12
    assert [root.photos for root in overview.roots] == [12]
    assert overview.problems == 1
    assert questions.overview() == overview
    assert questions.overview(overview) == overview


def test_the_overview_tells_when_a_photo_was_found_with_other_content(
    tiny_bundle: Bundle, tmp_path: Path
) -> None:
    folder, path = tmp_path / "library", tmp_path / "photos" / "one.png"
    options = IngestOptions(roots=(str(path.parent),), workers=1)
    path.parent.mkdir()
    questions = Questions(folder)
    told: list[Overview | None] = []
    for colour, width in (("red", 400), ("red", 400), ("blue", 500)):
        Image.new("RGB", (width, 300), colour).save(path)
        with Library.open(folder, write=True) as library:
            library.catalog.add_root(str(path.parent))
            list(ingest(library, tiny_bundle, options))
        told.append(questions.overview(told[-1] if told else None))
    questions.close()
    first, second, third = (overview.renewal for overview in told if overview)
    assert first == second == 0
    assert third > 0


def test_everything_and_a_folder_have_no_scores(questions: Questions) -> None:
    overview = questions.overview()
    assert overview is not None
    for question in (Everything(), Folder(overview.roots[0].path)):
        answer = questions.answer(question)
        assert len(answer.ids) == 12
        assert answer.scores is None
    assert questions.answer(Folder("/elsewhere")).ids.tolist() == []


def test_words_find_what_they_describe_best_first(questions: Questions) -> None:
    answer = questions.answer(Words("red"))
    assert answer.scores is not None
    assert list(answer.scores) == sorted(answer.scores, reverse=True)
    assert all(name.startswith("red") for name in _names(questions, Words("red"))[:3])


def test_a_photo_finds_its_like_but_not_itself(questions: Questions) -> None:
    blue = questions.answer(Words("blue")).ids.tolist()[0]
    found = _names(questions, LikePhoto(blue, "it"))
    assert all(name.startswith("blue") for name in found[:2])
    assert len(found) == 11


def test_a_picture_from_elsewhere_finds_its_like(questions: Questions, tmp_path: Path) -> None:
    Image.new("RGB", (50, 50), "yellow").save(tmp_path / "mine.png")
    found = _names(questions, LikePicture(str(tmp_path / "mine.png")))
    assert all(name.startswith("yellow") for name in found[:3])


def test_a_picture_that_cannot_be_read_is_told_kindly(questions: Questions, tmp_path: Path) -> None:
    (tmp_path / "no.jpg").write_text("no picture")
    with pytest.raises(LibraryError, match=r"no\.jpg"):
        questions.answer(LikePicture(str(tmp_path / "no.jpg")))


def test_tiles_come_with_their_names_and_also_without_a_preview(questions: Questions) -> None:
    ids = questions.answer(Everything()).ids.tolist()
    for large in (False, True):
        tiles = questions.tiles([*ids[:2], 10_000], SHAPE, large=large)
        assert {tile.name[-4:] for photo_id, tile in tiles.items() if photo_id in ids} == {".png"}
        assert [tiles[photo_id].image is not None for photo_id in ids[:2]] == [True, True]
        assert tiles[10_000].image is None


def test_a_photo_can_be_seen_as_preview_and_whole(questions: Questions) -> None:
    photo_id = questions.answer(Words("red")).ids.tolist()[0]
    preview = questions.preview(photo_id)
    assert preview is not None
    assert max(preview.width(), preview.height()) <= 400
    whole = questions.picture(photo_id, None)
    assert (whole.width(), whole.height()) == (400, 300)
    assert whole.pixelColor(200, 200).red() == 255


def test_a_photo_whose_file_is_gone_is_told_kindly(questions: Questions) -> None:
    with pytest.raises(LibraryError, match="no longer"):
        questions.picture(10_000, None)


def test_a_model_that_is_not_there_is_told_kindly(filled_library: Path) -> None:
    questions = Questions(filled_library, model="nowhere-to-be-found")
    assert len(questions.answer(Everything()).ids) == 12
    with pytest.raises(LibraryError, match="nowhere-to-be-found"):
        questions.answer(Words("dog"))
    questions.close()
