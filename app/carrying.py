"""Photos that are dragged: out of the grid, onto albums and tags, or to other programs.

What is dragged is their ids, for this window, and their files, for any other program. Where files
lie is asked of the library first, which takes a moment: the drag begins when the answer is there.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QDrag, QFont, QGuiApplication, QPainter, QPixmap

from app import wording
from app.deeds import MOST_COPIED
from app.desktop import file_url
from app.grid.painting import RADIUS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.background import Background
    from app.grid.pixmaps import Pixmaps
    from app.grid.view import PhotoGrid
    from app.questions import Questions
    from app.theme import Theme

#: What ids of photos are dragged as; no other program knows it.
PHOTOS: Final = "application/x-shoebox-photos"
_SIDE: Final = 72
#: Photos that are seen under the mouse, one on the other, and by how much each stands out.
_MOST_SEEN, _STEP = 3, 6


def packed(library: Path, photo_ids: Sequence[int], paths: Sequence[str]) -> QMimeData:
    """Return photos of a library as what is dragged: their ids, and where they lie."""
    mime = QMimeData()
    told = json.dumps({"library": str(library), "ids": list(photo_ids)})
    mime.setData(PHOTOS, told.encode())
    mime.setUrls([file_url(path) for path in paths])
    return mime


def carries_photos(mime: QMimeData) -> bool:
    """Whether what is dragged comes out of a grid of photos."""
    return mime.hasFormat(PHOTOS)


def carried(mime: QMimeData, library: Path) -> list[int]:
    """Return the ids of the photos that are dragged; none where they are another library's."""
    if not carries_photos(mime):
        return []
    told = json.loads(bytes(mime.data(PHOTOS).data()))
    return [int(each) for each in told["ids"]] if told["library"] == str(library) else []


class Carrying(QObject):
    """Lets the selected photos of a grid be dragged, and the one in the viewer."""

    def __init__(
        self,
        grid: PhotoGrid,
        pixmaps: Pixmaps,
        questions: Questions,
        background: Background,
        wearing: Theme,
    ) -> None:
        super().__init__(grid)
        self._grid = grid
        self._pixmaps = pixmaps
        self._questions = questions
        self._background = background
        self._theme = wearing
        grid.carried.connect(lambda: self.begin(grid.selected_photos().tolist()))

    def begin(self, ids: Sequence[int]) -> None:
        """Let the mouse drag photos, once it is known where their files lie."""
        if ids:
            self._background.run(
                partial(self._questions.paths, ids[:MOST_COPIED]),
                done=partial(self._drag, ids),
                failed=lambda _error: self._drag(ids, ()),
            )

    def _drag(self, ids: Sequence[int], paths: Sequence[str]) -> None:
        if not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            return  # Let go of meanwhile.
        drag = QDrag(self._grid.window())
        drag.setMimeData(packed(self._questions.folder, ids, paths))
        drag.setPixmap(self._picture(ids))
        drag.setHotSpot(QPoint(_SIDE // 2, _SIDE // 2))
        drag.exec(Qt.DropAction.CopyAction)

    def _picture(self, ids: Sequence[int]) -> QPixmap:
        """Return a few of the photos, one on the other, and how many there are."""
        seen = [pixmap for each in ids if (pixmap := self._pixmaps.pixmap(each)) is not None]
        seen = seen[:_MOST_SEEN]
        side = _SIDE + (_MOST_SEEN - 1) * _STEP + 12
        ratio = self._grid.devicePixelRatioF()
        drawn = QPixmap(QSize(round(side * ratio), round(side * ratio)))
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        for place in reversed(range(len(seen))):
            painter.drawPixmap(QRect(place * _STEP, place * _STEP, _SIDE, _SIDE), seen[place])
        if not seen:
            painter.setBrush(QColor(self._theme.colours.tile))
            painter.setPen(QColor(self._theme.colours.field_line))
            painter.drawRoundedRect(0, 0, _SIDE, _SIDE, RADIUS, RADIUS)
        if len(ids) > 1:
            self._paint_count(painter, wording.number(len(ids)))
        painter.end()
        return drawn

    def _paint_count(self, painter: QPainter, count: str) -> None:
        font = QFont(self._grid.font())
        font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        wide = max(painter.fontMetrics().horizontalAdvance(count) + 14, 22)
        badge = QRect(_SIDE + _STEP - wide // 2, _SIDE - 12, wide, 22)
        badge.moveRight(min(badge.right(), _SIDE + (_MOST_SEEN - 1) * _STEP + 11))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.accent))
        painter.drawRoundedRect(badge, 11, 11)
        painter.setPen(QColor(self._theme.colours.accent_text))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, count)
