"""What was said of a photo stays with a copy of it, when its own file is gone."""

from __future__ import annotations

import shutil
import threading
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from indexer.catalog import Catalog, farewells
from indexer.database import Database
from indexer.ingest import IngestOptions, ingest, pending
from indexer.keepsakes import part_with
from indexer.library import Library
from indexer.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from indexer.ingest import Progress
    from indexer.models import Bundle
    from indexer.records import Photo
    from tests.conftest import PaintPhoto


class Disks:
    """Two folders of a library, and a photo in the first one."""

    def __init__(self, here: Path, there: Path, library: Library, bundle: Bundle) -> None:
        self.here, self.there, self.library = here, there, library
        self._bundle = bundle

    def look(self) -> Progress:
        *_, last = self.looking()
        return last

    def looking(self) -> Iterator[Progress]:
        roots = (str(self.here), str(self.there))
        return ingest(self.library, self._bundle, IngestOptions(roots, workers=1))

    def photo(self, path: Path) -> Photo:
        found = self.library.catalog.photo_by_path(str(path))
        assert found is not None
        return found

    def words(self, photo: Photo) -> tuple[object, ...]:
        """Its stars, whether it is a favourite, its tags, those refused, the albums it is in."""
        catalog = self.library.catalog
        albums = catalog.albums()
        inside = [album.name for album in albums if photo.id in catalog.album_photos(album.id)]
        refused = [name for photo_id, name in catalog.refused_tags([photo.id])]
        tags = catalog.tags_of([photo.id]).get(photo.id, ())
        return photo.rating, photo.favourite, tags, refused, inside


@pytest.fixture
def disks(tmp_path: Path, tiny_bundle: Bundle, paint_photo: PaintPhoto) -> Iterator[Disks]:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    paint_photo(here / "a.jpg", seed=1)
    paint_photo(there / "other.jpg", seed=2)
    with Library.open(tmp_path / "library", write=True) as library:
        for folder in (here, there):
            library.catalog.add_root(str(folder))
        disks = Disks(here, there, library, tiny_bundle)
        disks.look()
        paint_photo(here / "stays.jpg", seed=3)
        first = disks.photo(here / "a.jpg").id
        library.catalog.set_rating([first], 4)
        library.catalog.set_favourite([first])
        library.catalog.confirm_tag([first], "Boat")
        library.catalog.refuse_tag([first], "Ferry")
        library.catalog.make_album("Best", [first])
        yield disks


def test_a_photo_that_was_copied_first_and_deleted_later_keeps_all_that_was_said_of_it(
    disks: Disks,
) -> None:
    before = disks.words(disks.photo(disks.here / "a.jpg"))
    assert before == (4, True, ("Boat",), ["Ferry"], ["Best"])
    shutil.copy(disks.here / "a.jpg", disks.there / "a.jpg")
    assert disks.look().added == 2
    assert disks.words(disks.photo(disks.there / "a.jpg")) == (None, False, (), [], [])
    (disks.here / "a.jpg").unlink()
    assert disks.look().removed == 1
    assert disks.words(disks.photo(disks.there / "a.jpg")) == before
    disks.library.catalog.undo()  # The album, which was the last that somebody did.
    assert disks.words(disks.photo(disks.there / "a.jpg")) == (*before[:-1], [])


def test_what_was_said_of_a_copy_stays_with_the_photo_that_was_there_before_it(
    disks: Disks,
) -> None:
    first = disks.photo(disks.here / "a.jpg")
    shutil.copy(disks.here / "a.jpg", disks.there / "a.jpg")
    disks.look()
    copy = disks.photo(disks.there / "a.jpg").id
    assert copy > first.id
    disks.library.catalog.confirm_tag([copy], "Lake")
    disks.library.forget([copy])
    found = disks.words(disks.photo(disks.here / "a.jpg"))
    assert found == (4, True, ("Boat", "Lake"), ["Ferry"], ["Best"])


def test_what_was_said_of_the_copy_counts(disks: Disks) -> None:
    shutil.copy(disks.here / "a.jpg", disks.there / "a.jpg")
    disks.look()
    copy = disks.photo(disks.there / "a.jpg").id
    disks.library.catalog.set_rating([copy], 1)
    disks.library.catalog.refuse_tag([copy], "boat")
    disks.library.catalog.confirm_tag([copy], "Ferry")
    (disks.here / "a.jpg").unlink()
    disks.look()
    found = disks.words(disks.photo(disks.there / "a.jpg"))
    assert found == (1, True, ("Ferry",), ["Boat"], ["Best"])


