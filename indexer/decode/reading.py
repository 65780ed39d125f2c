"""All that Shoebox wants of a file, in the order that costs least."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from indexer.decode import LARGE, SMALL, DecodedPhoto
from indexer.decode.colour import to_srgb
from indexer.decode.drawing import TOLERANCE, shrink, to_jpeg
from indexer.decode.facts import facts_of, orientation_of
from indexer.decode.likeness import perceptual_hash
from indexer.decode.opening import content_of, decode, open_picture, quiet, refuse_giants
from indexer.preprocess import fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.decode import DecodeRecipe
    from indexer.decode.opening import Content
    from indexer.records import PhotoFacts

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture with this EXIF orientation upright."""


def read_photo(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    """See `indexer.decode.read_photo`."""
    with quiet(), content_of(path) as content:
        picture, facts = _upright(content, longest=LARGE, shortest=recipe.spec.size)
        large = shrink(picture, LARGE)
        small = shrink(large, SMALL)
        return DecodedPhoto(
            content_key=content.key,
            # Twice the model's size is enough to draw from: no level differs by more than 5 of 255.
            pixels=fit(large if min(large.size) >= 2 * recipe.spec.size else picture, recipe.spec),
            small=to_jpeg(small),
            large=to_jpeg(large) if max(large.size) > SMALL * TOLERANCE else None,
            perceptual_hash=perceptual_hash(small),
            facts=facts,
        )


def read_picture(path: str, *, longest: int | None) -> NDArray[np.uint8]:
    """See `indexer.decode.read_picture`."""
    with quiet(), content_of(path) as content:
        picture, _ = _upright(content, longest=longest, shortest=0)
        return np.asarray(picture)


def upright_frame(picture: Image.Image, *, longest: int | None) -> Image.Image:
    """Return the frame of a moving picture that is decoded now, as `read_picture` does."""
    shown = to_srgb(picture, times=_spare(picture.size, longest, 0))
    return _turned(shown, orientation_of(picture))


def _upright(
    content: Content, *, longest: int | None, shortest: int
) -> tuple[Image.Image, PhotoFacts]:
    """Return the picture in upright sRGB, no larger than twice what is needed, and its facts.

    Args:
        content: What the file holds.
        longest: Pixels that the longest side needs; None: all there are.
        shortest: Pixels that the shortest side needs.
    """
    picture = open_picture(content)
    stored = picture.size
    spare = _spare(stored, longest, shortest)
    if spare > 1:
        # Formats that can decode at a smaller scale (JPEG: halves) do so here.
        picture.draft(None, (stored[0] // spare, stored[1] // spare))
    refuse_giants(picture, stored)
    decode(picture)
    orientation = orientation_of(picture)
    facts = facts_of(picture, stored, orientation)
    upright = _turned(to_srgb(picture, times=_spare(picture.size, longest, shortest)), orientation)
    return upright, facts


def _spare(size: tuple[int, int], longest: int | None, shortest: int) -> int:
    """Return by what whole number both sides can be divided and still be large enough."""
    if longest is None:
        return 1
    return max(1, min(max(size) // longest, min(size) // max(1, shortest)))


def _turned(picture: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)
