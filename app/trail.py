"""The way that was come, above the photos: each step of it can be gone back to.

A step of pictures shows them small. Which steps there are is told in `browsing`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget
from typing_extensions import override

from app import heading, theme, wording
from app.asked import Everything, Folder, Recent
from app.labels import label, shortened
from app.language import tr
from app.search_field.likenesses import SIDE, Likenesses
from app.searches import Search

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.asked import Question
    from app.background import Background
    from app.questions import Questions
    from app.searches import Picture
    from app.theme import Theme

_HEIGHT, _OVERLAP = 40, 8
#: Thumbnails that one step shows; it names no more pictures either.
_MOSTSIDES = 3
_MOST_WIDTH = 200
#: Points of an icon that is drawn, beside thumbnails.
_SMALL = 16
_ICONS = {Everything: "photos", Folder: "folder", Recent: "recent", Search: "search"}


class Trail(QWidget):
    """Shows the steps of the way, hidden while it is so short that the heading says it all.

    Signals:
        chosen(int): Back to this step, please; 0 is the first.
    """

    chosen = Signal(int)

    def __init__(
        self,
        questions: Questions,
        background: Background,
        wearing: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = wearing
        self._likenesses = Likenesses(questions, background, self)
        self._steps: tuple[Question, ...] = ()
        self._names: Mapping[str, str] = {}
        self.crumbs: list[QPushButton] = []
        self._signs: list[QLabel] = []
        self.more = QPushButton("…")
        self._row = QHBoxLayout(self)
        self._place_parts()
        self._likenesses.known.connect(self._on_known)
        wearing.changed.connect(self._wear)
        self.show_way((), {})

    def _place_parts(self) -> None:
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName(tr("The way here"))
        self._row.setContentsMargins(16, 8, 24, 0)
        self._row.setSpacing(0)
        self.more.setProperty("kind", "crumb")
        self.more.setAccessibleName(tr("Earlier steps"))
        self.more.setToolTip(tr("Earlier steps"))
        self.more.clicked.connect(self._show_earlier)
        self._row.addWidget(self.more)
        self._row.addStretch(1)

    def show_way(self, steps: Sequence[Question], names: Mapping[str, str]) -> None:
        """Show these steps, the last of which is where we are; `names` are those of pictures."""
        self._steps, self._names = tuple(steps), names
        self.setVisible(_is_worth_a_trail(steps))
        self._make_crumbs()
        self._wear()

    def _make_crumbs(self) -> None:
        for old in (*self.crumbs, *self._signs):
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.crumbs, self._signs = [], []
        for place in range(len(self._steps)):
            here = place == len(self._steps) - 1
            crumb = _crumb(here=here)
            crumb.clicked.connect(partial(self._on_crumb, place))
            sign = label("›", tone="quiet")
            for part in (sign, crumb):
                self._row.insertWidget(self._row.count() - 1, part)
            self.crumbs.append(crumb)
            self._signs.append(sign)

    def _on_crumb(self, place: int, _checked: bool = False) -> None:
        if place < len(self._steps) - 1:
            self.chosen.emit(place)

    def _pictures(self, place: int) -> tuple[Picture, ...]:
        """Return the pictures that a step brought: those that the one before it had not."""
        step, before = self._steps[place], self._steps[place - 1] if place else None
        if not isinstance(step, Search):
            return ()
        had = before.pictures if isinstance(before, Search) and _grows_from(step, before) else ()
        return tuple(each for each in step.pictures if each not in had)

    def _name(self, picture: Picture) -> str:
        if known := self._names.get(picture.reference):
            return known
        likeness = self._likenesses.of(picture.reference, self.devicePixelRatioF())
        return likeness.name if likeness else wording.picture(picture.reference)

    def title(self, place: int) -> str:
        """Return what a step is called here: only what is new in it."""
        step = self._steps[place]
        if not isinstance(step, Search) or step == Search.favourites():
            return heading.title(step, self._names)
        named = step.album or step.tag
        if named is not None:
            return named
        pictures = self._pictures(place)
        before = self._steps[place - 1] if place else None
        grown = _grows_from(step, before)
        parts = [step.words] if step.words and not grown else []
        if len(pictures) > _MOSTSIDES:
            parts.append(_sign(pictures[0], grown) + wording.photos(len(pictures)))
        else:
            for each in pictures:
                parts.append(_sign(each, grown or bool(parts)) + self._name(each))
        return " ".join(parts) or step.text

    def _wear(self) -> None:
        for place, crumb in enumerate(self.crumbs):
            words = self.title(place)
            crumb.setIcon(self._icon(place))
            crumb.setIconSize(self._icon_size(place))
            room = _MOST_WIDTH - crumb.iconSize().width()
            crumb.setText(" " + shortened(words, crumb.fontMetrics(), room))
            here = place == len(self.crumbs) - 1
            named = tr("Here: {step}") if here else tr("Back to: {step}")
            crumb.setAccessibleName(named.format(step=words))
            crumb.setToolTip(words)
        self._fit()

    def _icon_size(self, place: int) -> QSize:
        """Return how large the icon of a step is: its pictures side by side, or a drawn one."""
        many = len(self._pictures(place)[:_MOSTSIDES])
        return QSize(SIDE + (many - 1) * (SIDE - _OVERLAP), SIDE) if many else QSize(_SMALL, _SMALL)

    def _icon(self, place: int) -> QIcon:
        pictures = self._pictures(place)[:_MOSTSIDES]
        if not pictures:
            step = self._steps[place]
            name = _ICONS[type(step)]
            if isinstance(step, Search) and (step.album or step.tag) is not None:
                name = "album" if step.album is not None else "tag"
            return theme.icon(name, self._theme.colours.quiet)
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self._icon_size(place) * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        for number in reversed(range(len(pictures))):
            thumb = self._thumb(pictures[number], ratio)
            painter.drawPixmap(QPoint(number * (SIDE - _OVERLAP), 0), thumb)
        painter.end()
        return QIcon(drawn)

    def _thumb(self, picture: Picture, ratio: float) -> QPixmap:
        likeness = self._likenesses.of(picture.reference, ratio)
        if likeness is not None and not likeness.pixmap.isNull():
            return likeness.pixmap
        return theme.drawing("picture", self._theme.colours.quiet, SIDE, ratio=ratio)

    def _on_known(self, _reference: str) -> None:
        self._wear()

    def _fit(self) -> None:
        """Show as many of the last steps as there is room for, the others behind “…”."""
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self.more.sizeHint().width()
        first = len(self.crumbs)
        while first > 0:
            wide = self.crumbs[first - 1].sizeHint().width()
            wide += self._signs[first - 1].sizeHint().width()
            if wide > room and first < len(self.crumbs):
                break
            room -= wide
            first -= 1
        self._first = first
        for place, (crumb, sign) in enumerate(zip(self.crumbs, self._signs, strict=True)):
            crumb.setVisible(place >= first)
            sign.setVisible(place >= max(first, 1))
        self.more.setVisible(first > 0)

    def earlier(self) -> QMenu:
        """Return a menu of the steps for which there is no room."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place in range(self._first):
            action = menu.addAction(self._icon(place), self.title(place))
            action.triggered.connect(partial(self._on_crumb, place))
        return menu

    def _show_earlier(self) -> None:
        self.earlier().popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: more room, or less."""
        super().resizeEvent(event)
        self._fit()


def _is_worth_a_trail(steps: Sequence[Question]) -> bool:
    """Whether a way is longer than the heading and its arrow tell, or leads by pictures."""
    here = steps[-1] if steps else None
    by_pictures = isinstance(here, Search) and bool(here.pictures)
    return len(steps) > 2 or (len(steps) > 1 and by_pictures)


def _grows_from(step: Question, before: Question | None) -> bool:
    """Whether a search is the one before with further pictures, or with some weighed otherwise."""
    if not (isinstance(step, Search) and isinstance(before, Search) and step.pictures):
        return False
    had = {each.reference for each in before.pictures}
    return step.words == before.words and had <= {each.reference for each in step.pictures}


def _sign(picture: Picture, is_added: bool) -> str:
    if picture.weight < 0:
        return "− "
    return "+ " if is_added else ""


def _crumb(*, here: bool) -> QPushButton:
    made = QPushButton()
    made.setProperty("kind", "crumb")
    made.setProperty("here", here)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus if here else Qt.FocusPolicy.StrongFocus)
    return made
