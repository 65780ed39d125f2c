"""Photos go to the trash when their owner says so, and come back by one key."""

from __future__ import annotations

import sys
from itertools import count
from os.path import exists
from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app import trashing
from app.going import Step
from indexer import removal
from indexer.keepsakes import Keepsake
from indexer.trash import Notes, bring_back, move_to_trash
from tests.app.conftest import paint_colours
from tests.indexer.duplicates.trashes import own_trash

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from tests.app.conftest import OpenWindow

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere the trash is its user's own"
)


@pytest.fixture
def trash(monkeypatch: pytest.MonkeyPatch) -> Path:
    return own_trash(monkeypatch)


@pytest.fixture
def tidy(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path, trash: Path) -> Window:
    """The window on photos of its own, all of them read."""
    opened = open_window(tmp_path / "library")
    opened.begin([str(paint_colours(tmp_path / "photos", each=1))])
    qtbot.waitUntil(lambda: opened.grid.cells.count == 4)
    return opened


def _path(window: Window, photo_id: int) -> str:
    photo = window._questions.photo(photo_id)
    assert photo is not None
    return photo.path


def test_a_photo_goes_and_comes_back_with_its_stars(
    qtbot: QtBot, tidy: Window, trash: Path
) -> None:
    tidy.grid.go_to_first()
    photo_id = tidy.grid.current_photo()
    assert photo_id is not None
    path, next_id = _path(tidy, photo_id), tidy.grid.photos.photo_id(1)
    with qtbot.waitSignal(tidy.ledger.editing.made):
        tidy.deeds["stars-5"].trigger()
    QTest.keyClick(tidy.grid, Qt.Key.Key_Delete)
    question = tidy.trashing.question
    assert question is not None
    assert question.title.text() == "Move 1 photo to the trash?"
    with qtbot.waitSignal(tidy.trashing.moved) as moved:
        question.yes.click()
    assert moved.args == [[photo_id]]
    assert len(list(trash.iterdir())) == 1
    assert tidy.ledger.receipt.line.text() == "1 photo went to the trash."
    qtbot.waitUntil(lambda: tidy.grid.cells.count == 3)
    assert tidy.grid.current_photo() == next_id
    tidy.deeds["undo"].trigger()
    receipt = tidy.ledger.receipt
    qtbot.waitUntil(lambda: receipt.line.text() == "Bringing 1 photo back from the trash…")
    qtbot.waitUntil(lambda: "came back" in receipt.line.text())
    # It is there to be seen by then, and not only its file.
    assert tidy._questions.library().catalog.photo_by_path(path) is not None
    assert receipt.line.text() == "1 photo came back from the trash."
    qtbot.waitUntil(lambda: tidy.grid.cells.count == 4)

    def has_stars() -> bool:
        photo = tidy._questions.library().catalog.photo_by_path(path)
        return photo is not None and photo.rating == 5

    qtbot.waitUntil(has_stars)
    qtbot.waitUntil(lambda: not tidy.trashing._awaited)


def _stars(window: Window, path: str) -> int | None:
    photo = window._questions.library().catalog.photo_by_path(path)
    return photo.rating if photo is not None else None


def _undo(qtbot: QtBot, window: Window) -> None:
    """Undo once what came back is settled."""
    qtbot.waitUntil(lambda: not window.ledger.running and not window.trashing._awaited)
    window.deeds["undo"].trigger()


def _give_stars_and_throw_away(qtbot: QtBot, window: Window, photo_id: int) -> None:
    """Give one of four photos five stars, and move it to the trash."""
    window.grid.go_to(photo_id)
    with qtbot.waitSignal(window.ledger.editing.made):
        window.deeds["stars-5"].trigger()
    window.deeds["trash"].trigger()
    assert window.trashing.question is not None
    with qtbot.waitSignal(window.trashing.moved):
        window.trashing.question.yes.click()
    qtbot.waitUntil(lambda: window.grid.cells.count == 3)


def test_edits_and_the_trash_are_undone_in_the_order_in_which_they_were_made(
    qtbot: QtBot, tidy: Window, trash: Path
) -> None:
    first, second = tidy.grid.photos.ids[:2].tolist()
    path, other = _path(tidy, first), _path(tidy, second)
    _give_stars_and_throw_away(qtbot, tidy, first)
    tidy.grid.go_to(second)
    with qtbot.waitSignal(tidy.ledger.editing.made):
        tidy.deeds["stars-3"].trigger()
    _undo(qtbot, tidy)
    qtbot.waitUntil(lambda: _stars(tidy, other) is None)
    assert _stars(tidy, path) is None  # It lies in the trash still.
    _undo(qtbot, tidy)
    qtbot.waitUntil(lambda: _stars(tidy, path) == 5)
    _undo(qtbot, tidy)
    qtbot.waitUntil(lambda: _stars(tidy, path) is None)
    assert tidy.grid.cells.count == 4
    with qtbot.waitSignal(tidy.ledger.editing.remarked) as remarked:
        _undo(qtbot, tidy)
    assert remarked.args == ["There is nothing to undo."]


