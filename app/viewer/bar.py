"""The bar over a large photo: what it is called, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app import wording
from app.labels import IconButton, OneLine, label

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.theme import Theme
    from app.viewer.looks import Look

#: Points of width below which the day and the nearness give their room to the name.
_ROOM_FOR_ALL: Final = 1080

#: Icon, name and keys of each button; first what the window does, then what the viewer does.
_OF_WINDOW: Final = (
    ("favourite", "heart", "Favourite", "Ctrl+D"),
    ("similar", "similar", "Find what looks like this", "Ctrl+L"),
    ("more", "more-like", "More like this", "Alt+Up"),
    ("less", "less-like", "Less like this", "Alt+Down"),
    ("reveal", "reveal", "Show in its folder", "Ctrl+R"),
    ("open", "open", "Open with the default program", "Ctrl+Return"),
)
_OF_VIEWER: Final = (
    ("play", "pause", "Let it rest", "P"),
    ("turn", "turn", "Rotate it to the right", "R"),
    ("facts", "facts", "What is known of it", "I"),
    ("slideshow", "slideshow", "Slideshow", "F5"),
    ("full-screen", "full-screen", "Full screen", "F11"),
    ("previous", "previous", "Previous photo", "←"),
    ("next", "next", "Next photo", "→"),
)


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
        self.fault, self.nearness = label(tone="quiet"), label(tone="quiet")
        self.standing = label(tone="quiet")
        self.buttons = {
            does: self._button(does, icon, name, keys, wearing)
            for does, icon, name, keys in (
                ("back", "back", "Back to the photos", "Esc"), *_OF_WINDOW, *_OF_VIEWER
            )
        }  # fmt: skip
        for checked in ("favourite", "facts"):
            self.buttons[checked].setCheckable(True)
        self.buttons["play"].hide()
        self._place_parts()

    def _button(self, does: str, icon: str, name: str, keys: str, wearing: Theme) -> IconButton:
        made = IconButton(icon, name, wearing, on_black=True)
        made.set_name(name, keys=keys)
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
            if does != "back":
                row.addWidget(button)

    def show_look(self, look: Look, standing: tuple[int, int] | None) -> None:
        """Say what is in sight, and which photo of how many it is."""
        photo = look.photo
        self.name.setText(wording.name(photo.path) if photo else "")
        taken = photo.facts.taken_at if photo else None
        self.taken.setText(wording.moment(taken) if taken else "")
        of = "{} of {}".format(*map(wording.number, standing)) if standing else ""
        self.standing.setText(of)
        coming = "Reading every pixel…" if look.coming else ""
        self.fault.setText("Only the preview can be shown" if look.fault else coming)
        self.fault.setToolTip(look.fault)
        liked = bool(photo and photo.favourite)
        self.buttons["favourite"].setChecked(liked)
        self.buttons["favourite"].set_icon_name("heart-full" if liked else "heart")

    def show_nearness(self, magnification: float) -> None:
        """Say how many pixels of the screen one of the photo has."""
        self.nearness.setText(f"{round(100 * magnification)} %")

    def show_playing(self, playing: bool | None) -> None:
        """Show whether something moves by itself; None where nothing could."""
        button = self.buttons["play"]
        button.setVisible(playing is not None)
        button.set_icon_name("pause" if playing else "play")
        button.set_name("Let it rest" if playing else "Let it go on", keys="P")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: where it is narrow, less is told."""
        super().resizeEvent(event)
        for part in (self.taken, self.nearness, self.standing):
            part.setVisible(self.width() >= _ROOM_FOR_ALL)
