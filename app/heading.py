"""The lines above the photos: what is shown, how sure it is, in which order, and how large.

Of a search it tells how many photos are strong and likely, and leads to the card of the cut.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme, wording
from app.albums.strip import AlbumStrip
from app.asked import Answer, Everything, Folder, Question, Recent
from app.cut.cutting import USUAL, Cutting
from app.cut.panel import CutPanel
from app.labels import IconButton, OneLine, label
from app.language import QT_TR_NOOP, tr, translated
from app.meant import MeantButton
from app.searches import Search
from app.segments import Segments
from app.settings import PREVIEW_SIZE
from indexer.search import Order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.theme import Theme
    from indexer.search import Counts

#: How wide a preview can be drawn, in points, smallest to largest.
SIZES = tuple(size for size, _ in PREVIEW_SIZE.choices)
_HEIGHT = 56
#: Milliseconds for which nothing is said of an answer on its way: a flash tells nobody.
_BEFORE_SEARCHING = 150
#: Pictures of a search that are told by name.
_MOST_NAMED = 2
#: Points of the title, and of the tally, that stay when the window is narrow: with them the line
#: fits into the narrowest window beside its sidebar.
_TITLE_KEEPS, _TALLY_KEEPS = 120, 240
#: Points to the left of the line about an answer, above it, to its right.
_MARGINS = 24, 0, 36
_BESIDE, _BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
#: The orders, as they stand side by side.
_ORDERS = {Order.RELEVANCE: QT_TR_NOOP("Best first"), Order.DATE: QT_TR_NOOP("Newest first")}


class Heading(QWidget):
    """Title, count, order, cut and the slider of sizes; for a search a line about its answer.

    Attributes:
        strip: The line about an album.
        save_button: Saves a search; shown and hidden by who can save it.
        rows_button: Lets photos stand in rows, or as squares again.
        review_button: Leads to the look through a tag whose photos are shown.

    Signals:
        resized(int): Draw the previews so wide, in points.
        cut(Cutting): Cut searches so from now on.
        weak_wanted(bool): Show the weak guesses of this search too, or hide them.
    """

    resized = Signal(int)
    cut = Signal(object)
    weak_wanted = Signal(bool)

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing
        self._cutting = USUAL
        self._question: Question | None = None
        self.title = OneLine(tone="heading", keeps=_TITLE_KEEPS, to_be_read=True)
        self.count = OneLine(tone="quiet")
        self.order = Segments(tr("Order"), [tr(name) for name in _ORDERS.values()])
        self.cut_button = IconButton("cut", tr("How sure must it be?"), wearing)
        self.panel = CutPanel(wearing)
        self.rows_button = IconButton("rows", tr("Show photos whole, in rows"), wearing, tight=True)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Size of the previews"))
        self.slider.setRange(0, len(SIZES) - 1)
        self.slider.setPageStep(1)
        self.slider.setFixedSize(112, 24)
        self._small, self._large = QLabel(), QLabel()
        self._waits = False
        self._soon = QTimer(self, singleShot=True, interval=_BEFORE_SEARCHING)
        self.about = _About(self.order, self.cut_button)
        self.strip = AlbumStrip(wearing)
        self.review_button = _quiet_button(
            tr("Look through it"), tr("Look through this tag, photo by photo  (Alt+R)")
        )
        self.save_button = _quiet_button(
            tr("Save as album"), tr("Save this search as an album that fills itself  (Ctrl+S)")
        )
        self._place_parts()
        self._wire()
        wearing.changed.connect(self._wear)
        self._wear()
        self.show_tally(None)

    def _place_parts(self) -> None:
        row = QHBoxLayout()
        # On the right the photos end before the scroll bar and what is left beside it.
        row.setContentsMargins(24, 8, 42, 0)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addSpacing(4)
        row.addWidget(self.count)
        row.addWidget(self.review_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        row.addWidget(self.rows_button)
        for sizer in (self._small, self.slider, self._large):
            row.addWidget(sizer)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        first = QWidget()
        first.setFixedHeight(_HEIGHT)
        first.setLayout(row)
        lines.addWidget(first)
        lines.addWidget(self.strip)
        lines.addWidget(self.about)

    def _wire(self) -> None:
        self.slider.valueChanged.connect(lambda step: self.resized.emit(SIZES[step]))
        self.order.chosen.connect(self._on_order)
        self.cut_button.clicked.connect(self._toggle_panel)
        self.panel.wanted.connect(self._want)
        self.about.weak_wanted.connect(self.weak_wanted)
        self._soon.timeout.connect(self._say_searching)

    def show_question(self, question: Question, *, names: Mapping[str, str]) -> None:
        """Say what is looked for; the count follows with the answer.

        Args:
            question: What is looked for.
            names: What pictures are called, by the references of their terms.
        """
        if question != self._question:
            self.panel.close_card()  # Else it lies over the photos that are looked for.
        self._question = question
        self.title.setText(title(question, names))
        if not _is_tag(question):
            self.review_button.hide()

    def show_waiting(self) -> None:
        """Take back what was said of the answer before, until the one to this question comes.

        What cuts and orders it keeps its place: the photos below are to stay where they are.
        """
        if self._waits:
            if not self._soon.isActive():
                self._say_searching()
            return
        self._waits = True
        self.count.setText("")
        self.about.forget()
        self.panel.forget()
        self._soon.start()

    def _say_searching(self) -> None:
        self.count.setText(tr("Searching…") if isinstance(self._question, Search) else "")

    def show_cutting(self, cutting: Cutting) -> None:
        """Show how searches are cut and ordered; nothing is told."""
        self._cutting = cutting
        self.order.show_choice(list(_ORDERS).index(cutting.order))
        self.panel.show_cutting(cutting)

    def show_answer(self, answer: Answer) -> None:
        """Say how many photos there are, and of a search how sure they are."""
        self._waits = False
        self._soon.stop()
        plain = answer.counts is None and not answer.fault
        self.count.setText(wording.photos(len(answer.ids)) if plain else "")
        self.review_button.setVisible(_is_tag(answer.question) and bool(len(answer.ids)))
        self.show_tally(answer)
        self.panel.show_answer(answer)

    def show_tally(self, answer: Answer | None) -> None:
        """Show the line about a search, and what cuts and orders it, as far as there is any use."""
        counts = answer.counts if answer is not None else None
        self.order.setVisible(answer is not None and counts is not None and len(answer.ids) > 0)
        # Where there are weak ones alone, another cut may show them.
        cuts = counts is not None and counts.strong + counts.likely + counts.weak > 0
        self.cut_button.setVisible(cuts)
        if not cuts:
            self.panel.hide()
        self.about.show_answer(answer)

    def show_size(self, points: int) -> None:
        """Set the slider to the size that is nearest; nothing is told."""
        nearest = min(range(len(SIZES)), key=lambda step: abs(SIZES[step] - points))
        self.slider.blockSignals(True)
        self.slider.setValue(nearest)
        self.slider.blockSignals(False)

    def step_size(self, step: int) -> None:
        """Draw the previews one size larger (+1) or smaller (-1)."""
        self.slider.setValue(self.slider.value() + step)

    def _on_order(self, place: int) -> None:
        self._want(replace(self._cutting, order=list(_ORDERS)[place]))

    def _want(self, cutting: Cutting) -> None:
        self.show_cutting(cutting)
        self.cut.emit(cutting)

    def _toggle_panel(self) -> None:
        if self.panel.isVisible():
            self.panel.close_card()
        else:
            self.panel.open_below(self.cut_button, right=True)
            self.panel.slider.setFocus()

    def _wear(self) -> None:
        quiet, ratio = self._theme.colours.quiet, self.devicePixelRatioF()
        for picture, side in ((self._small, 12), (self._large, 18)):
            picture.setPixmap(theme.drawing("picture", quiet, side, ratio=ratio))
            picture.setFixedSize(QSize(18, 18))
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)


class _About(QWidget):
    """The line about an answer: how many are how sure, the remarks, the order and the cut."""

    weak_wanted = Signal(bool)

    def __init__(self, order: QWidget, cut: QWidget) -> None:
        super().__init__()
        self._weak = False
        self.tally = OneLine(tone="quiet", keeps=_TALLY_KEEPS)
        self.remark, self.meant = label(tone="quiet", wrap=True), MeantButton()
        self.weak = QPushButton()
        self.weak.setProperty("kind", "quiet")
        self.weak.setCursor(Qt.CursorShape.PointingHandCursor)
        self.weak.clicked.connect(lambda: self.weak_wanted.emit(not self._weak))
        self._told, self._ways, self._row = QHBoxLayout(), QHBoxLayout(), QBoxLayout(_BESIDE)
        self._row.setSpacing(12)
        for half, parts in ((self._told, (self.tally, self.weak)), (self._ways, (order, cut))):
            half.setSpacing(12)
            for part in parts:
                half.addWidget(part)
            half.addStretch(1)
        self._row.addLayout(self._told, 1)
        self._row.addLayout(self._ways)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(*_MARGINS, 4)
        lines.setSpacing(2)
        lines.addLayout(self._row)
        lines.addWidget(self.remark)
        lines.addWidget(self.meant, 0, Qt.AlignmentFlag.AlignLeft)

    def show_answer(self, answer: Answer | None) -> None:
        """Say it of an answer; nothing where there is nothing to say."""
        counts = answer.counts if answer is not None else None
        remarks = " ".join(map(translated, answer.remarks)) if answer is not None else ""
        self.tally.setText(tally(answer) if answer is not None else "")
        self.tally.setVisible(bool(self.tally.text()))  # Else a remark would stand below nothing.
        self.remark.setMinimumHeight(0)
        self.remark.setText(remarks)
        self.remark.setVisible(bool(remarks))
        self.meant.show_answer(answer)
        self.weak.setVisible(counts is not None and counts.weak > 0)
        self._weak = answer is not None and answer.cutting.weak
        self.weak.setText(tr("Hide weak ones") if self._weak else tr("Show weak ones too"))
        self.setVisible(bool(self.tally.text() or remarks))

    def forget(self) -> None:
        """Say nothing any more, and keep the room for what will be said."""
        self.tally.setText("")
        self.remark.setMinimumHeight(self.remark.height())
        self.remark.setText("")
        self.meant.setEnabled(False)

    @property
    def _halves(self) -> tuple[int, int]:
        """Points that the tally needs, and the order beside or below it."""
        return self._told.minimumSize().width(), self._ways.minimumSize().width()

    def _break(self) -> None:
        """Put the order below the tally where both have no room side by side."""
        room = self.width() - _MARGINS[0] - _MARGINS[2] - self._row.spacing()
        has_room = sum(self._halves) <= room
        self._row.setDirection(_BESIDE if has_room else _BELOW)

    @override
    def minimumSizeHint(self) -> QSize:
        """Override of Qt's: as wide as the wider half, for they may stand below each other."""
        return QSize(
            max(self._halves) + _MARGINS[0] + _MARGINS[2], super().minimumSizeHint().height()
        )

    @override
    def event(self, event: QEvent) -> bool:
        """Override of Qt's: side by side where there is room for both, whatever they say now."""
        taken = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._break()
        return taken


