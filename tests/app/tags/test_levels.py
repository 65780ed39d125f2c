"""How sure a single tag has to be: what holds is ticked, what is chosen is kept and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMenu, QWidget

from app.indexing import Indexing
from app.keeping import Keeping
from app.ledger import Ledger
from app.tags.asking import Given
from app.tags.levels import CHOICES, TagLevels
from indexer.tags import Level, Mode, change_tag, own_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.questions import Questions
    from app.receipt import Receipt
    from app.tags.asking import TagQuestions
    from app.theme import Theme

AS_OTHERS, STRICT, LOOSE, SUGGEST, NEVER = CHOICES


class _Resting(Indexing):
    """Starts no child: nobody follows what is wished."""

    def begin(self, paths: object = ()) -> None:
        """Do nothing."""


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    return made


@pytest.fixture
def ledger(
    over: QWidget, theme: Theme, questions: Questions, background: Background
) -> Iterator[Ledger]:
    made = Ledger(questions, background, over, theme)
    yield made
    made.editing._moment.stop()  # A test may end before its last edit.


@pytest.fixture
def receipt(ledger: Ledger) -> Receipt:
    return ledger.receipt


@pytest.fixture
def levels(
    ledger: Ledger,
    asking: TagQuestions,
    questions: Questions,
    background: Background,
    library: Path,
) -> TagLevels:
    keeping = Keeping(questions, background, _Resting(library), ledger)
    return TagLevels(asking, background, keeping, ledger)


def _change(questions: Questions, name: str, given: Given) -> None:
    with questions.library().small_edit() as catalog:
        change_tag(catalog, name, given.mode, given.level)


def _offer(levels: TagLevels, over: QWidget, name: str) -> QMenu:
    return levels.offer(QMenu(over), name)


def _ticked(menu: QMenu) -> list[str]:
    return [each.text() for each in menu.actions() if each.isChecked()]


def _press(qtbot: QtBot, menu: QMenu, levels: TagLevels, given: Given) -> None:
    qtbot.waitUntil(menu.isEnabled)
    with qtbot.waitSignal(levels.changed):
        next(each for each in menu.actions() if each.text() == CHOICES[given][0]).trigger()


def test_all_choices_are_offered_and_the_one_that_holds_is_ticked(
    qtbot: QtBot, levels: TagLevels, over: QWidget
) -> None:
    menu = _offer(levels, over, "animal")
    assert not menu.isEnabled()
    qtbot.waitUntil(menu.isEnabled)
    assert [each.text() for each in menu.actions()] == [
        "As sure as the others", "Only when quite sure", "When it may well be", "Only suggest it",
        "Never",
    ]  # fmt: skip
    assert _ticked(menu) == ["As sure as the others"]


@pytest.mark.parametrize("given", [STRICT, LOOSE, SUGGEST, NEVER])
def test_what_is_chosen_is_kept_and_ticked_then(
    qtbot: QtBot,
    levels: TagLevels,
    over: QWidget,
    receipt: Receipt,
    questions: Questions,
    given: Given,
) -> None:
    _press(qtbot, _offer(levels, over, "animal"), levels, given)
    own = own_vocabulary(questions.library().catalog)
    assert own is not None
    assert "animal" in own.read_text("utf-8")
    assert receipt.line.text().startswith("“animal” ")
    menu = _offer(levels, over, "animal")
    qtbot.waitUntil(menu.isEnabled)
    assert _ticked(menu) == [CHOICES[given][0]]


def test_a_choice_is_taken_back_to_what_held_before(
    qtbot: QtBot, levels: TagLevels, over: QWidget, ledger: Ledger, asking: TagQuestions
) -> None:
    _press(qtbot, _offer(levels, over, "animal"), levels, LOOSE)
    _press(qtbot, _offer(levels, over, "animal"), levels, NEVER)
    assert asking.given("animal") == NEVER
    with qtbot.waitSignal(ledger.editing.worded):
        ledger.receipt.button.click()
    assert asking.given("animal") == LOOSE
    with qtbot.waitSignal(ledger.editing.worded):
        ledger.undo()
    assert asking.given("animal") == AS_OTHERS
    for given in (LOOSE, NEVER):
        with qtbot.waitSignal(ledger.editing.worded):
            ledger.redo()
        assert asking.given("animal") == given


def test_an_own_tag_that_is_only_suggested_keeps_its_level_by_an_undo(
    qtbot: QtBot,
    levels: TagLevels,
    over: QWidget,
    ledger: Ledger,
    asking: TagQuestions,
    questions: Questions,
) -> None:
    _change(questions, "animal", Given(Mode.SUGGEST, Level.STRICT))
    menu = _offer(levels, over, "animal")
    qtbot.waitUntil(menu.isEnabled)
    assert _ticked(menu) == ["Only suggest it"]
    _press(qtbot, menu, levels, AS_OTHERS)
    with qtbot.waitSignal(ledger.editing.worded):
        ledger.receipt.button.click()
    assert asking.given("animal") == Given(Mode.SUGGEST, Level.STRICT)


def test_what_only_a_file_says_is_ticked_as_well(
    qtbot: QtBot, levels: TagLevels, over: QWidget, questions: Questions
) -> None:
    _change(questions, "animal", Given(Mode.AUTO, Level.NORMAL))
    menu = _offer(levels, over, "animal")
    qtbot.waitUntil(menu.isEnabled)
    assert _ticked(menu) == ["Normally sure, as your file says"]


def test_the_choice_that_holds_already_changes_nothing(
    qtbot: QtBot, levels: TagLevels, receipt: Receipt, questions: Questions
) -> None:
    with qtbot.assertNotEmitted(levels.changed, wait=50):
        levels.choose("animal", AS_OTHERS, AS_OTHERS)
    assert receipt.isHidden()
    assert own_vocabulary(questions.library().catalog) is None


def test_a_word_that_no_model_looks_for_has_no_level(
    qtbot: QtBot, levels: TagLevels, over: QWidget, asking: TagQuestions, background: Background
) -> None:
    menu = _offer(levels, over, "best of 2024")
    qtbot.waitUntil(lambda: background.idle)
    assert not menu.isEnabled()
    asking.tag_no_more()
    menu = _offer(levels, over, "animal")
    qtbot.waitUntil(lambda: background.idle)
    assert not menu.isEnabled()


def test_a_file_that_is_wrong_is_told(
    qtbot: QtBot, levels: TagLevels, questions: Questions
) -> None:
    _change(questions, "animal", STRICT)
    own = own_vocabulary(questions.library().catalog)
    assert own is not None
    own.write_text("our boat < dogg\n", "utf-8")
    with qtbot.waitSignal(levels.failed) as told:
        levels.choose("animal", LOOSE, STRICT)
    assert "dogg" in str(told.args)


def test_a_menu_that_is_closed_early_is_forgotten(
    qtbot: QtBot, levels: TagLevels, over: QWidget, background: Background
) -> None:
    menu = QMenu(over)
    levels.offer(menu, "animal")
    menu.aboutToHide.emit()
    menu.deleteLater()
    with qtbot.assertNotEmitted(levels.failed, wait=50):
        qtbot.waitUntil(lambda: background.idle)
