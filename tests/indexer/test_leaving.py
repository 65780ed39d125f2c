"""A folder leaves the library some photos at a time, and is gone in the end, come what may."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from indexer import leaving
from indexer.ingest import IngestOptions, ingest
from indexer.leaving import finish_leaving, leave
from indexer.library import Library
from indexer.models import load_bundle
from indexer.places import user_models
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import PaintPhoto


@pytest.fixture
def library(tmp_path: Path, paint_photo: PaintPhoto) -> Iterator[Library]:
    """A library of two folders, of three photos and a copy of one, which are read."""
    for name, count in (("goes", 3), ("stays", 1)):
        for seed in range(count):
            paint_photo(tmp_path / name / f"{seed}.jpg", size=(40, 30), seed=seed)
    with Library.open(tmp_path / "library", write=True) as library:
        for name in ("goes", "stays"):
            library.catalog.add_root(str(tmp_path / name))
        read_all(library)
        yield library


def read_all(library: Library) -> None:
    bundle = load_bundle(make_tiny_bundle(user_models() / "tiny"))
    roots = tuple(root.path for root in library.catalog.roots())
    for _ in ingest(library, bundle, IngestOptions(roots, workers=1)):
        pass


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_all_its_photos_and_previews_go_and_nobody_elses(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(leaving, "AT_ONCE", at_once)
    assert leave(library, str(tmp_path / "goes")) == 3
    assert [root.path for root in library.catalog.roots()] == [str(tmp_path / "stays")]
    assert library.catalog.count() == 1
    assert library.missing_previews() == [] == library.stray_previews()
    assert library.catalog.faults() == []
    assert len(os.listdir(tmp_path / "goes")) == 3


def test_what_was_said_of_its_photos_stays_with_copies_elsewhere_and_comes_back_with_it(
    library: Library, tmp_path: Path
) -> None:
    catalog = library.catalog
    first, second = (known(library, tmp_path / "goes" / f"{seed}.jpg") for seed in (0, 1))
    catalog.confirm_tag([first, second], "Boat")
    leave(library, str(tmp_path / "goes"))
    assert catalog.tags_of([known(library, tmp_path / "stays" / "0.jpg")]).popitem()[1] == ("Boat",)
    catalog.add_root(str(tmp_path / "goes"))
    read_all(library)
    back = known(library, tmp_path / "goes" / "1.jpg")
    assert catalog.tags_of([back]) == {back: ("Boat",)}


def known(library: Library, path: Path) -> int:
    photo = library.catalog.photo_by_path(str(path))
    assert photo is not None
    return photo.id


def test_what_broke_off_in_the_middle_is_gone_on_with(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "AT_ONCE", 1)
    forget = library.forget

    def forget_one_and_end(ids: list[int]) -> None:
        forget(ids)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(library, "forget", forget_one_and_end)
        with pytest.raises(KeyboardInterrupt):
            leave(library, str(tmp_path / "goes"))
    assert library.catalog.count() == 3
    finish_leaving(library)
    assert [root.path for root in library.catalog.roots()] == [str(tmp_path / "stays")]
    assert library.catalog.count() == 1
    finish_leaving(library)
    assert library.catalog.count() == 1


def test_what_is_no_folder_of_the_library_takes_nothing_with_it(
    library: Library, tmp_path: Path
) -> None:
    assert leave(library, str(tmp_path)) == 0
    assert library.catalog.count() == 4
