"""What only one of two pictures shows, once they lie on each other: somebody has moved, or come.

Whoever makes a copy may change its light and colours all over, and write words on it; what happens
between two shots is at one place, and hides what was there. So the light of one picture is told
from the colours of the other, by whatever smooth rule is right of nearly all of it, and what is
left over is looked at:

- Who has moved is here in one picture and there in the other: what is left over is too bright at
  one place and too dark at another. White words are too bright everywhere, black ones too dark.
- Who has come fills a place. Words are strokes, and the old picture is between them.

The rule is found by least squares, weighted anew in each round as by Geman and McClure
("Statistical methods for tomographic image reconstruction", 1987), so that it follows what stays.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from indexer.duplicates.alignment import aligned, laid_on
from indexer.duplicates.pictures import contrasts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.duplicates.alignment import Maps

    Floats = NDArray[np.float32]
    Colours = NDArray[np.uint8]
    """Squares of red, green and blue, [n, 128, 128, 3]."""

SIDE: Final = 128
"""Pixels of a side of the pictures: somebody far away, a tenth of its width, has 13. What is left
over has half as many, so that a seam between two pixels is no change."""

_LIGHT: Final = np.array([0.299, 0.587, 0.114], np.float32)
"""Shares of red, green and blue in what is seen as light (ITU-R BT.601, as JPEG has it)."""

_AT_ONCE: Final = 32
_ROUNDS: Final = 5
_WIDE: Final = 1.5
"""Standard deviations from which on a pixel hardly counts for the rule."""

_RIDGE: Final = 1e-5
"""A grey picture has three channels that are one: this says which of them to follow."""

_PLAIN: Final = 10.0
"""Grey levels by which a picture varies at least: grain on a white page is no change."""

_SMALLEST: Final = 5.0
"""The same, for how much noise there is in it."""

_NOISE: Final = 10.0
"""How much more may be left over for each part of the picture's own variance that is noise."""

_MOVED: Final = 10.0
_COME: Final = 6.25
"""Distance for what is left over, both ways and at one place. How they stand to each other, and
`_NOISE`, was chosen in a coarse search on one half of the pictures of tests/bench/duplicates.py: so
few frames passed in which somebody has moved or come, where 98 % of the copies did."""


class _Rule(NamedTuple):
    """How the light of some pictures follows from the colours of others.

    `weights` of the terms, [n, terms, 1]; `noise`, what it leaves over of most pixels, as a share
    of `spread`, the standard deviation of the light in grey levels, both [n].
    """

    weights: Floats
    noise: Floats
    spread: Floats


