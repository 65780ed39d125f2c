"""The list of photos that the grid shows: ids in order, their bands, and what is known of them.

Pixels are the business of `pixmaps`, and so are the names, which come with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.grid.sheet import Given, told
from app.language import QT_TR_NOOP, listed, tr
from indexer.search import Band

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from app.grid.sheet import Sheet

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
#: How sure it is that a search means a photo, as a word beside its name.
_SURE = {
    Band.STRONG: QT_TR_NOOP("strong"),
    Band.LIKELY: QT_TR_NOOP("likely"),
    Band.WEAK: QT_TR_NOOP("weak"),
}


class PhotoModel(QAbstractListModel):
    """Photo ids in the order in which they are shown; an id stands in it once."""

    #: The photo's id, an int.
    PHOTO_ID = Qt.ItemDataRole.UserRole + 1
    #: How sure it is that the search means it, a `Band`; None where nothing was searched.
    BAND = Qt.ItemDataRole.UserRole + 2

    #: The values of `Mark` that it has, an int; 0 where nothing is known of it.
    MARKS = Qt.ItemDataRole.UserRole + 3
    #: How many stars it has, an int.
    STARS = Qt.ItemDataRole.UserRole + 4
    #: All that its cell says of it, a `Given`.
    GIVEN = Qt.ItemDataRole.UserRole + 5

    def __init__(
        self, name_of: Callable[[int], str] | None = None, parent: QObject | None = None
    ) -> None:
        """Make an empty list; `name_of` says what is known of a photo's name by now."""
        super().__init__(parent)
        self._name_of = name_of or (lambda _: "")
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._bands: NDArray[np.uint8] | None = None
        self._by_id: tuple[NDArray[np.int64], NDArray[np.intp]] | None = None
        self._sheet: Sheet | None = None

    @property
    def ids(self) -> NDArray[np.int64]:
        """The ids in order, shape (rows,). Not to be written to."""
        return self._ids

    @property
    def bands(self) -> NDArray[np.uint8] | None:
        """Their bands in the same order, shape (rows,); None where nothing was searched."""
        return self._bands

    def show(self, ids: NDArray[np.int64], bands: NDArray[np.uint8] | None = None) -> None:
        """Replace the whole list; `bands`, where there are any, has as many entries as `ids`."""
        self.beginResetModel()
        self._ids = ids
        self._bands = bands
        self._by_id = None
        self._sheet = None
        self.endResetModel()

    @property
    def sheet(self) -> Sheet | None:
        """What is known of the photos, in their order; None where nothing is."""
        return self._sheet

    def know(self, sheet: Sheet | None) -> None:
        """Take note of what is known of the photos; whoever draws them draws them again."""
        self._sheet = sheet if sheet is not None and len(sheet.ratios) == len(self._ids) else None

    def photo_id(self, row: int) -> int:
        """Return the id that stands in a row."""
        return int(self._ids[row])

    def rows_of(self, ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the rows in which these ids stand, ascending; others are left out."""
        if self._by_id is None:
            order = np.argsort(self._ids)
            self._by_id = self._ids[order], order
        known, order = self._by_id
        if not known.size:
            return np.empty(0, np.intp)
        places = np.minimum(np.searchsorted(known, ids), known.size - 1)
        return np.sort(order[places[known[places] == ids]])

    def row_of(self, photo_id: int) -> int | None:
        """Return the row of one id, or None."""
        rows = self.rows_of(np.array([photo_id], np.int64))
        return int(rows[0]) if rows.size else None

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Override of Qt's: a photo has nothing below it."""
        return 0 if parent.isValid() else len(self._ids)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Override of Qt's: say what is asked of one photo."""
        if not index.isValid():
            return None
        row = index.row()
        if role == PhotoModel.PHOTO_ID:
            return int(self._ids[row])
        if role == PhotoModel.BAND:
            return self.band(row)
        if role in (PhotoModel.MARKS, PhotoModel.STARS):
            given = self._given(row)
            return int(given.marks if role == PhotoModel.MARKS else given.stars)
        if role == PhotoModel.GIVEN:
            return self._given(row)
        return self._said(row, role)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Override of Qt's: a photo can be dragged."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def band(self, row: int) -> Band | None:
        """Return how sure it is that the search means the photo in a row."""
        return None if self._bands is None else Band(self._bands[row])

    def _given(self, row: int) -> Given:
        """Return what the cell in a row says of its photo."""
        return self._sheet.given(row) if self._sheet else Given()

    def _said(self, row: int, role: int) -> str | None:
        named, band = self._name_of(int(self._ids[row])), self.band(row)
        sure = tr(_SURE[band]) if band else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            badges = told(self._given(row))
            name = named or tr("Photo {number}", number=row + 1)
            return listed((name, sure, *badges))
        if role == Qt.ItemDataRole.ToolTipRole:
            return "  ·  ".join(filter(None, (named, sure))) if named else None
        return named if role == Qt.ItemDataRole.DisplayRole else None
