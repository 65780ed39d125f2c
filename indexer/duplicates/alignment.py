"""Lays small pictures on each other, many pairs at once: which part of one shows the other.

A picture is a grey square here, whatever its shape, and its places run from -1 to 1 both ways. So
what lays one picture on another is an affine map, also where both have other shapes.

First each picture as a whole is compared with 64 parts of the other one, of 85 to 100 % of its
width and height: the best of those is where to begin. Then the map is made exact by the inverse
compositional algorithm of Baker and Matthews ("Lucas-Kanade 20 Years On: A Unifying Framework",
2004), the gain and the offset of the brightness set right at each step.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pictures = NDArray[np.float32]
    """Grey squares, [n, side, side]."""

    Maps = NDArray[np.float32]
    """Affine maps [n, 2, 3]: from a place of the picture that is laid, to one of the other."""

COARSE: Final = 32
"""Pixels of a side where a beginning is looked for."""

_PATCH: Final = 12
"""Pixels of a side of the parts that are compared."""

_CUTS: Final = (
    (1.0, 0.0),
    (0.92, -0.08),
    (0.92, 0.0),
    (0.92, 0.08),
    (0.85, -0.15),
    (0.85, -0.05),
    (0.85, 0.05),
    (0.85, 0.15),
)
"""Share of a side, and where the middle of the part lies: 5 to 15 % cut off, anywhere."""


def beginnings(
    laid: Pictures, under: Pictures, which: NDArray[np.intp]
) -> tuple[NDArray[np.float32], Maps]:
    """Where each picture shows a part of another one, roughly.

    Args:
        laid: float32 [n, 32, 32].
        under: float32 [m, 32, 32].
        which: The place in `under` of the one that each is laid on, [n].

    Returns:
        How alike the best parts are, float32 [n], -1 to 1; the maps, float32 [n, 2, 3].
    """
    whole = _unit(_resampled(laid, _resamplers()[:_PATCH]))
    parts = _unit(_parts(under))
    alike = (parts[which] @ whole[:, :, None])[:, :, 0]
    best = np.argmax(alike, axis=1)
    down, across = np.divmod(best, len(_CUTS))
    cuts = np.array(_CUTS, np.float32)
    maps = np.zeros((len(laid), 2, 3), np.float32)
    maps[:, 0, 0], maps[:, 0, 2] = cuts[across].T
    maps[:, 1, 1], maps[:, 1, 2] = cuts[down].T
    return alike[np.arange(len(best)), best], maps


def aligned(laid: Pictures, under: Pictures, maps: Maps, *, steps: int) -> Maps:
    """The maps made exact.

    Args:
        laid: float32 [n, side, side].
        under: Of the same shape.
        maps: Where to begin, as `beginnings` gives them.
        steps: How often each is bettered.
    """
    count, side = len(laid), laid.shape[1]
    flat = laid.reshape(count, -1)
    basis, squares = _bases(side)
    across, down = _slopes(laid)
    curvature = _curvature(across, down, squares)
    inverse = np.linalg.inv(curvature)
    maps = maps.copy()
    for _ in range(steps):
        seen, inside = laid_on(under, maps)
        error = _error(flat, seen, inside)
        pull = np.concatenate([(across * error) @ basis, (down * error) @ basis], axis=1)
        step = (inverse @ pull[:, :, None])[:, :, 0].reshape(count, 2, 3)
        maps = _composed(maps, np.clip(step, -0.1, 0.1))
    return maps


def laid_on(
    under: NDArray[np.float32] | NDArray[np.uint8], maps: Maps, *, side: int | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the other pictures show where each pixel comes to lie, and whether it lies inside.

    Args:
        under: The pictures, [n, side, side].
        maps: float32 [n, 2, 3].
        side: Pixels of a side of what is laid on them, where it has not as many.

    Returns:
        Two arrays, float32 [n, pixels]; the second is 1 inside and 0 outside.
    """
    basis, _ = _bases(side or under.shape[1])
    count, side = under.shape[:2]
    places = maps.reshape(-1, 3) @ basis.T  # [2n, pixels]
    places = ((places + 1) * (side / 2) - 0.5).reshape(count, 2, -1)
    x, y = places[:, 0], places[:, 1]
    inside = ((x > -0.5) & (x < side - 0.5) & (y > -0.5) & (y < side - 0.5)).astype(np.float32)
    x, y = np.clip(x, 0, side - 1.001), np.clip(y, 0, side - 1.001)
    left, top = x.astype(np.int32), y.astype(np.int32)
    x -= left
    y -= top
    start = (top * side + left) + (np.arange(count, dtype=np.int32) * side * side)[:, None]
    pixels = under.reshape(-1)
    upper = pixels[start] * (1 - x) + pixels[start + 1] * x
    lower = pixels[start + side] * (1 - x) + pixels[start + side + 1] * x
    return upper * (1 - y) + lower * y, inside


