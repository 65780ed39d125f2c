"""The settings of tags: what is pressed is kept, what is wrong is told, what follows is shown."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QFileSystemWatcher
from PySide6.QtWidgets import QFileDialog

from app.foot import Foot
from app.indexing import Indexing, Ingest, Phase
from app.keeping import Keeping
from app.tags.card import TagsCard
from app.tags.choosing import TagChoosing, _stamp_of
from indexer.tags import Level

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.questions import Questions
    from app.tags.asking import TagQuestions
    from app.theme import Theme


class _Resting(Indexing):
    """Starts no child: nobody follows what is wished."""

    def begin(self, paths: object = ()) -> None:
        """Do nothing."""


@pytest.fixture
def card(qtbot: QtBot, theme: Theme) -> TagsCard:
    made = TagsCard(theme)
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    return made


@pytest.fixture
def choosing(
    card: TagsCard,
    asking: TagQuestions,
    questions: Questions,
    background: Background,
    library: Path,
) -> TagChoosing:
    keeping = Keeping(questions, background, _Resting(library), card)
    made = TagChoosing(asking, background, keeping, card)
    made.serve(card)
    return made


def _others(choosing: TagChoosing, before: int) -> bool:
    """Whether the tags are so many no more."""
    return choosing.chosen.tags != before


def _look(qtbot: QtBot, choosing: TagChoosing, card: TagsCard) -> None:
    choosing.look()
    qtbot.waitUntil(card.tick.isChecked)


def test_what_is_chosen_is_shown(qtbot: QtBot, choosing: TagChoosing, card: TagsCard) -> None:
    assert not card.tick.isChecked()
    assert not card.sure.isVisible()
    _look(qtbot, choosing, card)
    assert card.sure.choice == list(Level).index(Level.NORMAL)
    assert card.count.text().startswith("1,4")
    assert not card.edit_button.isVisible()
    card.grab()


def test_another_level_is_kept(
    qtbot: QtBot, choosing: TagChoosing, card: TagsCard, asking: TagQuestions
) -> None:
    _look(qtbot, choosing, card)
    with qtbot.waitSignal(choosing.changed):
        card.sure.chosen.emit(list(Level).index(Level.STRICT))
    qtbot.waitUntil(lambda: "the surest" in card.meaning.text())
    assert asking.chosen().level is Level.STRICT


def test_a_file_of_ones_own_is_chosen_watched_and_given_up(
    qtbot: QtBot,
    choosing: TagChoosing,
    card: TagsCard,
    asking: TagQuestions,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = tmp_path / "words of ours.txt"
    own.write_text("our boat < dogg\n", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(own), ""))
    _look(qtbot, choosing, card)
    card.choose_button.click()
    qtbot.waitUntil(card.fault.isVisible)
    assert "dogg" in card.fault.line.text()
    own.write_text("our boat < dog\n", "utf-8")
    card.choose_button.click()
    qtbot.waitUntil(card.edit_button.isVisible)
    assert card.path.text() == str(own)
    assert card.fault.isHidden()
    with qtbot.waitSignal(choosing.changed):
        own.write_text("our boat < dogg\n", "utf-8")
    qtbot.waitUntil(card.fault.isVisible)
    card.leave_button.click()
    qtbot.waitUntil(card.edit_button.isHidden)
    assert asking.chosen().own is None


def test_a_file_of_ones_own_is_looked_at_beside_the_main_thread_also_where_it_is_replaced(
    qtbot: QtBot, choosing: TagChoosing, asking: TagQuestions, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    own = tmp_path / "own.txt"
    own.write_text("our boat\n", "utf-8")
    asking.choose(own=own)
    threads: set[threading.Thread] = set()

    def stamp_of(path: Path) -> tuple[int, int] | None:
        threads.add(threading.current_thread())
        return _stamp_of(path)

    monkeypatch.setattr("app.tags.choosing._stamp_of", stamp_of)
    choosing.look()
    qtbot.waitUntil(lambda: choosing.chosen.own == own)
    for words in ("our boat\nour house\n", "our garden\n"):
        before = choosing.chosen.tags
        anew = tmp_path / "anew.txt"
        anew.write_text(words, "utf-8")
        with qtbot.waitSignal(choosing.changed):
            anew.replace(own)
        qtbot.waitUntil(partial(_others, choosing, before))
    assert threads
    assert threading.main_thread() not in threads
    assert choosing.findChildren(QFileSystemWatcher) == []


def test_who_chooses_no_file_changes_nothing(
    qtbot: QtBot, choosing: TagChoosing, card: TagsCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    _look(qtbot, choosing, card)
    with qtbot.assertNotEmitted(choosing.changed, wait=50):
        card.choose_button.click()


def test_tags_that_follow_later_are_told_at_the_foot(qtbot: QtBot, theme: Theme) -> None:
    foot = Foot(theme)
    qtbot.addWidget(foot)
    foot.show()
    foot.show_ingest(Ingest(Phase.UP_TO_DATE, stage="Tagging: 2,048 photos"))
    assert foot.state.text() == "Tagging: 2,048 photos"
    assert foot.bar.isVisible()
    foot.show_ingest(Ingest(Phase.UP_TO_DATE))
    assert foot.state.text() == "Up to date"
    assert not foot.bar.isVisible()
