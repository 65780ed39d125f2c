"""Photos go to the trash as they were seen, and come back with all that they had."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from indexer.catalog import edits
from indexer.errors import LibraryError
from indexer.ingest import IngestOptions, ingest
from indexer.keepsakes import keepsakes_of
from indexer.library import Library
from indexer.removal import bring_files_back, give_back, remove
from indexer.trash import _place_told, bring_back, move_to_trash
from tests.indexer.duplicates.trashes import own_trash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle
    from tests.conftest import PaintPhoto

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere the trash is its user's own"
)


@pytest.fixture
def trash(monkeypatch: pytest.MonkeyPatch) -> Path:
    return own_trash(monkeypatch)


class Photos:
    """A library of two photos."""

    def __init__(self, folder: Path, bundle: Bundle, paint: PaintPhoto) -> None:
        self.first = paint(folder / "photos" / "größer #1 100%.png", seed=1)
        self.second = paint(folder / "photos" / "b.png", seed=2)
        self.library = Library.open(folder / "library", write=True)
        self._bundle = bundle
        self.index()

    def index(self) -> None:
        root = self.library.catalog.add_root(str(self.first.parent)).path
        *_, _last = ingest(self.library, self._bundle, IngestOptions(roots=(root,), workers=1))

    def id_of(self, path: Path) -> int:
        photo = self.library.catalog.photo_by_path(str(path))
        assert photo is not None
        return photo.id


@pytest.fixture
def photos(
    tmp_path: Path, tiny_bundle: Bundle, paint_photo: PaintPhoto, trash: Path
) -> Iterator[Photos]:
    made = Photos(tmp_path, tiny_bundle, paint_photo)
    yield made
    made.library.close()


def test_a_photo_goes_and_comes_back_with_all_that_it_had(photos: Photos, trash: Path) -> None:
    catalog, photo_id = photos.library.catalog, photos.id_of(photos.first)
    catalog.set_rating([photo_id], 4)
    catalog.set_favourite([photo_id])
    catalog.confirm_tag([photo_id], "lake")
    catalog.refuse_tag([photo_id], "sea")
    album = catalog.make_album("Summer", [photo_id])
    before = photos.first.read_bytes()
    kept = keepsakes_of(catalog, [photo_id])
    (outcome,) = remove(photos.library, [photo_id])
    assert outcome.moved
    assert (trash / photos.first.name).is_file()
    assert not catalog.photos([photo_id])
    assert list(bring_files_back([str(photos.first)])) == [(str(photos.first), "")]
    assert photos.first.read_bytes() == before
    assert not list(trash.parent.rglob("*.trashinfo"))
    assert give_back(photos.library, kept) == kept
    photos.index()
    assert give_back(photos.library, kept) == []
    anew = photos.id_of(photos.first)
    assert anew != photo_id
    assert keepsakes_of(catalog, [anew]) == kept
    assert catalog.album_photos(album.id) == [anew]


def test_a_photo_that_its_owner_takes_out_of_the_trash_himself_has_all_that_it_had(
    photos: Photos,
) -> None:
    catalog, photo_id = photos.library.catalog, photos.id_of(photos.first)
    catalog.set_rating([photo_id], 4)
    catalog.set_favourite([photo_id])
    catalog.confirm_tag([photo_id], "lake")
    catalog.refuse_tag([photo_id], "sea")
    catalog.make_album("Summer", [photo_id])
    kept = keepsakes_of(catalog, [photo_id])
    assert [each.moved for each in remove(photos.library, [photo_id])] == [True]
    photos.index()
    bring_back(str(photos.first))
    photos.index()
    anew = photos.id_of(photos.first)
    assert keepsakes_of(catalog, [anew]) == kept
    catalog.set_rating([anew], 2)
    assert give_back(photos.library, kept) == []  # By a window that has seen it go.
    assert keepsakes_of(catalog, [anew]) == [replace(kept[0], stars=2)]


def test_what_was_given_before_is_undone_after_the_photo_came_back(photos: Photos) -> None:
    catalog, photo_id = photos.library.catalog, photos.id_of(photos.first)
    album = catalog.make_album("Summer")
    catalog.set_rating([photo_id], 4)
    catalog.confirm_tag([photo_id], "lake")
    catalog.add_to_album(album.id, [photo_id])
    catalog.cover_album(album.id, photo_id)
    last, kept = catalog.last_edit(), keepsakes_of(catalog, [photo_id])
    assert [each.moved for each in remove(photos.library, [photo_id])] == [True]
    assert list(bring_files_back([str(photos.first)])) == [(str(photos.first), "")]
    photos.index()
    assert give_back(photos.library, kept) == []
    assert catalog.last_edit() == last
    anew = photos.id_of(photos.first)
    undone = [catalog.undo() for _ in range(4)]
    assert [each[1] for each in undone if each] == [[], [anew], [anew], [anew]]
    (left,) = keepsakes_of(catalog, [anew])
    assert (left.stars, left.tags, left.albums) == (None, (), ())
    for _ in range(4):
        assert catalog.redo()
    assert keepsakes_of(catalog, [anew]) == kept
    assert catalog.album(album.id).cover_id == anew


def test_what_it_had_and_what_edits_know_of_it_come_back_together_or_not_at_all(
    photos: Photos, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog, photo_id = photos.library.catalog, photos.id_of(photos.first)
    catalog.set_rating([photo_id], 4)
    catalog.confirm_tag([photo_id], "lake")
    kept = keepsakes_of(catalog, [photo_id])
    assert [each.moved for each in remove(photos.library, [photo_id])] == [True]
    assert list(bring_files_back([str(photos.first)])) == [(str(photos.first), "")]

    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(edits, "follow_photos", break_off)
        with pytest.raises(KeyboardInterrupt):
            photos.index()
        anew = photos.id_of(photos.first)
        with pytest.raises(KeyboardInterrupt):
            give_back(photos.library, kept)
    (bare,) = keepsakes_of(catalog, [anew])
    assert (bare.stars, bare.tags) == (None, ())
    assert give_back(photos.library, kept) == []
    assert keepsakes_of(catalog, [anew]) == kept
    undone = catalog.undo()
    assert undone is not None
    assert undone[1] == [anew]


def test_what_has_changed_since_it_was_seen_stays(photos: Photos) -> None:
    photo_id = photos.id_of(photos.second)
    photos.second.write_bytes(photos.first.read_bytes())
    (outcome,) = remove(photos.library, [photo_id])
    assert not outcome.moved
    assert "changed since" in outcome.reason
    assert photos.second.exists()
    assert photos.library.catalog.photos([photo_id])


def test_a_link_stays(photos: Photos, tmp_path: Path) -> None:
    photo_id = photos.id_of(photos.second)
    photos.second.rename(tmp_path / "elsewhere.png")
    photos.second.symlink_to(tmp_path / "elsewhere.png")
    (outcome,) = remove(photos.library, [photo_id])
    assert outcome.reason == "It is a link to a file elsewhere."


def test_of_two_files_from_one_place_the_last_comes_back(tmp_path: Path, trash: Path) -> None:
    path = tmp_path / "a.txt"
    for words in ("first", "second"):
        path.write_text(words)
        move_to_trash(str(path))
        # Both within a second: the notes themselves tell whole seconds only.
    bring_back(str(path))
    assert path.read_text() == "second"
    with pytest.raises(LibraryError, match="Another file has its name"):
        bring_back(str(path))
    path.unlink()
    bring_back(str(path))
    assert path.read_text() == "first"
    path.unlink()
    with pytest.raises(LibraryError, match="not in the trash any more"):
        bring_back(str(path))


def test_many_come_back_and_each_note_is_read_once(
    tmp_path: Path, trash: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(20)]
    for words in ("first", "second"):
        for path in paths:
            path.write_text(f"{words} {path.name}")
            move_to_trash(str(path))
    read: list[str] = []

    def note_and_read(note: str, top: str) -> str:
        read.append(note)
        return _place_told(note, top)

    monkeypatch.setattr("indexer.trash._place_told", note_and_read)
    assert [reason for _, reason in bring_files_back(map(str, reversed(paths)))] == [""] * 20
    assert len(read) == len(set(read))
    assert [path.read_text() for path in paths] == [f"second {path.name}" for path in paths]


def test_notes_that_cannot_be_read_keep_no_other_file_in_the_trash(
    tmp_path: Path, trash: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    move_to_trash(str(path))
    notes = trash.parent / "info"
    (notes / "folder.txt.trashinfo").mkdir()
    (notes / "gone.txt.trashinfo").symlink_to(tmp_path / "nowhere")
    with pytest.raises(LibraryError, match="not in the trash any more"):
        bring_back(str(tmp_path / "b.txt"))
    bring_back(str(path))
    assert path.read_text() == "words"


def test_its_folder_is_made_again(tmp_path: Path, trash: Path) -> None:
    path = tmp_path / "gone" / "a.txt"
    path.parent.mkdir()
    path.write_text("words")
    move_to_trash(str(path))
    path.parent.rmdir()
    bring_back(str(path))
    assert path.read_text() == "words"
