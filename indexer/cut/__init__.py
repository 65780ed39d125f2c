"""The honest cut: which photos of a ranking are what was asked for, and how sure that is.

background    what a model makes of about a thousand everyday words and of words that say nothing
surroundings  what one library looks like to one model: the ground that a query stands out from
cut           one query: how likely each photo is right, from both, and the bands
bands         strong, likely, weak
prompts       the sentences that a few free words are put into

Everything here is numpy on what it is given: `search` asks, `vectors` and `encode` provide.
"""

from __future__ import annotations

from indexer.cut.background import Background
from indexer.cut.bands import Band
from indexer.cut.cut import Cut, Histogram, Kind, Verdict
from indexer.cut.prompts import prompts
from indexer.cut.surroundings import Surroundings

__all__ = [
    "Background",
    "Band",
    "Cut",
    "Histogram",
    "Kind",
    "Surroundings",
    "Verdict",
    "prompts",
]
