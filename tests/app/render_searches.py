"""The pages of a search, to be looked at: typed, refused, taught, cut. Part of `render_pages`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.asked import Everything
from app.cut.cutting import USUAL
from app.searches import Picture, Search

if TYPE_CHECKING:
    from tests.app.render_pages import Stage


def draw_searches(stage: Stage) -> None:
    """Draw what a search looks like, from its first letter to its last guess."""
    window, heading = stage.window, stage.window.surface.heading
    draw_typing(stage)
    stage.search("rockets and stars in the night sky")
    stage.draw("search-found")
    heading.cut_button.click()
    stage.draw("search-cut")
    heading.panel.close_card()
    window.looking.browsing.show_weak(wanted=True)
    stage.draw("search-weak")
    heading.order._group.button(1).click()
    stage.draw("search-by-date")
    heading.order._group.button(0).click()
    draw_pictures(stage)
    stage.search("a rocket + stars *0.5 - people taken:2024 -is:square type:jpeg name:*.jpg")
    stage.draw("search-parts")
    window.surface.sidebar.chosen.emit(Search.favourites())
    stage.draw("favourites")
    window.looking.browsing.go(Everything())
    stage.settle()
    window.looking.browsing.cut(replace(USUAL, strictness=1.0))
    stage.search("a submarine under ice")
    stage.draw("search-nothing-sure")
    stage.search("a submarine tag:navy")
    stage.draw("search-nothing-fits")
    window.looking.browsing.cut(USUAL)
    stage.search(f"a palace {'with many golden roofs and red walls ' * 12}")
    stage.draw("search-remark")
    stage.search("a snorlblag by a wrindlefop lake")
    stage.draw("search-unknown-words")
    window.looking.browsing.go(Everything())
    stage.settle()


def draw_typing(stage: Stage) -> None:
    """Draw what stands below the field while somebody types."""
    bar = stage.window.surface.search
    for words in ("rockets at night", "flowers taken:2024 -tag:work", "a cup of coffee - people"):
        bar.past.add(words)
    bar.begin()
    QTest.keyClick(bar.field, Qt.Key.Key_Down)
    stage.draw("search-past")
    _type(stage, "flowers gar")
    stage.draw("search-offers")
    QTest.keyClick(bar.field, Qt.Key.Key_Down)
    stage.draw("search-offer-chosen")
    _type(stage, "flowers is:")
    stage.draw("search-values")
    _type(stage, "flowers takn:2023 everywhere")
    stage.settle(1)
    stage.draw("search-fault")
    bar.toggle_help()
    stage.draw("search-manual")
    bar.manual.close_card()
    bar.left.emit()
    stage.settle()


def draw_pictures(stage: Stage) -> None:
    """Draw pictures in the field: wanted and unwanted, and many."""
    looking = stage.window.looking
    some = [Picture("5"), Picture("9", -1.0)]
    looking.search(Search.of("in the sky", some))
    stage.settle(1)
    stage.draw("search-pictures")
    looking.search(Search.of("", [Picture(str(number)) for number in range(3, 14)]))
    stage.settle(1)
    stage.draw("search-many-pictures")


def _type(stage: Stage, words: str) -> None:
    bar = stage.window.surface.search
    bar.begin()
    bar.field.clear()
    QTest.keyClicks(bar.field, words)
    stage.settle(0.6)
