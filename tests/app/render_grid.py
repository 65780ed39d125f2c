"""The pages of the grid by date: squares and whole photos, sizes, dates at the side, badges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from indexer.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.render_pages import Stage


def give(folder: Path) -> None:
    """Give stars and hearts to some photos of a library, as their owner does."""
    with Library.open(folder) as library, library.small_edit() as catalog:
        ids = catalog.all_ids().tolist()
        catalog.set_favourite(ids[1::6])
        for stars in (3, 4, 5):
            catalog.set_rating(ids[stars::9], stars)


def draw_grid(stage: Stage) -> None:
    """Draw all photos in each shape and size, and dates under the mouse."""
    window = stage.window
    for name in ("rows", "squares"):
        window.deeds["rows"].trigger()
        stage.draw(name)
        for size in ("larger", "larger", "smaller", "smaller", "smaller"):
            window.deeds[size].trigger()
        stage.draw(f"{name}-small")
        window.deeds["larger"].trigger()
    scrubber = window.surface.scrubber
    place = QPoint(20, scrubber.height() // 2)
    QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=place)
    stage.draw("dates")
    QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=place + QPoint(-200, 0))
    window.grid.verticalScrollBar().setValue(0)
