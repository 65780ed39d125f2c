"""Previews on their way to the screen: read in the background, nearest first, then forgotten.

This file owns the pixmaps that are in memory and decides which are. A preview is read, decoded, cut
to its cell and rounded on a background thread, as a `QImage`; only the last step, a `QPixmap`, is
made on the main thread. Everything is found by photo id: an answer that changed meanwhile does no
harm. Who is near the eye is the view's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QPainter, QPen, QPixmap

from app import theme
from app.background import FREE_THREADS, Background
from indexer.decode import UnreadablePhoto, read_preview

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Photos read in one piece of work: few, so that what is wanted now never waits long for what was,
#: and the first are seen early (6: 63 ms after Return, 3: 57 ms; a full screen is no later).
_AT_ONCE = 3
#: Pixels of a cell up to which the small preview, 320 on its longest side, looks sharp in it: cut
#: square, a 3 : 2 picture has 213 left; a fifth more is not seen.
_SHARP_UP_TO = 256
#: The same of the longer side of a cell that shows the whole picture.
_WHOLE_SHARP_UP_TO = 384
#: Bytes of pixels kept at most: two screens each way at any size but the very largest.
_MOST_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Shape:
    """How a preview is cut: `ratio` pixels a point, all else in pixels of the screen.

    Attributes:
        side: How high it is.
        radius: Of its corners.
        ratio: How many pixels of the screen are a point.
        width: How wide it is; 0 for a square.
    """

    side: int
    radius: float
    ratio: float
    width: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """How wide and how high it is."""
        return self.width or self.side, self.side

    @property
    def wants_large(self) -> bool:
        """Whether the small preview would not look sharp in it."""
        most = _WHOLE_SHARP_UP_TO if self.width else _SHARP_UP_TO
        return max(self.size) > most


@dataclass(frozen=True, slots=True)
class Tile:
    """One photo ready for its cell; `image` is None where the library has no preview of it yet."""

    name: str
    image: QImage | None


class TileSource(Protocol):
    """Where tiles come from; called on a background thread."""

    def __call__(
        self, photo_ids: Sequence[int], shape: Shape, *, large: bool
    ) -> Mapping[int, Tile]:
        """Read the tiles of a few photos; whoever is not in the library is left out."""


#: What is being read: of which photo, in which shape, the large preview or the small one.
_Work = tuple[int, Shape, bool]


@dataclass(slots=True)
class _Kept:
    name: str
    pixmap: QPixmap | None
    shape: Shape
    sharp: bool
    stale: bool = False


class Pixmaps(QObject):
    """The previews in memory.

    Signals:
        ready(photo_id): This photo's pixmap or name is there, or a better one than before.
    """

    ready = Signal(object)

    def __init__(
        self, background: Background, source: TileSource, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._source = source
        self._shapes: Mapping[int, Shape] = {}
        self._kept: dict[int, _Kept] = {}
        self._queue: list[tuple[int, bool]] = []
        self._under_way: set[_Work] = set()
        self._tasks = 0
        self._looks = 0

    def pixmap(self, photo_id: int) -> QPixmap | None:
        """Return a photo's pixmap, cut for its cell; None while it is on its way."""
        kept = self._kept.get(photo_id)
        return kept.pixmap if kept else None

    def name(self, photo_id: int) -> str:
        """Return a photo's file name, "" while it is on its way."""
        kept = self._kept.get(photo_id)
        return kept.name if kept else ""

    def want(self, photo_ids: Sequence[int], shape: Shape | Sequence[Shape], *, seen: int) -> None:
        """Say who is near the eye, nearest first, of whom the first `seen` are on the screen.

        What was asked for before and is not among them is neither read nor kept.

        Args:
            photo_ids: The photos.
            shape: How they are cut; all of them, or each.
            seen: How many of them are on the screen.
        """
        shapes = [shape] * len(photo_ids) if isinstance(shape, Shape) else shape
        near = photo_ids[: max(_room(shapes), seen)]
        self._shapes = dict(zip(near, shapes, strict=False))
        kept = self._kept
        self._kept = {photo_id: kept[photo_id] for photo_id in near if photo_id in kept}
        self._queue = [(photo_id, False) for photo_id in near if self._is_wanting(photo_id)]
        on_screen = [each for each in near[:seen] if self._shapes[each].wants_large]
        self._queue += [(each, True) for each in on_screen if not self._is_sharp(each)]
        self._queue.reverse()
        self._go_on()

    def rest(self) -> None:
        """Begin nothing more until somebody is wanted anew: what is asked now goes first."""
        self._queue.clear()

    def look_again(self, *, at_all: bool) -> None:
        """Read once more, when next wanted, what had no preview yet, or (`at_all`) everything.

        What is shown stays until then.
        """
        for kept in self._kept.values():
            kept.stale = kept.stale or at_all or kept.pixmap is None
        # Whatever is under way may have been read too early.
        self._looks += 1
        self._under_way.clear()

    def _is_wanting(self, photo_id: int) -> bool:
        """Whether the small preview has to be read: not where the large one soon will be anyhow."""
        kept = self._kept.get(photo_id)
        if kept is None or kept.pixmap is None:
            return kept is None or kept.stale
        shape = self._shapes[photo_id]
        return (kept.stale or kept.shape != shape) and not (kept.sharp and shape.wants_large)

    def _is_sharp(self, photo_id: int) -> bool:
        kept = self._kept.get(photo_id)
        is_fresh = kept is not None and kept.sharp and not kept.stale
        return is_fresh and kept is not None and kept.shape == self._shapes.get(photo_id)

    def _go_on(self) -> None:
        while self._queue and self._tasks < FREE_THREADS:
            photo_ids, shape, large = self._take()
            if not photo_ids:
                continue
            work = {(photo_id, shape, large) for photo_id in photo_ids}
            self._tasks += 1
            self._under_way |= work
            self._background.run(
                partial(self._source, photo_ids, shape, large=large),
                done=partial(self._keep, work, self._looks),
                failed=partial(self._give_up, work),
            )

    def _take(self) -> tuple[list[int], Shape, bool]:
        """Take the next few off the queue that want the same of it and are not under way."""
        first, large = self._queue[-1]
        shape = self._shapes[first]
        taken: list[int] = []
        while self._queue and len(taken) < _AT_ONCE:
            photo_id, wants_large = self._queue[-1]
            if wants_large != large or self._shapes[photo_id] != shape:
                break
            self._queue.pop()
            if (photo_id, shape, large) not in self._under_way:
                taken.append(photo_id)
        return taken, shape, large

    def _keep(self, work: set[_Work], looks: int, tiles: Mapping[int, Tile]) -> None:
        self._end(work)
        _, shape, sharp = next(iter(work))
        for photo_id, tile in tiles.items():
            if not sharp and self._is_sharp(photo_id):
                # The large preview overtook the small one: on two threads it may.
                continue
            pixmap = QPixmap.fromImage(tile.image) if tile.image else self.pixmap(photo_id)
            stale = looks != self._looks
            self._kept[photo_id] = _Kept(tile.name, pixmap, shape, sharp, stale)
            self.ready.emit(photo_id)
        self._go_on()

    def _give_up(self, work: set[_Work], _error: Exception) -> None:
        # A preview that cannot be read leaves a quiet tile. What is wrong with the library is said
        # by who asked it a question; forty tiles saying the same would be forty lines.
        self._end(work)
        self._go_on()

    def _end(self, work: set[_Work]) -> None:
        self._tasks -= 1
        self._under_way -= work


