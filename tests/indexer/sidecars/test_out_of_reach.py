"""A sidecar that cannot be read for a moment takes nothing from its photo, and is tried again."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from indexer.database import Database
from indexer.sidecars.following import SidecarError, read_sidecar
from tests.indexer.decode.packets import xmp

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.indexer.sidecars.conftest import Shelf

KEYWORDS = "<dc:subject><rdf:Bag><rdf:li>Tram</rdf:li></rdf:Bag></dc:subject>"
WORDS = xmp(
    f"{KEYWORDS}<dc:description><rdf:Alt><rdf:li>A yellow tram</rdf:li></rdf:Alt></dc:description>",
    attributes='photoshop:City="Lisbon"',
)


def words(shelf: Shelf) -> tuple[object, ...]:
    """Caption, place and keywords of the photo with the sidecar."""
    photo = shelf.library.catalog.photos([shelf.id_of("b.jpg")])[0]
    return photo.facts.caption, str(photo.facts.place), set(shelf.tags("b.jpg"))


ALL = ("A yellow tram", "Lisbon", {"Tram"})


@pytest.fixture
def due(shelf: Shelf) -> Shelf:
    """A library that has to read a photo again, and its sidecar, as after a step of the schema."""
    shelf.sidecar("b.xmp").write_bytes(WORDS)
    shelf.look()
    assert words(shelf) == ALL
    database = Database(shelf.library.folder / "library.db", write=True)
    with closing(database), database.transaction() as connection:
        connection.execute("INSERT INTO facts_due VALUES (?)", (shelf.id_of("b.jpg"),))
        connection.execute("UPDATE sidecars SET mtime_ns = -1")
    return shelf


@pytest.fixture
def out_of_reach(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Has the system refuse some of the next readings of sidecars: the first, the second..."""

    def refuse(*turns: bool) -> None:
        left = list(turns)

        def read(path: str) -> bytes:
            if left and left.pop(0):
                raise SidecarError("Nobody may read it.")
            return read_sidecar(path)

        monkeypatch.setattr(sys.modules[read_sidecar.__module__], "read_sidecar", read)

    return refuse


@pytest.mark.parametrize("turns", [(True,), (True, True), (True, True, True), (False, True)])
def test_one_failed_read_while_a_photo_is_read_again_takes_no_word_for_good(
    due: Shelf, out_of_reach: Callable[..., None], turns: tuple[bool, ...]
) -> None:
    out_of_reach(*turns)
    for _ in range(3):
        due.look()
    assert words(due) == ALL
    assert due.problems() == {}
    assert due.library.catalog.photos_with_facts_due() == []
    assert due.look().total == 0


def test_while_it_cannot_be_read_its_words_stay(
    due: Shelf, out_of_reach: Callable[..., None]
) -> None:
    out_of_reach(*[True] * 9)
    for _ in range(2):
        due.look()
        assert words(due) == ALL
        assert due.problems() == {"b.xmp": "Nobody may read it."}


def test_of_two_neither_counts_until_both_were_read(
    shelf: Shelf, out_of_reach: Callable[..., None]
) -> None:
    shelf.sidecar("b.jpg.xmp").write_bytes(xmp(KEYWORDS.replace("Tram", "Boat")))
    shelf.look()
    shelf.sidecar("b.xmp").write_bytes(WORDS)
    out_of_reach(False, True)
    shelf.look()
    assert words(shelf) == (None, "", {"Boat"})
    shelf.look()
    assert words(shelf) == ("A yellow tram", "Lisbon", {"Boat", "Tram"})


@pytest.mark.parametrize("name", ["b.jpg.xmp", "b.xmp"])
def test_one_that_was_broken_is_read_again_on_request_though_it_looks_the_same(
    shelf: Shelf, name: str
) -> None:
    path = shelf.sidecar(name)
    path.write_bytes(b"x" * len(WORDS))
    before = path.stat()
    shelf.look()
    assert list(shelf.problems()) == [name]
    path.write_bytes(WORDS)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    shelf.library.catalog.retry_problems([str(shelf.folder / "a.jpg")])
    shelf.look()
    assert words(shelf) == (None, "", set())
    assert shelf.library.catalog.retry_problems([str(path)]) == 1
    shelf.look()
    assert (words(shelf), shelf.problems()) == (ALL, {})
