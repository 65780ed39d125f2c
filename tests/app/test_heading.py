"""The heading says what is shown, how sure it is and in which order, and lets it be cut."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from app.asked import Answer, Everything, Folder, Question
from app.card import SHADOW
from app.cut.cutting import STEPS, USUAL, Cutting, remember, remembered
from app.cut.histogram import HistogramView, strictness_for
from app.heading import SIZES, Heading, tally, title
from app.searches import Search
from app.settings import ORDER, STRICTNESS, Settings
from indexer.cut import Histogram
from indexer.cut.bands import Lines
from indexer.search import Counts, Order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.theme import Theme

NAMES = {"3": "beach.jpg", "4": "hill.jpg"}
HISTOGRAM = Histogram(np.array([900, 60, 30, 9, 1, 2, 4, 8, 16, 20], np.int64), 0.4, 0.7)


def _answer(
    *counts: int, shown: int | None = None, remarks: tuple[str, ...] = (), cutting: Cutting = USUAL
) -> Answer:
    strong, likely, weak = counts
    bands = np.repeat(np.array([3, 2, 1], np.uint8), (strong, likely, shown or 0))
    ids = np.arange(1, len(bands) + 1, dtype=np.int64)
    return Answer(
        Search("a dog"), ids, bands, Counts(strong, likely, weak), HISTOGRAM, remarks, cutting
    )


@pytest.fixture
def heading(qtbot: QtBot, theme: Theme) -> Iterator[Heading]:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = Heading(theme)
    window.setCentralWidget(made)
    window.resize(900, 700)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made
    window.close()  # It owns the heading, and lives as long as somebody here knows it.


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        (Everything(), "All photos"),
        (Folder("/photos/Dogs"), "Dogs"),
        (Search("a dog"), "“a dog”"),
        (Search.like(3), "Looks like beach.jpg"),
        (Search.like("/mine/me.png"), "Looks like me.png"),
        (Search.like(9), "Looks like photo 9"),
        (Search.like(3).with_picture(4), "Looks like beach.jpg and hill.jpg"),
        (Search.like(3).with_picture(4).with_picture(5), "Looks like 3 photos"),
        (Search("in snow").with_picture(3), "“in snow”, like beach.jpg"),
        (
            Search("in snow").with_picture(3).with_picture(4, weight=-0.5),
            "“in snow”, like beach.jpg, unlike hill.jpg",
        ),
        (Search.like(4, weight=-1), "Unlike hill.jpg"),
    ],
)
def test_the_title_says_what_is_looked_for(question: Question, shown: str) -> None:
    assert title(question, NAMES) == shown


def test_without_a_search_there_is_a_count_and_nothing_to_cut(heading: Heading) -> None:
    heading.show_question(Everything(), names={})
    heading.show_answer(Answer(Everything(), np.array([3, 4], np.int64)))
    assert heading.count.text() == "2 photos"
    assert heading.order.isHidden()
    assert heading.cut_button.isHidden()
    assert heading.about.isHidden()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (_answer(42, 118, 11874), "42 strong · 118 likely of 12,034"),
        (_answer(0, 3, 9), "3 likely of 12"),
        (_answer(2, 0, 0), "2 strong of 2"),
        (_answer(0, 0, 12), "None strong or likely of 12"),
        (_answer(0, 0, 0), ""),
        (_answer(1, 2, 997, shown=500), "1 strong · 2 likely · 500 weak of 1,000"),
    ],
)
def test_a_search_is_told_by_its_bands(answer: Answer, told: str) -> None:
    assert tally(answer) == told


def test_over_an_empty_answer_stands_nothing_that_has_no_use(heading: Heading) -> None:
    heading.show_answer(_answer(0, 0, 0))
    assert heading.order.isHidden()
    assert heading.cut_button.isHidden()
    assert heading.about.isHidden()
    heading.show_answer(_answer(0, 0, 12))
    assert heading.order.isHidden()
    assert heading.cut_button.isVisible()  # A looser cut shows some of them.
    heading.show_answer(_answer(0, 2, 12))
    assert heading.order.isVisible()


def test_a_tag_that_has_photos_can_be_looked_through(heading: Heading) -> None:
    photos, none = np.array([3, 4], np.int64), np.empty(0, np.int64)
    heading.show_answer(Answer(Search.tagged("dog"), photos))
    assert heading.review_button.isVisible()
    heading.show_question(Search("tag:dog beach"), names={})
    assert heading.review_button.isHidden()
    heading.show_answer(Answer(Search("tag:dog beach"), photos))
    assert heading.review_button.isHidden()
    heading.show_answer(Answer(Search.tagged("dog"), none))
    assert heading.review_button.isHidden()


def test_weak_ones_are_a_quiet_link_away(qtbot: QtBot, heading: Heading) -> None:
    heading.show_answer(_answer(2, 1, 0))
    assert heading.about.weak.isHidden()
    heading.show_answer(_answer(2, 1, 9))
    with qtbot.waitSignal(heading.weak_wanted) as wanted:
        heading.about.weak.click()
    assert wanted.args == [True]
    heading.show_answer(_answer(2, 1, 9, shown=9, cutting=replace(USUAL, weak=True)))
    assert heading.about.weak.text() == "Hide weak ones"
    with qtbot.waitSignal(heading.weak_wanted) as wanted:
        heading.about.weak.click()
    assert wanted.args == [False]


def test_a_long_remark_is_read_to_its_end_and_keeps_its_room_until_the_next_answer(
    qtbot: QtBot, heading: Heading
) -> None:
    remark = heading.about.remark
    heading.show_answer(_answer(2, 1, 9, remarks=("Only this.",)))
    short = remark.heightForWidth(remark.width())
    heading.show_answer(_answer(2, 1, 9, remarks=("The model does not know a word.",) * 9))
    high = remark.heightForWidth(remark.width())
    assert high > short
    qtbot.waitUntil(lambda: remark.height() >= high)
    heading.show_waiting()
    assert remark.minimumHeight() >= high
    heading.show_answer(_answer(2, 1, 9, remarks=("Only this.",)))
    assert remark.minimumHeight() == 0


def test_remarks_are_one_quiet_line_also_where_only_filters_were_asked(heading: Heading) -> None:
    heading.show_answer(_answer(2, 1, 9, remarks=("Only the beginning.", "Nothing by tag:x.")))
    assert heading.about.remark.text() == "Only the beginning. Nothing by tag:x."
    filtered = Answer(Search("tag:x"), np.empty(0, np.int64), remarks=("Nothing by tag:x.",))
    heading.show_answer(filtered)
    assert heading.about.isVisible()
    assert heading.about.tally.text() == ""


def test_the_order_is_chosen_side_by_side_also_with_the_arrow_keys(
    qtbot: QtBot, heading: Heading
) -> None:
    heading.show_answer(_answer(2, 1, 9))
    first, second = heading.order._group.buttons()
    first.setFocus()
    with qtbot.waitSignal(heading.cut) as cut:
        QTest.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    assert cut.args == [replace(USUAL, order=Order.DATE)]
    assert second.accessibleName() == "Order: Newest first"
    with qtbot.assertNotEmitted(heading.cut):
        heading.show_cutting(USUAL)
    assert heading.order.choice == 0


def test_the_slider_knows_a_few_sizes(qtbot: QtBot, heading: Heading) -> None:
    with qtbot.assertNotEmitted(heading.resized):
        heading.show_size(190)
    with qtbot.waitSignal(heading.resized) as resized:
        heading.step_size(1)
    assert resized.args == [SIZES[2]]
    heading.step_size(5)
    assert heading.slider.value() == len(SIZES) - 1


# The card of the cut.


def test_the_card_opens_with_the_keyboard_in_it_and_escape_brings_it_back(
    heading: Heading,
) -> None:
    heading.show_answer(_answer(2, 1, 9))
    heading.cut_button.setFocus()
    QTest.keyClick(heading.cut_button, Qt.Key.Key_Space)
    assert heading.panel.isVisible()
    assert heading.panel.slider.hasFocus()
    QTest.keyClick(heading.panel.slider, Qt.Key.Key_Escape)
    assert not heading.panel.isVisible()
    assert heading.cut_button.hasFocus()


def test_a_button_that_was_clicked_does_not_get_the_keyboard_from_its_card(
    heading: Heading,
) -> None:
    heading.show_answer(_answer(2, 1, 9))
    heading.slider.setFocus()
    QTest.mouseClick(heading.cut_button, Qt.MouseButton.LeftButton)
    assert heading.panel.slider.hasFocus()
    QTest.mouseClick(heading.cut_button, Qt.MouseButton.LeftButton)
    assert not heading.panel.isVisible()
    assert heading.slider.hasFocus()


def test_the_card_stays_in_the_window_and_goes_with_the_search(heading: Heading) -> None:
    heading.show_answer(_answer(2, 1, 9))
    heading.cut_button.click()
    window = heading.window()
    assert window.rect().contains(
        heading.panel.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
    )
    heading.show_answer(Answer(Everything(), np.array([3], np.int64)))
    assert not heading.panel.isVisible()


def test_the_card_closes_where_something_else_is_looked_for(heading: Heading) -> None:
    heading.show_question(Search("a dog"), names={})
    heading.show_answer(_answer(2, 1, 9))
    heading.cut_button.click()
    heading.show_question(Search("a dog"), names={})
    assert heading.panel.isVisible()
    heading.show_question(Search("a cat"), names={})
    assert not heading.panel.isVisible()


def test_three_named_steps_and_a_slider_set_the_strictness(qtbot: QtBot, heading: Heading) -> None:
    panel = heading.panel
    for name, strictness in STEPS.items():
        panel.show_cutting(replace(USUAL, strictness=0.1))
        with qtbot.waitSignal(heading.cut) as cut:
            panel.steps[name].click()
        assert cut.args == [replace(USUAL, strictness=strictness)]
        assert panel.slider.value() == round(100 * strictness)
    with qtbot.waitSignal(heading.cut) as cut:
        panel.slider.setValue(60)
    assert cut.args == [replace(USUAL, strictness=0.6)]
    assert not any(step.isChecked() for step in panel.steps.values())


def test_weak_ones_can_be_wanted_always(qtbot: QtBot, heading: Heading) -> None:
    with qtbot.waitSignal(heading.cut) as cut:
        heading.panel.weak.click()
    assert cut.args == [replace(USUAL, weak=True)]


def test_the_cut_is_remembered(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "window.ini")
    assert remembered(settings) == USUAL
    chosen = Cutting(strictness=0.75, order=Order.DATE, weak=True)
    remember(settings, chosen)
    settings.save()
    assert remembered(Settings(tmp_path / "window.ini")) == chosen
    settings.set(STRICTNESS, 700)
    settings.set(ORDER, "by mood")
    assert remembered(settings) == replace(chosen, strictness=1.0, order=Order.RELEVANCE)


# The histogram.


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> HistogramView:
    made = HistogramView(theme)
    qtbot.addWidget(made)
    made.resize(336, 112)
    made.show_histogram(HISTOGRAM, strictness=0.5)
    made.show()
    return made


def _drag(view: HistogramView, begin: float, end: float) -> None:
    nothing, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    for kind, x in (
        (QMouseEvent.Type.MouseButtonPress, begin),
        (QMouseEvent.Type.MouseMove, end),
        (QMouseEvent.Type.MouseButtonRelease, end),
    ):
        at = QPointF(x, 40)
        QApplication.sendEvent(view, QMouseEvent(kind, at, at, left, left, nothing))


@pytest.mark.parametrize("name", ["likely", "strong"])
@pytest.mark.parametrize("strictness", [0.25, 0.5, 0.75])
def test_a_dragged_line_asks_for_the_strictness_at_which_it_lies_there(
    qtbot: QtBot, view: HistogramView, name: str, strictness: float
) -> None:
    wanted = Lines(0.4, 0.7).at(strictness)
    begin = view.line(name)
    assert begin is not None
    end = 8 + getattr(wanted, name) * (view.width() - 16)
    if strictness == 0.5:
        with qtbot.assertNotEmitted(view.moved):
            _drag(view, begin, end)
        return
    with qtbot.waitSignal(view.moved) as moved:
        _drag(view, begin, end)
    assert moved.args is not None
    assert moved.args[0] == pytest.approx(strictness, abs=0.01)


def test_beside_the_lines_nothing_is_dragged(qtbot: QtBot, view: HistogramView) -> None:
    with qtbot.assertNotEmitted(view.moved):
        _drag(view, 30, 200)
    assert "likely from 40 in 100 on" in view.accessibleName()


def test_the_strictness_for_a_line_is_found_from_any_other() -> None:
    middle = Lines(0.3, 0.6)
    for begin in (0.1, 0.5, 0.9):
        lines = middle.at(begin)
        for wanted in (0.2, 0.5, 0.8):
            there = middle.at(wanted).likely
            assert strictness_for(lines, "likely", there, begin) == pytest.approx(wanted, abs=0.01)


def test_the_arrow_keys_move_the_lines(qtbot: QtBot, view: HistogramView) -> None:
    for key, strictness in ((Qt.Key.Key_Right, 0.55), (Qt.Key.Key_Left, 0.45)):
        with qtbot.waitSignal(view.moved) as moved:
            QTest.keyClick(view, key)
        assert moved.args == [pytest.approx(strictness)]


def test_the_histogram_is_drawn_and_read_out(view: HistogramView) -> None:
    drawn = view.grab().toImage()
    assert "likely from 40 in 100 on" in view.accessibleName()
    assert "44 are strong" in view.accessibleName()
    view.show_histogram(None, strictness=0.5)
    assert view.grab().toImage() != drawn
    view.show_histogram(
        Histogram(np.zeros(10, np.int64), 0.05, 0.6), strictness=0.5
    )  # Nothing passes the filters.
    view.grab()


def test_a_tag_or_an_album_that_is_all_that_is_asked_for_is_the_title() -> None:
    assert title(Search.tagged("New York"), {}) == "New York"
    assert title(Search.in_album("Best of 2024"), {}) == "Best of 2024"
    assert title(Search("tag:dog beach"), {}) == "“tag:dog beach”"


@pytest.mark.parametrize("width", [1100, 519])
def test_nothing_of_it_is_cut_off_in_the_narrowest_window(
    qtbot: QtBot, heading: Heading, width: int
) -> None:
    heading.window().resize(width, 700)
    heading.show_question(Search("a dog that runs through deep snow"), names={})
    heading.save_button.show()
    heading.show_answer(_answer(42, 118, 11_874, shown=40, remarks=("Some are not read yet.",)))
    about = heading.about
    qtbot.waitUntil(lambda: about.weak.width() >= about.weak.minimumSizeHint().width())
    assert heading.width() == width
    parts = (heading.slider, heading.rows_button, heading.save_button, heading.order)
    for part in (*parts, heading.cut_button, about.weak):
        assert part.isVisible()
        place = QRect(part.mapTo(heading, QPoint(0, 0)), part.size())
        assert heading.rect().contains(place)
        assert part.width() >= part.minimumSizeHint().width()
    assert (heading.order.y() > about.weak.geometry().bottom()) == (width == 519)
