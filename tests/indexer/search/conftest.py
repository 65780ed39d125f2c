"""One library of painted photos for all tests of search, and who answers on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from indexer.library import Library
from indexer.query import parse
from indexer.search import Request, Searcher
from tests.indexer.search.shelf import have_words_read, make_shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Path:
    """A folder with `photos` and the `library` of them; not to be changed."""
    return make_shelf(tmp_path_factory.mktemp("shelf"), tiny_bundle)


@pytest.fixture(scope="session")
def library(shelf: Path) -> Iterator[Library]:
    with Library.open(shelf / "library") as library:
        yield library


@pytest.fixture(scope="session")
def searcher(library: Library, tiny_bundle: Bundle, shelf: Path) -> Iterator[Searcher]:
    """One for all tests, warm, whose model has read the everyday words."""
    with Searcher.open(library, tiny_bundle, device="cpu") as searcher:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
                patch.setenv(name, str(shelf / "home"))
            have_words_read(tiny_bundle)
            assert searcher.answer(Request(parse("red"))).remarks == ()
        yield searcher


@pytest.fixture
def cold_searcher(library: Library, tiny_bundle: Bundle) -> Iterator[Searcher]:
    """One that has not been asked yet."""
    with Searcher.open(library, tiny_bundle, device="cpu") as searcher:
        yield searcher


class Find(Protocol):
    """Gives the names of the photos that a query finds, without their endings, in order."""

    def __call__(self, query: str, **wanted: object) -> list[str]: ...


@pytest.fixture
def find(searcher: Searcher) -> Find:
    def names(query: str, **wanted: object) -> list[str]:
        request = Request(parse(query), **wanted)  # type: ignore[arg-type] # as a test needs them
        hits = searcher.hits(searcher.answer(request))
        return [hit.path.rpartition("/")[2].partition(".")[0] for hit in hits]

    return names
