"""An album says why a photo is in it, and has a cover that is not blurred."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageFilter

from indexer import albums
from indexer.albums import covers
from indexer.library import Library
from indexer.records import SavedCut
from indexer.search import Searcher
from tests.indexer.making import STAMP, indexed
from tests.indexer.search.shelf import have_words_read, make_shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle


@pytest.fixture
def searcher(tmp_path: Path, tiny_bundle: Bundle) -> Iterator[Searcher]:
    with Library.open(make_shelf(tmp_path, tiny_bundle) / "library", write=True) as library:
        have_words_read(tiny_bundle)
        with Searcher.open(library, tiny_bundle, device="cpu") as searcher:
            yield searcher


def ids(searcher: Searcher) -> dict[str, int]:
    found = searcher.catalog.photos(searcher.catalog.all_ids().tolist())
    return {photo.path.rpartition("/")[2].partition(".")[0]: photo.id for photo in found}


def test_what_was_put_there_says_when(searcher: Searcher) -> None:
    photo, other = ids(searcher)["p1"], ids(searcher)["p2"]
    album = searcher.catalog.make_album("Mine", [photo])
    told = albums.reasons(searcher, album, [photo, other, 99])
    assert told.keys() == {photo, other}
    assert told[photo][0].startswith("You put it there on ")
    assert told[other] == ()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("tag:family", "It is tagged “family” in its file."),
        ("tag:dog", "It is tagged “dog” by the model, likelihood 60%."),
        ("tag:mine", "It is tagged “mine” by you."),
        ("taken:2023-05-01", "It was taken on 1 May 2023, 12:00."),
        ("near:41.9,12.4,20", "It was taken 8.3 km from there."),
        ("place:rome", "It was taken there: Rome."),
        ("camera:canon", "It passes camera:canon."),
        ("tag:family OR tag:nothing", "It is tagged “family” in its file."),
    ],
)
def test_a_filter_says_what_of_the_photo_lets_it_in(
    searcher: Searcher, query: str, told: str
) -> None:
    photo, other = ids(searcher)["p1"], ids(searcher)["p6"]
    searcher.catalog.give_tags({photo: {"dog": 0.6}})
    searcher.catalog.confirm_tag([photo], "mine")
    album = albums.save(searcher.catalog, "A", query)
    assert albums.reasons(searcher, album, [photo, other]) == {photo: (told,), other: ()}


def test_looks_say_how_sure_that_is(searcher: Searcher) -> None:
    photo, other = ids(searcher)["p1"], ids(searcher)["p4"]
    album = albums.save(searcher.catalog, "A", "red tag:family", SavedCut("likely"))
    told = albums.reasons(searcher, album, [photo, other])
    assert told[photo][0].startswith("It looks like “red”: strong, likelihood ")
    assert told[photo][1] == "It is tagged “family” in its file."
    assert told[other] == ()


def test_photos_are_counted_as_far_as_their_albums_can_be_answered(searcher: Searcher) -> None:
    mine = searcher.catalog.make_album("Mine", list(ids(searcher).values())[:3])
    family = albums.save(searcher.catalog, "Family", "tag:family")
    red = albums.save(searcher.catalog, "Red", "red", SavedCut("strong"))
    wrong = searcher.catalog.save_album("Wrong", "like:/gone.jpg", SavedCut())
    counts = albums.photo_counts(searcher, [mine, family, red, wrong])
    assert (counts[mine.id], counts[family.id], counts[wrong.id]) == (3, 2, None)
    assert (counts[red.id] or 0) >= 2


# -- covers ---------------------------------------------------------------------------------------


def picture(blur: int) -> bytes:
    """A picture of chance, blurred or not."""
    pixels = np.random.default_rng(1).integers(0, 255, (120, 160, 3), np.uint8)
    image = Image.fromarray(pixels).resize((320, 240)).filter(ImageFilter.GaussianBlur(blur))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90)
    return file.getvalue()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Photos of which the first three are blurred."""
    from dataclasses import replace

    with Library.open(tmp_path / "library", write=True) as library:
        batch = []
        for number in range(1, 7):
            item = indexed(f"/photos/{number}.jpg", number)
            drawn = replace(item.photo, small=picture(8 if number <= 3 else 0))
            batch.append(replace(item, photo=drawn))
        library.add(batch, STAMP)
        yield library


def test_a_cover_is_the_first_that_is_not_blurred(library: Library) -> None:
    assert albums.cover_of(library, [1, 2, 3, 5, 4, 6]) == 5
    assert albums.cover_of(library, [1, 2]) == 1
    assert albums.cover_of(library, []) is None


def test_a_cover_is_among_those_that_their_owner_likes(library: Library) -> None:
    library.catalog.set_rating([4], 5)
    library.catalog.set_favourite([2, 6])
    assert albums.cover_of(library, [1, 2, 3, 4, 5, 6]) == 6


def test_a_photo_without_a_preview_is_no_cover_where_another_has_one(library: Library) -> None:
    library.previews.remove([4])
    assert covers.sharp(library.previews, [4, 5]) == 5
    assert covers.sharp(library.previews, [4]) == 4


def test_an_album_of_a_tag_has_one_of_the_surest_as_its_cover(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.albums import by_tag, found, refreshing

    monkeypatch.setattr(found, "FEWEST", 2)
    for module in (by_tag, refreshing):
        monkeypatch.setattr(module, "LARGEST_SHARE", 0.9)
    library.catalog.give_tags({1: {"dog": 0.99}, 4: {"dog": 0.5}, 5: {"dog": 0.8}, 6: {"dog": 0.2}})
    albums.refresh_auto(library)
    (album,) = library.catalog.albums_named("dog")
    assert album.cover_id == 5
    library.forget([5])
    albums.refresh_auto(library)
    assert library.catalog.album(album.id).cover_id == 4
