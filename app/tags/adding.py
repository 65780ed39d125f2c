"""A tag added by two words of typing, wherever one is: a card with the field for its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.card import Card
from app.labels import label
from app.language import tr
from app.tags.field import TagField
from app.theme import grown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.theme import Theme

_WIDTH: Final = 340


class Adding(Card):
    """Asks for the names of tags that photos shall have.

    Signals:
        named(ids, list of str): These photos shall have these.
    """

    named = Signal(object, object)

    def __init__(self, wearing: Theme) -> None:
        super().__init__(tr("Add a tag"), wearing)
        self._ids: tuple[int, ...] = ()
        self.title, self.field = label(tone="strong"), TagField(wearing)
        inside = QWidget()
        inside.setFixedWidth(grown(_WIDTH))
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.field)
        self.column.addWidget(inside)
        self.field.named.connect(self._on_named)
        self.field.left.connect(self.close_card)

    def ask(self, ids: Sequence[int], anchor: QWidget, *, amid: bool = False) -> None:
        """Ask for the tags of these photos, below a widget, or in its middle."""
        self._ids = tuple(ids)
        self.title.setText(tr("Add a tag to {n} photos", "Add a tag to this photo", len(self._ids)))
        self.field.clear()
        (self.open_amid if amid else self.open_below)(anchor)
        self.field.setFocus()

    def _on_named(self, names: list[str]) -> None:
        self.close_card()
        self.named.emit(self._ids, names)
