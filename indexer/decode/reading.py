"""All that Shoebox wants of a file, in the order that costs least."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from indexer.decode import LARGE, SMALL, DecodedFrame, DecodedPhoto, bands, film, psd, raw
from indexer.decode.colour import to_srgb
from indexer.decode.containers import tell
from indexer.decode.drawing import TOLERANCE, shrink, to_jpeg, turned
from indexer.decode.facts import facts_of, orientation_of
from indexer.decode.guarding import quiet, reasons
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
from indexer.records import DateSource

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    from indexer.decode import DecodeRecipe
    from indexer.decode.film import Film
    from indexer.decode.opening import Content
    from indexer.records import PhotoFacts


def read_photo(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    """See `indexer.decode.read_photo`."""
    with quiet(), content_of(path) as content:
        picture, facts, moving = _upright(content, longest=LARGE, shortest=recipe.spec.size)
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
            frames=_frames(moving, recipe) if moving else (),
        )


def read_picture(path: str, *, longest: int | None) -> NDArray[np.uint8]:
    """See `indexer.decode.read_picture`."""
    with quiet(), content_of(path) as content:
        picture, _, _ = _upright(content, longest=longest, shortest=0)
        return np.asarray(picture)


def upright_frame(picture: Image.Image, *, longest: int | None) -> Image.Image:
    """Return the frame of a moving picture that is decoded now, as `read_picture` does."""
    shown = to_srgb(picture, times=_spare(picture.size, longest, 0))
    return turned(shown, orientation_of(picture))


def _upright(
    content: Content, *, longest: int | None, shortest: int
) -> tuple[Image.Image, PhotoFacts, Film | None]:
    """Return the picture in upright sRGB, no larger than twice what is needed, and its facts.

    Of a video also that.

    Args:
        content: What the file holds.
        longest: Pixels that the longest side needs; None: all there are.
        shortest: Pixels that the shortest side needs.
    """
    decoded = _decoded(content, longest=longest, shortest=shortest)
    picture = decoded.picture
    with reasons():
        tell(picture, content.stream)
    orientation = orientation_of(picture)
    facts = facts_of(picture, decoded.stored, orientation, content.name)
    if decoded.film is not None:
        facts = _of_film(facts, decoded.film)
    upright = turned(to_srgb(picture, times=_spare(picture.size, longest, shortest)), orientation)
    return upright, facts, decoded.film


def _frames(moving: Film, recipe: DecodeRecipe) -> tuple[DecodedFrame, ...]:
    return tuple(
        DecodedFrame(seconds, fit(picture, recipe.spec)) for seconds, picture in moving.frames
    )


def _of_film(facts: PhotoFacts, film: Film) -> PhotoFacts:
    """Return a video's facts; what its container says comes by the way of EXIF."""
    program = facts.taken_from == DateSource.PROGRAM
    source = DateSource.VIDEO if program else facts.taken_from
    return replace(facts, taken_from=source, seconds=film.seconds)


@dataclass(frozen=True, slots=True)
class _Decoded:
    """A picture as its decoder leaves it, its size in the file, and the video that it is of."""

    picture: Image.Image
    stored: tuple[int, int]
    film: Film | None = None


def _decoded(content: Content, *, longest: int | None, shortest: int) -> _Decoded:
    if format_ := raw.format_of(content):
        return _Decoded(*raw.develop(content, format_, longest=longest))
    if format_ := film.format_of(content):
        taken = film.open_film(content, format_)
        return _Decoded(taken.poster, taken.poster.size, taken)
    if psd.is_other(content.head):
        flat = psd.flattened(content)
        return _Decoded(flat, flat.size)
    picture = open_picture(content)
    if isinstance(resources := getattr(picture, "resources", None), list):
        psd.tell(picture, {number: data for number, _, data in resources})
    stored = picture.size
    times = _spare(stored, longest, shortest)
    if times > 1 and memory_of(picture, stored) > bands.LARGE and bands.can(picture):
        return _Decoded(shrunk_in_bands(picture, times), stored)
    picture = without_detail(picture, times)
    scale_down(picture, times)
    refuse_giants(picture, stored)
    decode(picture)
    return _Decoded(picture, stored)


def _spare(size: tuple[int, int], longest: int | None, shortest: int) -> int:
    """Return by what whole number both sides can be divided and still be large enough."""
    if longest is None:
        return 1
    return max(1, min(max(size) // longest, min(size) // max(1, shortest)))
