"""An index follows what is wished of tags while it runs, and so does what is made of tags."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from indexer import sidecars
from indexer.cli import main
from indexer.cli.control import Control
from indexer.library import Library
from indexer.places import default_library, user_models
from indexer.tags import Level, choose, is_tagged, level_of
from indexer.tags.ending import tag_no_more
from tests.bundles import make_tiny_bundle
from tests.indexer.test_run import Diary, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import PaintPhoto

PHOTOS = 3
TOO_LONG = 30.0


@pytest.fixture
def library(tmp_path: Path, paint_photo: PaintPhoto) -> Iterator[Library]:
    """A library of photos that was never tagged."""
    make_tiny_bundle(user_models() / "tiny")
    for seed in range(PHOTOS):
        paint_photo(tmp_path / "photos" / f"{seed:02}.jpg", size=(60, 40), seed=seed)
    assert main(["index", str(tmp_path / "photos"), "--model", "tiny", "--quiet"]) == 0
    with Library.open(default_library(), write=True) as library:
        yield library


def wish(library: Library, level: Level) -> None:
    with library.small_edit() as catalog:
        choose(catalog, level=level, own=None, shipped=False)


def wish_no_more(library: Library) -> None:
    with library.small_edit() as catalog:
        tag_no_more(catalog)


def test_tags_that_are_wished_for_otherwise_in_the_middle_are_given_in_the_same_run(
    library: Library,
) -> None:
    wish(library, Level.STRICT)

    def wish_again(note: tuple[str, object]) -> None:
        if note[0] == "tagged" and level_of(library.catalog) is Level.STRICT:
            wish(library, Level.LOOSE)

    diary = Diary(wish_again)
    run(library, diary).to_the_end()
    assert [kind for kind, _ in diary.of("started", "tagged", "done")] == [
        "started",
        "tagged",
        "done",
        "tagged",
    ]


def test_an_index_ends_where_tags_are_switched_off_in_the_middle(library: Library) -> None:
    wish(library, Level.NORMAL)

    def switch_off(note: tuple[str, object]) -> None:
        if note[0] == "tagged":
            wish_no_more(library)

    control = Control()
    for_ever = threading.Timer(TOO_LONG, control.stop)
    for_ever.daemon = True
    for_ever.start()
    run(library, Diary(switch_off), control=control).to_the_end()
    for_ever.cancel()
    assert not control.stopped.is_set()


def test_an_index_that_watches_rests_once_tags_are_switched_off(library: Library) -> None:
    wish(library, Level.NORMAL)
    control = Control()

    def switch_off_and_stop(note: tuple[str, object]) -> None:
        if note[0] == "idle":
            if is_tagged(library.catalog):
                wish_no_more(library)
            else:
                control.stop()

    watching = run(library, Diary(switch_off_and_stop), control=control)
    watching.follow()
    assert not watching._wishes_changed()


def test_an_index_that_watches_gives_tags_anew_while_it_is_idle_without_looking_at_folders(
    library: Library,
) -> None:
    control = Control()

    def wish_and_stop(note: tuple[str, object]) -> None:
        if note[0] == "idle":
            if is_tagged(library.catalog):
                control.stop()
            else:
                wish(library, Level.NORMAL)

    diary = Diary(wish_and_stop)
    run(library, diary, control=control).follow()
    told = [kind for kind, _ in diary.of("started", "idle", "tagged")]
    assert told == ["started", "idle", "tagged", "idle"]


@pytest.mark.parametrize("watches", [True, False])
def test_albums_and_sidecars_follow_tags_that_are_wished_for_otherwise(
    library: Library, tmp_path: Path, watches: bool
) -> None:
    wish(library, Level.NORMAL)
    control = Control()

    def wish_again(note: tuple[str, object]) -> None:
        if note[0] != ("idle" if watches else "done"):
            return
        if level_of(library.catalog) is Level.LOOSE:
            control.stop()
            return
        with library.small_edit() as catalog:
            sidecars.choose(catalog, mode=sidecars.Mode.ALWAYS)
            catalog.confirm_tag(catalog.all_ids(), "ours")
        wish(library, Level.LOOSE)

    following = run(library, Diary(wish_again), control=control)
    (following.follow if watches else following.to_the_end)()
    assert library.catalog.auto_albums_due() is None
    assert len(list((tmp_path / "photos").glob("*.xmp"))) == PHOTOS
