"""The settings of sidecars: what is pressed is kept, what waits is written, what fails is told."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from app.foot import Foot
from app.preferences.sidecar_choosing import SidecarChoosing, told
from app.preferences.sidecars import Faults, Holding, SidecarsCard
from app.questions import Questions
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.sidecars import Failure, Mode, Tags, Writing, mode_of, tags_of
from tests.app.conftest import COLOURS, paint_colours

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.theme import Theme
    from app.window import Window
    from indexer.models import Bundle
    from tests.app.conftest import OpenWindow

_MODES = list(Mode)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Two folders of twelve photos each."""
    for name in ("one", "two"):
        paint_colours(tmp_path / "photos" / name)
    return tmp_path / "photos"


@pytest.fixture
def library(tmp_path: Path, photos: Path, tiny_bundle: Bundle) -> Path:
    """A library of them, to all of which somebody has given a tag."""
    with Library.open(tmp_path / "library", write=True) as library:
        library.catalog.add_root(str(photos))
        for _ in ingest(library, tiny_bundle, IngestOptions(roots=(str(photos),), workers=1)):
            pass
        library.catalog.confirm_tag(library.catalog.all_ids().tolist(), "Anna")
    return tmp_path / "library"


@pytest.fixture
def questions(library: Path) -> Iterator[Questions]:
    asked = Questions(library, model="tiny")
    yield asked
    asked.close()


@pytest.fixture
def card(qtbot: QtBot, theme: Theme) -> SidecarsCard:
    made = SidecarsCard(theme)
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    return made


@pytest.fixture
def choosing(
    qtbot: QtBot, card: SidecarsCard, questions: Questions, background: Background
) -> SidecarChoosing:
    made = SidecarChoosing(card, questions, background)
    made.look()
    qtbot.waitUntil(lambda: "24" in card.count.text())
    return made


def _press(qtbot: QtBot, card: SidecarsCard, mode: Mode) -> None:
    card.times.chosen.emit(_MODES.index(mode))
    qtbot.waitUntil(lambda: card.times.choice == _MODES.index(mode))


def _write(qtbot: QtBot, choosing: SidecarChoosing, card: SidecarsCard) -> None:
    with qtbot.waitSignal(choosing.ended):
        card.button.click()


def _sidecars(photos: Path) -> list[Path]:
    return sorted(photos.rglob("*.xmp"))


def test_at_first_nothing_is_written_and_what_would_be_is_told(
    choosing: SidecarChoosing, card: SidecarsCard, photos: Path
) -> None:
    assert card.times.choice == _MODES.index(Mode.NEVER)
    assert card.count.text() == "24 sidecars would be written."
    assert not card.button.isEnabled()
    assert not choosing.running
    assert _sidecars(photos) == []


def test_on_demand_they_are_written_when_the_button_is_pressed(
    qtbot: QtBot, choosing: SidecarChoosing, card: SidecarsCard, photos: Path, theme: Theme
) -> None:
    foot = Foot(theme)
    qtbot.addWidget(foot)
    progress = foot.sidecars
    choosing.follow(progress)
    seen: list[str] = []
    choosing.progressed.connect(lambda *_: seen.append(progress.state.text()))
    _press(qtbot, card, Mode.ON_DEMAND)
    assert card.count.text() == "24 sidecars wait to be written."
    assert _sidecars(photos) == []
    _write(qtbot, choosing, card)
    assert card.result.text() == "24 sidecars written."
    assert len(_sidecars(photos)) == 24
    assert all("Anna" in each.read_text("utf-8") for each in _sidecars(photos))
    assert "Writing 10 of 24 sidecars" in seen
    assert progress.isHidden()
    qtbot.waitUntil(lambda: card.count.text() == "No sidecar has to be written.")
    _write(qtbot, choosing, card)
    assert card.result.text() == "All sidecars say already what they shall."


def test_always_writes_them_at_once(
    qtbot: QtBot, choosing: SidecarChoosing, card: SidecarsCard, photos: Path
) -> None:
    with qtbot.waitSignal(choosing.ended):
        card.times.chosen.emit(_MODES.index(Mode.ALWAYS))
    assert len(_sidecars(photos)) == 24
    assert not choosing.running


def test_which_tags_are_written_is_kept(
    qtbot: QtBot, choosing: SidecarChoosing, card: SidecarsCard, questions: Questions
) -> None:
    card.tags.chosen.emit(list(Tags).index(Tags.CONFIRMED))
    qtbot.waitUntil(lambda: "Without" in card.tag_meaning.text())
    catalog = questions.library().catalog
    assert (mode_of(catalog), tags_of(catalog)) == (Mode.NEVER, Tags.CONFIRMED)
    assert not choosing.running


