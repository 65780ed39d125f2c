"""How far the pictures of two photos are from each other, 0 to 100, whatever was done to either.

First it is looked whether one could show a part of the other at all, which is cheap and says no to
nearly all; then one is laid on the other, and what lies on what is compared block by block.

Two things tell pictures apart, and the distance is the greater of both. One is their structure: 100
less the mean of two correlations in hundredths, of all blocks, by how much there is to be seen in
them, and of the block that nine tenths surpass. The first forgives words that were written over a
picture, the second does not forgive a crowd that has moved. The other is what only one of the two
shows, at one place: see `changes`. All numbers were chosen on one half of the pictures of
tests/bench/duplicates.py and proved on the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.duplicates.alignment import COARSE, aligned, beginnings, laid_on
from indexer.duplicates.changes import SIDE, changes
from indexer.duplicates.pictures import Pictures, contrasts, draw
from indexer.duplicates.records import LOOSEST, nobody
from indexer.duplicates.side_by_side import in_parallel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from indexer.duplicates.alignment import Maps
    from indexer.previews import Previews

    Ids = NDArray[np.int64]
    Told = Callable[[str, int, int], None]

FURTHEST: Final = 100.0
"""Of two pictures that have nothing in common."""

FINE: Final = 64
"""Pixels of a side where pictures are compared."""

_PROMISING: Final = 0.6
"""Correlation from which on a beginning is followed: of 1,320 copies 99.5 % have more than 0.76; of
1,470 pairs of other photos that the model takes for alike 99 % have less than 0.47 (measured)."""

_COARSE_STEPS: Final = 6
_FINE_STEPS: Final = 2
_BLOCKS: Final = 8
"""Blocks along a side."""

_NOISE: Final = 16.0
"""Variance that is not looked into: a plain sky is as alike as any other."""

_MOSTLY: Final = 0.6
"""Of a block that is compared, so much lies on the other picture."""

_WORST: Final = 0.1
_AT_ONCE: Final = 256
_DRAWING: Final = 10
"""Drawing a picture takes as long as comparing so many."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may have been done to a copy besides its colours.

    Attributes:
        inside: Least share of it that lies on the other: a copy shows nothing new.
        stretched: Most that one direction may be stretched against the other.
        turned: Most degrees.
        smallest: Least share of the other that it shows.
        largest: Most; more than all by what laying is inexact.
    """

    inside: float = 0.89
    stretched: float = 1.08
    turned: float = 6.0
    smallest: float = 0.6
    largest: float = 1.12


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Gallery:
    """What pictures are compared from.

    Attributes:
        previews: The library's.
        ids: All photos that may be compared, int64 [n], ascending.
        sizes: Their width and height, float64 [n, 2].
    """

    previews: Previews
    ids: Ids
    sizes: NDArray[np.float64]

    def sizes_of(self, ids: Ids) -> NDArray[np.float64]:
        """Width and height of some, float64 [m, 2]."""
        found: NDArray[np.float64] = self.sizes[np.searchsorted(self.ids, ids)]
        return found


def distances(gallery: Gallery, pairs: Ids, *, on_progress: Told = nobody) -> NDArray[np.float32]:
    """The distance of each pair of photos, float32 [m].

    Args:
        gallery: Where their pictures are.
        pairs: Ids int64 [m, 2], by the first of each.
        on_progress: Told the stage, "compare" or "prove", and how much of it is done, of how much.
            May raise, to break it off.
    """
    found = np.full(len(pairs), FURTHEST, np.float32)
    everyone = np.unique(pairs)
    drawing = _DRAWING * len(everyone)
    total = drawing + 2 * len(pairs)
    pictures = Pictures(
        gallery.previews,
        everyone,
        side=COARSE,
        on_progress=lambda done: on_progress("compare", _DRAWING * done, total),
    )
    try:
        alike, maps, swapped = _promising(
            pictures, pairs, lambda done: on_progress("compare", drawing + done, total)
        )
        close = np.flatnonzero(alike > _PROMISING)
        turned = np.where(swapped[:, None], pairs[:, ::-1], pairs)[close]
        looked = _looked_at_closely(gallery, pictures, turned, maps[close])
        for place, some in zip(range(0, len(close), _AT_ONCE), looked, strict=True):
            found[close[place : place + _AT_ONCE]] = some
            on_progress("prove", place + len(some), len(close))
    finally:
        pictures.close()
    return found


def _promising(
    pictures: Pictures, pairs: Ids, on_progress: Callable[[int], None]
) -> tuple[NDArray[np.float32], Maps, NDArray[np.bool_]]:
    """How alike the pairs are at best, the maps to begin with, and whether the second is laid."""
    alike = np.full(len(pairs), -1, np.float32)
    maps = np.zeros((len(pairs), 2, 3), np.float32)
    swapped = np.zeros(len(pairs), np.bool_)
    there = np.flatnonzero(pictures.has(pairs).all(axis=1))
    done = 0
    for under in (1, 0):
        # By the one whose parts are cut out, so that those are cut but once.
        order = there[np.argsort(pairs[there, under], kind="stable")]
        blocks = [order[start : start + _AT_ONCE] for start in range(0, len(order), _AT_ONCE)]
        laid = [pairs[some, 1 - under] for some in blocks]
        found = in_parallel(
            partial(_begun, pictures), laid, [pairs[some, under] for some in blocks]
        )
        for some, (score, begun) in zip(blocks, found, strict=True):
            better = score > alike[some]
            alike[some[better]], maps[some[better]] = score[better], begun[better]
            swapped[some[better]] = under == 0
            done += len(some)
            on_progress(done)
    return alike, maps, swapped


def _begun(pictures: Pictures, laid: Ids, under: Ids) -> tuple[NDArray[np.float32], Maps]:
    """Where each photo shows a part of the other one: how alike they are, and the maps."""
    which, places = np.unique(under, return_inverse=True)
    return beginnings(pictures.of(laid), pictures.of(which), places)


def _looked_at_closely(
    gallery: Gallery, pictures: Pictures, pairs: Ids, maps: Maps
) -> Iterator[NDArray[np.float32]]:
    """The distances of pairs, the first laid on the second, `_AT_ONCE` at a time."""

    def look(pair: Ids, begun: Maps) -> NDArray[np.float32]:
        laid, under = pictures.of(pair[:, 0]), pictures.of(pair[:, 1])
        begun = aligned(laid, under, begun, steps=_COARSE_STEPS)
        sizes = gallery.sizes_of(pair[:, 0]), gallery.sizes_of(pair[:, 1])
        one, other = _both(gallery.previews, pair, side=FINE, grey=True)
        far, maps = compared(contrasts(one), contrasts(other), begun, *sizes)
        some = np.flatnonzero(far <= LOOSEST)
        if len(some):
            seen = _both(gallery.previews, pair[some], side=SIDE, grey=False)
            far[some] = np.maximum(far[some], changes(*seen, maps[some]))
        return far

    starts = range(0, len(pairs), _AT_ONCE)
    return in_parallel(
        look,
        [pairs[start : start + _AT_ONCE] for start in starts],
        [maps[start : start + _AT_ONCE] for start in starts],
    )


def _both(
    previews: Previews, pairs: Ids, *, side: int, grey: bool
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Both pictures of each pair, as `draw` gives them; black, and so like none, what is gone."""
    ids, places = np.unique(pairs, return_inverse=True)
    black = np.zeros((side, side) if grey else (side, side, 3), np.uint8)
    drawn = draw(previews, ids, side=side, grey=grey)
    pictures = np.stack([black if each is None else each for each in drawn])
    places = places.reshape(-1, 2)
    return pictures[places[:, 0]], pictures[places[:, 1]]


