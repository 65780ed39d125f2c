"""How one group is drawn: a card with its photos side by side, what each is, and which stay.

`CardShape` is the arithmetic of one: where its photos lie. What lies where on the screen is the
business of `view`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app import theme, wording
from app.duplicates.model import GroupsModel
from app.language import tr

if TYPE_CHECKING:
    from app.duplicates.groups import Group, Member
    from app.duplicates.plan import Plan
    from app.grid.pixmaps import Pixmaps
    from app.theme import Theme

Index = QModelIndex | QPersistentModelIndex

#: Of a photo's side, in points, and of the corners that its preview is cut with.
SIDE: Final = 168
RADIUS: Final = 8
_GAP, _PADDING, _BETWEEN = 16, 16, 12
#: Air on both sides of a card; the view has as much again at its edges.
AIR: Final = 6
_HEADER, _LINES, _BADGE = 48, 3, 26
_SMALL = 0.9


@dataclass(frozen=True, slots=True)
class CardShape:
    """Where the photos of a group lie in its row.

    Attributes:
        count: How many photos.
        columns: How many stand side by side.
        line: Height of a line of small type.
    """

    count: int
    columns: int
    line: int

    @classmethod
    def fit(cls, count: int, *, width: int, line: int) -> CardShape:
        """Put as many photos side by side as a row of this width has room for."""
        room = width - 2 * AIR - 2 * _PADDING + _GAP
        return cls(count, max(room // (SIDE + _GAP), 1), line)

    @property
    def pitch(self) -> int:
        """From one line of photos to the next."""
        return SIDE + 8 + _LINES * self.line + _GAP

    @property
    def height(self) -> int:
        """Of the whole row, with the air below the card."""
        lines = -(-self.count // self.columns)
        return _HEADER + lines * self.pitch + _PADDING - _GAP + 4 + _BETWEEN

    def box(self, row: QRect) -> QRect:
        """Return the card itself in its row."""
        return row.adjusted(AIR, 0, -AIR, -_BETWEEN)

    def photo(self, row: QRect, place: int) -> QRect:
        """Return where the preview of a photo lies."""
        line, column = divmod(place, self.columns)
        left = row.left() + AIR + _PADDING + column * (SIDE + _GAP)
        return QRect(left, row.top() + _HEADER + line * self.pitch, SIDE, SIDE)

    def whole(self, row: QRect, place: int) -> QRect:
        """Return where a photo lies together with what is written below it."""
        return self.photo(row, place).adjusted(0, 0, 0, 8 + _LINES * self.line)

    def badge(self, row: QRect, place: int) -> QRect:
        """Return where the mark lies that says whether a photo stays."""
        photo = self.photo(row, place)
        return QRect(photo.left() + 8, photo.top() + 8, _BADGE, _BADGE)

    def place_at(self, row: QRect, point: QPoint) -> int | None:
        """Return which photo lies under a point, None where none does."""
        near = (each for each in range(self.count) if self.whole(row, each).contains(point))
        return next(near, None)


class CardDelegate(QStyledItemDelegate):
    """Paints groups from `pixmaps`, in the colours of the day.

    Attributes:
        width: Of a small card with its air, in points; larger groups take several of them.
        abreast: How many of these stand side by side.
        current: The row and the place in it on which the keyboard stands.
        hovered: The same of the mouse.
    """

    def __init__(
        self, plan: Plan, pixmaps: Pixmaps, wearing: Theme, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._plan = plan
        self._pixmaps = pixmaps
        self._theme = wearing
        self.width = 480
        self.abreast = 1
        self._line_of = ("", 0)
        self.current: tuple[int, int] | None = None
        self.hovered: tuple[int, int] | None = None

    def card(self, group: Group, font: QFont) -> CardShape:
        """Return the arithmetic of a group, written in this font."""
        if self._line_of[0] != font.key():  # Asked for each of thousands of groups.
            self._line_of = font.key(), QFontMetrics(_small(font)).lineSpacing()
        line = self._line_of[1]
        return CardShape.fit(len(group.members), width=self.width_of(group), line=line)

    def width_of(self, group: Group) -> int:
        """Return how wide the card of a group is: wide enough for one line, if it can be."""
        wanted = len(group.members) * (SIDE + _GAP) - _GAP + 2 * (_PADDING + AIR)
        return self.width * min(-(-wanted // self.width), self.abreast)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Override of Qt's: as high as the photos need lines."""
        group: Group = index.data(GroupsModel.GROUP)
        return QSize(self.width_of(group), self.card(group, option.font).height)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Override of Qt's: draw the card in `option.rect`."""
        group: Group = index.data(GroupsModel.GROUP)
        card = self.card(group, option.font)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, card.box(option.rect))
        self._paint_header(painter, card.box(option.rect), group, option.font)
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        for place, member in enumerate(group.members):
            here = (index.row(), place)
            spot = card.photo(option.rect, place)
            self._paint_photo(painter, spot, member, hovered=here == self.hovered)
            self._paint_badge(painter, card.badge(option.rect, place), member)
            self._paint_ring(painter, spot, focus=focus and here == self.current)
            if mark := group.mark(member):
                self._paint_pill(painter, spot, option.font, mark)
            self._paint_words(painter, spot, member, option.font)
        painter.restore()

    def _paint_ground(self, painter: QPainter, box: QRect) -> None:
        painter.setPen(QColor(self._theme.colours.line))
        painter.setBrush(QColor(self._theme.colours.raised))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)

    def _paint_header(self, painter: QPainter, box: QRect, group: Group, font: QFont) -> None:
        line = box.adjusted(_PADDING, 0, -_PADDING, 0)
        line.setHeight(_HEADER)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(_strong(font))
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, group.title)
        after = painter.fontMetrics().horizontalAdvance(group.title) + 12
        going = [each for each in group.members if not self._plan.stays(each.photo_id)]
        freed = wording.size(sum(each.size for each in going))
        told = tr("frees {size}", size=freed) if going else tr("all stay")
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.quiet))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, told)
        metrics = painter.fontMetrics()
        room = line.adjusted(after, 0, -metrics.horizontalAdvance(told) - 12, 0)
        why = metrics.elidedText(group.reason, Qt.TextElideMode.ElideRight, max(room.width(), 0))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | middle, why)

    def _paint_photo(
        self, painter: QPainter, spot: QRect, member: Member, *, hovered: bool
    ) -> None:
        pixmap = self._pixmaps.pixmap(member.photo_id)
        painter.save()
        if not self._plan.stays(member.photo_id):
            painter.setOpacity(0.75 if hovered else 0.45)
        if pixmap is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.tile))
            painter.drawRoundedRect(QRectF(spot), RADIUS, RADIUS)
        else:
            painter.drawPixmap(spot, pixmap)
        painter.restore()

    def _paint_badge(self, painter: QPainter, spot: QRect, member: Member) -> None:
        stays, colours = self._plan.stays(member.photo_id), self._theme.colours
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent) if stays else QColor(15, 14, 14, 165))
        painter.drawRoundedRect(QRectF(spot), _BADGE / 2, _BADGE / 2)
        side, ratio = 16, painter.device().devicePixelRatioF()
        ink = colours.accent_text if stays else theme.VIEWER_TEXT
        icon = theme.drawing("done" if stays else "trash", ink, side, ratio=ratio)
        painter.drawPixmap(spot.center() - QPoint(side // 2 - 1, side // 2 - 1), icon)
        painter.restore()

    def _paint_ring(self, painter: QPainter, spot: QRect, *, focus: bool) -> None:
        if not focus:
            return
        around = QRectF(spot).adjusted(-3, -3, 3, 3)
        painter.save()
        painter.setPen(QPen(QColor(self._theme.colours.accent), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(around, RADIUS + 3, RADIUS + 3)
        painter.restore()

    def _paint_pill(self, painter: QPainter, spot: QRect, font: QFont, words: str) -> None:
        """Say on a photo what it is in its group."""
        painter.save()
        painter.setFont(_strong(_small(font)))
        metrics = painter.fontMetrics()
        wide, high = metrics.horizontalAdvance(words) + 16, metrics.height() + 6
        pill = QRectF(spot.left() + 8, spot.bottom() - 7 - high, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(15, 14, 14, 165))
        painter.drawRoundedRect(pill, high / 2, high / 2)
        painter.setPen(QColor(theme.VIEWER_TEXT))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    def _paint_words(self, painter: QPainter, spot: QRect, member: Member, font: QFont) -> None:
        colours, small = self._theme.colours, _small(font)
        lines = (
            (_strong(small), colours.text, wording.name(member.path)),
            (small, colours.quiet, member.facts),
            (small, colours.quiet, wording.folder(member.path)),
        )
        line = QFontMetrics(small).lineSpacing()
        where = QRect(spot.left(), spot.bottom() + 7, spot.width(), line)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for shape, colour, words in lines:
            painter.setFont(shape)
            painter.setPen(QColor(colour))
            elide = Qt.TextElideMode.ElideMiddle
            shown = painter.fontMetrics().elidedText(words, elide, where.width())
            painter.drawText(where, left, shown)
            where.translate(0, line)


def _strong(font: QFont) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    return made


def _small(font: QFont) -> QFont:
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * _SMALL)
    return made
