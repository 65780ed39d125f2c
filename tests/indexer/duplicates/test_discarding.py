"""The way to the trash: what goes, and all that must stay."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from indexer import keepsakes
from indexer.duplicates import Kind, discarding, find_duplicates
from indexer.duplicates.discarding import Discard, discard, discards_of
from indexer.ingest import IngestOptions, ingest
from indexer.keepsakes import keepsakes_of
from indexer.library import Library
from tests.indexer.duplicates.trashes import own_trash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.catalog import Catalog
    from indexer.duplicates.discarding import Outcome
    from indexer.models import Bundle
    from tests.conftest import PaintPhoto

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere the trash is its user's own"
)


class Twins:
    """A library of a photo, a copy of it and another photo; what becomes of the copy."""

    def __init__(self, folder: Path, bundle: Bundle, paint: PaintPhoto) -> None:
        self.photos = folder / "photos"
        self.original = paint(self.photos / "a.png", seed=1)
        self.copy = self.photos / "a (1).png"
        shutil.copy2(self.original, self.copy)
        self.other = paint(self.photos / "b.png", seed=2)
        self.library = Library.open(folder / "library", write=True)
        self._bundle = bundle
        self.index()

    def index(self) -> None:
        root = self.library.catalog.add_root(str(self.photos)).path
        *_, _last = ingest(self.library, self._bundle, IngestOptions(roots=(root,), workers=1))

    def id_of(self, path: Path) -> int:
        photo = self.library.catalog.photo_by_path(str(path))
        assert photo is not None
        return photo.id

    def discard(self, gone: Path | None = None, kept: Path | None = None) -> Outcome:
        asked = Discard(self.id_of(gone or self.copy), self.id_of(kept or self.original))
        (outcome,) = discard(self.library, [asked])
        return outcome


@pytest.fixture
def trash(monkeypatch: pytest.MonkeyPatch) -> Path:
    return own_trash(monkeypatch)


@pytest.fixture
def twins(
    tmp_path: Path, tiny_bundle: Bundle, paint_photo: PaintPhoto, trash: Path
) -> Iterator[Twins]:
    made = Twins(tmp_path, tiny_bundle, paint_photo)
    yield made
    made.library.close()


def test_a_copy_goes_to_the_trash_and_is_forgotten(twins: Twins, trash: Path) -> None:
    content = twins.original.read_bytes()
    outcome = twins.discard()
    assert (outcome.moved, outcome.reason) == (True, "")
    assert not twins.copy.exists()
    assert (trash / "a (1).png").read_bytes() == content
    assert twins.original.read_bytes() == content
    assert twins.library.catalog.photo_by_path(str(twins.copy)) is None


@pytest.mark.parametrize("stays", ["original", "other"])
def test_what_was_said_of_what_goes_is_said_of_what_stays(twins: Twins, stays: str) -> None:
    catalog, copy = twins.library.catalog, twins.id_of(twins.copy)
    kept: Path = getattr(twins, stays)
    catalog.confirm_tag([copy], "Boat")
    catalog.refuse_tag([copy], "Ferry")
    catalog.make_album("Best", [copy])
    catalog.set_favourite([copy])
    catalog.set_rating([copy], 4)
    catalog.set_rating([twins.id_of(kept)], 2)
    (before,) = keepsakes_of(catalog, [copy])
    assert twins.discard(kept=kept).moved
    (found,) = keepsakes_of(catalog, [twins.id_of(kept)])
    assert found == replace(before, path=str(kept), stars=2)


def test_those_that_go_together_are_forgotten_at_once_and_leave_all_to_the_one_that_stays(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = twins.library.catalog
    forgotten: list[list[int]] = []
    first, copy, other = map(twins.id_of, (twins.original, twins.copy, twins.other))
    catalog.confirm_tag([first], "Lake")
    catalog.confirm_tag([other], "Boat")

    def part_with(within: Catalog, ids: list[int], heirs: dict[int, int]) -> None:
        forgotten.append(list(ids))
        keepsakes.part_with(within, ids, heirs)

    monkeypatch.setattr(discarding, "part_with", part_with)
    monkeypatch.setattr(discarding, "_SECONDS", 600)
    asked = [Discard(other, first), Discard(first, copy)]
    assert [each.moved for each in discard(twins.library, asked)] == [True, True]
    assert forgotten == [[other, first]]
    assert keepsakes_of(catalog, [copy])[0].tags == ("Boat", "Lake")
    assert catalog.setting("heirs") == ""


def test_whoever_stops_asking_has_those_forgotten_that_went(twins: Twins) -> None:
    there, back, other = map(twins.id_of, (twins.original, twins.copy, twins.other))
    going = discard(twins.library, [Discard(back, there), Discard(other, there)])
    assert next(going).moved
    going.close()  # type: ignore[attr-defined] # As a loop does that is left.
    assert sorted(twins.library.catalog.all_ids()) == sorted([there, other])
    assert twins.library.catalog.setting("heirs") == ""


def test_what_was_said_goes_on_to_what_stays_where_a_kill_comes_before_it_is_forgotten(
    twins: Twins, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog, other = twins.library.catalog, twins.id_of(twins.other)
    catalog.confirm_tag([other], "Boat")

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(discarding, "part_with", end)
        with pytest.raises(KeyboardInterrupt):
            twins.discard(gone=twins.other)
    assert not twins.other.exists()
    twins.index()
    (found,) = keepsakes_of(catalog, [twins.id_of(twins.original)])
    assert found.tags == ("Boat",)
    assert catalog.setting("heirs") == ""


@pytest.mark.parametrize("by_index", [True, False])
def test_where_a_kill_comes_before_a_file_went_nobody_is_its_heir_any_more(
    twins: Twins, by_index: bool
) -> None:
    catalog = twins.library.catalog
    original, copy, other = map(twins.id_of, (twins.original, twins.copy, twins.other))
    catalog.confirm_tag([other], "Boat")
    keepsakes.leave_to(catalog, {other: original})
    if by_index:
        twins.index()
    else:
        assert twins.discard().moved
    assert catalog.setting("heirs") == ""
    twins.other.unlink()
    twins.index()
    assert catalog.photos([other]) == []
    assert not any(each.tags for each in keepsakes_of(catalog, [original, copy]))


def test_the_groups_say_which_go(twins: Twins, tiny_bundle: Bundle) -> None:
    groups = find_duplicates(twins.library, tiny_bundle, kinds=(Kind.EXACT,))
    assert discards_of(groups) == [Discard(twins.id_of(twins.copy), twins.id_of(twins.original))]


def left(twins: Twins, outcome: Outcome) -> str:
    """Why the copy is still there, on disk and in the library."""
    assert not outcome.moved
    assert outcome.path == str(twins.copy)
    assert twins.copy.exists()
    assert twins.library.catalog.photo_by_path(str(twins.copy)) is not None
    return outcome.reason


def test_the_last_copy_never_goes(twins: Twins) -> None:
    twins.original.unlink()
    assert "is not as the library knows it" in left(twins, twins.discard())


def test_nothing_goes_for_a_photo_that_has_changed(twins: Twins) -> None:
    twins.original.write_bytes(b"written over")
    assert "It has changed since it was indexed." in left(twins, twins.discard())


def test_a_photo_that_has_changed_does_not_go(twins: Twins) -> None:
    twins.copy.write_bytes(b"somebody has worked on it")
    assert left(twins, twins.discard()) == "It has changed since it was indexed."


def test_a_photo_does_not_go_for_itself(twins: Twins) -> None:
    outcome = twins.discard(kept=twins.copy)
    assert left(twins, outcome) == "It is the photo to keep, under another name."


def test_two_names_of_one_file_are_no_copies(twins: Twins) -> None:
    twins.copy.unlink()
    twins.copy.symlink_to(twins.original)
    assert left(twins, twins.discard()) == "It is the photo to keep, under another name."


def test_a_link_to_a_file_elsewhere_is_left(twins: Twins, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.png"
    twins.copy.rename(elsewhere)
    twins.copy.symlink_to(elsewhere)
    assert left(twins, twins.discard()) == "It is a link to a file elsewhere."


def test_of_a_drive_that_is_away_nothing_goes(twins: Twins, tmp_path: Path) -> None:
    twins.photos.rename(tmp_path / "unplugged")
    twins.photos.mkdir()  # As an empty mount point is left behind.
    outcome = twins.discard()
    assert (outcome.moved, outcome.reason) == (False, "Its drive is away.")
    assert (tmp_path / "unplugged" / "a (1).png").exists()


def test_one_that_was_forgotten_is_told(twins: Twins) -> None:
    asked = Discard(999, twins.id_of(twins.original))
    (outcome,) = discard(twins.library, [asked])
    assert (outcome.moved, outcome.reason) == (False, "The library has forgotten it.")


def test_what_stays_for_one_does_not_go_for_the_next(twins: Twins) -> None:
    there, back = twins.id_of(twins.original), twins.id_of(twins.copy)
    first, second = discard(twins.library, [Discard(back, there), Discard(there, back)])
    assert (first.moved, second.moved) == (True, False)
    assert second.reason == "The photo to keep is gone."
    assert twins.original.exists()


def test_a_trash_that_takes_nothing_is_told(twins: Twins, trash: Path) -> None:
    trash.parent.parent.mkdir(parents=True, exist_ok=True)
    trash.parent.write_bytes(b"a file where the trash should be")
    assert "trash" in left(twins, twins.discard())


def test_the_next_index_has_nothing_left_to_do(twins: Twins) -> None:
    twins.discard()
    twins.index()
    assert twins.library.catalog.count() == 2
    assert twins.library.stray_previews() == []
