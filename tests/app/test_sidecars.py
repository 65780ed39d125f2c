"""Sidecars follow what is said in the window, where the library wants them always up to date."""

from __future__ import annotations

from itertools import count
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from app import sidecars as writing
from app.editing import Editing
from app.questions import Questions
from app.sidecars import Sidecars, Written, write_if_wanted
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.sidecars import Mode, choose, waiting
from indexer.sidecars.folders import Folder
from tests.app.conftest import paint_colours

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from indexer.models import Bundle
    from tests.app.conftest import OpenWindow


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return paint_colours(tmp_path / "photos", each=1)


@pytest.fixture
def questions(tmp_path: Path, photos: Path, tiny_bundle: Bundle) -> Iterator[Questions]:
    with Library.open(tmp_path / "library", write=True) as library:
        library.catalog.add_root(str(photos))
        for _ in ingest(library, tiny_bundle, IngestOptions(roots=(str(photos),), workers=1)):
            pass
    asked = Questions(tmp_path / "library", model="tiny")
    yield asked
    asked.close()


def _choose(questions: Questions, mode: Mode) -> None:
    with questions.library().small_edit() as catalog:
        choose(catalog, mode=mode)


def _tag(questions: Questions, name: str) -> None:
    with questions.library().small_edit() as catalog:
        catalog.confirm_tag(questions.library().catalog.all_ids().tolist()[:1], name)


@pytest.mark.parametrize("mode", [Mode.NEVER, Mode.ON_DEMAND])
def test_nothing_is_written_that_nobody_asked_for(
    questions: Questions, photos: Path, mode: Mode
) -> None:
    _choose(questions, mode)
    _tag(questions, "Anna")
    assert write_if_wanted(questions) == Written()
    assert list(photos.glob("*.xmp")) == []


def test_an_edit_is_followed_after_a_moment(
    qtbot: QtBot, questions: Questions, photos: Path, background: Background
) -> None:
    _choose(questions, Mode.ALWAYS)
    editing = Editing(questions, background)
    sidecars = Sidecars(questions, background, editing)
    with qtbot.assertNotEmitted(sidecars.failed):
        ids = questions.library().catalog.all_ids().tolist()[:1]
        editing.make(lambda catalog: catalog.confirm_tag(ids, "Anna"))
        qtbot.waitUntil(lambda: bool(list(photos.glob("*.xmp"))), timeout=20_000)
        qtbot.waitUntil(lambda: background.idle)
    (sidecar,) = photos.glob("*.xmp")
    assert "Anna" in sidecar.read_text("utf-8")


def test_what_cannot_be_written_is_told_with_its_folder(questions: Questions, photos: Path) -> None:
    _choose(questions, Mode.ALWAYS)
    _tag(questions, "Anna")
    photos.rename(photos.with_name("elsewhere"))
    told = write_if_wanted(questions).faults
    assert len(told) == 1
    assert "photos: 1 sidecar not written." in told[0]


def test_a_window_that_closes_waits_for_one_sidecar_and_not_for_all(
    qtbot: QtBot,
    questions: Questions,
    photos: Path,
    background: Background,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _choose(questions, Mode.ALWAYS)
    editing = Editing(questions, background)
    sidecars = Sidecars(questions, background, editing)
    ids = questions.library().catalog.all_ids().tolist()
    editing.make(lambda catalog: catalog.confirm_tag(ids, "Anna"))
    written, go_on, write = Event(), Event(), Folder.write

    def write_one(self: Folder, *words: Any) -> None:
        written.set()
        assert go_on.wait(20)
        write(self, *words)

    monkeypatch.setattr(Folder, "write", write_one)
    qtbot.waitUntil(written.is_set, timeout=20_000)
    sidecars.close()
    go_on.set()
    background.close()
    assert len(list(photos.glob("*.xmp"))) == 1
    assert len(waiting(questions.library())) == len(ids) - 1


def test_who_closes_before_anything_was_written_writes_nothing(
    qtbot: QtBot, questions: Questions, photos: Path, background: Background
) -> None:
    _choose(questions, Mode.ALWAYS)
    editing = Editing(questions, background)
    sidecars = Sidecars(questions, background, editing)
    ids = questions.library().catalog.all_ids().tolist()
    with qtbot.waitSignal(editing.changed):
        editing.make(lambda catalog: catalog.confirm_tag(ids, "Anna"))
    assert sidecars._rest.isActive()
    sidecars.close()
    assert not sidecars._rest.isActive()
    assert write_if_wanted(questions, sidecars._ending.is_set) == Written()
    assert list(photos.glob("*.xmp")) == []


@pytest.fixture
def _no_sidecars_left(_filled_once: Path) -> Iterator[None]:
    """Take away what a window wrote: the photos are those of each copy of the filled library."""
    yield
    for sidecar in _filled_once.with_name("photos").rglob("*.xmp"):
        sidecar.unlink()


@pytest.mark.usefixtures("_no_sidecars_left")
def test_many_are_told_one_after_the_other_and_the_next_edit_writes_what_was_stopped(
    qtbot: QtBot,
    open_window: OpenWindow,
    filled_library: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writing, "_LASTING", -1.0)
    window = open_window(filled_library)
    sidecars, progress = window._sidecars, window.surface.foot.sidecars
    _choose(window._questions, Mode.ALWAYS)
    editing, ids = window.ledger.editing, window._questions.library().catalog.all_ids().tolist()
    begun, eleventh, written, write = Event(), Event(), count(1), Folder.write

    def write_one(self: Folder, *words: Any) -> None:
        if next(written) == 11:
            begun.set()
            assert eleventh.wait(100)
        write(self, *words)

    monkeypatch.setattr(Folder, "write", write_one)
    editing.make(lambda catalog: catalog.confirm_tag(ids, "Anna"))
    qtbot.waitUntil(lambda: progress.bar.value() == 10 and begun.is_set())
    assert progress.isVisible()
    assert progress.state.text() == "Writing 10 of 12 sidecars"
    with qtbot.waitSignal(sidecars.left) as left:
        progress.stop_button.click()
        eleventh.set()
    assert left.args == [1]
    assert progress.isHidden()
    line = "1 sidecar is not written yet: it will be with your next change."
    assert window.ledger.receipt.line.text() == line
    assert len(waiting(window._questions.library())) == 1
    with qtbot.waitSignal(sidecars.rested):
        editing.make(lambda catalog: catalog.set_favourite(ids[:1], True))
    assert waiting(window._questions.library()) == []
