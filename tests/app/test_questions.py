"""The library answers what the window asks, and is silent while it is not there."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.asked import Everything, Folder, Overview, Question
from app.cut.cutting import USUAL
from app.grid.pixmaps import Shape
from app.questions import Questions
from app.searches import Search
from indexer.errors import LibraryError
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle, load_bundle
from indexer.places import user_models
from indexer.query import QueryError
from indexer.query.completions import completions
from indexer.search import Band, Order
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    assert questions.answer(Search("dog")).ids.tolist() == []
    assert questions.photo(1) is None
    assert questions.preview(1) is None
    assert questions.problems() == []
    assert dict(questions.tiles([1], SHAPE, large=False)) == {}
    questions.warm_up()
    questions.close()
    assert not (tmp_path / "none").exists()


def test_a_library_that_its_maker_has_only_begun_is_none_yet(tmp_path: Path) -> None:
    (tmp_path / "library.db").touch()
    questions = Questions(tmp_path)
    assert questions.overview() is None
    Library.open(tmp_path, write=True).close()
    overview = questions.overview()
    assert overview is not None
    assert overview.photos == 0
    questions.close()


def test_the_overview_counts_photos_folders_and_problems(questions: Questions) -> None:
    overview = questions.overview()
    assert isinstance(overview, Overview)
    assert overview.photos == 12
    assert [root.photos for root in overview.roots] == [12]
    assert overview.problems == 1
    assert questions.overview() == overview
    again = questions.overview(overview)
    assert again == overview
    assert again is not None
    assert again.folders is overview.folders  # Not counted once more.


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


def test_everything_and_a_folder_have_no_bands(questions: Questions) -> None:
    overview = questions.overview()
    assert overview is not None
    for question in (Everything(), Folder(overview.roots[0].path)):
        answer = questions.answer(question)
        assert len(answer.ids) == 12
        assert answer.bands is None
    assert questions.answer(Folder("/elsewhere")).ids.tolist() == []


def test_words_find_what_they_describe_best_first(questions: Questions) -> None:
    answer = questions.answer(Search("red"))
    assert answer.bands is not None
    assert list(answer.bands) == sorted(answer.bands, reverse=True)
    assert answer.counts is not None
    assert answer.counts.strong + answer.counts.likely == len(answer.ids)
    assert answer.counts.weak == 12 - len(answer.ids)
    assert answer.histogram is not None
    assert all(name.startswith("red") for name in _names(questions, Search("red"))[:3])


def test_weak_guesses_come_last_and_only_where_they_are_wanted(questions: Questions) -> None:
    sure = questions.answer(Search("red")).ids.tolist()
    answer = questions.answer(Search("red"), replace(USUAL, weak=True))
    assert answer.ids.tolist()[: len(sure)] == sure
    assert len(answer.ids) == 12
    assert answer.bands is not None
    assert set(answer.bands[len(sure) :].tolist()) == {Band.WEAK}


def test_by_date_the_same_photos_come_newest_first(questions: Questions) -> None:
    everything = questions.answer(Everything()).ids.tolist()
    best_first = questions.answer(Search("red")).ids.tolist()
    answer = questions.answer(Search("red"), replace(USUAL, order=Order.DATE))
    assert answer.ids.tolist() == [each for each in everything if each in best_first]


def test_filters_alone_are_no_matter_of_more_or_less(questions: Questions) -> None:
    answer = questions.answer(Search("name:red* tag:nowhere OR name:red*"))
    assert len(answer.ids) == 3
    assert answer.bands is None
    assert answer.counts is None
    assert answer.remarks == ("Nothing in this library goes by tag:nowhere.",)


def test_what_cannot_be_understood_is_told_with_its_place(questions: Questions) -> None:
    for text, column in (("dog takn:2023", 5), ("dog like:10000", 5)):
        with pytest.raises(QueryError) as told:
            questions.answer(Search(text))
        assert told.value.column == column


def test_a_photo_finds_its_like_but_not_itself(questions: Questions) -> None:
    blue = questions.answer(Search("blue")).ids.tolist()[0]
    found = _names(questions, Search.like(blue))
    assert all(name.startswith("blue") for name in found[:2])
    assert len(found) == 2


def test_a_picture_from_elsewhere_finds_its_like(questions: Questions, tmp_path: Path) -> None:
    Image.new("RGB", (50, 50), "yellow").save(tmp_path / "mine.png")
    found = _names(questions, Search.like(str(tmp_path / "mine.png")))
    assert all(name.startswith("yellow") for name in found[:3])


def test_a_picture_that_cannot_be_read_is_told_kindly(questions: Questions, tmp_path: Path) -> None:
    (tmp_path / "no.jpg").write_text("no picture")
    with pytest.raises(LibraryError, match=r"no\.jpg"):
        questions.answer(Search.like(str(tmp_path / "no.jpg")))


def test_tiles_come_with_their_names_and_also_without_a_preview(questions: Questions) -> None:
    ids = questions.answer(Everything()).ids.tolist()
    for large in (False, True):
        tiles = questions.tiles([*ids[:2], 10_000], SHAPE, large=large)
        assert {tile.name[-4:] for photo_id, tile in tiles.items() if photo_id in ids} == {".png"}
        assert [tiles[photo_id].image is not None for photo_id in ids[:2]] == [True, True]
        assert tiles[10_000].image is None


def test_a_photo_can_be_seen_as_preview_and_whole(questions: Questions) -> None:
    photo_id = questions.answer(Search("red")).ids.tolist()[0]
    preview = questions.preview(photo_id)
    assert preview is not None
    assert max(preview.width(), preview.height()) <= 400
    whole = questions.picture(photo_id, None)
    assert (whole.width(), whole.height()) == (400, 300)
    assert whole.pixelColor(200, 200).red() == 255


def test_a_photo_whose_file_is_gone_is_told_kindly(questions: Questions) -> None:
    with pytest.raises(LibraryError, match="no longer"):
        questions.picture(10_000, None)


@pytest.fixture
def two_models(filled_library: Path, tmp_path: Path) -> Iterator[Questions]:
    """A library that both models have encoded; it searches with `tiny`."""
    bundles = [
        load_bundle(make_tiny_bundle(user_models() / model.name, model))
        for model in (TinyModel(), TinyModel("other", layout="NHWC"))
    ]
    folder = shutil.copytree(filled_library, tmp_path / "library")
    with Library.open(folder, write=True) as library:
        library.use_model("tiny")
        roots = tuple(root.path for root in library.catalog.roots())
        options = IngestOptions(roots=roots, workers=1)
        list(ingest(library, bundles[1], options))
    asked = Questions(folder)
    yield asked
    asked.close()


def _answers_with(questions: Questions) -> tuple[str, str]:
    questions.answer(Search("red"))
    assert questions._searcher is not None
    return questions._searcher.made_of


def test_the_model_before_answers_until_the_one_that_was_chosen_is_ready(
    two_models: Questions,
) -> None:
    tiny, other = (find_bundle(name).sha256 for name in ("tiny", "other"))
    assert _answers_with(two_models) == (tiny, "auto")
    assert two_models.choose_model("other") is True
    overview = two_models.overview()
    assert overview is not None
    assert overview.model == "other"
    assert _answers_with(two_models) == (tiny, "auto")
    two_models.follow_choice()
    assert _answers_with(two_models) == (other, "auto")
    assert _names(two_models, Search("green"))[0].startswith("green")


def test_of_two_choices_the_last_one_counts_and_each_is_let_go_of(two_models: Questions) -> None:
    tiny = find_bundle("tiny").sha256
    for name, device in (("other", "auto"), ("other", "cpu"), ("tiny", "cpu")):
        two_models.choose_model(name)
        two_models.use_device(device)
        two_models.follow_choice()
    assert _answers_with(two_models) == (tiny, "cpu")
    ready = two_models._searcher
    two_models.follow_choice()
    assert two_models._successor is None
    assert two_models._searcher is ready


def test_where_another_library_took_the_place_it_is_asked_and_searched(
    two_models: Questions,
) -> None:
    before, path = two_models.searcher(), two_models.folder / "library.db"
    with Library.open(two_models.folder, write=True) as library:
        library.catalog.confirm_tag([1], "Anna")
    with two_models.let_go():
        path.replace(path.with_name("before.db"))
        shutil.copy(path.with_name("before.db"), path)
    assert ("Anna", 1) in two_models.names().tags
    assert two_models.searcher() is not before
    assert _names(two_models, Search("green"))[0].startswith("green")


def test_a_choice_that_cannot_be_made_ready_leaves_the_one_before(two_models: Questions) -> None:
    before = _answers_with(two_models)
    two_models.choose_model("other")
    (user_models() / "other" / "text.onnx").write_bytes(b"no graph")
    with pytest.raises(LibraryError):
        two_models.follow_choice()
    assert _answers_with(two_models) == before


def test_a_tag_is_completed_by_another_word_as_soon_as_the_library_is_tagged(
    filled_library: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(filled_library, tmp_path / "library")
    questions = Questions(folder)
    assert completions("tag:pu", 6, questions.names()) == []
    with Library.open(folder, write=True) as library:
        (first, *_) = library.catalog.all_ids().tolist()
        library.catalog.give_tags({first: {"dog": 0.5}})
        library.catalog.keep_synonyms({"dog": ("puppy",)})
    (offered,) = completions("tag:pu", 6, questions.names())
    assert (offered.text, offered.title, offered.count) == ("tag:dog", "dog", 1)
    assert questions.answer(Search("tag:puppy")).ids.tolist() == [first]
    with Library.open(folder, write=True) as library:
        library.catalog.give_tags({first: {}})
    assert completions("tag:pu", 6, questions.names()) == []


def test_a_tag_is_completed_as_soon_as_a_person_gives_it(
    filled_library: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(filled_library, tmp_path / "library")
    questions = Questions(folder)
    assert completions("tag:zor", 6, questions.names()) == []
    with Library.open(folder) as library, library.small_edit() as catalog:
        catalog.confirm_tag(catalog.all_ids().tolist()[:2], "zorp")
        (offered,) = completions("tag:zor", 6, questions.names())
        assert (offered.text, offered.count) == ("tag:zorp", 2)
        catalog.undo()
        assert completions("tag:zor", 6, questions.names()) == []
    questions.close()


def test_a_model_can_be_chosen_before_there_is_a_library(tmp_path: Path) -> None:
    make_tiny_bundle(user_models() / "tiny")
    questions = Questions(tmp_path / "library")
    questions.follow_choice()
    assert questions.choose_model("tiny") is True
    assert questions.stock().in_use == "tiny"
    questions.close()


def test_a_model_that_is_not_there_is_told_kindly(filled_library: Path) -> None:
    questions = Questions(filled_library, model="nowhere-to-be-found")
    assert len(questions.answer(Everything()).ids) == 12
    with pytest.raises(LibraryError, match="nowhere-to-be-found"):
        questions.answer(Search("dog"))
    questions.close()
