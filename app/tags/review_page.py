"""The page on which one tag is looked through: a photo at a time, large, a keystroke each.

It shows and tells what was pressed; what then happens is told in `reviewing`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app import theme, wording
from app.actions import deed_of
from app.blank import Blank
from app.labels import IconButton, OneLine, label
from app.language import tr
from app.tags.keys import OF_REVIEW
from app.tags.review import Review, Said
from app.tags.strip import ReviewStrip
from app.viewer.picture import PictureView

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage

    from app.background import Background
    from app.questions import Questions
    from app.theme import Theme


class ReviewPage(QWidget):
    """All of it.

    Signals:
        said(Said): Somebody has judged the photo at hand.
        back_wanted(): The judgement before shall not count.
        more_wanted(): Look through further photos.
        left(): Enough of it.
    """

    said = Signal(object)
    back_wanted = Signal()
    more_wanted = Signal()
    left = Signal()

    def __init__(self, questions: Questions, background: Background, wearing: Theme) -> None:
        super().__init__()
        self._theme = wearing
        self._review = Review("", ())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Look through a tag"))
        self.picture, self.strip = PictureView(), ReviewStrip(questions, background)
        self.question, self.hint = OneLine(tone="title"), label(tone="quiet")
        self.progress, self.bar = label(tone="quiet"), QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Photos looked at"))
        self.wrong = _button(
            "close", tr("No"), tr("It is wrong"), "N", partial(self.said.emit, Said.WRONG)
        )
        self.skip = _button(
            "next", tr("Skip"), tr("Skip it"), "S", partial(self.said.emit, Said.SKIPPED)
        )
        self.right = _button(
            "done", tr("Yes"), tr("It is right"), "Y", partial(self.said.emit, Said.RIGHT)
        )
        self.back_button = IconButton("undo", tr("The photo before"), wearing, on_black=True)
        self.back_button.set_name(tr("The photo before"), keys="Backspace")
        self.back_button.clicked.connect(self.back_wanted)
        self.end = Blank("tag", tr("Look through more"), wearing)
        self.done_button = QPushButton(tr("Back to the photos"))
        self._pages, self._work = QStackedWidget(), QWidget()
        self._place_parts()
        self.end.button.clicked.connect(self.more_wanted)
        self.done_button.clicked.connect(self.left)

    @property
    def tag(self) -> str:
        """The tag of which a photo waits to be judged; "" for none."""
        return self._review.name if self._review.current is not None else ""

    def _place_parts(self) -> None:
        self._work.setObjectName("viewer")
        self._work.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self._work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self.bar)
        column.addSpacing(12)
        column.addWidget(self.picture, 1)
        column.addSpacing(8)
        column.addWidget(self.strip)
        column.addLayout(self._buttons())
        self.end.add(self.done_button)
        self._pages.addWidget(self._work)
        self._pages.addWidget(self.end)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _head(self) -> QHBoxLayout:
        back = IconButton("back", tr("Back to the photos"), self._theme, on_black=True)
        back.set_name(tr("Back to the photos"), keys="Esc")
        back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        back.clicked.connect(self.left)
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 20, 8)
        row.setSpacing(10)
        row.addWidget(back)
        row.addWidget(self.question)
        row.addWidget(self.hint)
        row.addStretch(1)
        row.addWidget(self.progress)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 12, 16)
        row.setSpacing(12)
        row.addWidget(self.back_button)
        row.addStretch(1)
        for button in (self.wrong, self.skip, self.right):
            row.addWidget(button)
        row.addStretch(1)
        # As wide as the button on the other side: what is between them is in the middle.
        row.addSpacing(self.back_button.sizeHint().width() + row.spacing())
        return row

    def show_review(self, review: Review, image: QImage | None) -> None:
        """Show where a review has come to, and what there is to see of the photo at hand."""
        self._review = review
        doubt = review.current
        if doubt is None:
            return
        self._pages.setCurrentIndex(0)
        self.question.setText(tr("Is this “{tag}”?", tag=review.name))
        self.hint.setText(_likely(doubt.likelihood))
        said = review.count(Said.RIGHT, Said.WRONG)
        done, left = wording.number(said), wording.number(review.left)
        self.progress.setText(tr("{done} said, {left} left", done=done, left=left))
        self.bar.setRange(0, len(review.doubts))
        self.bar.setValue(review.place)
        self.back_button.setEnabled(review.place > 0)
        self.strip.show_review(review)
        self.setAccessibleDescription(f"{self.question.text()} {self.hint.text()}.")
        self.show_picture(image, another=True)

    def show_picture(self, image: QImage | None, *, another: bool) -> None:
        """Show what there is to see of the photo at hand, or more of it."""
        size = image.size() if image is not None else QSize(1, 1)
        self.picture.show_picture(image, size, another=another)

    def show_waiting(self, name: str) -> None:
        """Say that the photos are being looked for."""
        self._show_end(
            tr("Looking for “{tag}”", tag=name),
            tr("The photos of which it is least sure come first."),
        )
        self.end.button.hide()

    def show_end(self, title: str, sentence: str, *, more: bool) -> None:
        """Say what came of it; `more` offers further photos."""
        had_keyboard = self.isAncestorOf(self.focusWidget() or self)
        self._show_end(title, sentence)
        self.end.button.setVisible(more)
        if had_keyboard:
            (self.end.button if more else self.done_button).setFocus()

    def _show_end(self, title: str, sentence: str) -> None:
        self.end.show_words(title, sentence)
        self._pages.setCurrentIndex(1)

    @property
    def asks(self) -> bool:
        """Whether a photo is before somebody's eyes."""
        return self._pages.currentIndex() == 0

    @override
    def event(self, event: QEvent) -> bool:
        """Override of Qt's: undoing belongs to the page, as long as it has the keyboard."""
        is_undo = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
        if is_undo and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: a key for each judgement."""
        act = self._act_of(event.key())
        if event.matches(QKeySequence.StandardKey.Undo):
            self.back_wanted.emit()
        elif event.modifiers() & ~_PLAIN or act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _act_of(self, key: int) -> Callable[[], object] | None:
        name = deed_of(key, OF_REVIEW)
        if name in ("leave", "before"):
            return self.left.emit if name == "leave" else self.back_wanted.emit
        return None if name is None or not self.asks else lambda: self.said.emit(Said(name))


_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def _likely(likelihood: float) -> str:
    return tr("{share} likely", share=wording.percent(round(likelihood * 100)))


def _button(icon: str, caption: str, name: str, key: str, act: Callable[[], object]) -> QPushButton:
    made = QPushButton(f" {caption}   {key}")
    made.setIcon(theme.icon(icon, theme.VIEWER_TEXT))
    made.setProperty("kind", "verdict")
    made.setAccessibleName(name)
    made.setToolTip(f"{name}  ({key})")
    # A press leaves the keyboard with the page: the next key counts for the next photo.
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.clicked.connect(lambda _checked: act())
    return made
