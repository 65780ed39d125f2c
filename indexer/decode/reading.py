"""All that Shoebox wants of a file, in the order that costs least."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indexer.decode import LARGE, SMALL, DecodedPhoto, bands, film, raw
from indexer.decode.colour import to_srgb
from indexer.decode.drawing import TOLERANCE, shrink, to_jpeg, turned
from indexer.decode.facts import facts_of, orientation_of
from indexer.decode.guarding import quiet
from indexer.decode.likeness import perceptual_hash
from indexer.decode.opening import (
    content_of,
    decode,
    memory_of,
    open_picture,
    refuse_giants,
    scale_down,
    shrunk_in_bands,
    without_detail,
)
from indexer.preprocess import fit

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    from indexer.decode import DecodeRecipe
    from indexer.decode.opening import Content
    from indexer.records import PhotoFacts


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
    return turned(shown, orientation_of(picture))


def _upright(
    content: Content, *, longest: int | None, shortest: int
) -> tuple[Image.Image, PhotoFacts]:
    """Return the picture in upright sRGB, no larger than twice what is needed, and its facts.

    Args:
        content: What the file holds.
        longest: Pixels that the longest side needs; None: all there are.
        shortest: Pixels that the shortest side needs.
    """
    picture, stored = _decoded(content, longest=longest, shortest=shortest)
    orientation = orientation_of(picture)
    facts = facts_of(picture, stored, orientation, content.name)
    upright = turned(to_srgb(picture, times=_spare(picture.size, longest, shortest)), orientation)
    return upright, facts


def _decoded(
    content: Content, *, longest: int | None, shortest: int
) -> tuple[Image.Image, tuple[int, int]]:
    """Return the picture as its decoder leaves it, and its size in the file."""
    if format_ := raw.format_of(content):
        return raw.develop(content, format_, longest=longest)
    if format_ := film.format_of(content):
        return film.poster(content, format_)
    picture = open_picture(content)
    stored = picture.size
    times = _spare(stored, longest, shortest)
    if times > 1 and memory_of(picture, stored) > bands.LARGE and bands.can(picture):
        return shrunk_in_bands(picture, times), stored
    picture = without_detail(picture, times)
    scale_down(picture, times)
    refuse_giants(picture, stored)
    decode(picture)
    return picture, stored


def _spare(size: tuple[int, int], longest: int | None, shortest: int) -> int:
    """Return by what whole number both sides can be divided and still be large enough."""
    if longest is None:
        return 1
    return max(1, min(max(size) // longest, min(size) // max(1, shortest)))