def test_an_edit_of_a_photo_that_is_gone_takes_nothing_back_that_was_said_of_its_copy(
    disks: Disks,
) -> None:
    shutil.copy(disks.here / "a.jpg", disks.there / "a.jpg")
    disks.look()
    catalog = disks.library.catalog
    first, copy = (disks.photo(each / "a.jpg").id for each in (disks.here, disks.there))
    catalog.set_rating([copy], 2)
    catalog.confirm_tag([copy], "Boat")
    catalog.confirm_tag([copy], "Lake")
    catalog.set_favourite([copy])
    for deed in ("Lake", "Rain"):
        catalog.confirm_tag([first], deed)
    catalog.set_favourite([first], False)
    catalog.set_favourite([first])
    catalog.set_rating([first], 5)
    (disks.here / "a.jpg").unlink()
    disks.look()
    said = (2, True, ("Boat", "Lake", "Rain"), ["Ferry"], ["Best"])
    assert disks.words(disks.photo(disks.there / "a.jpg")) == said
    for _ in range(3):
        catalog.undo()  # The stars, and twice that it is a favourite.
    assert disks.words(disks.photo(disks.there / "a.jpg")) == said
    catalog.undo()
    assert disks.words(disks.photo(disks.there / "a.jpg"))[2] == ("Boat", "Lake")
    catalog.undo()
    assert disks.words(disks.photo(disks.there / "a.jpg"))[2] == ("Boat", "Lake")
    catalog.undo()
    assert disks.words(disks.photo(disks.there / "a.jpg"))[1] is False


def test_a_photo_that_was_gone_and_is_back_has_all_that_was_said_of_it(
    disks: Disks, tmp_path: Path
) -> None:
    before = disks.words(disks.photo(disks.here / "a.jpg"))
    shutil.copy(disks.here / "a.jpg", disks.there / "a.jpg")
    disks.look()
    (disks.here / "a.jpg").unlink()
    (disks.there / "a.jpg").rename(tmp_path / "away.jpg")
    assert disks.look().removed == 2
    catalog = disks.library.catalog
    assert catalog.album_photos(catalog.albums()[0].id) == []
    (tmp_path / "away.jpg").rename(disks.there / "back.jpg")
    assert disks.look().added == 1
    back = disks.photo(disks.there / "back.jpg")
    assert disks.words(back) == before
    catalog.remove_tag([back.id], "Boat")
    disks.look()
    assert disks.words(disks.photo(disks.there / "back.jpg"))[2] == ()
    assert catalog.faults() == []


def test_what_is_said_of_a_photo_as_soon_as_it_is_back_stays(
    disks: Disks, monkeypatch: pytest.MonkeyPatch, paint_photo: PaintPhoto
) -> None:
    monkeypatch.setattr(pending, "SECONDS_BETWEEN_COMMITS", 0.0)
    content = (disks.here / "a.jpg").read_bytes()
    (disks.here / "a.jpg").unlink()
    disks.look()
    (disks.here / "a.jpg").write_bytes(content)
    for number in range(3):
        paint_photo(disks.here / f"b{number}.jpg", seed=10 + number)
    catalog, said = disks.library.catalog, False
    for progress in disks.looking():
        if not said and (back := catalog.photo_by_path(str(disks.here / "a.jpg"))):
            assert progress.stage == "decode"
            catalog.set_rating([back.id], 2)
            catalog.remove_tag([back.id], "Boat")
            said = True
    found = disks.words(disks.photo(disks.here / "a.jpg"))
    assert found == (2, True, (), ["Ferry"], ["Best"])


