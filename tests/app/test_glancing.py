"""What is known of photos is read once for each state of the library, and anew after an edit."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.asked import Answer, Everything, Recent
from app.cut.cutting import Cutting
from app.glancing import Glancing
from app.grid.sheet import Mark
from app.searches import Search
from indexer.library import Library
from indexer.search import Order
from tests.indexer.catalog.shelf import Shelf
from tests.indexer.making import below

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def library(filled_library: Path, tmp_path: Path) -> Iterator[Library]:
    folder = shutil.copytree(filled_library, tmp_path / "library")
    with Library.open(folder) as opened:
        yield opened


@pytest.fixture
def imagined(tmp_path: Path) -> Iterator[Library]:
    """Four photos of one day, in a folder that is nowhere."""
    with Library.open(tmp_path / "imagined", write=True) as opened:
        opened.catalog.add_root(below("photos"))
        shelf = Shelf(opened.catalog)
        for name in "abcd":
            shelf.put(f"{name}.jpg", taken_at="2023-05-01T12:00:00")
        yield opened


def test_it_is_read_anew_only_once_an_edit_was_told_of(library: Library) -> None:
    glancing, answer = Glancing(), Answer(Everything(), library.catalog.all_ids())
    first = glancing.sheet(library, answer)
    assert first.ratios.tolist() == pytest.approx([4 / 3] * 12, abs=0.001)
    with library.small_edit() as catalog:
        catalog.set_rating(answer.ids, 5)
    assert glancing.sheet(library, answer).stars.tolist() == [0] * 12
    glancing.forget()
    assert glancing.sheet(library, answer).stars.tolist() == [5] * 12


def test_albums_and_the_best_first_have_no_dates(imagined: Library) -> None:
    ids, bands = imagined.catalog.all_ids(), imagined.catalog.all_ids().astype("uint8")
    glancing, newest = Glancing(), Cutting(order=Order.DATE)
    for answer, dated in (
        (Answer(Everything(), ids), True),
        (Answer(Search("tag:x"), ids), True),
        (Answer(Search("x"), ids, bands), False),
        (Answer(Search("x"), ids, bands, cutting=newest), True),
        (Answer(Search.in_album("x"), ids), False),
        (Answer(Recent(), ids), False),
    ):
        assert (glancing.sheet(imagined, answer).dates is not None) == dated


def test_a_folder_that_is_not_there_marks_its_photos(library: Library, imagined: Library) -> None:
    for each, away in ((library, False), (imagined, True)):
        sheet = Glancing().sheet(each, Answer(Everything(), each.catalog.all_ids()))
        assert ((sheet.marks & Mark.AWAY > 0) == away).all()
