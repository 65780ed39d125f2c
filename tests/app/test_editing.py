"""Edits are made one after the other, told once, and taken back."""

from __future__ import annotations

import logging
import shutil
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app.editing import Editing
from app.ledger import Ledger
from app.questions import Questions
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.theme import Theme
    from indexer.catalog import Catalog
    from indexer.catalog.edits import Edit


@pytest.fixture
def questions(filled_library: Path, tmp_path: Path) -> Iterator[Questions]:
    asked = Questions(shutil.copytree(filled_library, tmp_path / "library"), model="tiny")
    yield asked
    asked.close()


@pytest.fixture
def editing(questions: Questions, background: Background) -> Iterator[Editing]:
    made = Editing(questions, background)
    yield made
    made._moment.stop()  # A test may end before its last edit.


@pytest.fixture
def ids(questions: Questions) -> list[int]:
    return [int(each) for each in questions.library().catalog.all_ids()]


def _tags(questions: Questions, photo_id: int) -> tuple[str, ...]:
    return questions.library().catalog.tags_of([photo_id]).get(photo_id, ())


def _wait(qtbot: QtBot, editing: Editing) -> None:
    qtbot.waitUntil(lambda: not editing.busy)


def test_an_edit_is_made_and_told(
    qtbot: QtBot, editing: Editing, questions: Questions, ids: list[int]
) -> None:
    made: list[Edit] = []
    editing.made.connect(made.append)
    with qtbot.waitSignals([editing.made, editing.changed, editing.rested]):
        editing.make(lambda catalog: catalog.confirm_tag(ids[:2], "dog"))
    (edit,) = made
    assert edit.title == "Add “dog” to 2 photos"
    assert _tags(questions, ids[0]) == ("dog",)
    assert ("dog", 2) in questions.names().tags


def test_edits_are_made_in_the_order_in_which_they_were_asked_for(
    qtbot: QtBot, editing: Editing, questions: Questions, ids: list[int]
) -> None:
    def give(name: str, catalog: Catalog) -> None:
        catalog.confirm_tag(ids[:1], name)

    def take(name: str, catalog: Catalog) -> None:
        catalog.remove_tag(ids[:1], name)

    for turn in range(20):
        editing.make(partial(give, f"turn {turn}"))
        editing.make(partial(take, f"turn {turn}"))
    editing.make(lambda catalog: catalog.confirm_tag(ids[:1], "last"))
    _wait(qtbot, editing)
    assert _tags(questions, ids[0]) == ("last",)
    last = questions.library().catalog.last_edit()
    assert last is not None
    assert last.title == "Add “last” to 1 photo"


def test_an_edit_that_changes_nothing_is_none_and_nobody_hears_of_it(
    qtbot: QtBot, editing: Editing, ids: list[int]
) -> None:
    editing.make(lambda catalog: catalog.confirm_tag(ids[:1], "dog"))
    _wait(qtbot, editing)
    outcomes: list[Edit | None] = []
    with qtbot.assertNotEmitted(editing.made), qtbot.assertNotEmitted(editing.changed):
        editing.make(lambda catalog: catalog.confirm_tag(ids[:1], "dog"), done=outcomes.append)
        _wait(qtbot, editing)
    assert outcomes == [None]


def test_an_edit_of_another_process_is_never_taken_for_ones_own(
    qtbot: QtBot, editing: Editing, questions: Questions, ids: list[int]
) -> None:
    def meanwhile(*names: str) -> None:
        with questions.library().small_edit() as other:
            for name in names:
                other.confirm_tag(ids[:1], name)

    def change(catalog: Catalog) -> None:
        meanwhile("before")
        catalog.confirm_tag(ids[:1], "dog")
        meanwhile("after", "and after")

    outcomes: list[Edit | None] = []
    editing.make(change, done=outcomes.append)
    editing.make(lambda _catalog: meanwhile("alone"), done=outcomes.append)
    _wait(qtbot, editing)
    assert [edit and edit.title for edit in outcomes] == ["Add “dog” to 1 photo", None]


def test_an_edit_of_an_album_is_told_as_well(
    qtbot: QtBot, editing: Editing, questions: Questions, ids: list[int]
) -> None:
    outcomes: list[Edit | None] = []
    editing.make(lambda catalog: catalog.make_album("Mine", ids[:2]))
    editing.make(lambda catalog: catalog.pin_album(catalog.albums()[0].id, True))
    editing.make(
        lambda catalog: catalog.remove_from_album(catalog.albums()[0].id, ids[:1]),
        done=outcomes.append,
    )
    _wait(qtbot, editing)
    (edit,) = outcomes
    assert edit == questions.library().catalog.last_edit()


