"""The viewer, drawn for `render_pages`: pictures of every shape, and what lies over them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import Qt

from app.asked import Everything

if TYPE_CHECKING:
    from tests.app.render_pages import Stage

#: Name of each picture, what it is cut of, the part that is cut, and its size.
_SHAPES = {
    "panorama": ("hubble_deep_field.jpg", (0, 100, 1000, 290), (3000, 570)),
    "portrait": ("astronaut.png", (90, 0, 390, 512), (900, 1536)),
    "tiny": ("chelsea.png", (60, 0, 360, 300), (72, 72)),
    "large": ("coffee.png", (0, 0, 600, 400), (4200, 2800)),
}


def paint_shapes(folder: Path) -> None:
    """Paint a picture of each shape, with no day of its own, so that they come last."""
    import skimage

    folder.mkdir(parents=True, exist_ok=True)
    for name, (source, part, size) in _SHAPES.items():
        whole = Image.open(Path(skimage.__file__).parent / "data" / source).convert("RGB")
        cut = whole.crop(part).resize(size, Image.Resampling.LANCZOS)
        cut.save(folder / f"{name}.jpg", quality=90)


def draw_viewer(stage: Stage) -> None:
    """Draw one photo of each shape, and all that can lie over one."""
    window = stage.window
    window.looking.browsing.go(Everything())
    stage.settle()
    window.grid.setFocus()
    shown = _photos_by_name(stage)
    window.grid.opened.emit(window.grid.photos.photo_id(4))
    stage.draw("viewer")
    for name in _SHAPES:
        window.grid.opened.emit(shown[name])
        stage.draw(f"viewer-{name}")
    stage.press(Qt.Key.Key_I)
    stage.draw("viewer-facts")
    stage.press(Qt.Key.Key_R)
    stage.draw("viewer-turned")
    stage.press(Qt.Key.Key_1)
    stage.draw("viewer-near")
    stage.press(Qt.Key.Key_0)
    stage.press(Qt.Key.Key_I)
    window.viewer.cover_screen(True)
    stage.draw("viewer-full-screen")
    window.viewer.cover_screen(False)
    window.viewer.closed.emit()
    stage.settle()


def _photos_by_name(stage: Stage) -> dict[str, int]:
    catalog = stage.window._questions.library().catalog
    photos = catalog.photos(stage.window.grid.photos.ids.tolist())
    return {Path(photo.path).stem: photo.id for photo in photos}
