"""What is kept around Pillow and the libraries behind it: their noise, their faults, their limits.

Both of Pillow's settings are of the whole process, so one picture at a time has them.
"""

from __future__ import annotations

import logging
import os
import threading
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PIL import Image

from indexer.decode import UnreadablePhoto
from indexer.files import reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOO_MUCH_TEXT: Final = "It holds more text or a larger colour profile than is safe to unpack."
NOT_WHOLE: Final = "The picture is damaged, or was not copied whole."

MOST_PIXELS_INSIDE: Final = 64_000_000
"""Of a picture that lies in another one, as in an icon, whose size says nothing of it."""


# Where nobody has set up logging, Python prints what Pillow logs.
logging.getLogger("PIL").addHandler(logging.NullHandler())


_PILLOW: Final = threading.RLock()


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Pillow from warning, and from judging sizes, which is done here and with a reason.

    Both are settings of the whole process, so one picture at a time has them, and puts them back.
    """
    with _PILLOW, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = limit


@contextmanager
def reasons() -> Iterator[None]:
    """Turn whatever stops a decoder into a reason."""
    try:
        yield
    except UnreadablePhoto:
        raise
    except MemoryError as error:
        raise UnreadablePhoto("The picture needs more memory than one file may take.") from error
    except Image.DecompressionBombError as error:
        raise UnreadablePhoto("It holds a picture too large to open safely.") from error
    # A damaged file makes a decoder fail in ways that nobody has listed.
    except Exception as error:
        raise UnreadablePhoto(_told(error)) from error


@contextmanager
def small_inside() -> Iterator[None]:
    """Have Pillow refuse large pictures inside of others; `quiet` has switched that off."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS_INSIDE // 2  # It refuses what is twice as large.
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = None


def _told(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno:
        return reason_of(error)
    return _TOO_MUCH_TEXT if "MAX_TEXT" in str(error) else NOT_WHOLE


@contextmanager
def silent_libraries() -> Iterator[None]:
    """Keep libtiff, which knows no other way to complain, from writing to the terminal."""
    try:
        terminal = os.dup(2)
    except OSError:  # A program with a window may have none.
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
        os.close(nowhere)
