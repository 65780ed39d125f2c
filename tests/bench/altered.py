"""Copies of a picture as people make them, and pictures that only look like copies.

For measuring `indexer.duplicates`: what each function gives is known, so no label can be wrong.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

    Change = Callable[[Image.Image, Generator], Image.Image]


def resized(picture: Image.Image, chance: Generator) -> Image.Image:
    """Smaller, as a messenger sends it."""
    share = chance.uniform(0.4, 0.8)
    size = (round(picture.width * share), round(picture.height * share))
    return picture.resize(size, Image.Resampling.BICUBIC)


def recompressed(picture: Image.Image, chance: Generator) -> Image.Image:
    """Saved once more as a worse JPEG."""
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=int(chance.integers(15, 60)))
    return Image.open(written).convert("RGB")


def cropped(picture: Image.Image, chance: Generator) -> Image.Image:
    """Without 5 to 15 % of its width and of its height, taken off anywhere."""
    return _part(picture, chance, 1 - chance.uniform(0.05, 0.15), 1 - chance.uniform(0.05, 0.15))


def cropped_on_one_side(picture: Image.Image, chance: Generator) -> Image.Image:
    """Without 5 to 15 % of its width or of its height."""
    shares = (1 - chance.uniform(0.05, 0.15), 1.0)
    return _part(picture, chance, *(shares if chance.random() < 0.5 else shares[::-1]))


def rotated(picture: Image.Image, chance: Generator) -> Image.Image:
    """Turned by 1 to 4 degrees, and cut to what that leaves whole, as a horizon is set right."""
    angle = chance.uniform(1, 4) * chance.choice((-1, 1))
    turned = picture.rotate(angle, Image.Resampling.BICUBIC)
    sine = abs(np.sin(np.radians(angle)))
    across = picture.height * sine / 2 + 1
    down = picture.width * sine / 2 + 1
    return turned.crop(
        (round(across), round(down), round(turned.width - across), round(turned.height - down))
    )


def coloured(picture: Image.Image, chance: Generator) -> Image.Image:
    """With other colours: each channel its own gain and gamma, and another saturation."""
    pixels = np.asarray(picture, np.float32) / 255
    pixels = pixels ** chance.uniform(0.75, 1.3, 3) * chance.uniform(0.8, 1.2, 3)
    return ImageEnhance.Color(_picture(pixels * 255)).enhance(chance.uniform(0.4, 1.6))


def brightened(picture: Image.Image, chance: Generator) -> Image.Image:
    """Brighter or darker, with more or less contrast."""
    brighter = ImageEnhance.Brightness(picture).enhance(chance.uniform(0.65, 1.35))
    return ImageEnhance.Contrast(brighter).enhance(chance.uniform(0.7, 1.4))


def greyed(picture: Image.Image, _chance: Generator) -> Image.Image:
    """In black and white."""
    return picture.convert("L").convert("RGB")


def watermarked(picture: Image.Image, chance: Generator) -> Image.Image:
    """With half-transparent words across it or in a corner."""
    layer = Image.new("L", picture.size, 0)
    pen = ImageDraw.Draw(layer)
    wide = chance.random() < 0.5
    words = "© Anna Example" if wide else "example.org"
    font = ImageFont.load_default(picture.width / (8 if wide else 14))
    _, _, width, height = pen.textbbox((0, 0), words, font=font)
    left = (picture.width - width) / 2 if wide else picture.width - width - 4
    top = (picture.height - height) * (chance.uniform(0.2, 0.8) if wide else 0.97)
    pen.text((left, top), words, fill=int(255 * chance.uniform(0.35, 0.7)), font=font)
    if wide:
        layer = layer.rotate(chance.uniform(-30, 30), Image.Resampling.BICUBIC)
    ink = Image.new("RGB", picture.size, "white" if chance.random() < 0.8 else "black")
    return Image.composite(ink, picture, layer)


def framed(picture: Image.Image, chance: Generator) -> Image.Image:
    """Several at once: cut, made smaller, its colours changed, saved as a worse JPEG."""
    for change in (cropped, resized, brightened, recompressed):
        picture = change(picture, chance)
    return picture


def stamped(picture: Image.Image, chance: Generator) -> Image.Image:
    """Several at once: turned, its colours changed, marked, saved as a worse JPEG."""
    for change in (rotated, coloured, watermarked, recompressed):
        picture = change(picture, chance)
    return picture


COPIES: Final[dict[str, Change]] = {
    "resize": resized,
    "recompress": recompressed,
    "crop": cropped,
    "crop one side": cropped_on_one_side,
    "rotate": rotated,
    "colour": coloured,
    "brightness": brightened,
    "greyscale": greyed,
    "watermark": watermarked,
    "crop + resize + brightness + recompress": framed,
    "rotate + colour + watermark + recompress": stamped,
}
"""What makes a near duplicate."""


def moved_camera(picture: Image.Image, chance: Generator) -> tuple[Image.Image, Image.Image]:
    """Two frames of one scene whose camera was moved by 15 to 35 % of what it sees."""
    side = 0.72
    shift = chance.uniform(0.15, 0.35) * side
    shift = min(shift, 1 - side)
    along = chance.uniform(0, 1 - side - shift)
    across = chance.uniform(0, 1 - side)
    frames = []
    flat = chance.random() < 0.6
    for start in (along, along + shift):
        left, top = (start, across) if flat else (across, start)
        box = np.array([left, top, left + side, top + side])
        frames.append(_tilted(picture, box, chance))
    return frames[0], frames[1]


def burst(
    picture: Image.Image,
    subject: Image.Image,
    chance: Generator,
    *,
    width: tuple[float, float] = (0.2, 0.4),
    trembling: bool = True,
) -> tuple[Image.Image, Image.Image]:
    """Two frames, a moment apart: the hand trembles, and somebody has moved on.

    Args:
        picture: What stays.
        subject: Who moves: an oval out of this picture.
        chance: Where and how far.
        width: Least and greatest width of the oval, as a share of the picture's.
        trembling: Whether the camera is held in a hand, not by a tripod.
    """
    who, oval, wide = _somebody(picture, subject, chance, width)
    left, top = chance.uniform(0, 1 - wide, 2)
    step = chance.uniform(0.1, 0.3)
    step = step if left + step + wide < 1 else -step
    frames = [_joined(picture, who, oval, (left + moved, top * 0.6)) for moved in (0.0, step)]
    one, other = (_shot(frame, chance, trembling=trembling) for frame in frames)
    return one, other


def came(
    picture: Image.Image,
    subject: Image.Image,
    chance: Generator,
    *,
    width: tuple[float, float] = (0.2, 0.4),
) -> tuple[Image.Image, Image.Image]:
    """Two frames as of `burst`, between which somebody has come who was not there before."""
    who, oval, wide = _somebody(picture, subject, chance, width)
    left, top = chance.uniform(0, 1 - wide, 2)
    after = _joined(picture, who, oval, (left, top * 0.6))
    return _shot(picture, chance, trembling=True), _shot(after, chance, trembling=True)


def mirrored(picture: Image.Image) -> Image.Image:
    """Its mirror image: another picture, as whoever mirrored it wanted one."""
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _somebody(
    picture: Image.Image, subject: Image.Image, chance: Generator, width: tuple[float, float]
) -> tuple[Image.Image, Image.Image, float]:
    """Somebody for a picture, the oval that is seen of them, and how wide that is, as a share."""
    wide = chance.uniform(*width)
    size = (round(picture.width * wide), round(picture.height * wide * chance.uniform(1, 1.8)))
    who = subject.resize(size, Image.Resampling.BICUBIC)
    oval = Image.new("L", size, 0)
    ImageDraw.Draw(oval).ellipse((2, 2, size[0] - 3, size[1] - 3), fill=255)
    return who, oval.filter(ImageFilter.GaussianBlur(2)), wide


def _joined(
    picture: Image.Image, who: Image.Image, oval: Image.Image, place: tuple[float, float]
) -> Image.Image:
    frame = picture.copy()
    left, top = place
    frame.paste(who, (round(left * picture.width), round(top * picture.height)), oval)
    return frame


def _shot(picture: Image.Image, chance: Generator, *, trembling: bool) -> Image.Image:
    """A picture as a camera sees it."""
    if trembling:
        trembled = np.array([0.02, 0.02, 0.98, 0.98]) + chance.uniform(-0.02, 0.02, 4)
        picture = _tilted(picture, trembled, chance)
    return _grainy(picture, chance)


def _part(picture: Image.Image, chance: Generator, across: float, down: float) -> Image.Image:
    left, top = chance.uniform(0, 1 - across), chance.uniform(0, 1 - down)
    shares = (left, top, left + across, top + down)
    sides = (picture.width, picture.height) * 2
    box = [round(share * side) for share, side in zip(shares, sides, strict=True)]
    return picture.crop((box[0], box[1], box[2], box[3]))


def _tilted(picture: Image.Image, box: NDArray[np.float64], chance: Generator) -> Image.Image:
    """A part [left, top, right, bottom] of a picture, its corners a hundredth off."""
    left, top, right, bottom = box
    corners = np.array([(left, top), (left, bottom), (right, bottom), (right, top)])
    corners = (corners + chance.normal(0, 0.006, (4, 2))) * picture.size
    size = (round(picture.width * (right - left)), round(picture.height * (bottom - top)))
    return picture.transform(
        size, Image.Transform.QUAD, tuple(corners.ravel()), Image.Resampling.BICUBIC
    )


def _grainy(picture: Image.Image, chance: Generator) -> Image.Image:
    pixels = np.asarray(picture, np.float32) * chance.uniform(0.93, 1.07)
    return _picture(pixels + chance.normal(0, 3, pixels.shape))


def _picture(pixels: NDArray[np.floating]) -> Image.Image:
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
