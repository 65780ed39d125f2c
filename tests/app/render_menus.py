"""The menus, to be looked at: of a photo, an album, a tag, a folder. Part of `render_pages`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.asked import Everything, Folder
from tests.app.render_folders import draw_folders

if TYPE_CHECKING:
    from tests.app.render_pages import Stage


def draw_menus(stage: Stage) -> None:
    """Draw each menu over the window, then folders; last, for a menu takes the keyboard along."""
    window = stage.window
    window.looking.browsing.go(Everything())
    stage.settle(0.6)
    window.grid.setFocus()
    window.grid.go_to_first()
    place = window.mapToGlobal(QPoint(420, 150))
    window._show_menu_at(place)
    _draw(stage, "photo")
    window.surface.tags.tree.menu_wanted.emit("animal", window.mapToGlobal(QPoint(120, 300)))
    stage.settle()
    _draw(stage, "tag")
    folder = Folder(window.folders._roots[0].path)
    window.surface.sidebar.menu_wanted.emit(folder, window.mapToGlobal(QPoint(120, 200)))
    _draw(stage, "folder")
    window.surface.search.field.setText("a dog in snow")
    field = window.surface.search.field
    field.createStandardContextMenu().popup(field.mapToGlobal(QPoint(40, 24)))
    _draw(stage, "field")
    window.grid.opened.emit(window.grid.photos.photo_id(1))
    stage.settle()
    window.viewer.menu_wanted.emit(place)
    _draw(stage, "viewer")
    draw_folders(stage)


def draw_album_menu(stage: Stage) -> None:
    """Draw the menu of the first album."""
    window = stage.window
    album = window.albums.shelving.shelf.albums[0]
    window.surface.album_side.menu_wanted.emit(album, window.mapToGlobal(QPoint(120, 300)))
    _draw(stage, "album")


def _draw(stage: Stage, name: str) -> None:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    page = stage.window.grab()
    painter = QPainter(page)
    for each in (menu, *_below(menu)):
        painter.drawPixmap(stage.window.mapFromGlobal(each.pos()), each.grab())
    painter.end()
    page.save(str(stage.path(f"menu-{name}")))
    menu.close()
    # What its end brings with it would close the next one too.
    stage.settle()
    stage.window.activateWindow()
    stage.settle(0.1)


def _below(menu: QMenu) -> list[QWidget]:
    """Return the menu that the last line leads to, beside it."""
    last = menu.actions()[-1].menu()
    if not isinstance(last, QMenu):
        return []
    last.ensurePolished()
    last.adjustSize()
    last.move(menu.geometry().bottomRight() - QPoint(4, 32))
    return [last]
