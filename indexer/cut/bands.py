"""The three bands of an answer, and the likelihoods at which they begin.

How likely a photo is what was asked for is told in `cut`.
"""

from __future__ import annotations

from enum import IntEnum


class Band(IntEnum):
    """How sure Shoebox is that a photo is what was asked for."""

    WEAK = 1
    LIKELY = 2
    STRONG = 3
