"""The covers of all albums, group below group, with mouse and keyboard on them.

Which covers are near the eye is told to `pixmaps`, as the grid of photos does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView
from typing_extensions import override

from app import wording
from app.albums.delegate import AlbumDelegate, caption_height
from app.grid.cell_view import SETTLE, CellView
from app.grid.painting import RADIUS, paint_title
from app.grid.pixmaps import Shape
from app.language import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

    from app.albums.model import AlbumsModel
    from app.albums.shelf import Shelf, Shown
    from app.grid.cells import Section
    from app.grid.pixmaps import Pixmaps
    from app.theme import Theme

Index = QModelIndex | QPersistentModelIndex
#: How wide a cover is, in points.
_SIDE: Final = 184
_OPENING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_PLAIN: Final = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class AlbumsView(CellView):
    """Shows the albums of an `AlbumsModel`.

    Attributes:
        albums: The model.
        near: The albums near the eye, nearest first.

    Signals:
        opened(Shown): Somebody wants to see its photos.
        menu_wanted(Shown, QPoint): Its menu, at this place of the screen.
        neared(): Other albums are near the eye now.
        current_changed(Shown or None): The keyboard stands on another album.
    """

    opened = Signal(object)
    menu_wanted = Signal(object, QPoint)
    neared = Signal()
    current_changed = Signal(object)

    def __init__(self, albums: AlbumsModel, pixmaps: Pixmaps, wearing: Theme) -> None:
        super().__init__()
        self.albums = albums
        self.near: list[Shown] = []
        self._pixmaps = pixmaps
        self._theme = wearing
        self._wanted_side = _SIDE
        self._settle = QTimer(self, singleShot=True, interval=SETTLE)
        self._settle.timeout.connect(self._look)
        self.setModel(albums)
        self.setItemDelegate(AlbumDelegate(pixmaps, wearing, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(tr("Albums"))
        self.customContextMenuRequested.connect(self._on_menu)
        pixmaps.ready.connect(self._on_ready)
        albums.dataChanged.connect(self._settle.start)
        wearing.changed.connect(self.viewport().update)

    def show_albums(self, shelf: Shelf, *, hidden: bool) -> None:
        """Show these albums; the one on which the keyboard stands keeps it."""
        current, place = self.current(), self.verticalScrollBar().value()
        if self.albums.show(shelf, hidden=hidden):
            self._titled = tuple(self.albums.titles)
            self.lay_out()
            self.verticalScrollBar().setValue(place)
            row = self.albums.row_of(current.id) if current else None
            if row is not None:
                self.setCurrentIndex(self.albums.index(row))
        self.viewport().update()

    def current(self) -> Shown | None:
        """Return the album on which the keyboard stands."""
        index = self.currentIndex()
        return self.albums.album(index.row()) if index.isValid() else None

    def go_to_first(self) -> None:
        """Put the keyboard on the first album, where it stands on none."""
        if self.current() is None and self.albums.rowCount():
            self.setCurrentIndex(self.albums.index(0))

    def go_to_title(self, title: str) -> None:
        """Put the keyboard on the first album below a title, and the title at the top."""
        row = next((row for row, each in self.albums.titles.items() if each == title), None)
        if row is not None:
            self.setCurrentIndex(self.albums.index(row))
            section = self.cells.section_of(row)
            self.verticalScrollBar().setValue(self.cells.title_rect(section).top())

    def look_again(self, *, at_all: bool) -> None:
        """Read covers once more: those that were not there yet, or (`at_all`) every one."""
        self._pixmaps.look_again(at_all=at_all)
        self._settle.start()

    def lay_out(self) -> None:
        """Find the place of each album anew, then see whose cover is near the eye."""
        self._caption = caption_height(self.font())
        super().lay_out()
        self._settle.start()

    def _look(self) -> None:
        if not self.isVisible():
            self.near = []
            return
        order, seen = self.rows_near_the_eye()
        ratio = self.devicePixelRatioF()
        shape = Shape(round(self.cells.side * ratio), RADIUS * ratio, ratio)
        covers = [self.albums.album(row).cover for row in order]
        wanted = dict.fromkeys(each for each in covers if each is not None)
        shown = set(covers[:seen]) - {None}
        self._pixmaps.want(list(wanted), shape, seen=len(shown))
        near = [self.albums.album(row) for row in order]
        if near != self.near:
            self.near = near
            self.neared.emit()

    @override
    def _paint_title(self, painter: QPainter, where: QRect, section: Section) -> None:
        count = wording.number(section.end - section.first)
        title = self.albums.titles.get(section.first, "")
        paint_title(painter, where, (title, count), self._theme.colours)

    def _on_ready(self, photo_id: int) -> None:
        for row in self.rows_on_screen():
            if self.albums.album(row).cover == photo_id:
                self.viewport().update(self.row_rect(row))

    def _on_menu(self, at: QPoint) -> None:
        row = self.row_under(at)
        if row is not None:
            self.setCurrentIndex(self.albums.index(row))
            self.menu_wanted.emit(self.albums.album(row), self.viewport().mapToGlobal(at))

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        """Override of Qt's: tell whose deeds are meant."""
        super().currentChanged(current, previous)
        self.current_changed.emit(self.current())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: Return and Space open; letters go to the album that begins so."""
        current = self.current()
        if event.key() in _OPENING and event.modifiers() in _PLAIN:
            if current is not None:
                self.opened.emit(current)
        else:
            super().keyPressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Override of Qt's: a click opens the album on which it was pressed too."""
        pressed = self._pressed_at
        super().mouseReleaseEvent(event)
        row = self.row_under(event.position().toPoint())
        if row is None or pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self.cells.row_at(pressed) == row:
            self.opened.emit(self.albums.album(row))

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Override of Qt's: look whose covers are near the eye once it is still."""
        super().scrollContentsBy(dx, dy)
        self._settle.start()

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        """Override of Qt's: what was out of sight is looked at again when it is shown."""
        if event.type() == QEvent.Type.Show:
            self._settle.start()
        return super().viewportEvent(event)
