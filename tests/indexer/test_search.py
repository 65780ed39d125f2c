"""Words and photos find the photos nearest to them."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from indexer.errors import LibraryError
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import load_bundle
from indexer.search import Hit, Query, Searcher, by_date
from indexer.towers import ModelChangedError
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.models import Bundle

COLOURS = ("red", "green", "blue", "yellow", "black", "white")


@pytest.fixture(scope="module")
def coloured(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Path:
    """A library with one photo of each colour."""
    folder = tmp_path_factory.mktemp("coloured")
    (folder / "photos").mkdir()
    for colour in COLOURS:
        Image.new("RGB", (40, 30), "lime" if colour == "green" else colour).save(
            folder / "photos" / f"{colour}.png"
        )
    with Library.open(folder / "library", write=True) as library:
        options = IngestOptions(roots=(str(folder / "photos"),), workers=1)
        *_, last = ingest(library, tiny_bundle, options)
        assert last.added == len(COLOURS)
    return folder


@pytest.fixture
def searcher(coloured: Path, tiny_bundle: Bundle) -> Iterator[Searcher]:
    with (
        Library.open(coloured / "library") as library,
        Searcher.open(library, tiny_bundle) as searcher,
    ):
        yield searcher


def names(hits: list[Hit]) -> list[str]:
    return [Path(hit.path).stem for hit in hits]


@pytest.mark.parametrize("colour", COLOURS)
def test_words_find_what_they_describe(searcher: Searcher, colour: str) -> None:
    hits = searcher.search(Query(f"a photo of {colour}"), 3)
    assert names(hits)[0] == colour
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert hits[0].score >= hits[1].score >= hits[2].score


def test_many_queries_get_each_its_own_answer(searcher: Searcher) -> None:
    answers = searcher.search_many([Query(colour) for colour in COLOURS], 1)
    assert [names(hits)[0] for hits in answers] == list(COLOURS)


def test_an_empty_query_shows_everything_newest_first(searcher: Searcher) -> None:
    ranking = searcher.rank(Query("  "), 100)
    assert len(ranking.ids) == len(COLOURS)
    assert ranking.ids.tolist() == sorted(ranking.ids.tolist(), reverse=True)
    assert set(ranking.scores.tolist()) == {0.0}


def test_empty_queries_may_stand_among_others(searcher: Searcher) -> None:
    everything, red = searcher.rank_many([Query(), Query("red")], 2)
    assert len(everything.ids) == 2
    assert len(red.ids) == 2


def test_like_a_photo_of_the_library_leaves_that_photo_out(searcher: Searcher) -> None:
    (red,) = searcher.search(Query("red"), 1)
    hits = searcher.search(searcher.photo(red.photo_id), 100)
    assert "red" not in names(hits)
    assert len(hits) == len(COLOURS) - 1


def test_like_a_file_of_the_library_is_the_same_as_by_its_id(
    searcher: Searcher, coloured: Path
) -> None:
    (red,) = searcher.search(Query("red"), 1)
    by_path = searcher.search(searcher.picture(str(coloured / "photos" / "red.png")), 3)
    assert by_path == searcher.search(searcher.photo(red.photo_id), 3)


def test_like_a_picture_outside_the_library(searcher: Searcher, tmp_path: Path) -> None:
    Image.new("RGB", (90, 20), (250, 5, 5)).save(tmp_path / "rose.jpg")
    hits = searcher.search(searcher.picture(str(tmp_path / "rose.jpg")), 2)
    assert names(hits)[0] == "red"


def test_words_and_a_photo_together_mean_both(searcher: Searcher) -> None:
    (red,) = searcher.search(Query("red"), 1)
    like = searcher.photo(red.photo_id)
    both = Query("yellow", like=like.like, leave_out=like.leave_out)
    assert names(searcher.search(both, 1)) == ["yellow"]


def test_an_unknown_id_is_told(searcher: Searcher) -> None:
    with pytest.raises(LibraryError, match="no photo with the id 999"):
        searcher.photo(999)


def test_a_file_that_is_no_picture_is_told(searcher: Searcher, tmp_path: Path) -> None:
    (tmp_path / "letter.jpg").write_text("Dear all")
    with pytest.raises(LibraryError, match="cannot be read"):
        searcher.picture(str(tmp_path / "letter.jpg"))
    with pytest.raises(LibraryError, match="There is no file"):
        searcher.picture(str(tmp_path / "nothing.jpg"))


def test_what_is_indexed_meanwhile_is_found_after_a_refresh(
    tmp_path: Path, tiny_bundle: Bundle
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    Image.new("RGB", (30, 30), "blue").save(photos / "blue.png")
    options = IngestOptions(roots=(str(photos),), workers=1)
    with Library.open(tmp_path / "library", write=True) as library:
        list(ingest(library, tiny_bundle, options))
        with (
            Library.open(tmp_path / "library") as reader,
            Searcher.open(reader, tiny_bundle) as searcher,
        ):
            assert names(searcher.search(Query("red"), 5)) == ["blue"]
            Image.new("RGB", (30, 30), "red").save(photos / "red.png")
            list(ingest(library, tiny_bundle, options))
            searcher.refresh()
            assert names(searcher.search(Query("red"), 5)) == ["red", "blue"]
            (photos / "blue.png").unlink()
            list(ingest(library, tiny_bundle, options))
            assert names(searcher.search(Query("red"), 5)) == ["red"]


def test_an_empty_library_answers_with_nothing(tmp_path: Path, tiny_bundle: Bundle) -> None:
    with (
        Library.open(tmp_path / "library", write=True) as library,
        Searcher.open(library, tiny_bundle) as searcher,
    ):
        assert searcher.search(Query("red"), 5) == []
        assert searcher.search(Query(), 5) == []


@pytest.fixture
def two_models(
    coloured: Path, tiny_bundle: Bundle, tmp_path: Path
) -> Iterator[tuple[Searcher, Bundle]]:
    """A searcher with `tiny`, and another model that has encoded the same photos."""
    other = load_bundle(
        make_tiny_bundle(tmp_path / "other", TinyModel(name="other", layout="NHWC"))
    )
    shutil.copytree(coloured / "library", tmp_path / "library")
    with Library.open(tmp_path / "library", write=True) as library:
        list(ingest(library, other, IngestOptions((str(coloured / "photos"),), workers=1)))
        with Searcher.open(library, tiny_bundle) as searcher:
            yield searcher, other


def test_another_model_is_taken_into_use_under_a_searcher(
    two_models: tuple[Searcher, Bundle],
) -> None:
    searcher, other = two_models
    assert searcher.device is None
    before = searcher.search(Query("red"), 3)
    assert searcher.device == "cpu"
    searcher.use(other)
    assert searcher.bundle == other
    assert searcher.device is None
    assert names(searcher.search(Query("red"), 3)) == names(before)


def test_the_vectors_of_two_models_are_never_compared(
    two_models: tuple[Searcher, Bundle], tmp_path: Path
) -> None:
    searcher, other = two_models
    (red,) = searcher.search(Query("red"), 1)
    Image.new("RGB", (30, 30), "red").save(tmp_path / "rose.png")
    made_before = [searcher.photo(red.photo_id), searcher.picture(str(tmp_path / "rose.png"))]
    searcher.use(other)
    for query in made_before:
        with pytest.raises(ModelChangedError, match="ask again"):
            searcher.search(query, 1)
    assert names(searcher.search(searcher.picture(str(tmp_path / "rose.png")), 1)) == ["red"]


def test_queries_that_are_under_way_while_the_model_changes_are_answered(
    two_models: tuple[Searcher, Bundle], tiny_bundle: Bundle
) -> None:
    searcher, other = two_models
    enough = threading.Event()

    def ask() -> int:
        asked = 0
        while not enough.is_set():
            assert names(searcher.search(Query("red"), 1)) == ["red"]
            asked += 1
        return asked

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        for _ in range(10):
            searcher.use(other)
            searcher.use(tiny_bundle)
        enough.set()
        assert all(each.result() for each in asking)


def test_by_date_puts_the_newest_first_and_the_undated_last() -> None:
    hits = [
        Hit(1, 10, "/old", 0.9, "2001-01-01T00:00:00"),
        Hit(2, 11, "/none", 0.8, None),
        Hit(3, 12, "/new", 0.7, "2020-01-01T00:00:00"),
    ]
    assert [(hit.rank, hit.path) for hit in by_date(hits)] == [
        (1, "/new"),
        (2, "/old"),
        (3, "/none"),
    ]
