"""Pictures of a search are known by their references, and not for longer than they are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.search_field.likenesses import MOST_KEPT, Likenesses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.questions import Questions


def _look_at(qtbot: QtBot, likenesses: Likenesses, references: Sequence[str]) -> None:
    awaited = {each for each in references if likenesses.of(each, 1.0) is None}
    likenesses.known.connect(awaited.discard)
    qtbot.waitUntil(lambda: not awaited)
    likenesses.known.disconnect(awaited.discard)


def test_what_was_looked_at_longest_ago_is_forgotten_first(
    qtbot: QtBot, background: Background, questions: Questions
) -> None:
    likenesses = Likenesses(questions, background)
    references = [f"/away/{number}.jpg" for number in range(MOST_KEPT)]
    _look_at(qtbot, likenesses, references)
    # They came in the order in which threads were done; this is the order that counts.
    assert all(likenesses.of(each, 1.0) for each in references)
    first = likenesses.of(references[0], 1.0)
    assert first is not None
    assert first.name == "0.jpg"
    _look_at(qtbot, likenesses, ["/away/one more.jpg"])
    assert likenesses.of(references[0], 1.0) is first
    assert likenesses.of(references[2], 1.0) is not None
    assert likenesses.of(references[1], 1.0) is None
    qtbot.waitUntil(lambda: background.idle)
