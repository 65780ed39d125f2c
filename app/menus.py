"""How a menu is drawn: as Qt draws it, but with the keys at its right edge, quieter than the words.

Qt's style sheets know of no keys: they would stand amid the menu, as loud as what they do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QMenu, QStyle, QStyleOption, QStyleOptionMenuItem
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

#: Points between the keys and the edge of their line, as between an icon and the other edge.
_AIR: Final = 12
#: Points that Qt leaves between an icon and its words.
_BESIDE_ICON: Final = 4


class Drawer(QObject):
    """Draws the menus over which it watches."""

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: one that is too high for the screen is drawn by Qt, with its arrows."""
        if event.type() != QEvent.Type.Paint or not isinstance(watched, QMenu):
            return False
        lines = [(each, watched.actionGeometry(each)) for each in watched.actions()]
        shown = [(action, place) for action, place in lines if not place.isEmpty()]
        if not all(watched.rect().contains(place) for _, place in shown):
            return False
        _draw(watched, shown)
        return True


def _draw(menu: QMenu, lines: list[tuple[QAction, QRect]]) -> None:
    painter, ground = QPainter(menu), QStyleOption()
    ground.initFrom(menu)
    menu.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelMenu, ground, painter, menu)
    for action, place in lines:
        line = _line(menu, action, place)
        menu.style().drawControl(QStyle.ControlElement.CE_MenuItem, line, painter, menu)
        _draw_keys(painter, menu, action, place)
    painter.end()


def _draw_keys(painter: QPainter, menu: QMenu, action: QAction, place: QRect) -> None:
    keys = _keys(action)
    if not keys or action.menu() is not None:
        return
    painter.setFont(menu.font())
    # The menu's own palette is that of the style sheet, which lets half of the words through.
    painter.setPen(QApplication.palette().color(QPalette.ColorRole.PlaceholderText))
    end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(
        place.adjusted(_AIR, 0, -_AIR, 0), QStyle.visualAlignment(menu.layoutDirection(), end), keys
    )


def _keys(action: QAction) -> str:
    """Return the keys of a line: in a menu that Qt makes for a field, they stand in its words."""
    _, _, keys = action.text().partition("\t")
    if keys or not action.isShortcutVisibleInContextMenu():
        return keys
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _line(menu: QMenu, action: QAction, place: QRect) -> QStyleOptionMenuItem:
    """Return what Qt's style is told of a line, without its keys."""
    made, kinds = QStyleOptionMenuItem(), QStyleOptionMenuItem.MenuItemType
    made.initFrom(menu)
    made.rect, made.menuRect = place, menu.rect()
    made.font, made.text = menu.font(), action.text().partition("\t")[0]
    made.menuItemType = kinds.Separator if action.isSeparator() else kinds.Normal
    if action.menu() is not None:
        made.menuItemType = kinds.SubMenu
    made.menuHasCheckableItems = any(each.isCheckable() for each in menu.actions())
    if action.isCheckable():
        made.checkType, made.checked = made.CheckType.NonExclusive, action.isChecked()
    if action.isIconVisibleInMenu():
        made.icon = action.icon()
    made.maxIconWidth = _icon_width(menu)
    made.state = _state(menu, action)
    if not action.isEnabled():
        made.palette.setCurrentColorGroup(QPalette.ColorGroup.Disabled)
    return made


def _state(menu: QMenu, action: QAction) -> QStyle.StateFlag:
    state = QStyle.StateFlag.State_Active
    if action.isEnabled():
        state |= QStyle.StateFlag.State_Enabled
        if action is menu.activeAction():
            state |= QStyle.StateFlag.State_Selected
    return state


def _icon_width(menu: QMenu) -> int:
    if all(each.icon().isNull() for each in menu.actions()):
        return 0
    small = QStyle.PixelMetric.PM_SmallIconSize
    return menu.style().pixelMetric(small, None, menu) + _BESIDE_ICON
