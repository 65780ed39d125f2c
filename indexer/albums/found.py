"""What the finders of albums give: an album that would be worth having, with its photos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST: Final = 8
"""Photos: fewer are seen at a glance without an album."""

_PER_ROOT: Final = 6
"""An album of 100,000 photos has 53 at least, of 1,000,000 there are 167. Set by hand: the number
of albums grows with a library, but far slower than the library itself."""

ENOUGH_TO_STAY: Final = 0.5
"""An album stays until it has but this share of what a new one needs, so that none comes and goes
with every photo."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """An album that Shoebox would make.

    Attributes:
        origin: What it is made of: "tag:dog", "year:2023", "event:...", "place:...".
        name: How it would be called.
        query: What finds its photos, in the language of queries.
        ids: Those that it finds now, int64 [n].
    """

    origin: str
    name: str
    query: str
    ids: NDArray[np.int64]


def least_size(photos: int, *, known: bool = False) -> int:
    """How many photos an album needs, in a library of so many; one that is there already fewer."""
    least = max(FEWEST, round(photos**0.5 / _PER_ROOT))
    return max(1, int(least * ENOUGH_TO_STAY)) if known else least