def test_what_fails_is_told_for_each_folder(
    qtbot: QtBot, choosing: SidecarChoosing, card: SidecarsCard, photos: Path
) -> None:
    shutil.rmtree(photos / "two")
    _press(qtbot, card, Mode.ON_DEMAND)
    _write(qtbot, choosing, card)
    assert card.result.text() == "12 sidecars written, 12 not."
    (line,) = (each.line.text() for each in card.faults.lines if each.isVisible())
    assert line.startswith(f"{photos / 'two'}: 12 sidecars not written. ")
    qtbot.waitUntil(lambda: card.count.text() == "12 sidecars wait to be written.")


def test_what_is_stopped_leaves_the_others_waiting(
    qtbot: QtBot, choosing: SidecarChoosing, card: SidecarsCard, photos: Path
) -> None:
    _press(qtbot, card, Mode.ON_DEMAND)
    with qtbot.waitSignal(choosing.ended):
        card.button.click()
        assert card.button.text() == "Stop"
        card.button.click()
    written = len(_sidecars(photos))
    assert written < 24
    assert card.result.text().endswith("written, then it was stopped.")
    qtbot.waitUntil(lambda: card.count.text().startswith(f"{24 - written} sidecars wait"))
    assert card.button.text() == "Write now"


def test_who_finds_another_at_it_is_told_so(
    qtbot: QtBot, choosing: SidecarChoosing, card: SidecarsCard, library: Path, photos: Path
) -> None:
    _press(qtbot, card, Mode.ON_DEMAND)
    with FileLock(library / "sidecars.lock"):
        _write(qtbot, choosing, card)
    assert card.faults.lines[0].line.text() == "Another Shoebox is already writing these sidecars."
    assert _sidecars(photos) == []


def test_without_a_library_a_choice_is_refused_with_the_reason(
    qtbot: QtBot, card: SidecarsCard, background: Background, tmp_path: Path
) -> None:
    questions = Questions(tmp_path / "nothing")
    SidecarChoosing(card, questions, background)
    card.times.chosen.emit(_MODES.index(Mode.ALWAYS))
    qtbot.waitUntil(card.faults.isVisible)
    assert "add a folder of pictures first" in card.faults.lines[0].line.text()
    assert card.times.choice == _MODES.index(Mode.NEVER)


def test_of_very_many_folders_the_first_are_told(qtbot: QtBot, theme: Theme) -> None:
    faults = Faults(theme)
    qtbot.addWidget(faults)
    faults.show()
    faults.show_lines([f"folder {number}" for number in range(9)])
    assert [each.line.text() for each in faults.lines] == [f"folder {each}" for each in range(4)]
    assert faults.more.text() == "So it went in 5 other folders."
    faults.show_lines(["folder 0"])
    assert [each.isHidden() for each in faults.lines] == [False, True, True, True]
    assert faults.more.isHidden()


@pytest.mark.parametrize(
    ("writing", "stopped", "line"),
    [
        (Writing(3, 3, 3), False, "3 sidecars written."),
        (Writing(3, 3, 3), True, "3 sidecars written."),
        (Writing(3, 1, 1), True, "1 sidecar written, then it was stopped."),
        (Writing(3, 3, 0, (Failure("/a", "Full.", 3),)), False, "0 sidecars written, 3 not."),
    ],
)
def test_what_came_of_it_is_a_sentence(writing: Writing, stopped: bool, line: str) -> None:
    assert told(writing, stopped=stopped) == line


def test_one_sidecar_waits_and_many_wait(card: SidecarsCard) -> None:
    card.show_holding(Holding(Mode.ALWAYS, waiting=1))
    assert card.count.text() == "1 sidecar waits to be written."
    assert card.button.isEnabled()
    assert card.button.accessibleName() == "Write sidecars now"


def test_a_window_that_closes_meanwhile_breaks_it_off(
    qtbot: QtBot, open_window: OpenWindow, library: Path, photos: Path
) -> None:
    window: Window = open_window(library)
    card = window.surface.preferences.sidecars
    window.deeds["settings"].trigger()
    qtbot.waitUntil(lambda: card.count.text().startswith("24"))
    _press(qtbot, card, Mode.ON_DEMAND)
    with qtbot.waitSignal(window.gone):
        card.button.click()
        assert window.preferences.choosing.running
        window.close()
    assert not window.preferences.choosing.running
    with Library.open(library) as after:
        names = {each.path for each in after.catalog.photos(after.catalog.all_ids())}
    assert len(_sidecars(photos)) < len(names) == 2 * 3 * len(COLOURS)
    assert not list(photos.rglob("*.tmp"))