def compared(
    laid: NDArray[np.float32],
    under: NDArray[np.float32],
    maps: Maps,
    laid_sizes: NDArray[np.float64],
    under_sizes: NDArray[np.float64],
) -> tuple[NDArray[np.float32], Maps]:
    """How far pictures are from each other that lie nearly right on each other; the maps, better.

    Args:
        laid: float32 [n, side, side], as `contrasts` gives.
        under: Of the same shape.
        maps: float32 [n, 2, 3].
        laid_sizes: Width and height of the photos, float64 [n, 2].
        under_sizes: Of the others.
    """
    maps = aligned(laid, under, maps, steps=_FINE_STEPS)
    seen, inside = laid_on(under, maps)
    alike = _likeness(laid.reshape(len(laid), -1), seen, inside)
    possible = _possible(maps, laid_sizes, under_sizes)
    possible &= inside.mean(axis=1) > LIMITS.inside
    far = 100 * (1 - np.clip(alike, 0, 1))
    return np.where(possible, far, FURTHEST).astype(np.float32), maps


def _likeness(
    laid: NDArray[np.float32], seen: NDArray[np.float32], inside: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The mean of the correlation over all and of the worst tenth's best block, [n]."""
    one, other, counted = (_in_blocks(each) for each in (laid, seen, inside))
    pixels = np.maximum(counted.sum(axis=2), 1)
    compared = counted.mean(axis=2) >= _MOSTLY
    one = (one - (one * counted).sum(axis=2, keepdims=True) / pixels[:, :, None]) * counted
    other = (other - (other * counted).sum(axis=2, keepdims=True) / pixels[:, :, None]) * counted
    both = np.sqrt(
        ((one**2).sum(axis=2) / pixels + _NOISE) * ((other**2).sum(axis=2) / pixels + _NOISE)
    )
    correlation = ((one * other).sum(axis=2) / pixels + _NOISE) / both
    weight = np.where(compared, both, 0)
    overall = (weight * correlation).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-6)
    ranked = np.sort(np.where(compared, correlation, np.inf), axis=1)
    place = (_WORST * (np.maximum(compared.sum(axis=1), 1) - 1)).round().astype(np.intp)
    worst = ranked[np.arange(len(ranked)), place]
    likeness: NDArray[np.float32] = (overall + np.where(np.isfinite(worst), worst, -1)) / 2
    return likeness


def _in_blocks(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pixels [n, side * side] by blocks: [n, blocks, pixels of a block]."""
    block = int(np.sqrt(pixels.shape[1])) // _BLOCKS
    parts = pixels.reshape(len(pixels), _BLOCKS, block, _BLOCKS, block)
    return parts.transpose(0, 1, 3, 2, 4).reshape(len(pixels), _BLOCKS**2, block**2)


def _possible(
    maps: Maps, laid_sizes: NDArray[np.float64], under_sizes: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which maps are what people do to pictures, bool [n]."""
    linear = maps[:, :, :2].astype(np.float64)
    share = np.linalg.det(linear)
    # In pixels of the photos: a square here may be any rectangle there.
    true = linear * under_sizes[:, :, None] / np.maximum(laid_sizes, 1)[:, None, :]
    lengths = np.linalg.svd(true, compute_uv=False)
    turned = np.degrees(np.arctan2(true[:, 1, 0] - true[:, 0, 1], true[:, 0, 0] + true[:, 1, 1]))
    possible: NDArray[np.bool_] = (
        (lengths[:, 0] < LIMITS.stretched * np.maximum(lengths[:, 1], 1e-9))
        & (np.abs(turned) < LIMITS.turned)
        & (share > LIMITS.smallest)
        & (share < LIMITS.largest)
    )
    return possible
