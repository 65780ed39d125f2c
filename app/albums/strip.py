"""The line below the title of an album: its kind, what it asks for, and how to change that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app import theme, wording
from app.labels import OneLine
from app.language import tr

if TYPE_CHECKING:
    from app.albums.shelf import Shown
    from app.theme import Theme


class AlbumStrip(QWidget):
    """Shows an album, or the saved search that is being changed; hidden for anything else.

    Signals:
        edit_wanted(): Somebody wants to change what a saved search asks for.
        update_wanted(): What is searched now shall be the saved search from now on.
        left(): The saved search shall stay as it was.
    """

    edit_wanted = Signal()
    update_wanted = Signal()
    left = Signal()

    def __init__(self, wearing: Theme) -> None:
        super().__init__()
        self._theme = wearing
        self._icon_name = "album"
        self._icon, self.line = QLabel(), OneLine(tone="quiet", keeps=160)
        self.edit_button = _link(tr("Change the search"))
        self.update_button = _link(tr("Update album"), kind="inline")
        self.leave_button = _link(tr("Cancel"))
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 32, 6)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.line)
        for button in (self.edit_button, self.update_button, self.leave_button):
            row.addWidget(button)
        row.addStretch(1)
        self.edit_button.clicked.connect(self.edit_wanted)
        self.update_button.clicked.connect(self.update_wanted)
        self.leave_button.clicked.connect(self.left)
        wearing.changed.connect(self._wear)
        self.hide()

    def show_album(self, album: Shown | None) -> None:
        """Say what kind of album is shown; None for none."""
        self.setVisible(album is not None)
        if album is None:
            return
        about = album.album.query if album.is_saved else wording.days(*album.days)
        self.line.setText("  ·  ".join(filter(None, (album.kind, about))))
        self._icon_name = album.icon
        self._show_buttons(edit=album.is_saved)

    def show_change(self, album: Shown, *, changed: bool) -> None:
        """Say that the search of an album is being changed; `changed` where it is another now."""
        self.line.setText(tr("Changing “{album}”: change its words or its cut", album=album.name))
        self._icon_name = album.icon
        self._show_buttons(edit=False, change=True)
        self.update_button.setVisible(changed)
        self.show()

    def _show_buttons(self, *, edit: bool, change: bool = False) -> None:
        self.edit_button.setVisible(edit)
        self.update_button.setVisible(change)
        self.leave_button.setVisible(change)
        self._wear()

    def _wear(self) -> None:
        quiet, ratio = self._theme.colours.quiet, self.devicePixelRatioF()
        self._icon.setPixmap(theme.drawing(self._icon_name, quiet, 16, ratio=ratio))


def _link(words: str, *, kind: str = "quiet") -> QPushButton:
    made = QPushButton(words)
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made
