"""The part of the sidebar that is for albums: their lines, with mouse and keyboard on them.

It shows and tells what was wanted; what then happens is told in `curating`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.albums.lines import AlbumPlace, AllAlbums, GroupPlace, entries
from app.albums.shelf import Group, Shelf
from app.labels import IconButton, label
from app.language import tr
from app.lines import LinesModel, SideList

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.albums.shelf import Shown
    from app.lines import Entry
    from app.theme import Theme

_TOGGLES: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class AlbumList(SideList):
    """The lines."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: a group leads nowhere, so what chooses a line opens and closes it."""
        entry = self.entry()
        if entry is not None and entry.opened is not None and event.key() in _TOGGLES:
            self.turn(entry)
        else:
            super().keyPressEvent(event)


class AlbumSide(QWidget):
    """The title with its button, and the lines below.

    Signals:
        chosen(Shown): Somebody wants to see the photos of an album.
        all_wanted(Group or None): The page of all albums, from a group on.
        new_wanted(): Somebody wants to make an album.
        menu_wanted(Shown, QPoint): The menu of an album, at this place of the screen.
        turned(): Other groups are open now.
    """

    chosen = Signal(object)
    all_wanted = Signal(object)
    new_wanted = Signal()
    menu_wanted = Signal(object, QPoint)
    turned = Signal()

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self._shelf = Shelf()
        self._marking = False
        self.opened: set[Group] = set()
        self._lines = LinesModel(parent=self)
        self.list = AlbumList(tr("Albums"), self._lines, wearing)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.new_button = IconButton("plus", tr("New album"), wearing, tight=True)
        self._place_parts()
        self.new_button.clicked.connect(self.new_wanted)
        self.list.turned.connect(self._turn)
        self.list.clicked.connect(self._on_clicked)
        self.list.activated.connect(self._on_activated)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.customContextMenuRequested.connect(self._on_menu)

    def _place_parts(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 12, 14, 2)
        head.addWidget(label(tr("Albums"), tone="section"), 1)
        head.addWidget(self.new_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list)

    def show_albums(self, shelf: Shelf) -> None:
        """Show these albums; the marked line stays marked."""
        self._shelf = shelf
        self._show()

    def open_groups(self, groups: set[Group]) -> None:
        """Show what stands below these groups."""
        self.opened = groups
        self._show()

    def album_at(self, index: QModelIndex) -> Shown | None:
        """Return the album of a line; None where it leads elsewhere."""
        entry = self.list.entry(index)
        place = entry.goes_to if entry else None
        return self._shelf.get(place.album_id) if isinstance(place, AlbumPlace) else None

    def seen(self) -> list[Shown]:
        """Return the albums that have a line."""
        rows = (self._lines.index(row) for row in range(self._lines.rowCount()))
        return [album for each in rows if (album := self.album_at(each)) is not None]

    def manual_at(self, index: QModelIndex) -> Shown | None:
        """Return the album of a line, if photos can be put into it."""
        album = self.album_at(index)
        return album if album is not None and album.is_manual else None

    def current_album(self) -> Shown | None:
        """Return the album on which the keyboard stands."""
        return self.album_at(self.list.currentIndex())

    def mark_album(self, album: Shown | None) -> None:
        """Mark the line of an album, or that of its group where it has none; None for none."""
        place: object = None if album is None else AlbumPlace(album.id)
        if album is not None and self._lines.row_of(place) is None:
            place = GroupPlace(album.group)
        self.mark(place)

    def mark(self, goes_to: object) -> None:
        """Mark the line that leads to what is shown, or none; nothing is told."""
        row = self._lines.row_of(goes_to) if goes_to is not None else None
        self._marking = True
        if row is None:
            self.list.clearSelection()
            self.list.setCurrentIndex(QModelIndex())
        elif self.list.currentIndex().row() != row or not self.list.selectedIndexes():
            self.list.setCurrentIndex(self._lines.index(row))
        self._marking = False

    def _show(self) -> None:
        entry = self.list.entry()
        self._marking = True
        self._lines.show_entries(list(entries(self._shelf, self.opened)))
        self.mark(entry.goes_to if entry else None)

    def _turn(self, place: GroupPlace, is_open: bool) -> None:
        self.opened = self.opened | {place.group} if is_open else self.opened - {place.group}
        self._show()
        self.turned.emit()

    def _on_current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        # The arrow keys show what they pass, as a click does; but they open no group.
        entry = self.list.entry(current)
        if entry is not None and entry.opened is None and not self._marking:
            self._go(entry)

    def _on_activated(self, index: QModelIndex) -> None:
        entry = self.list.entry(index)
        if entry is not None:
            self._go(entry)

    def _on_clicked(self, index: QModelIndex) -> None:
        entry = self.list.entry(index)
        if entry is not None:
            self.list.turn(entry)
            self._go(entry)

    def _go(self, entry: Entry) -> None:
        place = entry.goes_to
        if isinstance(place, AllAlbums):
            self.all_wanted.emit(place.group)
        elif isinstance(place, AlbumPlace):
            self.chosen.emit(self._shelf.get(place.album_id))

    def _on_menu(self, at: QPoint) -> None:
        album = self.album_at(self.list.indexAt(at))
        if album is not None:
            self.menu_wanted.emit(album, self.list.viewport().mapToGlobal(at))
