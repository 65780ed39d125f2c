"""Where a photo was taken, in words: by its file and its sidecar, and once it had no column."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from indexer.database import Database
from indexer.library import Library
from tests.indexer.decode.packets import xmp
from tests.indexer.sidecars.conftest import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import PaintPhoto

ALFAMA = xmp(
    "<Iptc4xmpCore:Location>Alfama</Iptc4xmpCore:Location>",
    attributes='photoshop:City="Lisbon" photoshop:Country="Portugal"',
)
WORDS = xmp("<dc:description><rdf:Alt><rdf:li>A yellow tram</rdf:li></rdf:Alt></dc:description>")


def place(shelf: Shelf, name: str = "a.jpg") -> str:
    return str(shelf.library.catalog.photos([shelf.id_of(name)])[0].facts.place)


def found(shelf: Shelf, words: str) -> list[int]:
    return [photo_id for photo_id, _ in shelf.library.catalog.by_words(words, 9)]


@pytest.fixture
def tram(shelf: Shelf, paint_photo: PaintPhoto) -> Shelf:
    """The library, not yet looked at, with a photo whose file names its place."""
    paint_photo(shelf.folder / "a.jpg", size=(64, 48), xmp=ALFAMA)
    return shelf


def test_a_sidecar_with_a_description_leaves_the_place_to_the_file(tram: Shelf) -> None:
    tram.sidecar("a.jpg.xmp").write_bytes(WORDS)
    tram.look()
    assert (tram.caption("a.jpg"), place(tram)) == ("A yellow tram", "Alfama, Lisbon, Portugal")
    for words in ("lisbon", "yellow alfama", "portugal"):
        assert found(tram, words) == [tram.id_of("a.jpg")]


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ('photoshop:State="Estremadura"', "Alfama, Lisbon, Estremadura, Portugal"),
        ('photoshop:City="LISBON"', "Alfama, LISBON, Portugal"),
        ('photoshop:City="Porto"', "Porto"),  # Not in Alfama.
    ],
)
def test_each_name_of_a_sidecar_counts_before_the_files_unless_it_is_another_place(
    tram: Shelf, told: str, whole: str
) -> None:
    path = tram.sidecar("a.xmp")
    path.write_bytes(xmp("", attributes=told))
    tram.look()
    assert place(tram) == whole
    path.unlink()
    tram.look()
    assert place(tram) == "Alfama, Lisbon, Portugal"


def test_two_sidecars_tell_of_one_place_together(shelf: Shelf) -> None:
    shelf.sidecar("a.jpg.xmp").write_bytes(xmp("", attributes='photoshop:City="Lisbon"'))
    shelf.sidecar("a.xmp").write_bytes(xmp("", attributes='photoshop:Country="Portugal"'))
    shelf.look()
    assert place(shelf) == "Lisbon, Portugal"


def test_a_sidecar_that_shoebox_writes_keeps_the_place(tram: Shelf) -> None:
    tram.sidecar("a.jpg.xmp").write_bytes(xmp("", attributes='photoshop:State="Estremadura"'))
    tram.look()
    tram.library.catalog.confirm_tag([tram.id_of("a.jpg")], "Tram")
    assert tram.write().written == 1
    assert tram.said("a.jpg.xmp").place.state == "Estremadura"
    tram.look(full=True)
    assert place(tram) == "Alfama, Lisbon, Estremadura, Portugal"


def before_places(library: Path, captions: dict[int, str]) -> None:
    """Make a library as its last version had it, with the names of places below captions."""
    database = Database(library / "library.db", write=True)
    with closing(database), database.transaction() as connection:
        for photo_id, caption in captions.items():
            connection.execute("UPDATE photos SET caption = ? WHERE id = ?", (caption, photo_id))
        for statement in (
            "UPDATE sidecars SET said = json_remove(json_set(said, '$.file.caption',"
            " 'Alfama, Lisbon, Portugal'), '$.file.place')",
            *("DROP INDEX photos_by_place_name", "ALTER TABLE photos DROP COLUMN place"),
            *("DROP TABLE facts_due", "DROP TABLE words", "PRAGMA user_version = 8"),
            "CREATE VIRTUAL TABLE words USING fts5(name, folder, tags, caption)",
            "DELETE FROM _sqlite_migrations WHERE name = 'places'",
            "DELETE FROM settings WHERE key = 'words'",
        ):
            connection.execute(statement)


def test_an_older_library_has_the_places_again_once_it_is_looked_at(
    tram: Shelf, paint_photo: PaintPhoto
) -> None:
    paint_photo(tram.folder / "b.jpg", size=(64, 48), seed=1, xmp=ALFAMA)
    tram.sidecar("a.jpg.xmp").write_bytes(WORDS)
    tram.look()
    first, second = tram.id_of("a.jpg"), tram.id_of("b.jpg")
    told = {first: "A yellow tram", second: "Alfama, Lisbon, Portugal"}
    tram.library.close()
    before_places(tram.library.folder, told)
    with Library.open(tram.library.folder, write=True) as library:
        upgraded = Shelf(library, tram.bundle, tram.folder)
        assert found(upgraded, "lisbon") == [second]  # It is found meanwhile.
        last = upgraded.look()
        assert (last.updated, last.unchanged, last.added) == (2, 1, 0)
        assert set(found(upgraded, "lisbon portugal")) == {first, second}
        for name, caption in (("a.jpg", "A yellow tram"), ("b.jpg", None)):
            assert place(upgraded, name) == "Alfama, Lisbon, Portugal"
            assert upgraded.caption(name) == caption
        assert upgraded.look().total == 0
        assert library.catalog.faults() == []
