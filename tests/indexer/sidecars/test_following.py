"""Photos follow their sidecars, new, changed and gone, and are not read again for it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from indexer.query import Tag
from tests.indexer.decode.packets import xmp
from tests.indexer.sidecars.shapes import DARKTABLE, DIGIKAM, LIGHTROOM

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import PaintPhoto
    from tests.indexer.sidecars.conftest import Shelf


def bag(*words: str) -> bytes:
    listed = "".join(f"<rdf:li>{word}</rdf:li>" for word in words)
    return xmp(f"<dc:subject><rdf:Bag>{listed}</rdf:Bag></dc:subject>")


def test_a_photo_has_the_words_of_its_sidecar_from_the_start(shelf: Shelf) -> None:
    shelf.sidecar("a.jpg.xmp").write_bytes(DIGIKAM)
    shelf.sidecar("b.xmp").write_bytes(LIGHTROOM)
    shelf.sidecar("c.png.XMP").write_bytes(DARKTABLE)
    assert shelf.look().retold == 3
    assert shelf.tags("a.jpg") == {"Jörg": {"file"}, "Boot": {"file"}}
    assert (shelf.stars("a.jpg"), shelf.caption("a.jpg")) == (4, "Jörg im Boot")
    assert set(shelf.tags("b.jpg")) == {"Norway", "Oslo", "Anna"}
    assert (shelf.stars("b.jpg"), shelf.caption("b.jpg")) == (3, "The fjord")
    assert set(shelf.tags("c.png")) == {"Urlaub", "Strand & Meer"}
    catalog = shelf.library.catalog
    assert catalog.ids_where(Tag("oslo")).tolist() == [shelf.id_of("b.jpg")]
    assert catalog.by_words("fjord", 9) == [(shelf.id_of("b.jpg"), False)]
    assert (shelf.problems(), catalog.ignored(), catalog.faults()) == ({}, [], [])


def test_sidecars_that_come_change_and_go_are_followed_without_reading_a_photo(
    shelf: Shelf,
) -> None:
    shelf.look()
    path = shelf.sidecar("a.jpg.xmp")
    for data, tags in ((bag("Fjord"), {"Fjord"}), (bag("Summer", "Boat"), {"Summer", "Boat"})):
        path.write_bytes(data)
        last = shelf.look()
        assert (last.retold, last.total, last.unchanged) == (1, 0, 3)
        assert set(shelf.tags("a.jpg")) == tags
        assert shelf.look().retold == 0
    path.unlink()
    assert shelf.look().retold == 1
    assert shelf.tags("a.jpg") == {}
    assert shelf.library.catalog.sidecar_count() == 0


def test_what_the_file_itself_says_comes_back_once_its_sidecar_is_gone(
    shelf: Shelf, paint_photo: PaintPhoto
) -> None:
    inside = xmp(
        "<dc:subject><rdf:Bag><rdf:li>Inside</rdf:li></rdf:Bag></dc:subject>"
        "<dc:title>Of the file</dc:title>",
        attributes='xmp:Rating="2"',
    )
    paint_photo(shelf.folder / "a.jpg", size=(64, 48), xmp=inside)
    shelf.sidecar("a.xmp").write_bytes(LIGHTROOM)
    shelf.look()
    assert set(shelf.tags("a.jpg")) == {"Norway", "Oslo", "Anna"}
    assert (shelf.stars("a.jpg"), shelf.caption("a.jpg")) == (3, "The fjord")
    shelf.sidecar("a.xmp").unlink()
    shelf.look()
    assert set(shelf.tags("a.jpg")) == {"Inside"}
    assert (shelf.stars("a.jpg"), shelf.caption("a.jpg")) == (2, "Of the file")


def test_a_sidecar_that_says_nothing_of_something_leaves_it_to_the_file(
    shelf: Shelf, paint_photo: PaintPhoto
) -> None:
    inside = xmp("<dc:title>Of the file</dc:title>", attributes='xmp:Rating="2"')
    paint_photo(shelf.folder / "a.jpg", size=(64, 48), xmp=inside)
    shelf.sidecar("a.xmp").write_bytes(bag("Fjord"))
    shelf.look()
    assert (shelf.stars("a.jpg"), shelf.caption("a.jpg")) == (2, "Of the file")
    shelf.sidecar("a.xmp").write_bytes(xmp("", attributes='xmp:Rating="0"'))
    shelf.look()
    assert shelf.stars("a.jpg") is None


def test_the_place_of_a_sidecar_is_found_by_its_name_and_goes_with_it(
    shelf: Shelf, paint_photo: PaintPhoto
) -> None:
    inside = xmp("<dc:title>A yellow tram</dc:title>")
    paint_photo(shelf.folder / "a.jpg", size=(64, 48), xmp=inside)
    city = xmp("", attributes='photoshop:City="Lisbon" photoshop:Country="Portugal"')
    shelf.sidecar("a.xmp").write_bytes(city)
    shelf.look()
    by_words = shelf.library.catalog.by_words
    assert by_words("lisbon", 9) == by_words("tram portugal", 9) == [(shelf.id_of("a.jpg"), False)]
    shelf.sidecar("a.xmp").unlink()
    shelf.look()
    assert shelf.caption("a.jpg") == "A yellow tram"
    assert by_words("lisbon", 9) == []


def test_a_photo_that_is_read_again_keeps_the_words_of_its_sidecar(
    shelf: Shelf, paint_photo: PaintPhoto
) -> None:
    shelf.sidecar("a.jpg.xmp").write_bytes(bag("Fjord"))
    shelf.look()
    paint_photo(shelf.folder / "a.jpg", size=(64, 48), seed=77, xmp=bag("Inside"))
    last = shelf.look()
    assert (last.updated, set(shelf.tags("a.jpg"))) == (1, {"Fjord"})
    shelf.look(full=True)
    assert set(shelf.tags("a.jpg")) == {"Fjord"}
    shelf.sidecar("a.jpg.xmp").unlink()
    shelf.look()
    assert set(shelf.tags("a.jpg")) == {"Inside"}


def test_of_two_sidecars_the_one_of_the_whole_name_counts_and_all_keywords(shelf: Shelf) -> None:
    shelf.sidecar("a.jpg.xmp").write_bytes(DIGIKAM)
    shelf.sidecar("a.xmp").write_bytes(LIGHTROOM)
    shelf.look()
    assert set(shelf.tags("a.jpg")) == {"Jörg", "Boot", "Norway", "Oslo", "Anna"}
    assert shelf.stars("a.jpg") == 4
    assert shelf.caption("a.jpg") == "The fjord\nJörg im Boot"
    shelf.sidecar("a.jpg.xmp").unlink()
    assert shelf.look().retold == 1
    assert (shelf.stars("a.jpg"), set(shelf.tags("a.jpg"))) == (3, {"Norway", "Oslo", "Anna"})


def test_a_sidecar_goes_with_its_photo_wherever_both_are_moved(shelf: Shelf) -> None:
    shelf.sidecar("a.jpg.xmp").write_bytes(bag("Fjord"))
    shelf.look()
    (shelf.folder / "new").mkdir()
    for name in ("a.jpg", "a.jpg.xmp"):
        (shelf.folder / name).rename(shelf.folder / "new" / name.replace("a.", "z."))
    assert shelf.look().moved == 1
    assert set(shelf.tags("new/z.jpg")) == {"Fjord"}
    (shelf.folder / "new" / "z.jpg").rename(shelf.folder / "y.jpg")
    shelf.look()
    assert shelf.tags("y.jpg") == {}
    ignored = dict(shelf.library.catalog.ignored())
    assert ignored == {str(shelf.folder / "new" / "z.jpg.xmp"): "a sidecar of no photo"}


def test_a_sidecar_that_is_broken_is_a_problem_and_its_photo_stays_as_it_was(
    shelf: Shelf,
) -> None:
    path = shelf.sidecar("a.jpg.xmp")
    path.write_bytes(bag("Fjord"))
    shelf.look()
    path.write_bytes(bag("Summer")[:-40])
    for _ in range(2):
        assert shelf.look().unchanged == 3
        assert shelf.problems() == {
            "a.jpg.xmp": "This sidecar cannot be read: it is not XML: unclosed token in line 1."
        }
    assert set(shelf.tags("a.jpg")) == {"Fjord"}
    path.write_bytes(bag("Summer"))
    shelf.look()
    assert (shelf.problems(), set(shelf.tags("a.jpg"))) == ({}, {"Summer"})
    path.write_bytes(b"")
    shelf.look()
    assert list(shelf.problems()) == ["a.jpg.xmp"]
    path.unlink()
    shelf.look()
    assert (shelf.problems(), shelf.tags("a.jpg")) == ({}, {})


def test_a_sidecar_that_a_pattern_leaves_out_is_not_read(shelf: Shelf) -> None:
    shelf.sidecar("a.jpg.xmp").write_bytes(bag("Fjord"))
    shelf.look(excludes=("*.xmp",))
    assert shelf.tags("a.jpg") == {}
    assert len(shelf.library.catalog.ignored()) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_a_pipe_with_the_name_of_a_sidecar_keeps_nobody_waiting(shelf: Shelf) -> None:
    os.mkfifo(shelf.sidecar("a.jpg.xmp"))
    shelf.sidecar("b.jpg.xmp").mkdir()
    assert shelf.look().added == 3


def test_what_its_owner_refused_stays_away_until_somebody_gives_it_again(shelf: Shelf) -> None:
    path = shelf.sidecar("a.jpg.xmp")
    path.write_bytes(bag("Fjord", "Boat"))
    shelf.look()
    shelf.library.catalog.refuse_tag([shelf.id_of("a.jpg")], "Boat")
    path.write_bytes(bag("Fjord", "Boat", "Anna"))
    shelf.look()
    assert set(shelf.tags("a.jpg")) == {"Fjord", "Anna"}
    path.write_bytes(bag("Fjord"))
    shelf.look()
    path.write_bytes(bag("Fjord", "boat"))
    shelf.look()
    assert {name.casefold() for name in shelf.tags("a.jpg")} == {"fjord", "boat"}


def test_stars_of_the_owner_stay_where_a_sidecar_has_others(shelf: Shelf) -> None:
    shelf.look()
    shelf.library.catalog.set_rating([shelf.id_of("a.jpg")], 5)
    shelf.sidecar("a.xmp").write_bytes(LIGHTROOM)
    shelf.look()
    assert shelf.stars("a.jpg") == 5


# -- what Shoebox itself has written --------------------------------------------------------------


def test_what_shoebox_wrote_is_no_news_to_it(shelf: Shelf) -> None:
    shelf.look()
    catalog, photo = shelf.library.catalog, shelf.id_of("a.jpg")
    catalog.give_tags({photo: {"dog": 0.8}})
    catalog.confirm_tag([photo], "Anna")
    catalog.set_rating([photo], 4)
    assert shelf.write().written == 1
    before = shelf.tags("a.jpg")
    assert shelf.look().retold == 0
    os.utime(shelf.sidecar("a.jpg.xmp"), ns=(1, 1))
    assert shelf.look().retold == 1
    assert shelf.tags("a.jpg") == before == {"dog": {"auto"}, "Anna": {"user"}}
    assert (shelf.stars("a.jpg"), shelf.wait()) == (4, [])


def test_another_library_gets_what_the_owner_gave_as_the_owners_and_the_rest_as_a_models(
    open_shelf: Callable[[str], Shelf],
) -> None:
    shelf, other = open_shelf("first"), open_shelf("second")
    shelf.look()
    catalog, photo = shelf.library.catalog, shelf.id_of("a.jpg")
    catalog.give_tags({photo: {"dog": 0.8, "cat": 0.5}})
    catalog.confirm_tag([photo], "Anna")
    catalog.refuse_tag([photo], "cat")
    catalog.set_rating([photo], 4)
    catalog.make_album("Iceland", [photo])
    shelf.write()
    other.look()
    assert other.tags("a.jpg") == {"Anna": {"user"}, "dog": {"auto"}}
    assert (other.stars("a.jpg"), other.refused("a.jpg")) == (4, {"cat"})
    with other.library.catalog._database.connection() as connection:
        assert connection.execute(
            "SELECT name, photo_id FROM albums JOIN album_photos ON album_id = id"
        ).fetchall() == [("Iceland", other.id_of("a.jpg"))]
    assert other.library.catalog.faults() == []


def test_a_word_that_somebody_takes_away_is_refused_whoever_gave_it(shelf: Shelf) -> None:
    shelf.look()
    catalog, photo = shelf.library.catalog, shelf.id_of("a.jpg")
    catalog.give_tags({photo: {"dog": 0.8, "snow": 0.7}})
    catalog.confirm_tag([photo], "Anna")
    shelf.write()
    path = shelf.sidecar("a.jpg.xmp")
    path.write_bytes(without(path.read_bytes(), "dog", "Anna"))
    shelf.look()
    assert shelf.tags("a.jpg") == {"snow": {"auto"}}
    assert shelf.refused("a.jpg") == {"dog", "Anna"}
    # Its owner decides anew, and that stays although the sidecar has not been written since.
    catalog.confirm_tag([photo], "Anna")
    os.utime(path, ns=(1, 1))
    shelf.look()
    assert shelf.tags("a.jpg") == {"snow": {"auto"}, "Anna": {"user"}}
    shelf.write()
    assert [tag.name for tag in shelf.said("a.jpg.xmp").kept] == ["Anna", "snow"]


def test_a_word_of_the_file_that_somebody_takes_away_does_not_come_back(
    shelf: Shelf, paint_photo: PaintPhoto
) -> None:
    paint_photo(shelf.folder / "a.jpg", size=(64, 48), xmp=bag("Inside", "Boat"))
    shelf.look()
    shelf.write()
    path = shelf.sidecar("a.jpg.xmp")
    path.write_bytes(without(path.read_bytes(), "Boat"))
    for _ in range(2):
        shelf.look()
        assert shelf.tags("a.jpg") == {"Inside": {"file"}}
        shelf.write()
        os.utime(path, ns=(1, 1))
    assert [tag.name for tag in shelf.said("a.jpg.xmp").kept] == ["Inside"]


def test_a_word_that_somebody_adds_is_theirs_beside_shoeboxes(
    shelf: Shelf, paint_photo: PaintPhoto
) -> None:
    paint_photo(shelf.folder / "a.jpg", size=(64, 48), xmp=bag("Inside"))
    shelf.look()
    shelf.library.catalog.give_tags({shelf.id_of("a.jpg"): {"dog": 0.8}})
    shelf.write()
    path = shelf.sidecar("a.jpg.xmp")
    added = b"<rdf:li>Anna</rdf:li><rdf:li>dog"
    path.write_bytes(path.read_bytes().replace(b"<rdf:li>dog", added, 1))
    shelf.look()
    assert shelf.tags("a.jpg") == {"Anna": {"file"}, "Inside": {"file"}, "dog": {"auto"}}


def test_stars_that_somebody_changes_count(shelf: Shelf) -> None:
    shelf.look()
    shelf.library.catalog.set_rating([shelf.id_of("a.jpg")], 5)
    shelf.write()
    path = shelf.sidecar("a.jpg.xmp")
    path.write_bytes(path.read_bytes().replace(b"Rating>5<", b"Rating>2<"))
    shelf.look()
    assert shelf.stars("a.jpg") == 2
    shelf.library.catalog.set_rating([shelf.id_of("a.jpg")], 3)
    os.utime(path, ns=(1, 1))
    shelf.look()
    assert shelf.stars("a.jpg") == 3
    shelf.write()
    assert shelf.said("a.jpg.xmp").rated == 3


def test_what_a_program_rewrote_without_shoeboxes_notes_makes_no_keyword_of_a_found_tag(
    shelf: Shelf,
) -> None:
    shelf.look()
    shelf.library.catalog.give_tags({shelf.id_of("a.jpg"): {"dog": 0.8}})
    shelf.write()
    shelf.sidecar("a.jpg.xmp").write_bytes(bag("dog", "Anna"))
    shelf.look()
    assert shelf.tags("a.jpg") == {"dog": {"auto"}, "Anna": {"file"}}


def test_a_copy_of_a_photo_with_its_sidecar_has_its_tags(shelf: Shelf) -> None:
    shelf.look()
    shelf.library.catalog.confirm_tag([shelf.id_of("a.jpg")], "Anna")
    shelf.write()
    for name in ("a.jpg", "a.jpg.xmp"):
        shutil.copy(shelf.folder / name, shelf.folder / f"copy of {name}")
    shelf.look()
    assert shelf.tags("copy of a.jpg") == {"Anna": {"user"}}


def without(data: bytes, *words: str) -> bytes:
    """A sidecar after another program took words out of `dc:subject`, and only there."""
    for word in words:
        line = f"<rdf:li>{word}</rdf:li>".encode()
        assert line in data
        data = data.replace(line, b"", 1)
    return data
