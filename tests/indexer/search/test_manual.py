"""Every example of the query's help works on a real library, and finds what its filters say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.query import parse
from indexer.query.manual import EXAMPLES
from indexer.search import Request
from tests.indexer.search.shelf import SHELF

if TYPE_CHECKING:
    from indexer.library import Library
    from indexer.search import Searcher


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.query)
def test_every_example_of_the_help_finds_what_it_says(
    searcher: Searcher, library: Library, example: object
) -> None:
    query = parse(example.query)  # type: ignore[attr-defined] # pytest passes it through.
    request = Request(query, count=None)
    answer = searcher.answer(request)
    found = set(answer.ids.tolist())
    assert len(found) == len(answer.ids) == answer.found
    shown = {part.term for blend in query.alternatives for part in blend.terms}
    pictures = sum(hasattr(term, "reference") for term in shown)
    for told in searcher.explain_many(request, library.catalog.all_ids().tolist()):
        if told.photo_id in found:
            assert told.kept_out_by == ()
            assert (told.band is None) == (not query.visual)
        elif not pictures:
            assert told.kept_out_by
    assert len(found) >= len(SHELF) - pictures or query.filter is not None
