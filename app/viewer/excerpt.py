"""The part of a giant that is in view, as sharp as the screen, and some more around it.

It is cut from the disk in the background, one piece at a time; until it is there, the piece before
stays, and under it the whole picture as the screen fits it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRectF, Qt

from app.images import as_image
from indexer.giants import Part

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from app.background import Background, Job
    from app.viewer.picture import PictureView
    from indexer.giants import Giant

#: How much more is cut on each side, in shares of what is in view: while it is dragged about, the
#: next piece comes before the edge of this one does.
_AROUND: Final = 0.3


class Excerpt(QObject):
    """Has a picture show the part that is in view."""

    def __init__(
        self, picture: PictureView, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self._background = background
        self._giant: Giant | None = None
        self._job: Job | None = None
        self._has: tuple[QRectF, float] | None = None
        picture.looked.connect(self._look)

    def follow(self, giant: Giant | None) -> None:
        """Show parts of another giant from now on; None: of none."""
        if giant is self._giant:
            return
        self._giant, self._has = giant, None
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._picture.show_excerpt(None, QRectF())
        self._look()

    def _look(self) -> None:
        """Have a piece cut, if what is in view is not on the one that is there."""
        if self._giant is None or self._job is not None or self._picture.fitted:
            return
        part, across = self._picture.part, self._picture.across
        if self._has is not None and self._has[1] == across and self._has[0].contains(part):
            return
        wider, higher = _AROUND * part.width(), _AROUND * part.height()
        wanted = part.adjusted(-wider, -higher, wider, higher) & QRectF(0, 0, 1, 1)
        self._job = self._background.run(
            partial(_cut, self._giant, wanted, across),
            done=partial(self._take, across),
            failed=self._fail,
        )

    def _take(self, across: float, found: tuple[QImage, QRectF]) -> None:
        self._job, self._has = None, (found[1], across)
        self._picture.show_excerpt(*found)
        self._look()

    def _fail(self, _error: Exception) -> None:
        # It was let go meanwhile: the next one will be told.
        self._job = None


def _cut(giant: Giant, wanted: QRectF, across: float) -> tuple[QImage, QRectF]:
    """Return a piece with as many pixels as it fills of the screen, where there are as many."""
    whole = Part(wanted.left(), wanted.top(), wanted.right(), wanted.bottom())
    pixels, part = giant.cut(whole, across)
    image, place = (
        as_image(pixels),
        QRectF(part.left, part.top, part.right - part.left, part.bottom - part.top),
    )
    smaller = across * place.width() / image.width()
    if smaller < 1:
        image = image.scaled(
            round(image.width() * smaller), round(image.height() * smaller),
            Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation,
        )  # fmt: skip
    return image, place