def _quiet_button(title: str, tip: str) -> QPushButton:
    made = QPushButton(title)
    made.setProperty("kind", "quiet")
    made.setToolTip(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.hide()
    return made


def _is_tag(question: Question) -> bool:
    return isinstance(question, Search) and question.tag is not None


def tally(answer: Answer) -> str:
    """Return how many photos of an answer are how sure: "42 strong · 118 likely of 12,034"."""
    counts = answer.counts
    if counts is None:
        return ""
    told = _told(counts, weak=len(answer.ids) - counts.strong - counts.likely)
    every = counts.strong + counts.likely + counts.weak
    if not every:
        return ""
    if not told:
        return tr("None strong or likely of {total}", total=wording.number(every))
    return tr("{counts} of {total}", counts=" · ".join(told), total=wording.number(every))


def _told(counts: Counts, *, weak: int) -> list[str]:
    shown = (
        (counts.strong, tr("{n} strong", "{n} strong", counts.strong)),
        (counts.likely, tr("{n} likely", "{n} likely", counts.likely)),
        (weak, tr("{n} weak", "{n} weak", weak)),
    )
    return [told for count, told in shown if count > 0]


def title(question: Question, names: Mapping[str, str]) -> str:
    """Return what a question looks for, as a heading; `names` are those of its pictures."""
    if isinstance(question, Everything):
        return tr("All photos")
    if isinstance(question, Recent):
        return tr("Recently added")
    if question == Search.favourites():
        return tr("Favourites")
    if isinstance(question, Folder):
        return wording.name(question.path)
    named = question.album or question.tag
    if named is not None:
        return named
    return _looked_for(
        question.words,
        _pictures(question, names, wanted=True),
        _pictures(question, names, wanted=False),
    )


def _looked_for(words: str, liked: str, disliked: str) -> str:
    """Return words, pictures that are wanted and some that are not, as a heading."""
    shape = {
        (True, False, False): tr("“{words}”"),
        (True, True, False): tr("“{words}”, like {liked}"),
        (True, False, True): tr("“{words}”, unlike {disliked}"),
        (True, True, True): tr("“{words}”, like {liked}, unlike {disliked}"),
        (False, True, False): tr("Looks like {liked}"),
        (False, False, True): tr("Unlike {disliked}"),
        (False, True, True): tr("Looks like {liked}, unlike {disliked}"),
    }.get((bool(words), bool(liked), bool(disliked)), "")
    return shape.format(words=words, liked=liked, disliked=disliked)


def _pictures(search: Search, names: Mapping[str, str], *, wanted: bool) -> str:
    """Return what pictures are called, those that are wanted or not; many are counted."""
    found = [each.reference for each in search.pictures if (each.weight > 0) == wanted]
    if len(found) > _MOST_NAMED:
        return wording.photos(len(found))
    return wording.joined([names.get(each) or wording.picture(each) for each in found])
