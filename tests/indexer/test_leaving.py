"""A folder leaves the library some photos at a time, and is gone in the end, come what may."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer import leaving
from indexer.catalog import Catalog
from indexer.cli.leaving import take_out
from indexer.errors import LibraryError
from indexer.ingest import IngestOptions, ingest
from indexer.leaving import finish_leaving, leave
from indexer.library import Library
from indexer.models import find_bundle, load_bundle
from indexer.places import user_models
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import PaintPhoto


@pytest.fixture
def library(tmp_path: Path, paint_photo: PaintPhoto) -> Iterator[Library]:
    """A library of two folders, of three photos and a copy of one, which are read."""
    load_bundle(make_tiny_bundle(user_models() / "tiny"))
    for name, count in (("goes", 3), ("stays", 1)):
        for seed in range(count):
            paint_photo(tmp_path / name / f"{seed}.jpg", size=(40, 30), seed=seed)
    with Library.open(tmp_path / "library", write=True) as library:
        for name in ("goes", "stays"):
            library.catalog.add_root(str(tmp_path / name))
        look(library, tmp_path / "goes", tmp_path / "stays")
        yield library


def look(library: Library, *folders: Path) -> None:
    """Bring the library up to date with folders of it."""
    options = IngestOptions(tuple(map(str, folders)), workers=1)
    for _ in ingest(library, find_bundle("tiny"), options):
        pass


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_all_its_photos_and_previews_go_and_nobody_elses(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(leaving, "AT_ONCE", at_once)
    assert leave(library, str(tmp_path / "goes")) == [3]
    assert [root.path for root in library.catalog.roots()] == [str(tmp_path / "stays")]
    assert library.catalog.count() == 1
    assert library.missing_previews() == [] == library.stray_previews()
    assert library.catalog.faults() == []
    assert len(os.listdir(tmp_path / "goes")) == 3


def forget_one_and_end(
    library: Library, leaves: list[Path], error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Have folders leave, and the first of their photos forgotten before something happens."""
    forget = library.forget

    def forget_one(ids: list[int]) -> None:
        forget(ids)
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(leaving, "AT_ONCE", 1)
        broken.setattr(library, "forget", forget_one)
        with pytest.raises(type(error)):
            leave(library, *map(str, leaves))


def roots(library: Library) -> list[str]:
    return [os.path.basename(root.path) for root in library.catalog.roots()]


def test_what_was_said_of_its_photos_stays_with_copies_elsewhere_and_comes_back_with_it(
    library: Library, tmp_path: Path
) -> None:
    catalog = library.catalog
    first, second = (known(library, tmp_path / "goes" / f"{seed}.jpg") for seed in (0, 1))
    catalog.confirm_tag([first, second], "Boat")
    leave(library, str(tmp_path / "goes"))
    assert catalog.tags_of([known(library, tmp_path / "stays" / "0.jpg")]).popitem()[1] == ("Boat",)
    catalog.add_root(str(tmp_path / "goes"))
    look(library, tmp_path / "goes", tmp_path / "stays")
    back = known(library, tmp_path / "goes" / "1.jpg")
    assert catalog.tags_of([back]) == {back: ("Boat",)}


def known(library: Library, path: Path) -> int:
    photo = library.catalog.photo_by_path(str(path))
    assert photo is not None
    return photo.id


def test_what_broke_off_in_the_middle_is_gone_on_with(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_one_and_end(library, [tmp_path / "goes"], KeyboardInterrupt(), monkeypatch)
    assert library.catalog.count() == 3
    finish_leaving(library)
    assert (roots(library), library.catalog.count()) == (["stays"], 1)
    finish_leaving(library)
    assert library.catalog.count() == 1


def test_what_broke_off_is_gone_on_with_where_another_folder_leaves_as_well(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_one_and_end(library, [tmp_path / "goes"], KeyboardInterrupt(), monkeypatch)
    (left,) = take_out(library, [str(tmp_path / "stays")])
    assert left.photos == 1
    assert (roots(library), library.catalog.count()) == ([], 0)


def test_of_several_the_ones_that_have_not_gone_yet_go_as_well_after_a_kill(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [tmp_path / name for name in ("goes", "stays")]
    forget_one_and_end(library, both, KeyboardInterrupt(), monkeypatch)
    finish_leaving(library)
    assert roots(library) == []


def test_a_folder_that_could_not_leave_stays_and_has_its_photos_and_their_words_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = library.catalog
    catalog.set_rating(catalog.ids_in(str(tmp_path / "goes")).tolist(), 4)
    error = LibraryError("It is full.")
    forget_one_and_end(library, [tmp_path / "goes"], error, monkeypatch)
    finish_leaving(library)
    assert (roots(library), catalog.count()) == (["goes", "stays"], 3)
    look(library, tmp_path / "goes")
    stars = [each.rating for each in catalog.photos(catalog.ids_in(str(tmp_path / "goes")))]
    assert stars == [4, 4, 4]


def test_where_it_stays_after_all_no_photo_has_left_its_words_to_a_copy_elsewhere(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog, goes = library.catalog, str(tmp_path / "goes")
    catalog.confirm_tag(catalog.ids_in(goes).tolist(), "Boat")

    def fail(*_: object) -> None:
        raise LibraryError("It is full.")

    with monkeypatch.context() as broken:
        broken.setattr(Catalog, "remove_root", fail)
        with pytest.raises(LibraryError):
            leave(library, goes)
    look(library, tmp_path / "goes")
    (boat,) = catalog.decided()
    assert list(boat.confirmed) == sorted(catalog.ids_in(goes).tolist())


def test_what_was_said_of_its_photos_goes_to_copies_elsewhere_and_is_there_when_it_is_back(
    library: Library, tmp_path: Path
) -> None:
    goes, catalog = tmp_path / "goes", library.catalog
    shutil.copy(goes / "0.jpg", tmp_path / "stays" / "copy.jpg")
    look(library, tmp_path / "stays")
    catalog.confirm_tag(catalog.ids_in(str(goes)).tolist(), "Boat")
    leave(library, str(goes))
    copy = catalog.photo_by_path(str(tmp_path / "stays" / "copy.jpg"))
    assert copy is not None
    assert [each.confirmed for each in catalog.decided()] == [(copy.id,)]
    look(library, Path(catalog.add_root(str(goes)).path))
    (boat,) = catalog.decided()
    tagged = {os.path.basename(photo.path) for photo in catalog.photos(boat.confirmed)}
    assert tagged == {"1.jpg", "2.jpg", "copy.jpg"}


def test_what_is_no_folder_of_the_library_takes_nothing_with_it(
    library: Library, tmp_path: Path
) -> None:
    assert leave(library, str(tmp_path)) == [0]
    assert library.catalog.count() == 4