def test_where_the_system_keeps_the_trash_to_itself_undo_says_so_and_goes_on(
    qtbot: QtBot, tidy: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trashing, "CAN_BRING_BACK", False)
    monkeypatch.setattr(trashing, "WAY_BACK", "Open the Recycle Bin.")
    first, second = tidy.grid.photos.ids[:2].tolist()
    path, other = _path(tidy, first), _path(tidy, second)
    with qtbot.waitSignal(tidy.ledger.editing.made):
        tidy.ledger.editing.make(lambda catalog: catalog.set_rating([first, second], 5))
    tidy.trashing.ask([first])
    question = tidy.trashing.question
    assert question is not None
    assert "Open the Recycle Bin." in question.sentence.text()
    with qtbot.waitSignal(tidy.trashing.moved):
        question.yes.click()
    receipt = tidy.ledger.receipt
    assert receipt.line.text() == "1 photo went to the trash. Open the Recycle Bin."
    tidy.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: receipt.line.text().startswith("First the photos have to"))
    assert _stars(tidy, other) == 5
    bring_back(path)  # As their owner does it there.
    qtbot.waitUntil(lambda: _stars(tidy, path) == 5)
    qtbot.waitUntil(lambda: not tidy.trashing._awaited)
    tidy.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: _stars(tidy, other) is None)
    assert _stars(tidy, path) is None


def test_who_says_no_keeps_the_photo_and_an_album_takes_the_key(
    window: Window, trash: Path
) -> None:
    window.grid.go_to_first()
    window.deeds["trash"].trigger()
    assert window.trashing.question is not None
    window.trashing.question.no.click()
    assert window.trashing.question is None
    assert not trash.exists()
    leaving, deed = window.deeds["remove-from-album"], window.deeds["trash"]
    assert not leaving.isVisible()
    assert [each.toString() for each in deed.shortcuts()] == ["Del", "Ctrl+Del"]
    leaving.setVisible(True)
    assert [each.toString() for each in deed.shortcuts()] == ["Ctrl+Del"]


@pytest.mark.parametrize("waits", [False, True], ids=["at once", "before they are noticed"])
def test_no_edit_of_photos_is_undone_before_they_are_back(
    qtbot: QtBot, tidy: Window, trash: Path, waits: bool
) -> None:
    (first,) = tidy.grid.photos.ids[:1].tolist()
    path = _path(tidy, first)
    _give_stars_and_throw_away(qtbot, tidy, first)
    tidy.deeds["undo"].trigger()
    if waits:
        qtbot.waitUntil(lambda: bool(tidy.trashing._awaited))
    with qtbot.assertNotEmitted(tidy.ledger.editing.undone):
        tidy.deeds["undo"].trigger()
        qtbot.waitUntil(lambda: _stars(tidy, path) == 5)
        qtbot.waitUntil(lambda: not tidy.ledger.running and not tidy.trashing._awaited)
    _undo(qtbot, tidy)
    qtbot.waitUntil(lambda: _stars(tidy, path) is None)


def test_photos_are_counted_anew_though_one_of_a_folder_is_still_awaited(window: Window) -> None:
    trashing, line = window.trashing, window.ledger.receipt.line
    never, *came = (Keepsake(f"/elsewhere/{number}.jpg", stars=5) for number in range(4))
    trashing._awaited, trashing._elsewhere = [never, *came], {never}
    trashing._on_given_back(came[:2], [])
    trashing._on_given_back(came[2:], [])
    assert line.text() == "3 photos came back from the trash."
    trashing._on_given_back(came[2:], [])
    assert line.text() == "1 photo came back from the trash."
    trashing._kept = Step(tuple(came[:2]), since=0)
    trashing._steps = [trashing._kept]
    trashing._on_given_back(came[2:], [])
    assert line.text() == "1 photo came back from the trash. 2 photos are still in the trash."


