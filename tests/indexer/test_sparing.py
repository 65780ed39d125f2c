"""An index that stays waits while the machine runs on its battery, unless it is told not to."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from indexer.cli import sparing
from indexer.cli.arguments import Options
from indexer.cli.control import Control
from indexer.cli.run import Run
from indexer.cli.sparing import Sparing
from indexer.library import Library
from indexer.models import load_bundle
from indexer.places import user_models
from tests.bundles import make_tiny_bundle
from tests.indexer.test_run import Diary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import PaintPhoto


class Laptop:
    """A machine that can be plugged in."""

    def __init__(self) -> None:
        self.on_battery = True

    def is_on_battery(self) -> bool:
        return self.on_battery


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparing, "SECONDS_BETWEEN_LOOKS", 0.0)


def test_a_word_holds_until_the_machine_was_plugged_in() -> None:
    laptop = Laptop()
    spares = Sparing(laptop.is_on_battery)
    assert spares.waits()
    spares.go_on()
    assert not spares.waits()
    laptop.on_battery = False
    assert not spares.waits()
    laptop.on_battery = True
    assert spares.waits()


def test_a_folder_that_shall_leave_waits_for_no_mains_and_has_nothing_else_go_on() -> None:
    spares, control = Sparing(Laptop().is_on_battery), Control()
    control.obey("leave /photos")
    spares.wait(control, Diary())
    assert spares.waits()


@pytest.fixture
def library(tmp_path: Path, paint_photo: PaintPhoto) -> Iterator[Library]:
    load_bundle(make_tiny_bundle(user_models() / "tiny"))
    paint_photo(tmp_path / "photos" / "a.jpg", size=(40, 30))
    with Library.open(tmp_path / "library", write=True) as library:
        library.use_model("tiny")
        library.catalog.add_root(str(tmp_path / "photos"))
        yield library


def run(library: Library, laptop: Laptop, diary: Diary, control: Control, **options: bool) -> Run:
    asked = Options(workers=1, device="cpu", **options)
    roots = tuple(root.path for root in library.catalog.roots())
    return Run(library, roots, asked, control, diary, on_battery=laptop.is_on_battery)


def test_it_goes_on_once_it_is_plugged_in(library: Library) -> None:
    laptop, control = Laptop(), Control()

    def plug_in_and_stop(note: tuple[str, object]) -> None:
        if note[0] == "sparing":
            assert library.catalog.count() == 0
            laptop.on_battery = False
        if note[0] == "idle":
            control.stop()

    diary = Diary(plug_in_and_stop)
    run(library, laptop, diary, control).follow()
    assert diary.of("sparing", "resumed", "done") == [
        ("sparing", None),
        ("resumed", None),
        ("done", ("tiny", 1)),
    ]


def test_it_goes_on_when_a_person_says_so(library: Library) -> None:
    control = Control()

    def say_and_stop(note: tuple[str, object]) -> None:
        if note[0] == "sparing":
            control.obey("resume")
        if note[0] == "idle":
            control.stop()

    diary = Diary(say_and_stop)
    run(library, Laptop(), diary, control).follow()
    assert diary.of("sparing", "done") == [("sparing", None), ("done", ("tiny", 1))]


def test_nothing_waits_where_nothing_is_to_be_done(library: Library) -> None:
    laptop, control = Laptop(), Control()
    laptop.on_battery = False

    def plug_out_and_stop(note: tuple[str, object]) -> None:
        if note[0] == "idle":
            laptop.on_battery = True
            threading.Timer(1.5, control.stop).start()

    diary = Diary(plug_out_and_stop)
    run(library, laptop, diary, control).follow()
    assert diary.of("sparing") == []


def test_a_stop_ends_the_wait(library: Library) -> None:
    control = Control()
    diary = Diary(lambda note: control.stop() if note[0] == "sparing" else None)
    run(library, Laptop(), diary, control).follow()
    assert diary.of("sparing", "stopped") == [("sparing", None), ("stopped", None)]
    assert library.catalog.count() == 0


def test_who_says_so_beforehand_or_asks_for_it_once_does_not_wait(library: Library) -> None:
    control = Control()
    diary = Diary(lambda note: control.stop() if note[0] == "idle" else None)
    run(library, Laptop(), diary, control, on_battery=True).follow()
    run(library, Laptop(), diary, Control()).to_the_end()
    assert diary.of("sparing", "done") == [("done", ("tiny", 1)), ("done", ("tiny", 0))]
