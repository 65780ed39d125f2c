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


def _has_fraction(taken_at: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Which moments are told more exactly than by whole seconds."""
    has: NDArray[np.bool_] = taken_at != taken_at.astype("datetime64[s]")
    return has
