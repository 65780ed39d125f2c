"""Says of a large picture that it stands for a video, how long that plays, and has it played.

The video itself is left to the program that its owner prefers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QPushButton
from typing_extensions import override

from app import theme, wording
from app.language import tr

if TYPE_CHECKING:
    from app.viewer.picture import PictureView
    from indexer.records import Photo

_ICON: Final = 28


class PlayButton(QPushButton):
    """Lies over the middle of the picture while all of that is in view."""

    def __init__(self, picture: PictureView) -> None:
        super().__init__(picture)
        self._picture = picture
        self._is_wanted = False
        self.setObjectName("play-video")
        self.setAccessibleName(tr("Play the video"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIcon(theme.icon("play", theme.VIEWER_TEXT))
        self.setIconSize(QSize(_ICON, _ICON))
        self.hide()
        picture.magnified.connect(self._follow)
        picture.installEventFilter(self)

    def show_photo(self, photo: Photo | None) -> None:
        """Say how long a video plays; of a picture, and of None, nothing."""
        seconds = photo.facts.seconds if photo is not None else None
        self._is_wanted = seconds is not None
        time = wording.playing_time(seconds) if seconds else ""
        name = tr("Play the video ({time})", time=time) if time else tr("Play the video")
        self.setText(time)
        self.setAccessibleName(name)
        self.setToolTip(tr("Play with the default program") + "  (P)")
        self._follow()

    def _follow(self) -> None:
        """Stand where it belongs; who looks at a part of the picture closely sees that alone."""
        wanted = self._is_wanted and self._picture.fitted
        viewer = self._picture.parentWidget()
        if viewer is not None and not wanted and self.hasFocus():
            viewer.setFocus()  # Else the keyboard would go to whatever comes next.
        self.adjustSize()
        self.move(self._picture.rect().center() - self.rect().center())
        self.setVisible(wanted)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: the middle of the picture is another now."""
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return False
