"""Files, and pixels as their decoder gives them -> images as Qt draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from app import wording
from indexer.decode import UnreadablePhoto, UnwantedPhoto
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.pictures import Pictures


def read_image(by: Pictures, path: str, longest: int | None) -> QImage:
    """Return a file's picture, at least `longest` pixels long (None: every pixel).

    Raises:
        LibraryError: It cannot be read; names the file.
        UnwantedPhoto: Who reads it was ended meanwhile.
    """
    try:
        return as_image(by.read(path, longest))
    except UnwantedPhoto:
        raise
    except UnreadablePhoto as error:
        raise LibraryError(f"{wording.readable(path)}: {error.reason}") from error


def as_image(pixels: NDArray[np.uint8]) -> QImage:
    """Return pixels, uint8 [height, width, 3 or 4], as an image that owns them.

    The fourth byte of each, if there is one, has to be 255.
    """
    height, width, each = pixels.shape
    packed = np.ascontiguousarray(pixels)
    kinds = QImage.Format.Format_RGB888, QImage.Format.Format_RGBX8888
    wrapped = QImage(packed.data, width, height, each * width, kinds[each - 3])
    return wrapped.convertToFormat(QImage.Format.Format_RGB32)