def changes(laid: Colours, under: Colours, maps: Maps) -> Floats:
    """How far two pictures are from each other by what only one of them shows.

    Args:
        laid: uint8 [n, 128, 128, 3].
        under: Of the same shape.
        maps: What lays the first on the second, nearly right, float32 [n, 2, 3].

    Returns:
        float32 [n], from 0; as `distances` counts.
    """
    found = np.zeros(len(laid), np.float32)
    for start in range(0, len(laid), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        left = _left_over(*_side_by_side(laid[some], under[some], maps[some]))
        found[some] = np.maximum(_MOVED * _both_ways(left), _COME * _at_one_place(left))
    return found


def _side_by_side(laid: Colours, under: Colours, maps: Maps) -> tuple[Floats, Floats, Floats]:
    """Both pictures, float32 [n, 64, 64, 3], 0 to 1, and where both are, [n, 64, 64]."""
    lights = contrasts(laid @ _LIGHT), contrasts(under @ _LIGHT)
    maps = aligned(*lights, maps, steps=1)
    one = _halved(np.divide(laid, 255, dtype=np.float32))
    seen = [laid_on(under[..., channel], maps, side=SIDE // 2) for channel in range(3)]
    other = np.stack([colour for colour, _ in seen], axis=2).reshape(one.shape)
    return one, np.divide(other, 255, dtype=np.float32), seen[0][1].reshape(one.shape[:3])


def _left_over(one: Floats, other: Floats, inside: Floats) -> Floats:
    """What the better of two rules leaves over, [n, 64, 64], against what a copy may leave."""
    small = _flat(_halved(one)), _flat(_halved(other))
    counted = _flat(_halved(inside)) > 0.99
    forth, back = _rule(small[0], small[1], counted), _rule(small[1], small[0], counted)
    # Of a grey copy and its original only the copy follows from the other.
    turned = back.noise < forth.noise
    weights, noise, spread = (
        np.where(_wide(turned, of), of, to) for of, to in zip(back, forth, strict=True)
    )
    told = np.where(_wide(turned, one), other, one)
    teller = np.where(_wide(turned, one), one, other)
    light = (_terms(_flat(teller)) @ weights).reshape(inside.shape)
    usual = np.sqrt(np.maximum(spread, _PLAIN)) * (1 + _NOISE * noise)
    left = (told @ _LIGHT - light) * inside * 255 / usual[:, None, None]
    return left.astype(np.float32, copy=False)


def _rule(told: Floats, teller: Floats, counted: NDArray[np.bool_]) -> _Rule:
    """The rule that is right of most pixels [n, pixels, 3] that are counted, [n, pixels]."""
    light, terms = told @ _LIGHT, _terms(teller)
    number = counted.sum(axis=1)
    weight = counted.astype(np.float32)
    ridge = _RIDGE * np.eye(terms.shape[2], dtype=np.float32)
    for _ in range(_ROUNDS):
        weight /= np.maximum(weight.sum(axis=1, keepdims=True), 1e-6)
        weighed = (terms * weight[:, :, None]).swapaxes(1, 2)
        weights = np.linalg.solve(weighed @ terms + ridge, weighed @ light[:, :, None])
        error = np.abs(light - (terms @ weights)[:, :, 0])
        ranked = np.sort(np.where(counted, error, np.inf), axis=1)
        # The median of a normal distribution's distances from its mean is 1 / 1.48 of its width.
        noise = 1.48 * ranked[np.arange(len(ranked)), number // 2] + 1e-3
        weight = 1 / (1 + (error / (_WIDE * noise[:, None])) ** 2) ** 2 * counted
    spread = 255 * np.sqrt(_variance(light, counted))
    share = 255 * noise / np.maximum(spread, _SMALLEST)
    return _Rule(weights.astype(np.float32, copy=False), share, spread)


def _terms(colours: Floats) -> Floats:
    """What a rule is made of, of each pixel [n, pixels, 3]: [n, pixels, terms].

    All products of two colours, for tones and tints; and the place, for skies and corners that
    somebody made darker.
    """
    red, green, blue = np.moveaxis(colours, -1, 0)
    light, one = colours @ _LIGHT, np.ones_like(red)
    tones = [one, red, green, blue, red**2, green**2, blue**2, red * green, green * blue]
    places = _places(colours.shape[1])
    return np.stack(
        [*tones, red * blue, *(one * each for each in places), *(light * each for each in places)],
        axis=-1,
    )


@cache
def _places(pixels: int) -> tuple[Floats, ...]:
    """How far right and down each pixel of a square is, -1 to 1, and the products of both."""
    side = round(pixels**0.5)
    along = ((np.arange(side) + 0.5) * 2 / side - 1).astype(np.float32)
    x, y = np.tile(along, side), np.repeat(along, side)
    return x, y, x * x, y * y, x * y


def _both_ways(left: Floats) -> Floats:
    """How far it is too bright somewhere and too dark somewhere else as well, over two pixels."""
    mean = (left[:, 1:, 1:] + left[:, 1:, :-1] + left[:, :-1, 1:] + left[:, :-1, :-1]) / 4
    both: Floats = np.minimum(mean.max(axis=(1, 2)), -mean.min(axis=(1, 2)))
    return both


def _at_one_place(left: Floats) -> Floats:
    """How far it is too bright, or too dark, all over some square of three pixels."""
    return np.maximum(_filled(left), _filled(-left))


def _filled(left: Floats) -> Floats:
    least = np.minimum(np.minimum(left[:, 2:], left[:, 1:-1]), left[:, :-2])
    least = np.minimum(np.minimum(least[:, :, 2:], least[:, :, 1:-1]), least[:, :, :-2])
    filled: Floats = least.max(axis=(1, 2))
    return filled


def _variance(values: Floats, counted: NDArray[np.bool_]) -> Floats:
    """Of those of each row that are counted."""
    number = np.maximum(counted.sum(axis=1, dtype=np.float32), 1)
    mean = (values * counted).sum(axis=1) / number
    variance = ((values - mean[:, None]) ** 2 * counted).sum(axis=1) / number
    return np.asarray(variance, np.float32)


def _halved(squares: Floats) -> Floats:
    """Means of two by two pixels."""
    upper = squares[:, ::2, ::2] + squares[:, ::2, 1::2]
    halved = (upper + squares[:, 1::2, ::2] + squares[:, 1::2, 1::2]) / 4
    return np.asarray(halved, np.float32)


def _flat(squares: Floats) -> Floats:
    """Squares [n, side, side, ...] as rows of pixels."""
    return squares.reshape(len(squares), -1, *squares.shape[3:])


def _wide(chosen: NDArray[np.bool_], like: Floats) -> NDArray[np.bool_]:
    """One choice for each row, to be made all over it."""
    return chosen.reshape(-1, *(1,) * (like.ndim - 1))
