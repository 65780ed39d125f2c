"""A picture that moves, frame by frame: a GIF, WebP, PNG or AVIF may be one."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from indexer.decode import Frame, UnreadablePhoto
from indexer.decode.guarding import quiet, reasons
from indexer.decode.opening import Content, decode, open_picture, refuse_giants
from indexer.decode.reading import upright_frame
from indexer.files import open_file, reason_of

if TYPE_CHECKING:
    from PIL import ImageFile

#: Others have several pictures too, but as pages, or one for each eye.
_MOVING: Final = ("GIF", "WEBP", "PNG", "AVIF")
_HEAD: Final = 64
#: Bytes of a file that is held in memory while it plays; a larger one stays still.
_MOST_BYTES: Final = 256 << 20
#: A frame that is to last no longer than the first lasts as long as the second, in milliseconds:
#: as browsers have it, for many files say nothing (0) or 10 and never were shown so quickly.
_TOO_SHORT, _USUAL = 10, 100


class Frames:
    """Its pictures one after the other, without end; for one thread at a time.

    The file is in memory and not held open: it may be moved away while it plays.
    """

    def __init__(self, picture: ImageFile.ImageFile, *, longest: int | None) -> None:
        """Make it of a picture that moves; `longest` is as in `read_picture`."""
        self._picture = picture
        self._longest = longest
        # A PNG may begin with a picture for those who cannot play it.
        self._first = 1 if picture.info.get("default_image") else 0
        self._next = self._first

    def next(self) -> Frame:
        """Return the next picture; after the last the first again.

        Raises:
            UnreadablePhoto: It is damaged from here on.
        """
        with quiet(), reasons():
            self._go_on()
            decode(self._picture)
            pixels = np.asarray(upright_frame(self._picture, longest=self._longest))
            told = self._picture.info.get("duration") or 0
        return Frame(pixels, round(told) if told > _TOO_SHORT else _USUAL)

    def _go_on(self) -> None:
        try:
            try:
                self._picture.seek(self._next)
            except EOFError:
                self._next = self._first
                self._picture.seek(self._next)
        except Exception as error:
            raise UnreadablePhoto("The picture is damaged further on.") from error
        self._next += 1


def moves(path: str) -> bool:
    """See `indexer.decode.moves`."""
    try:
        with quiet(), open_file(path) as file:
            return _moves(file)
    except OSError as error:
        raise UnreadablePhoto(reason_of(error)) from error


def open_frames(path: str, *, longest: int | None) -> Frames | None:
    """See `indexer.decode.open_frames`."""
    try:
        with quiet(), open_file(path) as file:
            if not _moves(file):
                return None
            file.seek(0)
            read = file.read(_MOST_BYTES + 1)
            if len(read) > _MOST_BYTES:
                return None
            picture = open_picture(Content(b"", "", io.BytesIO(read), read[:_HEAD]))
            refuse_giants(picture, picture.size)
    except OSError as error:
        raise UnreadablePhoto(reason_of(error)) from error
    return Frames(picture, longest=longest)


def _moves(file: BinaryIO) -> bool:
    head = file.read(_HEAD)
    file.seek(0)
    picture = open_picture(Content(b"", "", file, head))
    with reasons():  # Pillow looks through the whole file to tell.
        return picture.format in _MOVING and bool(getattr(picture, "is_animated", False))
