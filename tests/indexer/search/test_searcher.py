"""A searcher follows the library and the choice of a model, whoever else is asking."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import load_bundle
from indexer.query import parse
from indexer.query.quoting import quoted
from indexer.search import Request, Searcher
from indexer.towers import _MOST_READ, SearchClosedError, Towers
from tests.bundles import TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle

RED = Request(parse("red"), 2)


def _names(searcher: Searcher, request: Request = RED) -> list[str]:
    hits = searcher.hits(searcher.answer(request))
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    return [hit.path.rpartition("/")[2] for hit in hits]


def test_what_is_indexed_meanwhile_is_found_after_a_refresh(
    tmp_path: Path, tiny_bundle: Bundle
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    Image.new("RGB", (30, 30), "blue").save(photos / "1.png")
    options = IngestOptions(roots=(str(photos),), workers=1)
    with Library.open(tmp_path / "library", write=True) as library:
        list(ingest(library, tiny_bundle, options))
        with (
            Library.open(tmp_path / "library") as reader,
            Searcher.open(reader, tiny_bundle) as searcher,
        ):
            assert _names(searcher) == ["1.png"]
            Image.new("RGB", (30, 30), "red").save(photos / "2.png")
            list(ingest(library, tiny_bundle, options))
            searcher.refresh()
            assert _names(searcher) == ["2.png", "1.png"]
            (photos / "1.png").unlink()
            list(ingest(library, tiny_bundle, options))
            assert _names(searcher) == ["2.png"]


def test_words_that_were_read_of_late_are_remembered(library: Library, tiny_bundle: Bundle) -> None:
    towers = Towers(library, tiny_bundle, device="cpu", on_stage=lambda _stage: None)
    first = towers.texts(["red", "blue", "red"])
    assert np.array_equal(first[0], first[2])
    assert not np.allclose(first[0], first[1])
    known = towers._read["red"]
    again = towers.texts(["green", "red"])
    assert towers._read["red"] is known
    assert np.array_equal(again[1], first[0])
    many = towers.texts([f"red {number}" for number in range(_MOST_READ + 3)])
    assert len(many) == _MOST_READ + 3
    assert len(towers._read) == _MOST_READ
    assert "red" not in towers._read
    towers.retire(SearchClosedError)
    with pytest.raises(SearchClosedError):
        towers.texts(["blue"])


@pytest.fixture
def two_models(
    shelf: Path, tiny_bundle: Bundle, tmp_path: Path
) -> Iterator[tuple[Searcher, Bundle]]:
    """A searcher with `tiny`, and another model that has encoded the same photos."""
    other = load_bundle(
        make_tiny_bundle(tmp_path / "other", TinyModel(name="other", layout="NHWC"))
    )
    shutil.copytree(shelf / "library", tmp_path / "library")
    with Library.open(tmp_path / "library", write=True) as library:
        list(ingest(library, other, IngestOptions((str(shelf / "photos"),), workers=1)))
        with Searcher.open(library, tiny_bundle, device="cpu") as searcher:
            yield searcher, other


def test_another_model_is_taken_into_use_under_a_searcher(
    two_models: tuple[Searcher, Bundle], tmp_path: Path
) -> None:
    searcher, other = two_models
    assert searcher.device is None
    before = _names(searcher)
    assert searcher.device == "cpu"
    searcher.use(other)
    assert searcher.bundle == other
    assert searcher.device is None
    assert _names(searcher) == before
    Image.new("RGB", (30, 30), "red").save(tmp_path / "rose.png")
    like = Request(parse(f"like:{quoted(str(tmp_path / 'rose.png'))}"), 2)
    assert sorted(_names(searcher, like)) == sorted(before)


def test_queries_that_are_under_way_while_the_model_changes_are_answered(
    two_models: tuple[Searcher, Bundle], tiny_bundle: Bundle
) -> None:
    searcher, other = two_models
    first = _names(searcher)[0]
    enough = threading.Event()

    def ask() -> int:
        asked = 0
        while not enough.is_set():
            assert _names(searcher)[0] == first
            asked += 1
        return asked

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        for _ in range(10):
            searcher.use(other)
            searcher.use(tiny_bundle)
        enough.set()
        assert all(each.result() for each in asking)


def test_a_photo_that_is_forgotten_leaves_no_gap(
    two_models: tuple[Searcher, Bundle],
) -> None:
    searcher, _ = two_models
    answer = searcher.answer(RED)
    searcher._library.forget(answer.ids[:1].tolist())
    (hit,) = searcher.hits(answer)
    assert (hit.rank, hit.photo_id) == (1, answer.ids[1])
