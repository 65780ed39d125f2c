"""The search field: what is looked for, told while it is typed and again when Return is pressed.

Pictures stand in it as chips before the words; both together are one text, a `Search`. It passes
on what it is told and judges nothing: what is wrong with a query is told by others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QTextCharFormat,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget
from typing_extensions import override

from app import theme
from app.labels import IconButton
from app.language import QT_TR_NOOP, tr, translated
from app.search_field.below import Below
from app.search_field.chips import Chips
from app.search_field.completing import Completing
from app.search_field.line import SearchLine
from app.search_field.manual import Manual
from app.search_field.past import MOST_OFFERED, Forget, Past, PastSearches
from app.searches import Search
from indexer.query.names import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.background import Background
    from app.questions import Questions
    from app.search_field.likenesses import Likenesses
    from app.theme import Theme
    from indexer.query import QueryError
    from indexer.query.completions import Completion

#: Milliseconds between two searches while somebody types: no more than they can see.
_BETWEEN = 80
#: Milliseconds of rest after which somebody who types is told what is wrong: not in mid-word.
_BEFORE_A_FAULT = 700
_HEIGHT = 40
_TEACHING = QT_TR_NOOP("Describe a photo: a dog in snow taken:2023 - people")
_TEACHING_BESIDE_PICTURES = QT_TR_NOOP("and what else: in snow taken:2023")
#: While the keyboard is elsewhere: there a letter begins another search, without the picture.
_LEADING_BESIDE_PICTURES = QT_TR_NOOP("Add words with Ctrl+F")


class SearchBar(QWidget):
    """A field with a magnifying glass, chips for pictures, a cross, and a question mark.

    Attributes:
        past: What was searched before; who judges a search adds it there.

    Signals:
        typed(Search): It stands so now; told now and then while it is typed.
        committed(Search): Return was pressed.
        left(): Somebody is done here: Escape, or the cross.
        entered_results(): The Down key: on to the photos.
    """

    typed = Signal(object)
    committed = Signal(object)
    left = Signal()
    entered_results = Signal()

    def __init__(
        self,
        questions: Questions,
        background: Background,
        likenesses: Likenesses,
        wearing: Theme,
    ) -> None:
        super().__init__()
        self._theme = wearing
        self._told = Search("")
        self.past = PastSearches()
        self._fault: QueryError | None = None
        self.setObjectName("search")
        self.setFixedHeight(_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field = SearchLine(tr(_TEACHING))
        self.field.setAccessibleName(tr("Search"))
        self.field.setAcceptDrops(False)
        self.field.setMinimumWidth(120)
        self.field.installEventFilter(self)
        self._glass = QLabel()
        self.chips = Chips(likenesses, wearing)
        self._cross = IconButton("close", tr("Clear the search"), wearing, tight=True)
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.help_button = IconButton("help", tr("How to search"), wearing, tight=True)
        self.help_button.set_name(tr("How to search"), keys="F1")
        self.below, self.manual = Below(self, wearing), Manual(wearing)
        self._completing = Completing(questions, background, self)
        self._soon = QTimer(self, singleShot=True, interval=_BETWEEN)
        self._later = QTimer(self, singleShot=True, interval=_BEFORE_A_FAULT)
        self._place_parts()
        self._wire()
        wearing.changed.connect(self._wear)
        self._wear()
        self.show_search(None)

    def _place_parts(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 0)
        row.setSpacing(8)
        row.addWidget(self._glass)
        row.addWidget(self.chips)
        row.addWidget(self.field, 1)
        row.addWidget(self._cross)
        row.addWidget(self.help_button)

    def _wire(self) -> None:
        self._soon.timeout.connect(self._tell)
        self._later.timeout.connect(self._on_rest)
        self.field.textEdited.connect(self._on_edited)
        self.field.returnPressed.connect(self._on_return)
        self._cross.clicked.connect(self.left)
        self.chips.changed.connect(self._on_chips)
        self.chips.left.connect(self.field.setFocus)
        self._completing.offered.connect(self._offer)
        self.below.taken.connect(self._take)
        self.help_button.clicked.connect(self.toggle_help)
        self.manual.chosen.connect(self._try)
        QShortcut(QKeySequence(Qt.Key.Key_F1), self, self.toggle_help)

    @property
    def search(self) -> Search:
        """What stands in the field, pictures and words."""
        return Search.of(self.field.text(), self.chips.pictures)

    def show_search(self, search: Search | None) -> None:
        """Let this stand in the field, or nothing; nothing is told."""
        self._soon.stop()
        shown = search or Search("")
        self._told = shown
        if shown != self.search:
            self.show_fault(None)
            self.chips.show_pictures(shown.pictures)
            self.field.setText(shown.words)
            if not self.field.hasFocus():
                self.field.setCursorPosition(0)
        self._show_cross()

    def settle(self) -> None:
        """Let pictures that were typed become chips, now that the search is made."""
        search = self.search
        if search.pictures != self.chips.pictures:
            self.chips.show_pictures(search.pictures)
            self.field.setText(search.words)
            self._told = self.search
        self._stop_offering()

    def show_fault(self, fault: QueryError | None, *, at_once: bool = False) -> None:
        """Tell what is wrong with what stands here, once somebody rests; None for nothing."""
        self._fault = fault
        if fault is None or at_once or self.below.faulty:
            self._show_fault()
        else:
            self._later.start()

    def _on_rest(self) -> None:
        # Who is offered how the word could go on need not be told that it is not finished.
        if not self.below.offers:
            self._show_fault()

    def begin(self, letters: str = "") -> None:
        """Put the keyboard here; `letters` were typed elsewhere and begin another search."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if letters:
            self.chips.show_pictures(())
            self.field.setText(letters)
            self._on_edited()
        else:
            self.field.selectAll()
            self._offer_past_if_empty()

    def toggle_help(self) -> None:
        """Show how to search, or hide it."""
        if self.manual.isVisible():
            self.manual.close_card()
        else:
            self._stop_offering()
            self.show_fault(None)
            self.manual.open_below(self, right=True)

    # While it is typed.

    def _on_edited(self) -> None:
        self._show_cross()
        self._later.stop()
        if not self._offer_past_if_empty():
            self._completing.ask(self.field.text(), self.field.cursorPosition())
        if not self._soon.isActive():
            self._soon.start()

    def _tell(self) -> None:
        search = self.search
        if search != self._told:
            self._told = search
            self.typed.emit(search)

    def _on_return(self) -> None:
        chosen = self.below.chosen()
        if chosen is not None:
            self._take(chosen)
            return
        self._soon.stop()
        self._stop_offering()
        self._told = self.search
        self.committed.emit(self._told)

    def _on_chips(self) -> None:
        self._show_cross()
        self._tell()

    def _try(self, query: str) -> None:
        """Ask an example of the manual, or what was asked before."""
        self.chips.show_pictures(())
        self.field.setText(query)
        self.field.setFocus()
        self._stop_offering()
        self._on_return()

    def _show_cross(self) -> None:
        pictured = bool(self.chips.pictures)
        self._cross.setVisible(bool(self.field.text()) or pictured)
        beside = _TEACHING_BESIDE_PICTURES if self.field.hasFocus() else _LEADING_BESIDE_PICTURES
        self.field.setPlaceholderText(tr(beside if pictured else _TEACHING))

    # What a word could also mean, and what is wrong.

    def _offer(self, offers: list[Completion]) -> None:
        self.below.show_offers(offers if self.field.hasFocus() else [])

    def _offer_past_if_empty(self) -> bool:
        """Offer the last searches in an empty field; False where it is none."""
        is_empty = not self.search.text
        if is_empty:
            self._offer_past(self.past.offers("", MOST_OFFERED))
        return is_empty

    def _offer_past(self, offers: Sequence[Past | Forget]) -> None:
        self._completing.drop()
        self.below.show_offers(offers)

    def _stop_offering(self) -> None:
        self._completing.drop()
        self.below.show_offers([])

    def _take(self, offer: Completion | Past | Forget) -> None:
        """Ask what was asked before, or put an offer where the word stood."""
        if isinstance(offer, Past):
            self._try(offer.text)
        elif isinstance(offer, Forget):
            self.past.forget()
            self._stop_offering()
        else:
            self._complete(offer)

    def _complete(self, offer: Completion) -> None:
        """Put an offer where the word stood, and go on behind it."""
        text, half = self.field.text(), offer.kind is Kind.FILTER
        behind = text[offer.end :]
        space = "" if half or behind.startswith(" ") else " "
        self.field.setText(f"{text[: offer.start]}{offer.text}{space}{behind}")
        self.field.setCursorPosition(offer.start + len(offer.text) + (0 if half else 1))
        self._on_edited()

    def _show_fault(self) -> None:
        fault = self._fault
        self._later.stop()
        self.below.show_fault(fault)
        self._mark(fault.column - 1 if fault is not None else None)
        self.field.setAccessibleDescription(translated(fault.reason) if fault is not None else "")
        if fault is not None:
            said = QAccessibleEvent(self.field, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(said)

    def _mark(self, place: int | None) -> None:
        """Underline the word at a place, counted from 0; None for none.

        Qt formats a part of a line only for what an input method is about to put there.
        """
        text, marks = self.field.text(), []
        if place is not None and text:
            start = min(place, len(text) - 1)
            blank = text.find(" ", start + 1)
            end = len(text) if blank < 0 else blank
            look = QTextCharFormat()
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            look.setUnderlineColor(theme.colour(self._theme.colours.accent))
            kind = QInputMethodEvent.AttributeType.TextFormat
            at = start - self.field.cursorPosition()
            marks = [QInputMethodEvent.Attribute(kind, at, end - start, look)]
        QApplication.sendEvent(self.field, QInputMethodEvent("", marks))

    def _wear(self) -> None:
        quiet = self._theme.colours.quiet
        ratio = self.devicePixelRatioF()
        self._glass.setPixmap(theme.drawing("search", quiet, 18, ratio=ratio))

    # Keys.

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: the frame glows with the keyboard in it; keys that lead out."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            self.style().polish(self)
            self._show_cross()
            if event.type() == QEvent.Type.FocusOut:
                self._stop_offering()
        if isinstance(event, QFocusEvent) and event.lostFocus() and _leaves(event.reason()):
            self.field.setCursorPosition(0)  # A long search is read from its beginning.
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._offer_past_if_empty()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _take_key(self, key: Qt.Key) -> bool:
        """Do what a key means here; False where it is the field's own."""
        if self.below.offers and self._walk_offers(key):
            return True
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_Down:
            self.entered_results.emit()
        elif key == Qt.Key.Key_Up:
            self._offer_past(self.past.offers(self.field.text()))
            self.below.step(-1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Backspace) and self._is_at_chips():
            self.chips.focus_last()
        else:
            return False
        return True

    def _walk_offers(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.below.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self._stop_offering()
            self.show_fault(self._fault)
        elif key == Qt.Key.Key_Delete:
            return self._remove_past()
        elif key == Qt.Key.Key_Tab:
            return self._take_by_tab()
        else:
            return False
        return True

    def _take_by_tab(self) -> bool:
        offer = self.below.chosen() or self.below.first()
        if offer is None or (isinstance(offer, Past) and self.below.chosen() is None):
            return False  # Nobody began a word that could be ended.
        self._take(offer)
        return True

    def _remove_past(self) -> bool:
        """Forget the search of before that is chosen; False where none is."""
        chosen = self.below.chosen()
        if not isinstance(chosen, Past):
            return False
        self.past.remove(chosen.text)
        self._offer_past(self.past.offers(self.field.text()))
        return True

    def _is_at_chips(self) -> bool:
        at_start = not self.field.cursorPosition() and not self.field.hasSelectedText()
        return at_start and bool(self.chips.pictures)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: what stands below is as wide."""
        super().resizeEvent(event)
        if self.below.isVisible():
            self.below.place()


def _leaves(reason: Qt.FocusReason) -> bool:
    """Whether the keyboard is elsewhere in the window now, and not only lent to another one."""
    lent = Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason
    return reason not in lent
