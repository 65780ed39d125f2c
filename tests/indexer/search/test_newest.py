"""The order of dates is read once, and again when the catalog has changed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.query import parse
from indexer.search import Order, Request, Searcher
from indexer.search.newest import Newest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle


@pytest.fixture
def copied(tmp_path: Path, shelf: Path) -> Iterator[Library]:
    shutil.copytree(shelf / "library", tmp_path / "library")
    with Library.open(tmp_path / "library", write=True) as library:
        yield library


def test_the_order_is_that_of_the_catalog(library: Library) -> None:
    newest = Newest.of(library.catalog, None)
    every = library.catalog.all_ids().tolist()
    assert newest.ids.tolist() == every
    some = np.array(sorted(every[1::2]))
    assert newest.in_order(some).tolist() == every[1::2]
    assert newest.in_order(some[::-1]).tolist() == every[1::2]
    assert newest.in_order(np.array([max(every) + 1, every[3], 0])).tolist() == [every[3]]
    assert newest.in_order(np.empty(0, np.int64)).tolist() == []


def test_an_unchanged_catalog_is_not_read_again(copied: Library, tiny_bundle: Bundle) -> None:
    before = Newest.of(copied.catalog, None)
    assert Newest.of(copied.catalog, before) is before
    with Searcher.open(copied, tiny_bundle, device="cpu") as searcher:
        searcher.answer(Request(parse("tag:family")))
        kept = searcher._newest
        searcher.answer(Request(parse("red"), order=Order.DATE))
        searcher.answer(Request(parse("")))
        assert kept is not None
        assert searcher._newest is kept


def test_what_has_changed_is_seen_at_once(
    copied: Library, tiny_bundle: Bundle, tmp_path: Path
) -> None:
    with Searcher.open(copied, tiny_bundle, device="cpu") as searcher:
        every = searcher.answer(Request(parse(""), count=None)).ids.tolist()
        copied.forget(every[:1])
        assert searcher.answer(Request(parse(""), count=None)).ids.tolist() == every[1:]
        (tmp_path / "more").mkdir()
        Image.new("RGB", (20, 20), "red").save(tmp_path / "more" / "new.png")
        list(ingest(copied, tiny_bundle, IngestOptions((str(tmp_path / "more"),), workers=1)))
        answer = searcher.answer(Request(parse("name:new")))
        assert answer.ids.tolist() == [max(copied.catalog.all_ids().tolist())]


def test_a_library_without_photos_has_no_order(tmp_path: Path) -> None:
    with Library.open(tmp_path / "library", write=True) as library:
        newest = Newest.of(library.catalog, None)
        assert newest.in_order(np.array([1, 2])).tolist() == []
