"""`like:` finds the picture that is meant, or says where in the query none is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from indexer.query import QueryError, parse
from indexer.query.quoting import quoted
from indexer.search import Request, Searcher

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.library import Library
    from tests.indexer.search.conftest import Find


def _id_of(library: Library, shelf: Path, path: str) -> int:
    photo = library.catalog.photo_by_path(str(shelf / "photos" / path))
    assert photo is not None
    return photo.id


def test_a_photo_finds_its_like_and_not_itself(
    find: Find, library: Library, shelf: Path, cold_searcher: Searcher
) -> None:
    red = _id_of(library, shelf, "Rome/p1.jpg")
    found = find(f"like:{red}", count=None)
    assert found[0] == "p9"
    assert "p1" not in found
    assert cold_searcher.answer(Request(parse(f"like:{red}"))).found == len(found)
    assert cold_searcher.device is None


def test_a_path_of_the_library_is_the_same_as_the_id(
    find: Find, library: Library, shelf: Path
) -> None:
    path = shelf / "photos" / "Rome" / "p1.jpg"
    by_id = find(f"like:{_id_of(library, shelf, 'Rome/p1.jpg')}")
    assert find(f"like:{quoted(str(path))}") == by_id


def test_a_picture_outside_the_library_is_encoded(
    find: Find, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (90, 20), (250, 5, 5)).save(tmp_path / "a rose.jpg")
    assert set(find(f'like:"{tmp_path / "a rose.jpg"}"', count=2)) == {"p1", "p9"}
    monkeypatch.chdir(tmp_path)
    assert set(find('like:"a rose.jpg"', count=2)) == {"p1", "p9"}
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert set(find(f'like:"~{os.sep}a rose.jpg"', count=2)) == {"p1", "p9"}


def test_a_file_goes_before_a_photo_whose_id_it_is_called(
    find: Find, library: Library, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    red = _id_of(library, shelf, "Rome/p1.jpg")
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (20, 20), "blue").save(tmp_path / str(red), format="PNG")
    assert find(f"like:{red}", count=1) == ["p4"]


def test_several_pictures_and_words_make_one_direction(
    find: Find, library: Library, shelf: Path
) -> None:
    red, blue = (_id_of(library, shelf, path) for path in ("Rome/p1.jpg", "Oslo/p4.jpg"))
    assert find(f"like:{red} + yellow", count=1) == ["p2"]
    without = find(f"like:{red} - like:{blue}", count=None)
    assert {"p1", "p4"}.isdisjoint(without)


def test_of_a_long_name_that_is_not_there_the_beginning_is_told(searcher: Searcher) -> None:
    with pytest.raises(QueryError) as error:
        searcher.answer(Request(parse("like:" + 1000 * "x")))
    assert len(str(error.value)) < 300
    assert error.value.reason.endswith("xxx…”.")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("red + like:999", "Column 7: there is no photo with the id 999 in this library."),
        ("like:" + 30 * "9", "there is no photo with the id 9999"),
        ("red like:nowhere.jpg", "Column 5: there is no file"),
        ("like:{letter}", "cannot be read"),
        ("like:{folder}", "cannot be read: It is a folder."),
    ],
)
def test_a_picture_that_is_not_there_is_told_with_its_place(
    searcher: Searcher, tmp_path: Path, query: str, told: str
) -> None:
    (tmp_path / "letter.jpg").write_text("Dear all")
    asked = query.format(letter=quoted(str(tmp_path / "letter.jpg")), folder=quoted(str(tmp_path)))
    with pytest.raises(QueryError) as error:
        searcher.answer(Request(parse(asked)))
    assert told in str(error.value)
    assert "\n" not in str(error.value)
