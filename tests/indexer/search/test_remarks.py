"""What a user should know of an answer besides its photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.query import parse
from indexer.search import Request

if TYPE_CHECKING:
    from indexer.search import Searcher


def _remarks(searcher: Searcher, query: str) -> tuple[str, ...]:
    return searcher.answer(Request(parse(query))).remarks


def test_a_description_that_the_model_reads_only_the_beginning_of_is_told(
    searcher: Searcher,
) -> None:
    longest = searcher.bundle.text.context_length - 2
    assert _remarks(searcher, " ".join(longest * ["red"])) == ()
    (told,) = _remarks(searcher, " ".join((longest + 1) * ["red"]))
    assert told.startswith("Only the beginning of “red red red")
    assert "“tiny” reads no more" in told
    assert len(_remarks(searcher, " ".join((longest + 1) * ["red"]) + " + blue")) == 1


@pytest.mark.parametrize("named", ["tag:holidya", "album:nothing", "camera:leica", "folder:Paris"])
def test_what_no_photo_goes_by_is_told(searcher: Searcher, named: str) -> None:
    (told,) = _remarks(searcher, f"red {named} OR tag:family")
    assert named in told


def test_what_is_there_needs_no_remark(searcher: Searcher) -> None:
    assert _remarks(searcher, "red tag:family folder:Rome taken:1900 -camera:canon") == ()
