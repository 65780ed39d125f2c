"""Where the photos of an answer lie: as squares or whole, parted by band or date.

It tells `pixmaps` who is near the eye.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from typing_extensions import override

from app import wording
from app.grid.cell_view import SETTLE, CellView
from app.grid.delegate import PhotoDelegate
from app.grid.laying import justified
from app.grid.painting import RADIUS
from app.grid.pixmaps import Shape
from app.language import QT_TR_NOOP, tr
from indexer.search import Band

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from app.grid.cells import Cells, Section
    from app.grid.laying import Room
    from app.grid.model import PhotoModel
    from app.grid.pixmaps import Pixmaps
    from app.grid.sheet import Dates, Sheet

#: What the sections of an answer are called.
_BANDS = {
    Band.STRONG: QT_TR_NOOP("Strong"),
    Band.LIKELY: QT_TR_NOOP("Likely"),
    Band.WEAK: QT_TR_NOOP("Weak"),
}


class PhotoCells(CellView):
    """Lays the photos of a `PhotoModel` out; who inherits it sets the model.

    Attributes:
        photos: The model.
        dates: The sections by date; None where the photos are parted otherwise, or not at all.

    Signals:
        laid_out(): Each photo has its place, anew.
    """

    laid_out = Signal()

    def __init__(self, photos: PhotoModel, pixmaps: Pixmaps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photos = photos
        self.dates: Dates | None = None
        self._pixmaps = pixmaps
        self._in_rows = self._covering = False
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self._settle.timeout.connect(self._look)
        pixmaps.ready.connect(self._repaint_photo)

    def title_of(self, row: int) -> str:
        """Return what the section of a row is called: when its photos were taken, or how sure."""
        sheet = self.photos.sheet
        if self.dates and sheet:
            return wording.period(sheet.days[row], self.dates.unit)
        band = self.photos.band(row)
        return tr(_BANDS[band]) if band is not None else ""

    def cover_bar(self, points: int, *, spare: int, margin: int) -> None:
        """Leave the room of the scroll bar to something else, so wide; 0 gives it back.

        `spare` points beside it are left in any case: the photos are never wider or narrower. Of
        their own margin it takes `margin` points as well: what stood above the viewport there would
        let all of it be painted anew at each step of scrolling.
        """
        policy = Qt.ScrollBarPolicy
        wanted = policy.ScrollBarAlwaysOff if points else policy.ScrollBarAlwaysOn
        lent = margin if points else 0
        beside = points + spare + lent
        if (self.verticalScrollBarPolicy(), self.viewportMargins().right()) != (wanted, beside):
            # In between the photos have another width, for which nothing need be laid out.
            self._covering = True
            self._lent = lent
            self.setVerticalScrollBarPolicy(wanted)
            self.setViewportMargins(0, 0, beside, 0)
            self._covering = False
            self.lay_out()

    def look_again(self, *, at_all: bool) -> None:
        """Read previews once more: those that were not there yet, or (`at_all`) every one."""
        self._pixmaps.look_again(at_all=at_all)
        self._settle.start()

    def lay_out(self) -> None:
        """Find the place of each photo anew, then see who is near the eye."""
        if self._covering:
            return
        super().lay_out()
        self._settle.start()
        self.laid_out.emit()

    def _arrange(self, sheet: Sheet | None) -> None:
        """Lay the photos out by what is known of them."""
        self.photos.know(sheet)
        self._part(self.photos.bands)
        self.lay_out()

    def _part(self, bands: NDArray[np.uint8] | None) -> None:
        """Part the photos in sections: by date, where they stand so, else by band."""
        starts = [] if bands is None or not bands.size else [0, *np.flatnonzero(np.diff(bands)) + 1]
        together = bands is not None and len(starts) == np.count_nonzero(np.bincount(bands))
        self.dates = self.photos.sheet.dates if self.photos.sheet else None
        self._titled = self.dates.firsts if self.dates else starts if together else ()
        delegate = self.itemDelegate()
        if isinstance(delegate, PhotoDelegate):
            parted = together and self.dates is None
            delegate.marks_strong = bands is not None and not parted

    def _look(self) -> None:
        """Tell `pixmaps` who is near the eye: the screen in reading order, then around it."""
        order, seen = self.rows_near_the_eye()
        self._pixmaps.want(self.photos.ids[order].tolist(), self._shapes(order), seen=seen)

    def _shapes(self, rows: Sequence[int]) -> list[Shape]:
        """Return how the previews of some rows are cut."""
        # For two thousand photos, as a large screen has them around it, one by one took 8 ms.
        ratio = self.devicePixelRatioF()
        sizes = np.rint(self.cells.sizes(rows) * ratio).astype(np.int64).tolist()
        shapes = {
            (wide, high): Shape(high, RADIUS * ratio, ratio, wide if self._in_rows else 0)
            for wide, high in {*map(tuple, sizes)}
        }
        return [shapes[wide, high] for wide, high in sizes]

    def _repaint_photo(self, photo_id: int) -> None:
        row = self.photos.row_of(photo_id)
        if row is not None:
            self.viewport().update(self.row_rect(row))

    @override
    def _wishes(self) -> tuple[object, ...]:
        return self.photos.sheet, self._in_rows

    @override
    def _fit(self, count: int, room: Room) -> Cells:
        sheet = self.photos.sheet
        if self._in_rows and sheet is not None:
            return justified(sheet.ratios, room)
        return super()._fit(count, room)

    @override
    def _paint_title(self, painter: QPainter, where: QRect, section: Section) -> None:
        delegate = self.itemDelegate()
        if isinstance(delegate, PhotoDelegate):
            count = wording.number(section.end - section.first)
            delegate.paint_title(painter, where, self.title_of(section.first), count)

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Override of Qt's: look who is near the eye once it is still."""
        super().scrollContentsBy(dx, dy)
        self._settle.start()
