"""The pages of tags, to be looked at: tree, details, review, settings. Part of `render_pages`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.asked import Everything
from app.tags.asking import Chosen
from app.tags.families import Family, Tags
from app.tags.standing import Standing
from indexer.catalog.machine_tags import Among
from indexer.models import find_bundle
from indexer.tags import Level, Suggestion, choose
from indexer.tags.opening import tagger_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.library import Library
    from tests.app.render_pages import Stage

_ARABIC, _LONG = "غروب الشمس", "our house on the hill behind the old railway bridge"


def tag(library: Library) -> None:
    """Tag a library by the model that ships, which comes with what it makes of all tags."""
    choose(library.catalog, level=Level.NORMAL, own=None, shipped=False)
    tagger_of(library.catalog, find_bundle("starter"), _read_before).run()


def _read_before(texts: Sequence[str]) -> NDArray[np.float32]:
    raise AssertionError(f"it has not read {texts}")


def draw_tags(stage: Stage) -> None:
    """Draw the tags wherever they are seen."""
    window = stage.window
    window.looking.browsing.go(Everything())
    stage.settle(1)
    _draw_tree(stage)
    _draw_menu(stage)
    _draw_details(stage)
    _draw_review(stage)
    _draw_new(stage)
    _draw_settings(stage)
    window.looking.browsing.go(Everything())
    stage.settle()


def _draw_tree(stage: Stage) -> None:
    window, section = stage.window, stage.window.surface.tags
    tree = section.tree
    for name in ("animal", "pet", "landscape"):
        for index in tree.tags.places_of(name)[:1]:
            tree.expand(index)
    stage.settle()
    tree.chosen.emit("animal")
    stage.settle(0.6)
    window.grid.go_to_first()
    stage.settle(0.8)
    stage.draw("tags")
    section.field.setText("o")
    stage.draw("tags-found")
    section.field.setText("zzz")
    stage.draw("tags-not-found")
    section.field.clear()
    odd = (Family("sea", 12, (Family(_LONG, 9), Family(_ARABIC, 3))), Family("שקיעה", 100_000))
    before = section._tags
    section.show_tags(Tags(odd, asked=False))
    stage.draw("tags-odd")
    section.show_tags(Tags((), asked=False))
    stage.draw("tags-none")
    section.show_tags(before)


def _draw_menu(stage: Stage) -> None:
    # Never opened: a menu that was open takes the keyboard along when it closes.
    menu = QMenu(stage.window)
    below = stage.window.desk.levels.offer(menu, "animal")
    stage.settle()
    below.grab().save(str(stage.path("tags-levels")))
    menu.deleteLater()


def _draw_details(stage: Stage) -> None:
    window, panel = stage.window, stage.window.surface.details.tags
    window.looking.browsing.go(Everything())
    stage.settle()
    window.grid.setFocus()
    window.grid.go_to(window.grid.photos.photo_id(4))
    for _ in range(11):
        stage.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    stage.settle(0.8)
    stage.draw("details-twelve")
    panel.confirmed.emit(panel.ids, "best of 2024")
    stage.settle(0.8)
    stage.draw("details-added")
    window.ledger.undo()
    stage.settle(0.6)
    odd = (
        Among(_LONG, 12, by_owner=12), Among(_ARABIC, 12, by_model=12, likelihood=0.9),
        Among("from the file", 3, by_file=3), Among("dog", 12, by_model=12, likelihood=0.31),
    )  # fmt: skip
    panel._show(Standing(panel.ids, odd, (Suggestion("puppy", 0.24), Suggestion(_LONG, 0.18))))
    panel.rows.shown[1].setFocus()
    stage.draw("details-odd")
    panel.field.setFocus()
    window.grid.setFocus()


def _draw_review(stage: Stage) -> None:
    window, page = stage.window, stage.window.surface.review
    window.desk.review("animal")
    stage.settle(0.8)
    stage.draw("review")
    for key in (Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_S, Qt.Key.Key_Y):
        stage.press(key)
    stage.settle(0.6)
    stage.draw("review-four")
    for _ in range(window.desk.reviewing._review.left):
        stage.press(Qt.Key.Key_S)
    assert not page.asks
    stage.draw("review-end")
    window.desk.leave()
    for _ in range(3):
        window.ledger.undo()
    stage.settle(0.6)
    window.ledger.receipt.hide()


def _draw_new(stage: Stage) -> None:
    window, page = stage.window, stage.window.surface.new_tag
    window.grid.clearSelection()
    window.desk.make()
    stage.draw("new-tag")
    QTest.keyClicks(page.name, "night launch")
    QTest.keyClicks(page.words, "a rocket on its pad at night")
    stage.settle(1.2)
    stage.draw("new-tag-nearest")
    page.name.setText("rocket launch")
    page.words.clear()
    stage.settle(1.2)
    stage.draw("new-tag-found")
    page.show_looking()
    stage.draw("new-tag-looking")
    page.show_waiting()
    page.show_looking()
    stage.draw("new-tag-first-look")
    page.name.setText("rocket launches")
    stage.settle(1.2)
    page.grid.setFocus()
    page.grid.go_to_first()
    stage.settle(0.2)
    page.right.click()
    page.grid.go_to(page.grid.photos.photo_id(page.grid.photos.rowCount() - 1))
    page.wrong.click()
    page.name.setText("is:raw")
    stage.settle(1.2)
    stage.draw("new-tag-fault")
    page.left.emit()


def _draw_settings(stage: Stage) -> None:
    window, page = stage.window, stage.window.surface.preferences
    window.deeds["settings"].trigger()
    stage.settle(0.6)
    page._area.ensureWidgetVisible(page.tags.add_button)
    stage.draw("settings-tags")
    own = Path("/home/ann/Pictures/all the words of our family/tags.txt")
    fault = "“tags.txt”, line 12, speaks of “dogg”, which is no tag."
    page.tags.show_chosen(Chosen(True, Level.LOOSE, own, 1412, fault))
    stage.settle(0.2)
    page._area.ensureWidgetVisible(page.tags.add_button)
    stage.draw("settings-tags-fault")
    window.deeds["settings"].trigger()
