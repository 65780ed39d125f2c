"""What was probably meant by a search is one press away, by mouse or by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.asked import Answer, Everything
from app.meant import meant_by
from app.searches import Search
from indexer.library import Library
from indexer.search import Unknown

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.app.conftest import OpenWindow

NOBODY = np.empty(0, np.int64)


@pytest.mark.parametrize(
    ("query", "written", "meant", "better"),
    [
        ("a red Tempel - tempels", "tempel", "temple", "a red temple - tempels"),
        ("red tag:diner", "tag:diner", "tag:dinner", "red tag:dinner"),
        ('red -tag:"diner"', "tag:diner", "tag:dinner", "red -tag:dinner"),
        ("album:Bets", "album:Bets", 'album:"Best of"', 'album:"Best of"'),
        ("größe", "größe", "grosse", "grosse"),
    ],
)
def test_what_was_meant_stands_where_the_unknown_stood(
    query: str, written: str, meant: str, better: str
) -> None:
    remark = Unknown("It is not known.", (written, meant))
    assert meant_by(Answer(Search(query), NOBODY, remarks=(remark,))) == Search(better)


def test_of_several_unknown_words_each_that_has_a_near_one_is_mended() -> None:
    remark = Unknown("They are not known.", ("tempel", "temple"), ("asdfgh", None), ("rde", "red"))
    question = Search("tempel asdfgh - rde")
    better = Search("temple asdfgh - red")
    assert meant_by(Answer(question, NOBODY, remarks=(remark,))) == better


def test_where_nothing_is_near_nothing_is_offered() -> None:
    remarks = (Unknown("It is not known.", ("asdfgh", None)), "The library is empty.")
    assert meant_by(Answer(Search("asdfgh"), NOBODY, remarks=remarks)) is None
    assert meant_by(Answer(Everything(), NOBODY)) is None


def test_return_on_the_button_searches_for_what_was_meant(
    qtbot: QtBot, open_window: OpenWindow, filled_library: Path
) -> None:
    window = open_window(filled_library)
    window.activateWindow()
    with Library.open(filled_library) as library, library.small_edit() as catalog:
        catalog.make_album("Holidays", [])
    with qtbot.waitSignal(window.keeping.overviewed):
        window.keeping.look()
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.looking.search(Search("album:Holidaus red"))
    button = window.surface.heading.about.meant
    assert button.isVisible()
    assert button.text() == "Search for “album:Holidays red”"
    button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClick(button, Qt.Key.Key_Return)
    assert window.surface.search.search == Search("album:Holidays red")
    assert button.isHidden()
    assert window.surface.search.field.hasFocus()