def _room(shapes: Sequence[Shape]) -> int:
    """Return how many pixmaps of these shapes are kept at most."""
    largest = max((shape.size[0] * shape.size[1] for shape in shapes), default=1)
    return _MOST_BYTES // (4 * largest)


def cut(encoded: bytes, shape: Shape) -> QImage | None:
    """Decode a preview and cut it for its cell, with round corners; None where it is no picture."""
    width, height = shape.size
    try:
        pixels = read_preview(encoded, size=shape.size).tobytes()
    except UnreadablePhoto:
        return None
    # Qt looks into `pixels` until the tile is painted, and keeps no copy.
    return rounded(QImage(pixels, width, height, 3 * width, QImage.Format.Format_RGB888), shape)


def rounded(picture: QImage, shape: Shape) -> QImage:
    """Return a picture with round corners, both as `shape` has them, and a hairline around it."""
    width, height = shape.size
    tile = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(picture))
    whole, half = QRectF(0, 0, width, height), shape.ratio / 2
    painter.drawRoundedRect(whole, shape.radius, shape.radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour(theme.EDGE), shape.ratio))
    inside = whole.adjusted(half, half, -half, -half)
    painter.drawRoundedRect(inside, shape.radius - half, shape.radius - half)
    painter.end()
    tile.setDevicePixelRatio(shape.ratio)
    return tile
