"""A folder leaves the library while an index watches: at its parent's word, whatever it does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from indexer.backups import restore
from indexer.cli.arguments import Options
from indexer.cli.control import Control
from indexer.cli.leaving import Left
from indexer.cli.run import Run
from indexer.library import Library
from indexer.models import load_bundle
from indexer.places import user_models
from tests.bundles import make_tiny_bundle
from tests.indexer.test_run import Diary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import PaintPhoto


@pytest.fixture
def library(tmp_path: Path, paint_photo: PaintPhoto) -> Iterator[Library]:
    """A library of two folders, nothing of which was looked at yet."""
    load_bundle(make_tiny_bundle(user_models() / "tiny"))
    with Library.open(tmp_path / "library", write=True) as library:
        library.use_model("tiny")
        for seed, name in enumerate(("leaves", "stays")):
            paint_photo(tmp_path / name / "a.jpg", size=(40, 30), seed=seed)
            library.catalog.add_root(str(tmp_path / name))
        yield library


class Parent:
    """Says a word whenever something was told, as long as it has any."""

    def __init__(self, library: Library, words: list[tuple[str, str]]) -> None:
        self._words = words
        self.control = Control()
        self.diary = Diary(self._on)
        roots = tuple(root.path for root in library.catalog.roots())
        options = Options(workers=1, device="cpu", on_battery=True)
        self.run = Run(library, roots, options, self.control, self.diary)

    def _on(self, note: tuple[str, object]) -> None:
        if self._words and note[0] == self._words[0][0]:
            for word in self._words.pop(0)[1].split("\n"):
                self.control.obey(word)


def roots(library: Library) -> list[str]:
    return [os.path.basename(root.path) for root in library.catalog.roots()]


def test_its_photos_go_and_a_copy_is_kept_and_the_others_are_followed_on(
    library: Library, tmp_path: Path, paint_photo: PaintPhoto
) -> None:
    leave = f"leave {tmp_path / 'leaves'}"
    parent = Parent(library, [("idle", leave), ("left", "look"), ("idle", "stop")])
    paint_photo(tmp_path / "stays" / "b.jpg", size=(40, 30), seed=9)
    parent.run.follow()
    ((_, left),) = parent.diary.of("left")
    assert isinstance(left, Left)
    assert (left.folder, left.photos) == (str(tmp_path / "leaves"), 1)
    assert parent.diary.of("stage")[-1][1] == f"Taking {left.folder} out of the library"
    assert (roots(library), library.catalog.count()) == (["stays"], 2)
    assert parent.run.roots == (str(tmp_path / "stays"),)
    assert os.listdir(tmp_path / "leaves") == ["a.jpg"]
    assert library.missing_previews() == [] == library.stray_previews()
    library.close()
    restore(tmp_path / "library", left.backup)
    with Library.open(tmp_path / "library") as again:
        assert roots(again) == ["leaves", "stays"]


def test_it_goes_while_the_others_wait_and_they_wait_on(library: Library, tmp_path: Path) -> None:
    leave = f"leave {tmp_path / 'leaves'}"
    words = [("started", "pause"), ("paused", leave), ("left", ""), ("paused", "stop")]
    parent = Parent(library, words)
    parent.run.follow()
    assert [kind for kind, _ in parent.diary.of("paused", "left", "resumed", "stopped")] == [
        "paused", "left", "paused", "resumed", "stopped",
    ]  # fmt: skip
    assert roots(library) == ["stays"]


def test_a_folder_that_is_not_followed_is_told_by_its_name_and_the_rest_goes_on(
    library: Library, tmp_path: Path
) -> None:
    nowhere = str(tmp_path / "nowhere")
    parent = Parent(library, [("idle", f"leave {nowhere}"), ("idle", "stop")])
    parent.run.follow()
    why = f"{nowhere} is no folder of this library: `shoebox status` names them."
    assert parent.diary.of("stays") == [("stays", (nowhere, why))]
    assert (roots(library), library.catalog.count()) == (["leaves", "stays"], 2)


def test_the_last_folder_may_leave_and_come_back(library: Library, tmp_path: Path) -> None:
    both = "\n".join(f"leave {tmp_path / name}" for name in ("leaves", "stays"))
    words = [("idle", both), ("idle", f"add {tmp_path / 'stays'}"), ("idle", "stop")]
    parent = Parent(library, words)
    parent.run.follow()
    assert len(parent.diary.of("left")) == 2
    assert parent.diary.of("done")[1] == ("done", ("tiny", 0))
    assert (roots(library), library.catalog.count()) == (["stays"], 1)


def test_a_root_whose_drive_is_nowhere_leaves_by_the_name_it_has_meanwhile(
    library: Library, tmp_path: Path
) -> None:
    root = next(each for each in library.catalog.roots() if each.path.endswith("leaves"))
    aside = os.path.join("HOLIDAY [uuid:1]", "trips")
    library.catalog.relocate_roots({root.id: aside})
    parent = Parent(library, [("idle", f"leave {aside}"), ("idle", "stop")])
    parent.run.follow()
    assert roots(library) == ["stays"]
