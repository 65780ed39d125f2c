"""A tag is looked through photo by photo, a keystroke each, and every answer can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.tags.review import Review, Said
from app.tags.review_page import ReviewPage
from app.tags.reviewing import Reviewing
from tests.app.tags.conftest import id_of, tags_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.background import Background
    from app.editing import Editing
    from app.questions import Questions
    from app.tags.asking import TagQuestions
    from app.theme import Theme

DOUBTS = ((11, 0.5), (12, 0.4), (13, 0.3))


def test_a_review_goes_on_and_back() -> None:
    review = Review("dog", DOUBTS)
    assert review.back() is None
    assert review.say(Said.RIGHT).photo_id == 11
    assert review.say(Said.SKIPPED).photo_id == 12
    assert (review.left, review.count(Said.RIGHT, Said.WRONG)) == (1, 1)
    assert review.near(ahead=5, behind=2) == {0: 13, -1: 12, -2: 11}
    back = review.back()
    assert back is not None
    assert (back[0].photo_id, back[1]) == (12, Said.SKIPPED)
    review.say(Said.WRONG)
    review.say(Said.RIGHT)
    assert review.current is None
    assert review.judged == [11, 12, 13]
    assert [review.said_of(place) for place in range(4)] == [
        *(Said.RIGHT, Said.WRONG, Said.RIGHT),
        None,
    ]


@pytest.fixture(autouse=True)
def _all_are_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of six photos most are hopeless for any tag: without them there would be little to ask."""
    monkeypatch.setattr("indexer.tags.reviewing._HOPELESS", 0.0)


@pytest.fixture
def page(qtbot: QtBot, questions: Questions, background: Background, theme: Theme) -> ReviewPage:
    made = ReviewPage(questions, background, theme)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.setFocus()
    return made


@pytest.fixture
def reviewing(
    page: ReviewPage,
    asking: TagQuestions,
    questions: Questions,
    background: Background,
    editing: Editing,
) -> Reviewing:
    return Reviewing(page, asking, questions, background, editing)


def _begin(qtbot: QtBot, page: ReviewPage, reviewing: Reviewing, name: str) -> list[int]:
    """Begin with a tag; the photos in the order in which they will be asked about."""
    reviewing.begin(name)
    qtbot.waitUntil(lambda: page.asks)
    return [doubt.photo_id for doubt in reviewing._review.doubts]


def test_answers_are_written_down_one_by_one(
    qtbot: QtBot,
    page: ReviewPage,
    reviewing: Reviewing,
    questions: Questions,
    editing: Editing,
) -> None:
    first, second, third, *_ = _begin(qtbot, page, reviewing, "animal")
    assert page.question.text() == "Is this “animal”?"
    for key in (Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_S):
        QTest.keyClick(page, key)
    assert page.progress.text() == f"2 said, {reviewing._review.left} left"
    qtbot.waitUntil(lambda: not editing.busy)
    assert "user" in tags_of(questions, first)["animal"]
    assert "animal" not in tags_of(questions, second)
    refused = questions.library().catalog.refused_tags([first, second, third])
    assert refused == [(second, "animal")]
    page.grab()


def test_the_pictures_of_the_next_photos_are_there_before_they_are_wanted(
    qtbot: QtBot, page: ReviewPage, reviewing: Reviewing, background: Background
) -> None:
    ids = _begin(qtbot, page, reviewing, "animal")
    qtbot.waitUntil(lambda: background.idle)
    images = reviewing._images
    assert set(images) == set(ids[:7])
    assert all(image is not None for image in images.values())


@pytest.mark.parametrize("undo", ["backspace", "control", "button"])
def test_an_answer_is_taken_back_and_its_photo_is_shown_again(
    qtbot: QtBot,
    page: ReviewPage,
    reviewing: Reviewing,
    questions: Questions,
    editing: Editing,
    undo: str,
) -> None:
    first, second, *_ = _begin(qtbot, page, reviewing, "animal")
    before = tags_of(questions, second)
    QTest.keyClick(page, Qt.Key.Key_Y)
    QTest.keyClick(page, Qt.Key.Key_Y)
    if undo == "backspace":
        QTest.keyClick(page, Qt.Key.Key_Backspace)
    elif undo == "control":
        QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    else:
        page.back_button.click()
    current = reviewing._review.current
    assert current is not None
    assert current.photo_id == second
    QTest.keyClick(page, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: not editing.busy)
    catalog = questions.library().catalog
    assert catalog.refused_tags([first, second]) == [(second, "animal")]
    assert "user" in tags_of(questions, first)["animal"]
    editing.undo()
    qtbot.waitUntil(lambda: not editing.busy)
    assert tags_of(questions, second) == before


def test_at_the_end_it_is_told_what_was_learned(
    qtbot: QtBot,
    page: ReviewPage,
    reviewing: Reviewing,
    questions: Questions,
    editing: Editing,
) -> None:
    reviewing.show_counts({"cat": 1})
    ids = _begin(qtbot, page, reviewing, "cat")
    with qtbot.waitSignal(reviewing.ended) as ended:
        for _ in ids:
            QTest.keyClick(page, Qt.Key.Key_N)
    assert ended.args == ["cat", ids]
    assert not page.asks
    assert page.end.title.text() == f"“cat” is right on 0, wrong on {len(ids)} photos"
    reviewing.show_counts({})
    assert page.end.sentence.text() == "0 photos have it now, 1 fewer than before."
    assert page.end.button.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: not editing.busy)
    assert "cat" not in tags_of(questions, id_of(questions, "cat"))


def test_who_leaves_in_the_middle_has_said_what_was_said(
    qtbot: QtBot, page: ReviewPage, reviewing: Reviewing
) -> None:
    first, *_ = _begin(qtbot, page, reviewing, "animal")
    QTest.keyClick(page, Qt.Key.Key_Y)
    with qtbot.waitSignal(page.left):
        QTest.keyClick(page, Qt.Key.Key_Escape)
    with qtbot.waitSignal(reviewing.ended) as ended:
        reviewing.end()
    assert ended.args == ["animal", [first]]
    with qtbot.assertNotEmitted(reviewing.ended):
        reviewing.end()


def test_a_word_of_ones_own_is_to_be_described_first(
    qtbot: QtBot, reviewing: Reviewing, questions: Questions
) -> None:
    cat = id_of(questions, "cat")
    with questions.library().small_edit() as catalog:
        catalog.confirm_tag([cat], "Mimi")
    with qtbot.waitSignal(reviewing.unknown) as unknown:
        reviewing.begin("Mimi")
    assert unknown.args == ["Mimi", [cat]]
