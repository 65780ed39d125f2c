"""The page of all albums: what can be done above, the covers below; or why there are none.

It shows and tells what was wanted; what then happens is told in `curating`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.albums.model import AlbumsModel
from app.albums.shelf import TITLES, Shelf
from app.albums.view import AlbumsView
from app.blank import Blank
from app.grid.pixmaps import Pixmaps
from app.labels import OneLine, label
from app.language import tr

if TYPE_CHECKING:
    from app.albums.shelf import Group
    from app.background import Background
    from app.questions import Questions
    from app.theme import Theme

_HEIGHT: Final = 56


class AlbumsPage(QWidget):
    """All of it.

    Signals:
        opened(Shown): Somebody wants to see the photos of an album.
        menu_wanted(Shown, QPoint): Its menu, at this place of the screen.
        new_wanted(): Somebody wants to make an album.
    """

    opened = Signal(object)
    menu_wanted = Signal(object, QPoint)
    new_wanted = Signal()

    def __init__(self, questions: Questions, background: Background, wearing: Theme) -> None:
        super().__init__()
        self._theme = wearing
        self._shelf = Shelf()
        self.setAccessibleName(tr("Albums"))
        self.pixmaps = Pixmaps(background, questions.tiles, self)
        self.view = AlbumsView(AlbumsModel(self), self.pixmaps, wearing)
        self.count = OneLine(tone="quiet")
        self.hidden_ones = QCheckBox(tr("Show hidden"))
        # The space keeps the icon off the words; Qt has no other measure for it.
        self.new_button = QPushButton(" " + tr("New album…"))
        self.new_button.setAccessibleName(tr("New album"))
        self.new_button.setIconSize(QSize(18, 18))
        self.blank = Blank("albums", tr("New album…"), wearing)
        self._middle = QStackedWidget()
        self._place_parts()
        self._wire()
        self.setFocusProxy(self.view)
        wearing.changed.connect(self._wear)
        self._wear()
        self.show_albums(Shelf())

    def _place_parts(self) -> None:
        above = QWidget()
        above.setFixedHeight(_HEIGHT)
        head = QHBoxLayout(above)
        # On the right the covers end where the scroll bar begins.
        head.setContentsMargins(24, 8, 38, 0)
        head.setSpacing(12)
        head.addWidget(label(tr("Albums"), tone="heading"))
        head.addWidget(self.count, 1)
        head.addWidget(self.hidden_ones)
        head.addWidget(self.new_button)
        self._middle.addWidget(self.blank)
        self._middle.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(above)
        column.addWidget(self._middle, 1)

    def _wire(self) -> None:
        self.view.opened.connect(self.opened)
        self.view.menu_wanted.connect(self.menu_wanted)
        self.new_button.clicked.connect(self.new_wanted)
        self.blank.button.clicked.connect(self.new_wanted)
        self.hidden_ones.toggled.connect(lambda _on: self.show_albums(self._shelf))

    def show_albums(self, shelf: Shelf) -> None:
        """Show these albums, hidden ones only where they are wanted."""
        self._shelf = shelf
        self.hidden_ones.setVisible(shelf.hidden > 0)
        hidden = self.hidden_ones.isChecked() and shelf.hidden > 0
        self.view.show_albums(shelf, hidden=hidden)
        shown = self.view.albums.rowCount()
        self.count.setText(tr("{n} albums", "{n} album", shown) if shown else "")
        self.new_button.setVisible(shown > 0)
        self._middle.setCurrentIndex(1 if shown else 0)
        self.setFocusProxy(self.view if shown else self.blank.button)
        self.blank.show_words(*_blank_words(shelf))

    def open(self, group: Group | None = None) -> None:
        """Take the keyboard: on the first album of a group, or on the first one at all."""
        if group is not None:
            self.view.go_to_title(tr(TITLES[group]))
        self.view.go_to_first()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wear(self) -> None:
        self.new_button.setIcon(theme.icon("plus", self._theme.colours.text))


def _blank_words(shelf: Shelf) -> tuple[str, str]:
    """Return what to say where no album is shown: title and sentence."""
    if shelf.hidden:
        return tr("All albums are hidden"), tr("Tick “Show hidden” above to see them.")
    return (
        tr("Albums fill themselves here"),
        tr(
            "Once there are enough photos, Shoebox makes albums of events, places, years and tags. "
            "You can make your own too: put photos into one, or save a search."
        ),
    )
