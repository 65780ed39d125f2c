"""The settings page is drawn from the list of settings, and the window follows at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QPushButton

from app import settings
from app.cut.cutting import Cutting
from app.indexing import Phase
from app.preferences.looks import LooksCard
from app.searches import Search
from app.segments import Segments
from app.settings import (
    IN_ROWS,
    ON_BATTERY,
    ORDER,
    PAST_SEARCHES,
    PREVIEW_SIZE,
    SCHEME,
    SHOW_WEAK,
    STRICTNESS,
    Settings,
)
from app.theme import DARK, LIGHT
from indexer.search import Order

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from app.theme import Theme
    from app.window import Window


def test_each_setting_with_a_title_has_a_row_with_its_sentence(qtbot: QtBot) -> None:
    card = LooksCard(settings.ALL)
    qtbot.addWidget(card)
    titled = [each for each in settings.ALL if each.title]
    assert {SCHEME.key, PREVIEW_SIZE.key} <= {each.key for each in titled} == set(card.rows)
    for each in titled:
        part = card.rows[each.key]
        name = part.text() if isinstance(part, QCheckBox) else part.accessibleName()
        assert name.removeprefix("Forget: ") == each.title
        assert part.accessibleDescription() == each.sentence
        plain = QCheckBox if isinstance(each.default, bool) else QPushButton
        assert isinstance(part, Segments if each.choices else plain)
        if each.choices:
            assert each.default in [value for value, _ in each.choices]


def test_a_yes_or_no_is_a_tick(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = settings.Setting("search/shy", False, "Whether it is shy.", "Be shy")
    monkeypatch.setattr(settings, "ALL", (weak,))
    card, kept = LooksCard(settings.ALL), Settings(tmp_path / "window.ini")
    qtbot.addWidget(card)
    card.follow(kept)
    tick = card.rows[weak.key]
    assert isinstance(tick, QCheckBox)
    tick.click()
    assert kept.get(weak) is True
    kept.set(weak, False)
    assert not tick.isChecked()


def test_past_searches_are_forgotten_on_the_page(window: Window) -> None:
    past, kept = window.surface.search.past, window._settings
    forget = window.surface.preferences.searches.rows[PAST_SEARCHES.key]
    assert isinstance(forget, QPushButton)
    assert not forget.isEnabled()
    past.add("a dog")
    assert forget.isEnabled()
    forget.click()
    assert past.offers("") == []
    assert not kept.get(PAST_SEARCHES)
    assert not forget.isEnabled()


def test_colours_and_size_are_chosen_on_the_page_and_elsewhere_alike(
    window: Window, theme: Theme
) -> None:
    looks, kept = window.surface.preferences.looks, window._settings
    colours, sizes = looks.rows[SCHEME.key], looks.rows[PREVIEW_SIZE.key]
    assert isinstance(colours, Segments)
    assert isinstance(sizes, Segments)
    colours.chosen.emit(2)
    assert theme.colours == DARK
    assert kept.get(SCHEME) == "dark"
    colours.chosen.emit(1)
    assert theme.colours == LIGHT
    assert colours.choice == 1
    sizes.chosen.emit(3)
    assert window.surface.heading.slider.value() == 3
    window.deeds["smaller"].trigger()
    assert sizes.choice == 2
    assert kept.get(PREVIEW_SIZE) == 248
    shapes = looks.rows[IN_ROWS.key]
    assert isinstance(shapes, Segments)
    shapes.chosen.emit(1)
    assert window.surface.heading.rows_button.accessibleName() == "Show photos cut square"
    window.deeds["rows"].trigger()
    assert shapes.choice == 0


def test_how_searches_are_cut_is_chosen_on_the_page_and_above_the_photos_alike(
    qtbot: QtBot, window: Window
) -> None:
    browsing, heading, kept = window.looking.browsing, window.surface.heading, window._settings
    with qtbot.waitSignal(browsing.answered):
        window.looking.search(Search("red"))
    rows = window.surface.preferences.searches.rows
    sure, order, weak = (rows[each.key] for each in (STRICTNESS, ORDER, SHOW_WEAK))
    assert isinstance(sure, Segments)
    assert isinstance(order, Segments)
    assert isinstance(weak, QCheckBox)
    with qtbot.waitSignal(browsing.refreshed):
        sure.chosen.emit(2)
    assert heading.panel.slider.value() == 75
    with qtbot.waitSignal(browsing.refreshed):
        order.chosen.emit(1)
    assert heading.order.choice == 1
    with qtbot.waitSignal(browsing.refreshed):
        weak.click()
    assert browsing.cutting == Cutting(0.75, Order.DATE, weak=True)
    answer = window.looking.answer
    assert answer is not None
    assert answer.cutting == browsing.cutting
    heading.panel.slider.setValue(25)
    heading.panel.weak.click()
    assert sure.choice == 0
    assert not weak.isChecked()
    heading.panel.slider.setValue(33)
    assert sure.choice == -1
    assert (kept.get(STRICTNESS), kept.get(SHOW_WEAK)) == (33, False)
    assert browsing.cutting.strictness == 0.33


def test_the_child_is_told_anew_whether_to_read_on_battery(qtbot: QtBot, window: Window) -> None:
    indexing = window.keeping.indexing
    qtbot.waitUntil(lambda: indexing.ingest.phase is Phase.UP_TO_DATE)
    before = indexing.process_id
    tick = window.surface.preferences.looks.rows[ON_BATTERY.key]
    assert isinstance(tick, QCheckBox)
    tick.click()
    qtbot.waitUntil(lambda: indexing.process_id not in (0, before))
    assert "--on-battery" in indexing._words(())
