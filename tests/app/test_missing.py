"""Somebody is asked about photos that are gone, once, and the question goes when they are back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.indexing import Indexing, Ingest, Phase
from app.labels import IconButton
from app.missing import BrokenOff, Missing
from app.notice import Notice
from app.theme import Theme

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def notice(qtbot: QtBot, qapp: QApplication) -> Notice:
    notice = Notice(Theme(qapp))
    qtbot.addWidget(notice)
    return notice


@pytest.fixture
def indexing(qtbot: QtBot, tmp_path: Path, notice: Notice) -> Indexing:
    indexing = Indexing(tmp_path / "library", parent=notice)
    Missing(indexing, notice, indexing)
    return indexing


def test_the_line_tells_how_many_and_offers_to_forget_them(
    indexing: Indexing, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(indexing, "_say", said.append)
    indexing.waiting.emit(1312)
    assert notice.line.accessibleName().startswith("1,312 photos are not there any more. They are")
    assert notice.button.text() == "Forget them"
    assert not notice.isHidden()
    notice.button.click()
    assert said == ["accept-missing"]


def test_the_line_goes_when_they_are_back_but_no_other_line(
    indexing: Indexing, notice: Notice
) -> None:
    indexing.waiting.emit(1)
    assert notice.line.accessibleName().startswith("1 photo is not there any more. It is kept")
    indexing.waiting.emit(0)
    assert notice.isHidden()
    notice.say("Something else")
    indexing.waiting.emit(0)
    assert not notice.isHidden()


def test_the_question_comes_back_after_what_was_said_meanwhile(
    indexing: Indexing, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(indexing, "_say", said.append)
    indexing.waiting.emit(12)
    notice.say("A drive was plugged in.")
    assert notice.line.text() == "A drive was plugged in."
    indexing.waiting.emit(14)
    notice.findChildren(IconButton)[0].click()
    assert notice.line.text().startswith("14 photos are not there any more.")
    notice.button.click()
    assert said == ["accept-missing"]
    assert notice.isHidden()


def test_it_is_asked_whether_to_go_on_until_indexing_goes_on(
    indexing: Indexing, notice: Notice
) -> None:
    gone_on: list[bool] = []
    BrokenOff(indexing, notice, lambda: gone_on.append(True), indexing)
    indexing.waiting.emit(12)
    indexing._tell(Ingest(Phase.FAILED, message="Indexing broke off."))
    notice.button.click()
    assert notice.line.text() == "Indexing broke off."
    indexing._tell(Ingest(Phase.LOOKING))
    assert notice.isHidden()
    indexing._tell(Ingest(Phase.FAILED, message="Indexing broke off."))
    notice.button.click()
    assert gone_on == [True]


def test_who_does_not_want_to_go_on_is_asked_once(indexing: Indexing, notice: Notice) -> None:
    BrokenOff(indexing, notice, lambda: None, indexing)
    indexing._tell(Ingest(Phase.FAILED, message="Indexing broke off."))
    close = notice.findChild(IconButton)
    assert close is not None
    close.click()
    indexing._tell(Ingest(Phase.FAILED, message="Indexing broke off.", seen=1))
    assert notice.isHidden()
