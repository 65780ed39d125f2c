"""The settings page: models on one side, all else on the other; below where it is narrow.

It shows and tells what was pressed; what then happens is told in `choosing`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import settings
from app.labels import IconButton, label
from app.language import QT_TR_NOOP, tr
from app.preferences.backups import BackupsCard
from app.preferences.devices import DeviceChoice, Remarks, SelfTest
from app.preferences.excludes import ExcludesCard
from app.preferences.face import face_of
from app.preferences.looks import LooksCard
from app.preferences.row import Fault, ModelRow
from app.preferences.sidecars import SidecarsCard
from app.tags.card import TagsCard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QResizeEvent

    from app.indexing import Ingest
    from app.preferences.chores import Chores
    from app.preferences.stock import Model, Stock
    from app.theme import Theme

#: Points of width from which the two halves stand side by side.
_ROOM_FOR_TWO = 1040
_MODELS_WIDTH, _BESIDE_WIDTH, _GAP = 680, 400, 32
_SCROLL_BAR = 14
_MEASURE = QT_TR_NOOP(
    "“Found first”: of 100 descriptions, how many find their own photo before 999 others. "
    "The starter’s figure is ours, MobileCLIP2’s its makers’, on other photos."
)
_EXCLUDES = QT_TR_NOOP("What is not read in the folders of this library, a pattern on each line.")
_TAGS = QT_TR_NOOP(
    "Words that are true of your photos, found by the model. What you say of them always wins."
)
_BACKUPS = QT_TR_NOOP(
    "Copies of all that Shoebox knows, tags, stars and albums among it, but not of your photos. "
    "One is made each day on which something changed; those of seven days are kept."
)
_SIDECARS = QT_TR_NOOP(
    "Small files beside your photos, in which other programs read tags, stars and albums. "
    "The photos themselves are never written."
)
_SEARCHES = QT_TR_NOOP(
    "What holds until an answer is cut or put in order otherwise; the next ones follow."
)
_LOOKS = QT_TR_NOOP("How it looks and works; it follows at once.")
_PLACE = QT_TR_NOOP("Wherever photos are read, they stay on this machine.")


class PreferencesPage(QWidget):
    """All that can be set.

    Signals:
        left(): Back to the photos.
        use(str), stay(str): Search with the model of this name; do not switch to it after all.
        get(str), stop_getting(): Fetch it, its licence is accepted; break that off.
    """

    left = Signal()
    use = Signal(str)
    stay = Signal(str)
    get = Signal(str)
    stop_getting = Signal()

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing
        self.setObjectName("preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Settings"))
        self.rows: dict[str, ModelRow] = {}
        self.devices, self.test, self.remarks = DeviceChoice(), SelfTest(wearing), Remarks()
        looks = [each for each in settings.ALL if each not in settings.OF_SEARCHES]
        self.looks, self.searches = LooksCard(looks), LooksCard(settings.OF_SEARCHES)
        self.excludes, self.backups = ExcludesCard(wearing), BackupsCard()
        self.tags, self.sidecars = TagsCard(wearing), SidecarsCard(wearing)
        self.fixed, self.fault = label(tone="quiet", wrap=True), Fault(wearing)
        self._models = _panel()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._left_half, self._right_half = QWidget(), QWidget()
        self._top, self._inside, self._area = QWidget(), QWidget(), QScrollArea()
        self.shortcuts_button = QPushButton(tr("Keyboard"))
        self.shortcuts_button.setAccessibleName(tr("Keyboard shortcuts"))
        self.about_button = QPushButton(tr("About Shoebox"))
        self._to_unfold = ""
        self._place_parts()

    def _place_parts(self) -> None:
        models = _half(self._left_half, tr("Model"), label(tr(_MEASURE), tone="quiet", wrap=True))
        for part in (self.fixed, self.fault, self._models):
            models.addWidget(part)
        _add_part(models, tr("Device"), tr(_PLACE), self.devices, self.test, self.remarks)
        _add_part(models, tr("Left out"), tr(_EXCLUDES), self.excludes)
        _add_part(models, tr("Sidecars"), tr(_SIDECARS), self.sidecars)
        models.addStretch(1)
        window = _half(self._right_half, tr("Window"), label(tr(_LOOKS), tone="quiet", wrap=True))
        panel = _panel()
        _fill(panel, (self.looks,))
        window.addWidget(panel)
        _add_part(window, tr("Searches"), tr(_SEARCHES), self.searches)
        _add_part(window, tr("Tags"), tr(_TAGS), self.tags)
        _add_part(window, tr("Backups"), tr(_BACKUPS), self.backups)
        window.addStretch(1)
        self._halves.setSpacing(_GAP)
        self._halves.addWidget(self._left_half, _MODELS_WIDTH)
        self._halves.addWidget(self._right_half, _BESIDE_WIDTH)
        self._place_scrolled()

    def _place_scrolled(self) -> None:
        self._inside.setObjectName("facts")
        outer = QHBoxLayout(self._inside)
        outer.setContentsMargins(24, 8, 24, 32)
        outer.addStretch(1)
        outer.addLayout(self._halves, 100)
        outer.addStretch(1)
        area = self._area
        area.setWidget(self._inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._heading())
        whole.addWidget(area, 1)

    def _heading(self) -> QWidget:
        # The scroll bar takes its room on the right: what stands above it ends where it begins.
        heading = QWidget()
        heading.setObjectName("head")
        heading.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._area.verticalScrollBar().valueChanged.connect(partial(_part_off, heading))
        outer = QHBoxLayout(heading)
        outer.setContentsMargins(24, 12, 24 + _SCROLL_BAR, 8)
        outer.addStretch(1)
        outer.addWidget(self._top, 100)
        outer.addStretch(1)
        row = QHBoxLayout(self._top)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        back = IconButton("back", tr("Back to the photos"), self._theme, tight=True)
        back.set_name(tr("Back to the photos"), keys="Esc")
        back.clicked.connect(self.left)
        row.addWidget(back)
        row.addWidget(label(tr("Settings"), tone="title"))
        row.addStretch(1)
        row.addWidget(self.shortcuts_button)
        row.addWidget(self.about_button)
        return heading

    def show_models(self, stock: Stock, chores: Chores, ingest: Ingest) -> None:
        """Show every model as it is now."""
        if list(self.rows) != [model.name for model in stock.models]:
            self._make_rows(stock)
        for model in stock.models:
            self.rows[model.name].show_face(face_of(model, stock, chores, ingest))
        self._unfold_wanted()
        self.fixed.setText(_above(stock))
        self.fixed.setVisible(bool(self.fixed.text()))

    def unfold(self, model: str) -> None:
        """Show the licence of a model that is not here yet, as soon as its row is there."""
        self._to_unfold = model
        self._unfold_wanted()

    def _unfold_wanted(self) -> None:
        row = self.rows.get(self._to_unfold)
        if row is not None and self.isVisible():
            self._to_unfold = ""
            row.unfold()

    def _make_rows(self, stock: Stock) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {model.name: self._row(model) for model in stock.models}
        _fill(self._models, self.rows.values())
        self._order_keyboard()

    def _order_keyboard(self) -> None:
        """Let Tab go through all that stands on the left before all that is beside."""
        before: QWidget = self.about_button
        models = [part for row in self.rows.values() for part in row.pressed]
        device = (*self.devices.buttons.values(), self.test.button)
        for part in (*models, *device, self.excludes.field, self.excludes.button):
            self.setTabOrder(before, part)
            before = part

    def _row(self, model: Model) -> ModelRow:
        row, name = ModelRow(model, self._theme), model.name
        row.chosen.connect(lambda: self.use.emit(name))
        row.stays.connect(lambda: self.stay.emit(name))
        row.unfolded.connect(lambda: self._bring_into_sight(row))
        row.accepted.connect(lambda: self.get.emit(name))
        row.called_off.connect(self.stop_getting)
        return row

    def _bring_into_sight(self, row: ModelRow) -> None:
        # What was just shown has its place only once the layout has run.
        layout = self._inside.layout()
        assert layout is not None
        layout.activate()
        self._area.ensureWidgetVisible(row, 0, 16)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: side by side where there is room for both."""
        super().resizeEvent(event)
        side_by_side = self.width() >= _ROOM_FOR_TWO
        direction = QBoxLayout.Direction
        self._halves.setDirection(direction.LeftToRight if side_by_side else direction.TopToBottom)
        widest = _MODELS_WIDTH + (_GAP + _BESIDE_WIDTH if side_by_side else 0)
        self._top.setMaximumWidth(widest)
        self._left_half.setMaximumWidth(_MODELS_WIDTH)
        self._right_half.setMaximumWidth(_BESIDE_WIDTH if side_by_side else widest)


