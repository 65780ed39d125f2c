"""Words that are of many photos tell none of them from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.query import Name, parse
from indexer.search import Band, Request, Searcher
from indexer.search.mentions import FEW, written_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.models import Bundle

SEA = 6
OTHERS = FEW


@pytest.fixture(scope="module")
def holidays(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Iterator[Library]:
    """More than a few photos in a folder that is called Holidays, some of them by the sea."""
    folder = tmp_path_factory.mktemp("mentions")
    names = [f"Sea/s{each}.jpg" for each in range(SEA)] + [f"h{each}.jpg" for each in range(OTHERS)]
    for name in [*names, "notes on jpg.png", "webbing.png", "pond.webp"]:
        path = folder / "Holidays" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (16, 16), "gray").save(path)
    with Library.open(folder / "library", write=True) as library:
        list(ingest(library, tiny_bundle, IngestOptions((str(folder / "Holidays"),), workers=1)))
        yield library


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Iterator[Library]:
    """Photos that look all the same, and differ by their names alone."""
    folder = tmp_path_factory.mktemp("farm")
    for name in ("our cat", "our cattle", "a bow", "a bowl", "one dog", "two dogs", "nothing"):
        (folder / "Farm").mkdir(exist_ok=True)
        Image.new("RGB", (16, 16), "gray").save(folder / "Farm" / f"{name}.png")
    with Library.open(folder / "library", write=True) as library:
        list(ingest(library, tiny_bundle, IngestOptions((str(folder / "Farm"),), workers=1)))
        yield library


@pytest.mark.parametrize(
    ("query", "name", "is_known"),
    [
        ("cat", "our cat", True),
        ("cat", "our cattle", False),
        ("cattle", "our cattle", True),
        ("bow", "a bow", True),
        ("bow", "a bowl", False),
        ("dog", "one dog", True),
        ("dog", "two dogs", True),
        ("cat OR bowl", "a bowl", True),
    ],
)
def test_a_word_that_only_begins_so_makes_no_photo_likely(
    farm: Library, tiny_bundle: Bundle, query: str, name: str, *, is_known: bool
) -> None:
    (photo,) = farm.catalog.ids_where(Name(f"{name}.png")).tolist()
    (other,) = farm.catalog.ids_where(Name("nothing.png")).tolist()
    with Searcher.open(farm, tiny_bundle, device="cpu") as searcher:
        told, unnamed = searcher.explain_many(Request(parse(query)), [photo, other])
    assert (told.words is not None) == is_known
    assert told.band is not None
    assert told.band >= Band.LIKELY if is_known else told.band == unnamed.band


def test_whole_words_come_before_words_that_begin_so(farm: Library) -> None:
    for query, names in (("cat", ["our cat", "our cattle"]), ("bow", ["a bow", "a bowl"])):
        ids = written_of(parse(query).alternatives, farm.catalog, None).ids.tolist()
        paths = [farm.catalog.photos([each])[0].path for each in ids]
        assert [path.rpartition("/")[2] for path in paths] == [f"{name}.png" for name in names]


def _told(library: Library, query: str) -> list[str]:
    asked = parse(query)
    among = None if asked.filter is None else library.catalog.ids_where(asked.filter)
    found = written_of(asked.alternatives, library.catalog, among).ids.tolist()
    return sorted(photo.path.rpartition("/")[2] for photo in library.catalog.photos(found))


def test_a_word_of_few_photos_finds_them(holidays: Library) -> None:
    assert _told(holidays, "Sea") == [f"s{each}.jpg" for each in range(SEA)]


def test_the_name_of_the_folder_that_all_lie_in_tells_nothing(
    holidays: Library, tiny_bundle: Bundle
) -> None:
    assert _told(holidays, "Holidays") == []
    assert _told(holidays, "Holidays OR Sea") == [f"s{each}.jpg" for each in range(SEA)]
    with Searcher.open(holidays, tiny_bundle, device="cpu") as searcher:
        counts = searcher.answer(Request(parse("Sea"))).counts
        assert counts is not None
        assert counts.strong + counts.likely >= SEA
        for query in ("Holidays", "jpg"):
            answer = searcher.answer(Request(parse(query), count=None, least=Band.LIKELY))
            assert answer.found < OTHERS


def test_of_few_photos_most_may_have_a_word(holidays: Library) -> None:
    assert _told(holidays, "Sea folder:Sea") == [f"s{each}.jpg" for each in range(SEA)]


@pytest.mark.parametrize(
    ("word", "told"),
    [("jpg", ["notes on jpg.png"]), ("PNG", []), ("web", ["webbing.png"]), ("webp", [])],
)
def test_the_ending_of_a_name_is_no_word_of_it(
    holidays: Library, word: str, told: list[str]
) -> None:
    assert _told(holidays, word) == told


def test_a_whole_name_is_found_however_many_photos_have_its_words(holidays: Library) -> None:
    assert _told(holidays, "pond.webp") == ["pond.webp"]
    assert "h1.jpg" in _told(holidays, "h1.jpg")
    assert _told(holidays, "pond") == ["pond.webp"]
