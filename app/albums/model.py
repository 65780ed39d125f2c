"""The albums as rows of a list, group after group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.language import listed, tr

if TYPE_CHECKING:
    from app.albums.shelf import Shelf, Shown

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class AlbumsModel(QAbstractListModel):
    """One row for each album that is shown.

    Attributes:
        titles: The first row of each group, and its title.
    """

    #: The `Shown` itself.
    ALBUM = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.titles: dict[int, str] = {}
        self._albums: list[Shown] = []

    def show(self, shelf: Shelf, *, hidden: bool = False) -> bool:
        """Show these albums, hidden ones too where they are wanted.

        Returns:
            Whether rows came, went or moved; else those that stay are told to have changed.
        """
        albums: list[Shown] = []
        titles: dict[int, str] = {}
        for title, group in shelf.sections(hidden=hidden):
            titles[len(albums)] = title
            albums += group
        before = self.titles, [each.id for each in self._albums]
        moved = (titles, [each.id for each in albums]) != before
        if moved:
            self.beginResetModel()
            self.titles, self._albums = titles, albums
            self.endResetModel()
        elif albums != self._albums:
            self._albums = albums
            self.dataChanged.emit(self.index(0), self.index(len(albums) - 1))
        return moved

    def album(self, row: int) -> Shown:
        """Return the album in a row."""
        return self._albums[row]

    def row_of(self, album_id: int) -> int | None:
        """Return the row of an album, or None."""
        rows = (row for row, each in enumerate(self._albums) if each.id == album_id)
        return next(rows, None)

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Override of Qt's: one row for each album."""
        return 0 if parent.isValid() else len(self._albums)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Override of Qt's: say what is asked of one album."""
        if not index.isValid():
            return None
        album = self._albums[index.row()]
        if role == AlbumsModel.ALBUM:
            return album
        if role == Qt.ItemDataRole.DisplayRole:
            return album.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (album.title, album.album.query, album.told)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = [tr("pinned")] if album.album.pinned else []
            state += [tr("hidden")] if album.album.hidden else []
            return listed((album.title, album.kind, album.told, *state))
        return None
