"""The panel of details: what is known of the photo that has the keyboard, and why it is there.

Where several are selected it tells only what is true of them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app import theme, wording
from app.absence import absence_of
from app.background import Background, Lane, Newest
from app.labels import OneLine, label
from app.language import tr
from app.stars import STAR_AIR, StarRow
from app.tags.asking import TagQuestions
from app.tags.panel import TagsPanel
from app.tags.row import AIR
from app.why import Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.questions import Questions
    from app.theme import Theme
    from indexer.records import Photo, PhotoFacts

#: As wide as the style sheet draws it.
SCROLL_BAR = 14
#: Points of the picture above what there is to do where no photo is selected.
_SIGN = 40
#: Of each line of a caption: the card over a photo has room for no more.
_MOST_LETTERS = 300


@dataclass(frozen=True, slots=True)
class _Found:
    """A photo with what the file itself does not tell of it."""

    photo: Photo
    preview: QImage | None
    absence: str
    burst: int

    def told(self) -> Iterator[tuple[str, str]]:
        """Yield all that is known of it, each with its caption."""
        if self.absence:
            yield tr("Away"), self.absence
        yield from facts(self.photo)
        if self.burst:
            number = wording.number(self.burst)
            yield tr("Burst"), tr("One of a burst of {number}", number=number)


class Details(QWidget):
    """Shows one photo's picture and facts; asks for them by itself, newest first.

    Attributes:
        why: Says why the photo answers a search, once it is told which.
        stars: What its owner gave it, and may give.
        tags: The tags of all photos that are selected, once it is told which.

    Signals:
        looked(): Another photo is shown from now on, or none.
    """

    looked = Signal()

    def __init__(
        self,
        questions: Questions,
        background: Background,
        wearing: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._newest = Newest(background, Lane.FREE)
        self.setObjectName("details")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Details of the selected photo"))
        self.picture = Picture(wearing)
        self.name = OneLine(tone="heading")
        self.stars = StarRow(wearing)
        self._photo_id: int | None = None
        self._several: tuple[int, ...] = ()
        self.why = Why(questions, background, wearing)
        self.tags = TagsPanel(TagQuestions(questions), background, wearing)
        self._theme, self._sign = wearing, QLabel()
        self.hint = label(tr("Select a photo to see its details."), tone="quiet", wrap=True)
        self._facts = QVBoxLayout()
        self._place_parts()
        wearing.changed.connect(self._wear)
        self._wear()
        self.show_photo(None)

    def _place_parts(self) -> None:
        inside = QWidget()
        inside.setObjectName("facts")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20 - AIR, 20, 20 - SCROLL_BAR, 20)
        column.setSpacing(12)
        # All words begin where those of a tag do, whose ground reaches out to the left.
        for part in (self.picture, self.name, self.stars, self.why):
            column.addLayout(_inset(part))
        # Both together in the middle: half of all room above the one, half below the other.
        middle = Qt.AlignmentFlag.AlignHCenter
        self._sign.setAlignment(middle | Qt.AlignmentFlag.AlignBottom)
        self.hint.setAlignment(middle | Qt.AlignmentFlag.AlignTop)
        for words in (self._sign, self.hint):
            column.addWidget(words, 100)
        column.addWidget(self.tags)
        self._facts.setSpacing(2)
        self._facts.setContentsMargins(AIR, 0, 0, 0)
        column.addLayout(self._facts)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its room is the right margin, whether there is anything to scroll or not.
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def show_photo(self, photo_id: int | None) -> None:
        """Show this photo as soon as it is known; None shows what to do."""
        self._photo_id = photo_id
        if photo_id is None:
            self._several = ()
        self.why.show_photo(None if self._several else photo_id)
        self.looked.emit()
        if photo_id is None:
            self._newest.drop()
            self._show(None)
        elif not self._several:
            self._ask(photo_id)

    def show_selected(self, photo_ids: Sequence[int]) -> None:
        """Show what several photos have in common; of one, or none, what was shown last."""
        several = tuple(photo_ids) if len(photo_ids) > 1 and self._photo_id is not None else ()
        if several == self._several:
            return
        self._several = several
        self.why.show_photo(None if several else self._photo_id)
        if self._photo_id is not None:
            self._ask(self._photo_id)

    def look_again(self) -> None:
        """Look once more what is known of the same photo."""
        if self._photo_id is not None and self.isVisible():
            self._ask(self._photo_id)

    def _ask(self, photo_id: int) -> None:
        nothing = partial(self._show, None)
        if self._several:
            asks = partial(_given_to_all, self._questions, self._several)
            shows = partial(self._show_several, len(self._several))
            self._newest.ask(asks, done=shows, failed=lambda _error: nothing())
        else:
            asks_one = partial(_look_up, self._questions, photo_id)
            self._newest.ask(asks_one, done=self._show, failed=lambda _error: nothing())

    def _show(self, found: _Found | None) -> None:
        self._clear_facts()
        self._show_hint(found is None)
        self.name.setVisible(found is not None)
        self.stars.setVisible(found is not None)
        self.picture.setVisible(found is not None and found.preview is not None)
        if found is None:
            return
        photo = found.photo
        self.picture.show_image(found.preview)
        self.name.setText(wording.name(photo.path))
        self.stars.show_given(photo.rating or 0, photo.favourite)
        for caption, words in found.told():
            self._add_fact(caption, words)

    def _show_several(self, count: int, given: tuple[int | None, bool]) -> None:
        self._clear_facts()
        self._show_hint(False)
        self.picture.hide()
        self.name.setText(wording.photos(count))
        self.stars.show_given(*given)
        self.name.show()
        self.stars.show()

    def _show_hint(self, wanted: bool) -> None:
        for part in (self._sign, self.hint):
            part.setVisible(wanted)

    def _wear(self) -> None:
        quiet, ratio = self._theme.colours.quiet, self.devicePixelRatioF()
        self._sign.setPixmap(theme.drawing("picture", quiet, _SIGN, ratio=ratio))

    def _add_fact(self, caption: str, words: str) -> None:
        self._facts.addSpacing(8)
        self._facts.addWidget(label(caption, tone="small"))
        path = caption == tr("Folder")
        value = OneLine(words) if path else label(words, wrap=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts.addWidget(value)

    def _clear_facts(self) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _inset(part: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    if isinstance(part, StarRow):
        row.setContentsMargins(AIR - STAR_AIR, 0, 0, 0)
        row.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
    else:
        row.setContentsMargins(AIR, 0, 0, 0)
        row.addWidget(part)
    return row


class Picture(QWidget):
    """A whole picture with round corners, as wide as the panel."""

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self._theme = wearing
        self._pixmap = QPixmap()
        self.setFixedHeight(1)

    def show_image(self, image: QImage | None) -> None:
        """Show an image; its height follows from its shape, within limits."""
        self._pixmap = QPixmap.fromImage(image) if image else QPixmap()
        if not self._pixmap.isNull():
            self.setFixedHeight(self._size().height())
        self.update()

    def _size(self) -> QSize:
        room = QSize(self.width(), 320)
        return self._pixmap.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: a wider panel shows it larger."""
        super().resizeEvent(event)
        if not self._pixmap.isNull():
            self.setFixedHeight(self._size().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Override of Qt's: draw it, smooth and round."""
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        size = self._size()
        brush = QBrush(self._pixmap)
        share = size.width() / self._pixmap.width()
        brush.setTransform(brush.transform().scale(share, share))
        painter.setBrush(brush)
        painter.setPen(theme.colour(theme.EDGE))
        painter.drawRoundedRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1), 8, 8)
        painter.end()


