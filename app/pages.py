"""What stands where the photos would, when there are none: what is the matter and what to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from app import theme, wording
from app.blank import Blank
from app.cut.cutting import MOST_WEAK
from app.indexing import Ingest, Phase
from app.labels import label
from app.language import QT_TR_NOOP, tr
from app.searches import Search
from indexer.query import parse
from indexer.search import Unknown

if TYPE_CHECKING:
    from app.asked import Answer, Overview
    from app.theme import Theme


#: Points of the box where everything begins, and on the sheet for what is dropped.
_BOX = 96
_OFFER = QT_TR_NOOP("Add a folder…")
_OTHER = QT_TR_NOOP("Choose another folder…")


@dataclass(frozen=True, slots=True)
class Page:
    """What an empty page says.

    Attributes:
        icon: The name of its icon.
        title: What is the matter, in a few words.
        sentence: What to do, or what will happen.
        offers_folder: Whether it has the button that adds a folder.
        rescue: What stands on its button that rescues the library; "" for no such button.
        weak: How many weak guesses its button offers instead; 0 for no such button.
        of_search: Whether a search found nothing: then the heading stays in sight.
    """

    icon: str
    title: str
    sentence: str
    offers_folder: bool = False
    rescue: str = ""
    weak: int = 0
    of_search: bool = False


WELCOME = Page(
    "shoebox",
    QT_TR_NOOP("Find any photo by describing it"),
    QT_TR_NOOP(
        "Drop a folder of pictures here, or choose one. Shoebox reads them on this machine, "
        "changes none of them, and sends nothing anywhere."
    ),
    offers_folder=True,
)
_STARTING = Page(
    "picture",
    QT_TR_NOOP("Looking through your folders"),
    QT_TR_NOOP("Photos appear here as they are read; search as soon as you like."),
)
_NO_PICTURES = Page(
    "folder",
    QT_TR_NOOP("No pictures here yet"),
    QT_TR_NOOP("Shoebox follows the folder: a picture that is put into it appears by itself."),
    offers_folder=True,
)
_UNANSWERED = Page("warning", QT_TR_NOOP("These photos cannot be shown now"), "")


def page_for(overview: Overview | None, answer: Answer, ingest: Ingest) -> Page | None:
    """Return the page that stands in for an answer without photos; None where it has some."""
    if len(answer.ids):
        return None
    if answer.fault:
        amid = overview is not None and isinstance(answer.question, Search)
        return replace(_UNANSWERED, sentence=answer.fault, of_search=amid)
    empty = overview is None or not overview.photos
    if empty and (ingest.phase.busy or ingest.phase is Phase.PAUSED):
        return _STARTING
    if empty:
        return _NO_PICTURES if overview is not None and overview.roots else WELCOME
    if isinstance(answer.question, Search):
        if answer.question.album is not None:
            is_none = any(isinstance(each, Unknown) for each in answer.remarks)
            return _no_album(answer.question.album) if is_none else _EMPTY_ALBUM
        if answer.question == Search.favourites():
            return _NO_FAVOURITES
        return _nothing_found(answer, answer.question, ingest)
    return _STARTING if ingest.phase.busy else _NO_PICTURES


_EMPTY_ALBUM = Page(
    "album",
    QT_TR_NOOP("No photo is in this album"),
    QT_TR_NOOP(
        "Drag photos onto it in the sidebar, or choose “Add to album” in their menu. An album that "
        "is a saved search fills itself as soon as a photo answers it."
    ),
    of_search=True,
)


def _no_album(name: str) -> Page:
    return Page(
        "album",
        tr("There is no album “{name}”", name=name),
        tr("Your albums stand in the sidebar, and the search field offers them after “album:”."),
        of_search=True,
    )


_NO_FAVOURITES = Page(
    "heart",
    QT_TR_NOOP("No favourites yet"),
    QT_TR_NOOP("Press Ctrl+D on the photos that you like best."),
    of_search=True,
)


def _nothing_found(answer: Answer, search: Search, ingest: Ingest) -> Page:
    weak = answer.counts.weak if answer.counts is not None else 0
    if weak:
        title = tr("Nothing here looks like that")
        if search.words:
            title = tr("Nothing here looks like “{words}”", words=search.words)
        sentence = tr("No photo is a strong or a likely match. There are only weak guesses.")
    else:
        title = tr("Nothing found")
        if search.words:
            title = tr("No photo fits “{words}”", words=search.words)
        sentence = tr("Shoebox does not know yet what your photos look like.")
        if parse(search.text).filter is not None:
            sentence = tr("Every filter of a search must hold: leave one out, or ask for less.")
    if ingest.phase.busy:
        sentence = tr("Your photos are still being read. Try again in a moment.")
    return Page("search", title, sentence, weak=min(weak, MOST_WEAK), of_search=True)


class EmptyPage(Blank):
    """Shows a `Page`.

    Signals:
        add_folder(): Somebody wants to choose a folder.
        pictures_wanted(str): They want this one, which the system keeps for pictures.
        model_wanted(): They want to know more of the model that is offered.
        weak_wanted(): The button was pressed where weak guesses are offered.
        rescue_wanted(): It was pressed where the library can be rescued.
    """

    add_folder = Signal()
    pictures_wanted = Signal(str)
    model_wanted = Signal()
    weak_wanted = Signal()
    rescue_wanted = Signal()

    def __init__(self, wearing: Theme) -> None:
        super().__init__(WELCOME.icon, tr(_OFFER), wearing)
        self._page = self._usual = WELCOME
        self._insisted: Page | None = None
        self._pictures = ""
        self.other_button = QPushButton(tr(_OTHER))
        self.add(self.other_button)
        self.model = ModelOffer()
        self.add_below(self.model)
        self.other_button.clicked.connect(self.add_folder)
        self.model.button.clicked.connect(self.model_wanted)
        self.button.clicked.connect(self._on_button)
        self.show_page(WELCOME)

    def show_page(self, page: Page) -> None:
        """Say what is the matter now."""
        self._usual = page
        self._show(self._insisted or page)

    def insist(self, page: Page | None) -> None:
        """Say this in place of every other page; None: say what would have been said."""
        self._insisted = page
        self._show(page or self._usual)

    def _show(self, page: Page) -> None:
        self._page = page
        self.show_words(tr(page.title), tr(page.sentence))
        self.setAccessibleName(tr(page.title))
        offers = page.offers_folder or page.weak > 0 or bool(page.rescue)
        for button, stays in ((self.button, offers), (self.other_button, self._offers_pictures)):
            if not stays:
                button.clearFocus()  # Else Qt hands the keyboard to whatever is next.
        guesses = tr("Show {n} weak guesses", "Show {n} weak guess", page.weak)
        self.button.setText(guesses if page.weak else tr(page.rescue) or self._offer())
        self.other_button.setVisible(self._offers_pictures)
        self.model.setVisible(page in (WELCOME, _STARTING) and bool(self.model.line.text()))
        self.button.setProperty("kind", "" if page.weak else "primary")
        self.button.style().polish(self.button)
        self.button.setVisible(offers)
        self.button.setToolTip(wording.readable(self._pictures) if self._offers_pictures else "")
        self.show_icon(page.icon, _BOX if page.icon == "shoebox" else 56)

    def show_pictures(self, folder: str) -> None:
        """Offer the folder that the system keeps for pictures; "" where it keeps none."""
        self._pictures = folder
        self._show(self._page)

    def show_model(self, sentence: str) -> None:
        """Offer a model in a sentence, while nothing can be searched yet; "" for none."""
        self.model.show_sentence(sentence)
        self._show(self._page)

    @property
    def _offers_pictures(self) -> bool:
        return self._page is WELCOME and bool(self._pictures)

    def _offer(self) -> str:
        if not self._offers_pictures:
            return tr(_OFFER)
        return tr("Add “{folder}”", folder=wording.name(self._pictures))

    def _on_button(self) -> None:
        if self._page.rescue:
            self.rescue_wanted.emit()
        elif self._offers_pictures:
            self.pictures_wanted.emit(self._pictures)
        else:
            (self.weak_wanted if self._page.weak else self.add_folder).emit()


class ModelOffer(QWidget):
    """A quiet line about a model that could be fetched, and a button to read about it."""

    def __init__(self) -> None:
        super().__init__()
        self.line = label(tone="quiet")
        self.button = QPushButton(tr("Read about it"), autoDefault=True)
        self.button.setProperty("kind", "inline")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line)
        row.addWidget(self.button)
        self.hide()

    def show_sentence(self, sentence: str) -> None:
        """Offer it in these words."""
        self.line.setText(sentence)
        self.button.setAccessibleDescription(sentence)


class DropSheet(QWidget):
    """Lies over the window while something is dragged across it, and says what would happen."""

    def __init__(self, wearing: Theme, over: QWidget) -> None:
        super().__init__(over)
        self._theme = wearing
        self._over = over
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_words(self, words: str) -> None:
        """Cover the window and say this."""
        self._words = words
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: a veil, a dashed frame, the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self._theme.colours.canvas)
        veil.setAlpha(238)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(QColor(self._theme.colours.accent), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(24, 24, -24, -24), 16, 16)
        self._paint_words(painter)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        """Draw what would happen, below the box that it would go into."""
        ratio = painter.device().devicePixelRatioF()
        box = theme.drawing("shoebox", self._theme.colours.text, _BOX, ratio=ratio)
        middle = self.rect().center()
        painter.drawPixmap(middle.x() - _BOX // 2, middle.y() - _BOX, box)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.65)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        below = self.rect().adjusted(0, self.height() // 2 + 16, 0, 0)
        painter.drawText(
            below, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter, self._words
        )
