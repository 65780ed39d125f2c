"""Which photos were taken in one go: told by their camera, or seen by time and looks.

What a camera or a phone says of a burst counts, within one folder, so that a copy of it elsewhere
is another. Of other photos those are one that `duplicates` takes for one, if there are three: two
within two seconds, or an edited copy beside its photo, are nothing that anybody would look for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.duplicates.bursts import SECONDS, bursts
from indexer.duplicates.hashes import differing_bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from indexer.catalog.traits import Traits
    from indexer.library import Library
    from indexer.models import Bundle

LEAST: Final = 3
"""Photos of a burst of which no camera says so."""

_MOST_BITS: Final = 4
"""Bits by which hashes of the same moment differ, of photos that are taken for a copy and its
original. Chosen by hand: where that is wrong, a burst is told to be one photo smaller."""


def find_bursts(library: Library, bundle: Bundle) -> None:
    """Look through all photos, and keep what is found.

    0.1 s of the processor for 100,000 of which few follow each other closely: these alone are read.

    Args:
        library: Open for writing.
        bundle: The model whose vectors say what shows the same.
    """
    catalog = library.catalog
    traits = catalog.traits(catalog.ids_in_a_row(SECONDS, LEAST).tolist())
    counted = _first_of_each(traits)
    seen = (
        _shots(traits, group) for group in bursts(traits, library.vectors(bundle), counted=counted)
    )
    found = [group for group in seen if len(group) >= LEAST]
    catalog.keep_bursts([*catalog.told_bursts(), *found])


def _first_of_each(traits: Traits) -> NDArray[np.bool_]:
    """Of photos with the same content the first alone, bool [n]."""
    first = np.zeros(len(traits), np.bool_)
    first[np.unique(traits.content_keys, return_index=True)[1]] = True
    return first


def _shots(traits: Traits, group: Sequence[int]) -> list[int]:
    """The photos of a burst without those that are an altered copy of the one before."""
    places = np.searchsorted(traits.ids, group)
    moments, hashes = traits.taken_at[places], traits.hashes[places]
    same = (np.diff(moments) == np.timedelta64(0)) & (
        differing_bits(hashes[1:], hashes[:-1]) <= _MOST_BITS
    )
    return [group[0], *(each for each, copy in zip(group[1:], same, strict=True) if not copy)]
