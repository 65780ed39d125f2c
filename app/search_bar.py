"""The search field: what is looked for, told while it is typed and again when Return is pressed.

It knows nothing of the library. A picture that is looked for stands in it as a chip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget
from typing_extensions import override

from app import theme
from app.labels import IconButton

if TYPE_CHECKING:
    from app.theme import Theme

#: Milliseconds between two searches while somebody types: no more than they can see.
_BETWEEN = 80
_HEIGHT, _CHIP_HEIGHT = 38, 26


class SearchBar(QWidget):
    """A field with a magnifying glass, a chip for a picture, and a cross.

    Signals:
        typed(str): The words stand so now; told now and then while they are typed.
        committed(str): Return was pressed.
        left(): Somebody is done here: Escape, or the cross.
        entered_results(): The Down key: on to the photos.
    """

    typed = Signal(str)
    committed = Signal(str)
    left = Signal()
    entered_results = Signal()

    def __init__(self, wearing: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = wearing
        self._told = ""
        self.setObjectName("search")
        self.setFixedHeight(_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field = QLineEdit(placeholderText="Describe a photo: a dog running through snow")
        self.field.setAccessibleName("Search")
        self.field.setAcceptDrops(False)
        self.field.installEventFilter(self)
        self._glass = QLabel()
        self._chip = _Chip(wearing)
        self._cross = IconButton("close", "Clear the search", wearing, tight=True)
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._place_parts()
        self._soon = QTimer(self, singleShot=True, interval=_BETWEEN)
        self._soon.timeout.connect(self._tell)
        self.field.textEdited.connect(self._on_edited)
        self.field.returnPressed.connect(self._on_return)
        self._cross.clicked.connect(self.left)
        self._chip.removed.connect(self.left)
        wearing.changed.connect(self._wear)
        self._wear()
        self.show_words("")

    def _place_parts(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 0)
        row.setSpacing(8)
        for part in (self._glass, self._chip, self.field, self._cross):
            row.addWidget(part)

    @property
    def words(self) -> str:
        """What stands in the field, without the spaces around it."""
        return self.field.text().strip()

    def show_words(self, words: str) -> None:
        """Let these words stand in the field, and no picture; nothing is told."""
        self._soon.stop()
        self._told = words
        if words != self.words:
            self.field.setText(words)
        self._chip.hide()
        self._cross.setVisible(bool(words))

    def show_picture(self, name: str) -> None:
        """Let a picture stand in the field, under this name; nothing is told."""
        self.show_words("")
        self._chip.show_name(name)
        self._cross.setVisible(True)

    def begin(self, letters: str = "") -> None:
        """Put the keyboard here; `letters` were typed elsewhere and are meant for us."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if letters:
            self.field.setText(letters)
            self._on_edited()
        else:
            self.field.selectAll()

    def _on_edited(self) -> None:
        self._cross.setVisible(bool(self.field.text()) or self._chip.isVisibleTo(self))
        if not self._soon.isActive():
            self._soon.start()

    def _tell(self) -> None:
        if self.words != self._told:
            self._told = self.words
            self.typed.emit(self.words)

    def _on_return(self) -> None:
        self._soon.stop()
        self._told = self.words
        self.committed.emit(self.words)

    def _wear(self) -> None:
        quiet = self._theme.colours.quiet
        ratio = self.devicePixelRatioF()
        self._glass.setPixmap(theme.drawing("search", quiet, 18, ratio=ratio))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: the frame glows while the field has the keyboard; Escape and Down."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            self.style().polish(self)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            signals = {Qt.Key.Key_Escape: self.left, Qt.Key.Key_Down: self.entered_results}
            signal = signals.get(Qt.Key(event.key()))
            if signal is not None:
                signal.emit()
                return True
        return super().eventFilter(watched, event)


class _Chip(QWidget):
    """The name of a picture that is looked for, with a cross of its own."""

    removed = Signal()

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self._theme = wearing
        self._name = ""
        self.setObjectName("chip")
        self.setFixedHeight(_CHIP_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon, self._label = QLabel(), QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 12, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._label)
        wearing.changed.connect(self._wear)
        self._wear()

    def show_name(self, name: str) -> None:
        self._name = name
        self.setToolTip(self._name)
        self._elide()
        self.show()

    def _elide(self) -> None:
        elide = Qt.TextElideMode.ElideMiddle
        self._label.setText(self.fontMetrics().elidedText(self._name, elide, 280))

    def _wear(self) -> None:
        text, ratio = self._theme.colours.text, self.devicePixelRatioF()
        self._icon.setPixmap(theme.drawing("similar", text, 16, ratio=ratio))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()
