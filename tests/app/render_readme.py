"""README's pictures: an answer, a tag, one photo large. Part of `render_pages`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.render_pages import Stage

#: How large the window is in README.
SIZE = (1240, 760)
_QUERY, _TAG, _PHOTO = "a rocket launch OR galaxies", "vehicle", "palace"


def draw_for_readme(stage: Stage, to: Path) -> None:
    """Draw the pictures that README shows into a folder, small enough to travel with the code."""
    to.mkdir(parents=True, exist_ok=True)
    stage.search(_QUERY)
    _keep(stage, to / "window.jpg")
    _draw_tag(stage, to / "tag.jpg")
    _draw_photo(stage, to / "photo.jpg")
    stage.close()


def _draw_tag(stage: Stage, to: Path) -> None:
    tree = stage.window.surface.tags.tree
    for place in tree.tags.places_of(_TAG)[:1]:
        tree.expand(place)
    tree.chosen.emit(_TAG)
    stage.settle(0.6)
    stage.window.grid.go_to_first()
    _keep(stage, to)


def _draw_photo(stage: Stage, to: Path) -> None:
    stage.search(_PHOTO)
    stage.window.grid.setFocus()
    stage.window.grid.go_to_first()
    stage.press(Qt.Key.Key_Return)
    stage.settle(1)
    _keep(stage, to)


def _keep(stage: Stage, to: Path) -> None:
    stage.draw(to.stem)
    with Image.open(stage.path(to.stem)) as drawn:
        drawn.convert("RGB").save(to, quality=88, subsampling=0, optimize=True)
