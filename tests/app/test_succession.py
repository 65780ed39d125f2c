"""A window takes over from one that is gone, and not from one that only begins anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.indexing import Phase
from app.succession import Succession
from indexer.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.background import Background


@pytest.fixture
def succession(background: Background, filled_library: Path) -> Iterator[Succession]:
    made = Succession(filled_library, background)
    yield made
    made.stop()


def _look(qtbot: QtBot, succession: Succession, *, free: int) -> None:
    """Look once, and wait for so many looks in a row that found nobody."""
    succession.look()
    qtbot.waitUntil(lambda: succession.free == free)


def test_a_lock_that_is_let_go_for_a_moment_is_not_taken(
    qtbot: QtBot, succession: Succession, filled_library: Path
) -> None:
    with qtbot.assertNotEmitted(succession.vacant):
        _look(qtbot, succession, free=1)
        with Library.open(filled_library, write=True):
            _look(qtbot, succession, free=0)
        _look(qtbot, succession, free=1)
    with qtbot.waitSignal(succession.vacant):
        succession.look()


def test_a_library_that_is_not_there_is_nobodys_to_take_over(
    qtbot: QtBot, background: Background, tmp_path: Path
) -> None:
    succession = Succession(tmp_path / "away" / "library", background)
    succession.free = 1
    with qtbot.assertNotEmitted(succession.vacant):
        _look(qtbot, succession, free=0)
    assert not (tmp_path / "away").exists()


def test_only_while_another_one_indexes_is_anything_watched(succession: Succession) -> None:
    for phase in Phase:
        succession.follow(phase)
        assert succession._timer.isActive() == (phase is Phase.ELSEWHERE)
