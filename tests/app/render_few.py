"""Libraries of a photo or a dozen, and what goes wrong there. Part of `render_pages`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from app.asked import Everything
from app.searches import Search
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.render_pages import Stage

#: How many photos the libraries have.
FEW = (1, 12)
_FAULT = (
    "The library in /home/ann/Pictures/all the pictures of our family/.shoebox cannot be written: "
    "the disk is full. Make room on it, then try again."
)


def copy_few(photos: Path, to: Path, count: int) -> Path:
    """Copy the first photos of a folder to another, in a folder of that name."""
    for path in sorted(photos.rglob("*.jpg"))[:count]:
        (to / "Pictures").mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, to / "Pictures" / path.name)
    return to


def draw_few(stage: Stage) -> None:
    """Draw all of them, one with its details, what a search finds, and a fault told over them."""
    window = stage.window
    stage.draw("all")
    window.grid.setFocus()
    window.grid.go_to_first()
    stage.settle(0.8)
    stage.draw("first")
    stage.search("a palace by a lake")
    stage.settle(0.6)
    stage.draw("search")
    window.looking.browsing.go(Search.favourites())
    stage.settle(0.6)
    stage.draw("favourites")
    window.looking.browsing.go(Everything())
    stage.settle(0.6)
    window.complain(LibraryError(_FAULT))
    stage.draw("fault")
    window.surface.notice.hide()
    window.surface.sidebar.duplicates.emit()
    stage.settle(2)
    stage.draw("duplicates")
    stage.close()