def _part_off(heading: QWidget, scrolled: int) -> None:
    """Draw a line below a heading while something has gone out of sight there."""
    if heading.property("scrolled") != (scrolled > 0):
        heading.setProperty("scrolled", scrolled > 0)
        heading.style().polish(heading)


def _above(stock: Stock) -> str:
    """Return what has to be said before the models are looked at; "" for nothing."""
    if stock.fixed:
        chosen = tr("The command line has chosen the model of this window: {model}.")
        return chosen.format(model=stock.in_use)
    model = stock.named(stock.in_use)
    if stock.models and not (model and model.installed):
        gone = tr("The model in use, {model}, is no longer on this machine: choose another.")
        return gone.format(model=stock.in_use)
    return ""


def _panel() -> QWidget:
    """Return a frame for rows, one below the other."""
    made = QWidget()
    made.setObjectName("panel")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(made)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    return made


def _fill(panel: QWidget, rows: Iterable[QWidget]) -> None:
    """Put rows into a panel; the first needs no line above it."""
    column = panel.layout()
    assert column is not None
    for number, row in enumerate(rows):
        row.setProperty("first", number == 0)
        column.addWidget(row)


def _add_part(column: QVBoxLayout, title: str, hint: str, *cards: QWidget) -> None:
    """Put a further part below the others: what it is about, and its cards in a frame."""
    column.addSpacing(24)
    column.addWidget(label(title, tone="heading"))
    column.addWidget(label(hint, tone="quiet", wrap=True))
    column.addSpacing(4)
    panel = _panel()
    _fill(panel, cards)
    column.addWidget(panel)


def _half(of: QWidget, title: str, hint: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(of)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    column.addWidget(label(title, tone="heading"))
    column.addWidget(hint)
    column.addSpacing(4)
    return column
