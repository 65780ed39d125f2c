"""“Why this photo?” in the panel of details: a sentence, what each term contributed, the numbers.

It asks by itself, for the newest search and the newest photo; what it says is told in `reasons`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme, wording
from app.albums.because import because
from app.background import Background, Lane, Newest
from app.labels import OneLine, label
from app.language import tr
from app.reasons import NUMBERS_TIP, Bar, Reasons, reasons, references
from indexer.query import parse
from indexer.search import Request

if TYPE_CHECKING:
    from app.questions import Questions
    from app.searches import Search
    from app.theme import Theme

_BAR_HEIGHT = 5
#: Milliseconds until it asks: the photos of a new answer come first, and whoever goes from photo to
#: photo with the keys has only the one asked about where they stay.
_AFTER_PHOTOS = 60


class Why(QWidget):
    """Says why a photo answers a search; hidden where nothing is searched."""

    def __init__(self, questions: Questions, background: Background, wearing: Theme) -> None:
        super().__init__()
        self._questions = questions
        self._newest = Newest(background, Lane.SERIAL)
        self._theme = wearing
        self._search: Search | None = None
        self._strictness = 0.5
        self._photo: int | None = None
        self.sentence = label(wrap=True)
        self.numbers = label(tone="small", wrap=True)
        self.numbers.setToolTip(tr(NUMBERS_TIP))
        self._bars, self._notes = QVBoxLayout(), QVBoxLayout()
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_PHOTOS)
        self._soon.timeout.connect(self._look)
        self._place_parts()
        self.show_reasons(None)

    def _place_parts(self) -> None:
        self._bars.setSpacing(8)
        self._notes.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(8)
        column.addWidget(label(tr("Why this photo"), tone="section"))
        column.addWidget(self.sentence)
        column.addLayout(self._bars)
        column.addLayout(self._notes)
        column.addWidget(self.numbers)

    def show_search(self, search: Search | None, strictness: float = 0.5) -> None:
        """Answer for another search from now on; None where nothing is searched."""
        self._search, self._strictness = search, strictness
        self._ask()

    def show_photo(self, photo_id: int | None) -> None:
        """Answer for another photo from now on; None for none."""
        self._photo = photo_id
        self._ask()

    def _ask(self) -> None:
        panel = self.parentWidget()
        hidden = panel is not None and not panel.isVisible()
        self._newest.drop()
        if self._search is None or self._photo is None or hidden:
            self._soon.stop()
            self.show_reasons(None)
        else:
            self._soon.start()

    def _look(self) -> None:
        if self._search is None or self._photo is None:
            return
        self._newest.ask(
            partial(_look_up, self._questions, self._search, self._strictness, self._photo),
            done=self.show_reasons,
            # What is wrong with the library or the search is said by who asked for its answer.
            failed=lambda _error: self.show_reasons(None),
        )

    def show_reasons(self, told: Reasons | None) -> None:
        """Show these reasons, or nothing."""
        self.setVisible(told is not None)
        if told is None:
            return
        self.sentence.setText(told.sentence)
        self.setAccessibleName(tr("Why this photo: {sentence}", sentence=told.sentence))
        self.numbers.setText(told.numbers)
        self.numbers.setVisible(bool(told.numbers))
        _empty(self._bars)
        _empty(self._notes)
        below_zero = any(bar.share < 0 for bar in told.bars)
        for bar in told.bars:
            self._bars.addWidget(_BarRow(bar, self._theme, below_zero=below_zero))
        for note in told.notes:
            self._notes.addWidget(label(note, tone="small", wrap=True))


class _BarRow(QWidget):
    """One term: its name, its number, and below them its bar."""

    def __init__(self, bar: Bar, wearing: Theme, *, below_zero: bool) -> None:
        super().__init__()
        self.setAccessibleName(bar.spoken)
        words = QHBoxLayout()
        words.setSpacing(8)
        words.addWidget(OneLine(bar.title), 1)
        words.addWidget(label(bar.told, tone="small"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(words)
        column.addWidget(_Stripe(bar.share, wearing, below_zero=below_zero))


class _Stripe(QWidget):
    """A bar to the right of zero, or to its left."""

    def __init__(self, share: float, wearing: Theme, *, below_zero: bool) -> None:
        super().__init__()
        self._share = share
        self._theme = wearing
        self._below_zero = below_zero
        self.setFixedHeight(_BAR_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        """Override of Qt's: as wide as there is room."""
        return QSize(80, _BAR_HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: the groove, and in it the bar from zero."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        zero = whole.width() / 2 if self._below_zero else 0.0
        length = self._share * (whole.width() - zero)
        bar = QRectF(zero, 0, length, whole.height()).normalized()
        colours, round_off = self._theme.colours, whole.height() / 2
        painter.setBrush(theme.colour(colours.pressed))
        painter.drawRoundedRect(whole, round_off, round_off)
        painter.setBrush(QColor(colours.quiet if self._share < 0 else colours.accent))
        painter.drawRoundedRect(bar, round_off, round_off)
        painter.end()


def _look_up(
    questions: Questions, search: Search, strictness: float, photo_id: int
) -> Reasons | None:
    request = Request(parse(search.text), strictness=strictness)
    told = questions.explain(request, photo_id)
    if told is None:
        return None
    if search.album is not None and told.score is None:
        return because(questions, search.album, photo_id)
    names: dict[str, str] = {}
    for reference in references(told.parts):
        known = questions.photo(int(reference)) if reference.isdecimal() else None
        names[reference] = wording.name(known.path) if known else wording.picture(reference)
    return reasons(told, names)


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