def test_two_that_go_at_once_are_told_until_both_have_gone_and_nobody_has_stopped_them(
    qtbot: QtBot, tidy: Window, trash: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_is_done, unknown = Event(), [*range(900, 920)]

    def move_one(path: str) -> None:
        assert other_is_done.wait(20)
        move_to_trash(path)

    monkeypatch.setattr(removal, "move_to_trash", move_one)
    progress, line = tidy.surface.foot.trash, tidy.ledger.receipt.line
    for photo_ids in ([tidy.grid.photos.photo_id(0), *unknown], unknown):
        tidy.trashing.ask(photo_ids)
        assert tidy.trashing.question is not None
        tidy.trashing.question.yes.click()
    qtbot.waitUntil(lambda: line.text() == "0 photos went to the trash.")
    assert progress.isVisible()
    other_is_done.set()
    qtbot.waitUntil(progress.isHidden)
    assert line.text() == "1 photo went to the trash."


def test_of_two_that_go_at_once_one_can_be_stopped_and_the_other_goes_on(
    qtbot: QtBot, tidy: Window, trash: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_stopped = Event()

    def move_one(path: str) -> None:
        assert is_stopped.wait(20)
        move_to_trash(path)

    monkeypatch.setattr(removal, "move_to_trash", move_one)
    first, second, third, fourth = tidy.grid.photos.ids.tolist()
    unknown, paths = range(900, 920), {each: _path(tidy, each) for each in tidy.grid.photos.ids}
    for photo_ids in ([first, second, *unknown], [third, fourth, *unknown]):
        tidy.trashing.ask(photo_ids)
        assert tidy.trashing.question is not None
        tidy.trashing.question.yes.click()
    progress = tidy.surface.foot.trash
    progress.stop_button.click()
    progress.stop_button.click()  # It is the first that is stopped, however often.
    is_stopped.set()
    qtbot.waitUntil(progress.isHidden)
    assert [each for each, path in paths.items() if exists(path)] == [second]


def test_many_photos_are_told_one_after_the_other_and_whoever_stops_keeps_the_rest(
    qtbot: QtBot,
    open_window: OpenWindow,
    tmp_path: Path,
    trash: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    eleventh, moved = Event(), count(1)

    def move_one(path: str) -> None:
        assert next(moved) != 11 or eleventh.wait(20)
        move_to_trash(path)

    monkeypatch.setattr(removal, "move_to_trash", move_one)
    window = open_window(tmp_path / "library")
    window.begin([str(paint_colours(tmp_path / "photos", each=6))])
    qtbot.waitUntil(lambda: window.grid.cells.count == 24)
    progress = window.surface.foot.trash
    window.grid.selectAll()
    window.deeds["trash"].trigger()
    assert window.trashing.question is not None
    told: list[int] = []

    def stop_once_some_are_gone(done: int) -> None:
        told.append(done)
        if done:
            progress.stop_button.click()
            eleventh.set()

    progress.bar.valueChanged.connect(stop_once_some_are_gone)
    with qtbot.waitSignal(window.trashing.moved):
        window.trashing.question.yes.click()
        assert progress.isVisible()
        assert progress.state.text() == "Moving 0 of 24 photos to the trash"
    assert progress.isHidden()
    gone = len([each for each in trash.rglob("*.png") if each.is_file()])
    assert told[:2] == [0, 10]
    assert gone in (10, 11)  # The eleventh may be at hand by then.
    said = window.ledger.receipt.line.text()
    assert said == f"{gone} photos went to the trash. Then it was stopped."
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: not any(each.is_file() for each in trash.rglob("*.png")))
    qtbot.waitUntil(lambda: window.grid.cells.count == 24)


def test_whoever_stops_bringing_many_back_finds_the_rest_in_the_trash_and_brings_it_later(
    qtbot: QtBot,
    open_window: OpenWindow,
    tmp_path: Path,
    trash: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photos = paint_colours(tmp_path / "photos", each=3)
    window = open_window(tmp_path / "library")
    window.begin([str(photos)])
    qtbot.waitUntil(lambda: window.grid.cells.count == 12)
    progress, receipt = window.surface.foot.back, window.ledger.receipt
    window.grid.selectAll()
    window.deeds["trash"].trigger()
    assert window.trashing.question is not None
    with qtbot.waitSignal(window.trashing.moved):
        window.trashing.question.yes.click()
    eleventh, brought = Event(), count(1)

    def bring_one(path: str, notes: Notes) -> None:
        assert next(brought) != 11 or eleventh.wait(20)
        bring_back(path, notes)

    monkeypatch.setattr(removal, "bring_back", bring_one)
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: progress.bar.value() == 10)
    assert progress.isVisible()
    assert progress.state.text() == "Bringing 10 of 12 photos back from the trash"
    assert progress.stop_button.accessibleName() == "Stop bringing photos back"
    progress.stop_button.click()
    eleventh.set()
    qtbot.waitUntil(progress.isHidden)
    assert len(list(photos.glob("*.png"))) == 11
    assert receipt.line.text() == "1 photo is still in the trash."
    assert receipt.button.text() == "Bring back"
    receipt.button.click()
    qtbot.waitUntil(lambda: len(list(photos.glob("*.png"))) == 12)
    qtbot.waitUntil(progress.isHidden)
    assert not window.trashing._steps