def facts(photo: Photo) -> Iterator[tuple[str, str]]:
    """Yield what is known of a photo, each with its caption; what is not known is left out."""
    known = photo.facts
    caption, moment = wording.taken(photo)
    if moment:
        yield caption, moment
    if known.seconds:
        yield tr("Length"), wording.playing_time(known.seconds)
    megapixels = known.width * known.height / 1e6
    sharp = f"  ·  {wording.megapixels(known.width, known.height)}" if megapixels >= 0.95 else ""
    yield tr("Size"), f"{wording.pixels(known.width, known.height)}{sharp}"
    yield tr("File"), f"{known.format}  ·  {wording.size(photo.size)}"
    if known.camera:
        yield tr("Camera"), known.camera
    if known.lens:
        yield tr("Lens"), known.lens
    if exposed := wording.exposure(known.exposure):
        yield tr("Exposure"), exposed
    if known.caption:
        lines = known.caption.splitlines()
        shown = (wording.shortened(line, _MOST_LETTERS) for line in lines)
        yield tr("Caption"), "\n".join(shown)
    if place := "\n".join(_place(known)):
        yield tr("Place"), place
    yield tr("Folder"), wording.folder(photo.path)


def _place(known: PhotoFacts) -> Iterator[str]:
    """Yield where a photo was taken: its names, and its degrees."""
    if known.place:
        yield wording.shortened(str(known.place), _MOST_LETTERS)
    if known.latitude is not None and known.longitude is not None:
        yield wording.place(known.latitude, known.longitude)


def _look_up(questions: Questions, photo_id: int) -> _Found | None:
    photo = questions.photo(photo_id)
    if photo is None:
        return None
    catalog = questions.library().catalog
    absence, burst = absence_of(photo, catalog), catalog.burst_of(photo_id)
    return _Found(photo, questions.preview(photo_id), absence, burst)


def _given_to_all(questions: Questions, photo_ids: tuple[int, ...]) -> tuple[int | None, bool]:
    return questions.library().catalog.given_to_all(photo_ids)
