"""CPU seconds of a photo beside the encoder: our reading against a loop written by hand.

The loop does what nobody can leave out: a draft decode that turns the photo upright, and two
JPEG previews. Ours adds the content key, the facts, colour, the perceptual hash and the model's
pixels.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from indexer.decode import LARGE, SMALL, DecodeRecipe, read_photo
from indexer.models import find_bundle
from tests.bench.figures import Figure, stopwatch
from tests.bench.pictures import make_photos

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TWELVE_MEGAPIXELS = (4000, 3000)
QUALITY = 80


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """CPU milliseconds a photo of 12 megapixels and of 500 pixels."""
    recipe = DecodeRecipe(find_bundle("starter").image)
    for name, size, count, budget in (
        ("12 megapixels", TWELVE_MEGAPIXELS, 2 if smoke else 24, "<= 1.15 x"),
        ("500 pixels", (500, 375), 4 if smoke else 200, ""),
    ):
        photos = make_photos(scratch / name, count, size=size)
        read_photo(str(photos[0]), recipe)
        with stopwatch() as ours:
            for photo in photos:
                read_photo(str(photo), recipe)
        with stopwatch() as loop:
            for photo in photos:
                by_hand(photo)
        ratio = ours.cpu / loop.cpu
        yield Figure(
            f"decode, previews and facts, {name}",
            1000 * ours.cpu / count,
            "CPU ms/photo",
            1000 * loop.cpu / count,
            "draft decode and two previews by hand",
            budget,
            ratio <= 1.15 if budget and not smoke else None,
        )


def by_hand(path: Path) -> tuple[bytes, bytes]:
    """Decode a photo in draft mode and draw two previews, as anyone would write it."""
    with Image.open(path) as opened:
        opened.draft("RGB", (LARGE, LARGE * opened.height // opened.width))
        picture = ImageOps.exif_transpose(opened.convert("RGB"))
    picture.thumbnail((LARGE, LARGE))
    large = _jpeg(picture)
    picture.thumbnail((SMALL, SMALL))
    return large, _jpeg(picture)


def _jpeg(picture: Image.Image) -> bytes:
    drawn = io.BytesIO()
    picture.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()
