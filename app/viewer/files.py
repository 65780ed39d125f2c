"""What is read of a photo for the viewer, in the background: its facts, its preview, its file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt

from indexer.decode import UnreadablePhoto, UnwantedPhoto
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from app.questions import Questions
    from indexer.giants import Giant
    from indexer.records import Photo

    Known = tuple[Photo | None, tuple[str, ...]]

#: Pixels of a picture that are in memory at most, 256 MB of them: a larger one is a giant.
_MOST_PIXELS: Final = 64_000_000


def known(questions: Questions, photo_id: int) -> Known:
    """Return what the library knows of a photo, and its tags."""
    photo = questions.photo(photo_id)
    if photo is None:
        return None, ()
    return photo, questions.library().catalog.tags_of([photo_id]).get(photo_id, ())


def preview(questions: Questions, photo_id: int) -> tuple[Known, QImage | None]:
    """Return what is known of a photo, and its preview."""
    return known(questions, photo_id), questions.preview(photo_id)


def read(questions: Questions, photo_id: int, room: QSize | None) -> tuple[QImage | Giant, bool]:
    """Return a photo as large as its room, or every pixel of it; and whether it is all.

    Raises:
        LibraryError: Its file cannot be read, or is gone.
        UnwantedPhoto: Who reads it was ended meanwhile.
    """
    photo = questions.photo(photo_id)
    size = QSize(photo.facts.width, photo.facts.height) if photo else QSize()
    if room is None and is_giant(size):
        return _all_of_giant(questions, photo_id, size), True
    fitted = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio) if room else size
    if room is None or (fitted.width() >= size.width() and not is_giant(size)):
        return questions.picture(photo_id, None, by=questions.pictures), True
    longest = max(fitted.width(), fitted.height())
    if is_giant(size):
        return _no_larger(_small_of_giant(questions, photo_id, size, longest), room), False
    return _no_larger(questions.picture(photo_id, longest, by=questions.pictures), room), False


def _all_of_giant(questions: Questions, photo_id: int, size: QSize) -> QImage | Giant:
    """Return every pixel, or as many as fit into memory."""
    (path,) = questions.paths([photo_id]) or ("",)
    try:
        return questions.giants.unfold(path, size.width() * size.height())
    except UnwantedPhoto:
        raise
    except UnreadablePhoto:
        return _small_of_giant(questions, photo_id, size, _longest_that_fits(size))


def _small_of_giant(questions: Questions, photo_id: int, size: QSize, longest: int) -> QImage:
    """Return a giant so long, or else an eighth of it, which of a JPEG can always be had."""
    eighth = max(size.width(), size.height()) // 8
    try:
        return questions.picture(photo_id, longest, by=questions.pictures)
    except LibraryError:
        if longest <= eighth:
            raise
        return questions.picture(photo_id, eighth, by=questions.pictures)


def _no_larger(image: QImage, room: QSize) -> QImage:
    ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(room, *ways) if image.width() > room.width() else image


def is_giant(size: QSize) -> bool:
    """Whether a picture of this width and height is too large for memory."""
    return size.width() * size.height() > _MOST_PIXELS


def _longest_that_fits(size: QSize) -> int:
    """Return how long a giant may be to stay in memory: every second of its pixels, or third."""
    divided = math.ceil(math.sqrt(size.width() * size.height() / _MOST_PIXELS))
    return max(size.width(), size.height()) // divided