def test_undo_and_redo_tell_the_edit_and_its_photos(
    qtbot: QtBot, editing: Editing, questions: Questions, ids: list[int]
) -> None:
    editing.make(lambda catalog: catalog.confirm_tag(ids[:3], "dog"))
    undone: list[Edit] = []
    photos: list[list[int]] = []
    editing.undone.connect(undone.append)
    editing.put_back.connect(photos.append)
    with qtbot.waitSignals([editing.undone, editing.put_back]):
        editing.undo()
    assert [edit.title for edit in undone] == ["Add “dog” to 3 photos"]
    assert [sorted(each) for each in photos] == [sorted(ids[:3])]
    assert _tags(questions, ids[0]) == ()
    with qtbot.waitSignal(editing.redone):
        editing.redo()
    assert _tags(questions, ids[0]) == ("dog",)


def test_where_there_is_nothing_to_undo_that_is_said(qtbot: QtBot, editing: Editing) -> None:
    with qtbot.waitSignal(editing.remarked) as said:
        editing.undo()
    assert said.args == ["There is nothing to undo."]
    with qtbot.waitSignal(editing.remarked) as said:
        editing.redo()
    assert said.args == ["There is nothing to do again."]


def test_a_button_takes_back_its_own_edit_and_no_later_one(
    qtbot: QtBot, editing: Editing, questions: Questions, ids: list[int]
) -> None:
    with qtbot.waitSignal(editing.made) as first:
        editing.make(lambda catalog: catalog.confirm_tag(ids[:1], "dog"))
    editing.make(lambda catalog: catalog.confirm_tag(ids[:1], "cat"))
    with qtbot.waitSignal(editing.remarked) as said:
        editing.undo_this(first.args[0])
    assert "undo that first" in said.args[0]
    assert _tags(questions, ids[0]) == ("cat", "dog")


def test_an_edit_can_be_taken_back_before_it_is_made(
    qtbot: QtBot, editing: Editing, questions: Questions, ids: list[int]
) -> None:
    ticket = editing.make(lambda catalog: catalog.confirm_tag(ids[:1], "dog"))
    editing.take_back(ticket)
    nothing = editing.make(lambda catalog: catalog.confirm_tag([], "dog"))
    editing.make(lambda catalog: catalog.confirm_tag(ids[:1], "cat"))
    editing.take_back(nothing)
    _wait(qtbot, editing)
    assert ticket.edit is not None
    assert nothing.edit is None
    assert _tags(questions, ids[0]) == ("cat",)


def test_one_that_fails_is_told_and_noted_and_the_next_is_made(
    qtbot: QtBot,
    editing: Editing,
    questions: Questions,
    ids: list[int],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "shoebox")

    def fail(_catalog: Catalog) -> None:
        raise LibraryError("The disk is full.")

    with qtbot.waitSignal(editing.failed) as failed:
        editing.make(fail)
    assert str(failed.args[0]) == "The disk is full."
    assert "An edit could not be made" in caplog.text
    heard: list[Exception] = []
    with qtbot.assertNotEmitted(editing.failed):
        editing.make(fail, failed=heard.append)
        editing.make(lambda catalog: catalog.confirm_tag(ids[:1], "dog"))
        _wait(qtbot, editing)
    assert len(heard) == 1
    assert _tags(questions, ids[0]) == ("dog",)


def test_without_a_library_an_edit_fails_kindly(
    qtbot: QtBot, background: Background, tmp_path: Path
) -> None:
    questions = Questions(tmp_path / "none")
    editing = Editing(questions, background)
    with qtbot.waitSignal(editing.failed) as failed:
        editing.make(lambda catalog: catalog.confirm_tag([1], "dog"))
    assert "no library yet" in str(failed.args[0])


def test_what_was_done_is_said_with_a_button_that_undoes_it(
    qtbot: QtBot, questions: Questions, background: Background, theme: Theme, ids: list[int]
) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(900, 600)
    over.show()
    ledger = Ledger(questions, background, over, theme)
    receipt = ledger.receipt
    ledger.editing.make(lambda catalog: catalog.confirm_tag(ids[:2], "a name " * 8))
    qtbot.waitUntil(receipt.isVisible)
    assert receipt.line.text().startswith("Added “a name a name")
    assert over.rect().contains(receipt.geometry())
    receipt.grab()
    receipt.button.click()
    qtbot.waitUntil(lambda: receipt.line.text().startswith("Undone: Add “a name"))
    assert _tags(questions, ids[0]) == ()
    assert receipt.button.text() == "Redo"
    receipt.button.click()
    qtbot.waitUntil(lambda: receipt.line.text().startswith("Done again"))
    assert receipt.button.text() == "Undo"
    over.resize(320, 300)
    assert over.rect().contains(receipt.geometry())
