"""The names of tags that somebody may mean who types, in a card below the field.

The keyboard stays in the field, which says where to go in the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView

from app.card import SHADOW, Card
from app.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.theme import Theme

_ROW: Final = 30
_AROUND: Final = 6


class Offers(Card):
    """Shows names; out of sight while there are none.

    Signals:
        taken(str): One was clicked.
    """

    taken = Signal(str)

    def __init__(self, field: QWidget, wearing: Theme) -> None:
        super().__init__(tr("Tags of such a name"), wearing)
        self._field = field
        self._names = QStringListModel(self)
        self.list = QListView()
        self.list.setObjectName("names")
        self.list.setAccessibleName(tr("Tags of such a name"))
        self.list.setModel(self._names)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(lambda index: self.taken.emit(index.data()))
        self.column.addWidget(self.list)

    def show_names(self, names: Sequence[str]) -> None:
        """Offer these, none of them chosen yet; or nothing."""
        self._names.setStringList(list(names))
        if not names:
            self.close_card()
            return
        self.list.setFixedHeight(len(names) * _ROW + 2 * _AROUND)
        self.setFixedWidth(self._field.width() + 2 * SHADOW)
        self.open_below(self._field)

    def step(self, by: int) -> None:
        """Choose the next (+1) or the one before (-1); past the ends, none."""
        count = self._names.rowCount()
        new = (self.list.currentIndex().row() + by + 1) % (count + 1) - 1
        self.list.setCurrentIndex(self._names.index(new) if new >= 0 else QModelIndex())

    def chosen(self) -> str | None:
        """Return what is chosen."""
        index = self.list.currentIndex()
        return index.data() if self.isVisible() and index.isValid() else None