def _error(
    laid: NDArray[np.float32], seen: NDArray[np.float32], inside: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How far `seen` differs from `laid` once its brightness and contrast are made the same."""
    weight = np.maximum(inside.sum(axis=1, keepdims=True), 1)
    one = laid - (laid * inside).sum(axis=1, keepdims=True) / weight
    other = seen - (seen * inside).sum(axis=1, keepdims=True) / weight
    gain = (one * other * inside).sum(axis=1, keepdims=True)
    gain /= np.maximum((other * other * inside).sum(axis=1, keepdims=True), 1e-6)
    error: NDArray[np.float32] = (gain * other - one) * inside
    return error


def _curvature(
    across: NDArray[np.float32], down: NDArray[np.float32], squares: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The Gauss-Newton approximation of the Hessian of each picture, float32 [n, 6, 6]."""
    blocks = [(each @ squares).reshape(-1, 3, 3) for each in (across**2, across * down, down**2)]
    curvature = np.concatenate(
        [
            np.concatenate([blocks[0], blocks[1]], axis=2),
            np.concatenate([blocks[1], blocks[2]], axis=2),
        ],
        axis=1,
    )
    # A picture without edges holds nothing fast: it stays where it is.
    damping = 1e-3 * np.trace(curvature, axis1=1, axis2=2) + 1e-3
    curvature += damping[:, None, None] * np.eye(6, dtype=np.float32)
    return curvature


def _slopes(pictures: Pictures) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How the brightness grows from left to right and from top to bottom, per unit of place."""
    scale = pictures.shape[1] / 2
    across, down = np.zeros_like(pictures), np.zeros_like(pictures)
    across[:, :, 1:-1] = (pictures[:, :, 2:] - pictures[:, :, :-2]) * (scale / 2)
    down[:, 1:-1] = (pictures[:, 2:] - pictures[:, :-2]) * (scale / 2)
    return across.reshape(len(pictures), -1), down.reshape(len(pictures), -1)


def _composed(maps: Maps, step: Maps) -> Maps:
    """The maps after the inverse of a step taken on the picture that is laid."""
    moved = step.copy()
    moved[:, 0, 0] += 1
    moved[:, 1, 1] += 1
    linear = np.linalg.inv(moved[:, :, :2])
    shift = -(linear @ moved[:, :, 2:])
    turned = maps[:, :, :2] @ linear
    return np.concatenate([turned, maps[:, :, :2] @ shift + maps[:, :, 2:]], axis=2)


@cache
def _bases(side: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(x, y, 1) of each pixel, [side * side, 3], and the products of those, [side * side, 9]."""
    along = ((np.arange(side) + 0.5) * 2 / side - 1).astype(np.float32)
    x, y = np.tile(along, side), np.repeat(along, side)
    basis = np.stack([x, y, np.ones_like(x)], axis=1)
    return basis, (basis[:, :, None] * basis[:, None, :]).reshape(-1, 9)


@cache
def _resamplers() -> NDArray[np.float32]:
    """What draws each cut of a side of 32 pixels with 12: float32 [8 * 12, 32]."""
    edges = np.linspace(-1, 1, _PATCH + 1)
    rows = []
    for share, middle in _CUTS:
        places = (edges * share + middle + 1) * COARSE / 2
        for first, last in pairwise(places):
            pixels = np.arange(COARSE)
            covered = np.minimum(pixels + 1, last) - np.maximum(pixels, first)
            rows.append(np.clip(covered, 0, 1) / (last - first))
    return np.array(rows, np.float32)


def _resampled(pictures: Pictures, resampler: NDArray[np.float32]) -> NDArray[np.float32]:
    drawn: NDArray[np.float32] = np.matmul(resampler @ pictures, resampler.T)
    flat: NDArray[np.float32] = drawn.reshape(len(pictures), -1)
    return flat


def _parts(pictures: Pictures) -> NDArray[np.float32]:
    """All parts of each picture, float32 [n, 64, 144], by their height, then by their width."""
    cuts = len(_CUTS)
    drawn = _resampled(pictures, _resamplers())
    parts = drawn.reshape(len(pictures), cuts, _PATCH, cuts, _PATCH).transpose(0, 1, 3, 2, 4)
    return parts.reshape(len(pictures), cuts * cuts, _PATCH * _PATCH)


def _unit(patches: NDArray[np.float32]) -> NDArray[np.float32]:
    """Patches [..., m] without their mean and of length 1; a plain one is all 0."""
    centred = patches - patches.mean(axis=-1, keepdims=True)
    length = np.linalg.norm(centred, axis=-1, keepdims=True)
    unit: NDArray[np.float32] = centred / np.maximum(length, 1e-3)
    return unit
