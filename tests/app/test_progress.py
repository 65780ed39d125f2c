"""What takes long is said at the foot of the window while it lasts, and no longer."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAccessible

from app.progress import Doing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.theme import Theme
    from app.window import Window


@pytest.fixture
def doing(window: Window) -> Doing:
    """The line at the foot of a window in which any edit is a long one."""
    window.ledger.editing._moment.setInterval(0)
    return window.surface.foot.doing


@contextmanager
def _catalog_taken(window: Window) -> Iterator[None]:
    """Let no edit come to its end meanwhile: somebody else is writing the catalog."""
    with (
        window._questions.library().small_edit() as catalog,
        catalog._database.transaction(),
    ):
        yield


def test_stars_for_many_are_told_while_they_are_given_and_while_they_are_undone(
    qtbot: QtBot, window: Window, doing: Doing
) -> None:
    window.grid.selectAll()
    with _catalog_taken(window):
        window.deeds["stars-4"].trigger()
        qtbot.waitUntil(doing.isVisible)
        assert doing.state.text() == "Giving stars to 12 photos…"
    qtbot.waitUntil(lambda: not window.ledger.running)
    assert doing.isHidden()
    with _catalog_taken(window):
        window.deeds["undo"].trigger()
        qtbot.waitUntil(lambda: doing.state.text() == "Undoing: Give 12 photos 4 stars")
    qtbot.waitUntil(lambda: not window.ledger.running)
    with _catalog_taken(window):
        window.deeds["redo"].trigger()
        qtbot.waitUntil(lambda: doing.state.text() == "Doing again: Give 12 photos 4 stars")
    qtbot.waitUntil(lambda: not window.ledger.running)
    assert doing.isHidden()


def test_what_follows_from_a_tag_is_told_after_the_tag(
    qtbot: QtBot, window: Window, doing: Doing
) -> None:
    lines: list[str] = []
    window.ledger.editing.lasting.connect(lines.append)
    ids = window.grid.photos.ids.tolist()
    window.desk._learn.setInterval(600_000)
    with _catalog_taken(window):
        window.desk.confirm(ids, "lake")
        window.desk._learn.stop()
        window.desk._learn_now()  # Behind an edit that lasts: by itself it may be done in a moment.
        qtbot.waitUntil(doing.isVisible)
        assert doing.state.text() == "Changing “lake” on 12 photos…"
    qtbot.waitUntil(lambda: not window.ledger.running)
    assert lines[-3:] == [
        "Choosing the tags of 12 photos anew…",
        "Learning from what you said of tags…",
        "",
    ]
    assert doing.isHidden()


def test_an_edit_of_a_moment_is_not_told(qtbot: QtBot, window: Window) -> None:
    lines: list[str] = []
    editing = window.ledger.editing
    editing.lasting.connect(lines.append)
    editing._moment.setInterval(600_000)
    window.grid.selectAll()
    with qtbot.waitSignal(editing.rested):
        window.deeds["stars-4"].trigger()
    assert set(lines) <= {""}
    assert not editing._moment.isActive()
    assert window.surface.foot.doing.isHidden()


def test_of_two_things_the_later_is_seen_and_then_the_other(qtbot: QtBot, theme: Theme) -> None:
    line = Doing(theme.motion)
    qtbot.addWidget(line)
    line.say("edit", "Giving stars…")
    line.say("leave", "Taking a folder out…")
    assert line.state.text() == "Taking a folder out…"
    line.say("leave", "")
    assert line.isVisible()
    assert line.state.text() == line.accessibleName() == "Giving stars…"
    spoken = QAccessible.queryAccessibleInterface(line.bar)
    assert spoken is not None
    assert spoken.text(QAccessible.Text.Name) == "Giving stars…"
    line.say("edit", "")
    line.say("edit", "")
    assert line.isHidden()
