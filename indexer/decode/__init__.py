"""A file -> an upright RGB picture, and when, where and with what it was taken.

A file is read and decoded once; everything that Shoebox wants of it comes from that:

`opening`   the bytes, whatever their name says -> a picture of Pillow's, or a reason why not
`plugins`   which formats are opened, and by what; `jxl`, what has to be known of one before
`guarding`  what is kept around foreign libraries: their noise, faults and limits
`boxes`     of which films and some pictures are made; `cr3`, what Canon's say in theirs
`raw`       what a camera's sensor saw: the camera's own JPEG in it, or developed
`psd`       Photoshop's documents that Pillow does not read
`film`      the frame that stands for a video, and those that show something else
`bands`     huge pictures made small by `rows` of a PNG, `strips` of a TIFF, or `plain` ones
`progressive` a huge JPEG of that kind made a plain one; `huffman`, how its numbers are packed
`tiff`      what Pillow gets wrong of that format
`colour`    any of Pillow's modes, 16 bits, palettes, ICC profiles, transparency -> 8-bit sRGB
`drawing`   the picture made small: JPEG previews in two sizes
`likeness`  64 bits that similar pictures share
`containers` what a file says where Pillow does not look: `profiles` in a PNG, `photoshop`'s
            resources, the `extension` of XMP that is too long for JPEG
`exif`      its fields, one by one
`facts`     EXIF -> place, `gear`; `dates`, when it was taken, whoever tells it
`bursts`    what all photos of one burst have in common
`exposure`  how long, how wide and how sensitive; `shot`, what XMP repeats of all that
`words`     EXIF, `xmp` and `iptc` -> caption, stars, keywords, place, as they were `written`
`reading`   all of it in the right order
`unfolding` all of a huge picture, laid out on the disk for the viewer
`frames`    a picture that moves, one frame after the other

Only these files (with `preprocess`) know Pillow. They are loaded when the first file is read:
whoever needs no more than the names below, as a search does, does not pay for them. What ends a
decoder that crashes or hangs is `workers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from indexer.decode.frames import Frames
    from indexer.models import ImageSpec
    from indexer.records import PhotoFacts

SMALL: Final = 320
"""Longest side in pixels of the grid's preview: a cell of 160 to 180 points on a dense screen."""

LARGE: Final = 960
"""Longest side in pixels of the viewer's preview, shown until the photo itself is read, and in its
place while its drive is away."""


class UnreadablePhoto(Exception):  # noqa: N818 - it is told as a fact of the file, not as our fault.
    """A file that gives no picture; `reason` says why, in a sentence for its owner."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnwantedPhoto(UnreadablePhoto):
    """A file that was not read to its end, because nobody waits for it any more."""

    def __init__(self) -> None:
        super().__init__("Nobody waits for it any more.")


@dataclass(frozen=True, slots=True)
class DecodeRecipe:
    """What is wanted of each file besides the previews.

    Attributes:
        spec: How the model takes its pictures.
    """

    spec: ImageSpec


@dataclass(frozen=True, slots=True)
class DecodedFrame:
    """What else is seen in a video.

    Attributes:
        seconds: When it is seen.
        pixels: As `DecodedPhoto.pixels`.
    """

    seconds: float
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of a file that moves.

    Attributes:
        pixels: uint8 [height, width, 3], upright sRGB.
        milliseconds: How long it is seen.
    """

    pixels: NDArray[np.uint8]
    milliseconds: int


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """All that Shoebox takes from a file.

    Attributes:
        content_key: 16 bytes that only the same content has.
        pixels: uint8 [size, size, 3], upright sRGB, as the model's graph takes it.
        small: JPEG for the grid, `SMALL` pixels on its longest side (up to a tenth more).
        large: JPEG for the viewer, `LARGE` pixels on its longest side (up to a tenth more);
            None for a picture that `small` shows whole.
        perceptual_hash: 64 bits of which similar pictures share most, as a signed number.
        facts: What the file says of its picture.
        frames: Of a video, those that show something else than the frame that stands for it, in
            their order.
    """

    content_key: bytes
    pixels: NDArray[np.uint8]
    small: bytes
    large: bytes | None
    perceptual_hash: int
    facts: PhotoFacts
    frames: tuple[DecodedFrame, ...] = ()


def read_photo(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    """Read a file once and return all that is wanted of it.

    Raises:
        UnreadablePhoto: The file gives no picture.
    """
    from indexer.decode import reading

    return reading.read_photo(path, recipe)


def read_picture(path: str, *, longest: int | None = None) -> NDArray[np.uint8]:
    """Return a file's picture alone, upright sRGB, as uint8 [height, width, 3].

    Args:
        path: The file.
        longest: Pixels that the longest side needs; a larger picture is made smaller, to between
            this and twice this. None: every pixel the file has.

    Raises:
        UnreadablePhoto: The file gives no picture.
    """
    from indexer.decode import reading

    return reading.read_picture(path, longest=longest)


def moves(path: str) -> bool:
    """Whether a file holds pictures for `open_frames`.

    Raises:
        UnreadablePhoto: It gives no picture.
    """
    from indexer.decode import frames

    return frames.moves(path)


def open_frames(path: str, *, longest: int | None = None) -> Frames | None:
    """Return the pictures of a file that moves, one after the other; None of one that is still.

    Args:
        path: The file.
        longest: Pixels that the longest side needs, as in `read_picture`.

    Raises:
        UnreadablePhoto: The file gives no picture.
    """
    from indexer.decode import frames

    return frames.open_frames(path, longest=longest)


def fit_preview(encoded: bytes, recipe: DecodeRecipe) -> NDArray[np.uint8]:
    """Return a large preview as the model takes it, in the place of a photo whose file is away.

    Args:
        encoded: A JPEG as `DecodedPhoto.large` is, or `small` where there is no large one.
        recipe: What is wanted of each photo.

    Returns:
        uint8 [size, size, 3], nearly `DecodedPhoto.pixels` of the same photo.

    Raises:
        UnreadablePhoto: These bytes are no such picture.
    """
    from indexer.decode import drawing
    from indexer.preprocess import fit

    try:
        return fit(drawing.opened(encoded), recipe.spec)
    except OSError as error:
        raise UnreadablePhoto("The preview is damaged.") from error


def read_preview(encoded: bytes, *, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a preview cut for a cell of the grid, as uint8 [height, width, 3].

    Other threads run meanwhile: with Qt's own decoder a screen of previews uses one core only.

    Args:
        encoded: A JPEG as `DecodedPhoto.small` and `large` are.
        size: Width and height wanted, in pixels.

    Raises:
        UnreadablePhoto: These bytes are no such picture.
    """
    import numpy as np

    from indexer.decode import drawing

    try:
        return np.asarray(drawing.filling(encoded, size))
    except OSError as error:
        raise UnreadablePhoto("The preview is damaged.") from error


def read_whole(encoded: bytes, *, side: int, grey: bool) -> NDArray[np.uint8]:
    """Return a whole preview as a square, whatever its shape.

    Args:
        encoded: A JPEG as `DecodedPhoto.small` and `large` are.
        side: Pixels wanted.
        grey: Whether as uint8 [side, side], not [side, side, 3].

    Raises:
        UnreadablePhoto: These bytes are no such picture.
    """
    import numpy as np

    from indexer.decode import drawing

    try:
        return np.asarray(drawing.squeezed(encoded, side, "L" if grey else "RGB"))
    except OSError as error:
        raise UnreadablePhoto("The preview is damaged.") from error
