"""The bar over a large photo: what it is called, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QWidget
from typing_extensions import override

from app import wording
from app.labels import IconButton, OneLine, label
from app.language import QT_TR_NOOP, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.theme import Theme
    from app.viewer.looks import Look

#: Points of width below which the day and the nearness give their room to the name.
_ROOM_FOR_ALL: Final = 1080

#: Icon, name and keys of each button; first what the window does, then what the viewer does.
_OF_WINDOW: Final = (
    ("favourite", "heart", QT_TR_NOOP("Favourite"), "Ctrl+D"),
    ("similar", "similar", QT_TR_NOOP("Find what looks like this"), "Ctrl+L"),
    ("more", "more-like", QT_TR_NOOP("More like this"), "Alt+Up"),
    ("less", "less-like", QT_TR_NOOP("Less like this"), "Alt+Down"),
    ("reveal", "reveal", QT_TR_NOOP("Show in its folder"), "Ctrl+R"),
    ("open", "open", QT_TR_NOOP("Open with the default program"), "Ctrl+Return"),
)
_OF_VIEWER: Final = (
    ("play", "pause", QT_TR_NOOP("Pause"), "P"),
    ("turn", "turn", QT_TR_NOOP("Rotate it to the right"), "R"),
    ("facts", "facts", QT_TR_NOOP("What is known of it"), "I"),
    ("slideshow", "slideshow", QT_TR_NOOP("Slideshow"), "F5"),
    ("full-screen", "full-screen", QT_TR_NOOP("Full screen"), "F11"),
    ("previous", "previous", QT_TR_NOOP("Previous photo"), "←"),
    ("next", "next", QT_TR_NOOP("Next photo"), "→"),
)
#: With which of them a group begins: what is alike, other programs, how it is shown, where to go.
_BEGINNINGS: Final = {"similar", "reveal", "play", "slideshow", "previous"}


class ViewerBar(QWidget):
    """The bar.

    Attributes:
        buttons: By the name of what they do.

    Signals:
        wanted(str): What a button does is wanted.
    """

    wanted = Signal(str)

    def __init__(self, wearing: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("viewer-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.name, self.taken = OneLine(tone="heading", keeps=80), label(tone="quiet")
        self.fault = OneLine(tone="quiet")
        self.nearness, self.standing = label(tone="quiet"), label(tone="quiet")
        self.buttons = {
            does: self._button(does, icon, name, keys, wearing)
            for does, icon, name, keys in (
                ("back", "back", QT_TR_NOOP("Back to the photos"), "Esc"), *_OF_WINDOW, *_OF_VIEWER
            )
        }  # fmt: skip
        for checked in ("favourite", "facts"):
            self.buttons[checked].setCheckable(True)
        self.buttons["play"].hide()
        self._place_parts()

    def _button(self, does: str, icon: str, name: str, keys: str, wearing: Theme) -> IconButton:
        made = IconButton(icon, tr(name), wearing, on_black=True)
        made.set_name(tr(name), keys=keys)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda _checked: self.wanted.emit(does))
        return made

    def _place_parts(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(4)
        row.addWidget(self.buttons["back"])
        row.addSpacing(4)
        row.addWidget(self.name)
        for quiet in (self.taken, self.standing, self.fault):
            row.addSpacing(8)
            row.addWidget(quiet)
        row.addStretch(1)
        row.addWidget(self.nearness)
        row.addSpacing(8)
        for does, button in self.buttons.items():
            if does in _BEGINNINGS:
                # The narrowest window has room for the buttons alone.
                row.addSpacerItem(QSpacerItem(8, 0, QSizePolicy.Policy.Maximum))
            if does != "back":
                row.addWidget(button)

    def show_look(self, look: Look, standing: tuple[int, int] | None) -> None:
        """Say what is in sight, and which photo of how many it is."""
        photo = look.photo
        self.name.setText(wording.name(photo.path) if photo else "")
        self.taken.setText(wording.dated(photo) if photo else "")
        self.taken.setToolTip("\n".join(wording.taken(photo)) if photo else "")
        self.standing.setText(_which(standing) if standing else "")
        coming = tr("Reading every pixel…") if look.coming else ""
        self.fault.setText(_why(look) if look.fault else coming)
        self.fault.setToolTip(look.fault)
        liked = bool(photo and photo.favourite)
        self.buttons["favourite"].setChecked(liked)
        self.buttons["favourite"].set_icon_name("heart-full" if liked else "heart")

    def show_ends(self, previous: int | None, following: int | None) -> None:
        """Let nobody walk on where there is no photo before this one, or behind it."""
        self.buttons["previous"].setEnabled(previous is not None)
        self.buttons["next"].setEnabled(following is not None)

    def show_nearness(self, magnification: float) -> None:
        """Say how many pixels of the screen one of the photo has."""
        self.nearness.setText(wording.percent(round(100 * magnification)))

    def show_playing(self, playing: bool | None) -> None:
        """Show whether something moves by itself; None where nothing could."""
        button = self.buttons["play"]
        button.setVisible(playing is not None)
        button.set_icon_name("pause" if playing else "play")
        button.set_name(tr("Pause") if playing else tr("Play"), keys="P")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: where it is narrow, less is told."""
        super().resizeEvent(event)
        for part in (self.taken, self.nearness, self.standing):
            part.setVisible(self.width() >= _ROOM_FOR_ALL)


def _why(look: Look) -> str:
    """Return why there is no more to see of a photo than its preview; its name stands there."""
    named = f"{wording.readable(look.photo.path)}: " if look.photo else ""
    return tr("Only the preview can be shown: {why}", why=look.fault.removeprefix(named))


def _which(standing: tuple[int, int]) -> str:
    place, count = map(wording.number, standing)
    return tr("{place} of {count}", place=place, count=count)
