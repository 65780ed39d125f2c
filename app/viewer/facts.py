"""What is known of a photo, on a card over a corner of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app import wording
from app.details import facts
from app.labels import OneLine, label
from app.language import listed, tr
from app.theme import grown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLabel, QWidget

    from indexer.records import Photo

_WIDTH: Final = 264


class FactsCard(QFrame):
    """The card; the mouse goes through it to the photo."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("facts-card")
        self.setFixedWidth(grown(_WIDTH))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(tr("What is known of this photo"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 14)
        self._column.setSpacing(2)
        self.hide()

    def show_photo(self, photo: Photo | None, tags: Sequence[str] = ()) -> None:
        """Tell what is known of a photo; of none, nothing."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        told = _told(photo, tags) if photo else []
        for caption, words in told:
            self._column.addSpacing(0 if self._column.isEmpty() else 6)
            for part in (label(caption, tone="small"), _value(caption, words)):
                self._column.addWidget(part)
                part.show()  # What is hidden has no size.
        self.setAccessibleDescription(". ".join(f"{caption}: {words}" for caption, words in told))
        self.adjustSize()


def _told(photo: Photo, tags: Sequence[str]) -> list[tuple[str, str]]:
    given = "★" * (photo.rating or 0) + "☆" * (5 - (photo.rating or 0))
    given += "  ·  " + tr("Favourite") if photo.favourite else ""
    name = (tr("Name"), wording.name(photo.path)), (tr("Stars"), given)
    return [*name, *(((tr("Tags"), listed(tags)),) if tags else ()), *facts(photo)]


def _value(caption: str, words: str) -> QLabel:
    if caption in (tr("Name"), tr("Folder")):
        made = OneLine(words)
        made.setFixedWidth(grown(_WIDTH) - 32)
        return made
    return label(words, wrap=True)