def test_a_photo_that_a_kill_left_without_its_words_has_them_after_the_next_look(
    disks: Disks, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (disks.here / "a.jpg").read_bytes()
    (disks.here / "a.jpg").unlink()
    disks.look()
    (disks.here / "a.jpg").write_bytes(content)

    def kill(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(pending, "welcome_back", kill)
        with pytest.raises(KeyboardInterrupt):
            disks.look()
    back = disks.photo(disks.here / "a.jpg")
    assert disks.words(back) == (None, False, (), [], [])
    disks.library.catalog.set_rating([back.id], 1)
    disks.look()
    found = disks.words(disks.photo(disks.here / "a.jpg"))
    assert found == (1, True, ("Boat",), ["Ferry"], ["Best"])


def test_a_photo_is_forgotten_and_remembered_together_or_not_at_all(
    disks: Disks, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = disks.photo(disks.here / "a.jpg")
    before, catalog = disks.words(photo), disks.library.catalog

    def kill(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Catalog, "forget", kill)
        with pytest.raises(KeyboardInterrupt):
            part_with(catalog, [photo.id])
    assert disks.words(photo) == before
    catalog.remove_tag([photo.id], "Boat")
    disks.look()
    assert disks.words(disks.photo(disks.here / "a.jpg"))[2] == ()


def test_nothing_is_lost_where_somebody_forgets_the_copy_at_the_same_time(
    disks: Disks, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = disks.words(disks.photo(disks.here / "a.jpg"))
    shutil.copy(disks.here / "a.jpg", disks.there / "a.jpg")
    disks.look()
    copy = disks.photo(disks.there / "a.jpg").id
    copies_of = Catalog.copies_of
    begun: list[threading.Thread] = []

    def forget() -> None:
        with disks.library.small_edit() as catalog:
            part_with(catalog, [copy])

    def found_and_forgotten(self: Catalog, ids: Iterable[int]) -> dict[int, int]:
        found = copies_of(self, ids)
        if not begun:
            begun.append(threading.Thread(target=forget))
            begun[0].start()
            begun[0].join(0.2)  # It can only wait, where all is done in one transaction.
        return found

    monkeypatch.setattr(Catalog, "copies_of", found_and_forgotten)
    (disks.here / "a.jpg").unlink()
    content = (disks.there / "a.jpg").read_bytes()
    (disks.there / "a.jpg").unlink()
    part_with(disks.library.catalog, [disks.photo(disks.here / "a.jpg").id])
    begun[0].join()
    assert disks.library.catalog.photos([copy]) == []
    (disks.there / "a.jpg").write_bytes(content)
    disks.look()
    assert disks.words(disks.photo(disks.there / "a.jpg")) == before


def test_of_copies_that_go_together_all_is_remembered(disks: Disks, tmp_path: Path) -> None:
    shutil.copy(disks.here / "a.jpg", disks.there / "a.jpg")
    disks.look()
    copy = disks.photo(disks.there / "a.jpg").id
    disks.library.catalog.confirm_tag([copy], "Lake")
    (disks.here / "a.jpg").unlink()
    (disks.there / "a.jpg").rename(tmp_path / "away.jpg")
    disks.look()
    (tmp_path / "away.jpg").rename(disks.here / "back.jpg")
    disks.look()
    found = disks.words(disks.photo(disks.here / "back.jpg"))
    assert found == (4, True, ("Boat", "Lake"), ["Ferry"], ["Best"])


def test_albums_that_are_gone_meanwhile_are_not_missed(disks: Disks) -> None:
    content = (disks.here / "a.jpg").read_bytes()
    (disks.here / "a.jpg").unlink()
    disks.look()
    catalog = disks.library.catalog
    catalog.delete_album(catalog.albums()[0].id)
    (disks.here / "a.jpg").write_bytes(content)
    disks.look()
    found = disks.words(disks.photo(disks.here / "a.jpg"))
    assert found == (4, True, ("Boat",), ["Ferry"], [])


def test_what_was_said_is_remembered_for_a_year(tmp_path: Path) -> None:
    database = Database(tmp_path / "library.db", write=True)
    with closing(database):
        migrate(database)
        with database.transaction() as connection:
            for day in ("2025-01-01", "2025-06-02", "2026-06-01"):
                said: dict[str, Any] = {}
                gone = {day.encode(): (1, said)}
                farewells.put(connection, gone, now=f"{day}T12:00:00+00:00")
            kept = connection.execute("SELECT content_key FROM farewells").fetchall()
    assert sorted(kept) == [(b"2025-06-02",), (b"2026-06-01",)]
