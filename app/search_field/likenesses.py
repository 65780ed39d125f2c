"""What pictures of a search are called and look like in small, by the references of their terms.

They are looked up in the background, and remembered until many others have been looked at since.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from app import wording
from app.background import Lane
from app.grid.pixmaps import Shape, Tile, rounded
from indexer.decode import UnreadablePhoto

if TYPE_CHECKING:
    from app.background import Background
    from app.questions import Questions

#: Points of a thumbnail, and of its round corners.
SIDE, _RADIUS = 22, 5
#: Likenesses that are kept, 8 kB each on a screen of twice the pixels. Far more than are ever shown
#: at once, which is 64 in a search and 3 in each of 20 steps: one that is shown has to be there.
MOST_KEPT: Final = 256


@dataclass(frozen=True, slots=True)
class Likeness:
    """A picture's name, and a small square of it; null where there is none."""

    name: str
    pixmap: QPixmap


class Likenesses(QObject):
    """Knows pictures by their references, or soon will.

    Signals:
        known(str): The likeness of this reference is there.
    """

    known = Signal(str)

    def __init__(
        self, questions: Questions, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._background = background
        self._found: dict[str, Likeness] = {}
        self._under_way: set[str] = set()

    def of(self, reference: str, ratio: float) -> Likeness | None:
        """Return a likeness for a screen of `ratio` pixels a point; None while it is looked up."""
        found = self._found.pop(reference, None)
        if found is not None:
            self._found[reference] = found  # Looked at last, forgotten last.
        elif reference not in self._under_way:
            self._under_way.add(reference)
            shape = Shape(round(SIDE * ratio), _RADIUS * ratio, ratio)
            self._background.run(
                partial(_look_up, self._questions, reference, shape),
                done=partial(self._keep, reference),
                failed=lambda _error: self._keep(reference, Tile("", None)),
                lane=Lane.FREE if reference.isdecimal() else Lane.APART,
            )
        return found

    def _keep(self, reference: str, tile: Tile) -> None:
        self._under_way.discard(reference)
        pixmap = QPixmap.fromImage(tile.image) if tile.image else QPixmap()
        self._found[reference] = Likeness(tile.name or wording.picture(reference), pixmap)
        if len(self._found) > MOST_KEPT:
            del self._found[next(iter(self._found))]
        self.known.emit(reference)


def _look_up(questions: Questions, reference: str, shape: Shape) -> Tile:
    if reference.isdecimal():
        photo_id = int(reference)
        return questions.tiles([photo_id], shape, large=False).get(photo_id, Tile("", None))
    try:
        pixels = questions.aside.read(reference, 2 * shape.side)
    except UnreadablePhoto:
        return Tile(wording.name(reference), None)
    return Tile(wording.name(reference), _small_square(pixels, shape))


def _small_square(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], shape: Shape) -> QImage:
    """Return the middle of a picture, uint8 [height, width, 3], cut for its place."""
    height, width, _ = pixels.shape
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    square = np.ascontiguousarray(pixels[top : top + edge, left : left + edge])
    whole = QImage(square.data, edge, edge, 3 * edge, QImage.Format.Format_RGB888)
    how = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return rounded(whole.scaled(shape.side, shape.side, *how), shape)
