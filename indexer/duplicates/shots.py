"""Which photos one camera took at different moments: those are no copies, however alike they look.

A copy keeps the moment of its shot or loses it, so what a small moved figure does not tell of two
frames, their dates do. Some programs write the moment in another time zone: then it is off by
whole quarters of an hour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.catalog.traits import Traits
    from indexer.duplicates.stars import Likeness

_ZONES: Final = 15 * 60
"""Seconds by whole numbers of which time zones differ."""

_FURTHEST_ZONES: Final = 26 * 3600
"""Seconds between the first place on earth where a day begins and the last."""

_SAME: Final = 1.0
"""Seconds: some programs keep fractions of a second, others drop them or round."""

_SAME_FRACTION: Final = 0.005
"""Seconds, where both have fractions: as little as hundredths rounded to one another."""


def different_shots(traits: Traits, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs of places [m, 2] are surely two shots of one camera, bool [m]."""
    one, other = pairs[:, 0], pairs[:, 1]
    camera = traits.cameras[one]
    known = (camera == traits.cameras[other]) & (camera != 0)
    known &= ~np.isnat(traits.taken_at[one]) & ~np.isnat(traits.taken_at[other])
    apart = np.zeros(len(pairs))
    taken = traits.taken_at[one[known]] - traits.taken_at[other[known]]
    apart[known] = np.abs(taken / np.timedelta64(1, "s"))
    off = np.abs(apart - _ZONES * np.rint(apart / _ZONES))
    fractions = _has_fraction(traits.taken_at[one]) & _has_fraction(traits.taken_at[other])
    same = off < np.where(fractions, _SAME_FRACTION, _SAME)
    different: NDArray[np.bool_] = known & ~(same & (apart <= _FURTHEST_ZONES))
    return different


def of_other_shots(traits: Traits, like: Likeness) -> list[tuple[int, int]]:
    """Pairs of ids, alike, of which one is a copy of another shot than the other.

    A picture without a date may be like several frames of a burst. It is a copy of one of them: of
    the nearest. Else all of them would pass for versions of it.
    """
    shots = set(traits.ids[(traits.cameras != 0) & ~np.isnat(traits.taken_at)].tolist())
    copies, pairs = [], []
    for copy, near in like.items():
        known = sorted(near.keys() & shots, key=lambda each: (near[each], each))
        if copy not in shots and len(known) > 1:
            copies += [copy] * (len(known) - 1)
            pairs += [(known[0], other) for other in known[1:]]
    if not pairs:
        return []
    apart = different_shots(traits, np.searchsorted(traits.ids, np.array(pairs, np.int64)))
    return [(copies[place], pairs[place][1]) for place in np.flatnonzero(apart).tolist()]


def _has_fraction(taken_at: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Which moments are told more exactly than by whole seconds."""
    has: NDArray[np.bool_] = taken_at != taken_at.astype("datetime64[s]")
    return has
