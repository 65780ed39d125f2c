"""Finds photos of which one would be enough: exact copies, near copies, bursts.

    traits       (of the catalog) what tells photos apart at a glance
    hashes       pairs whose perceptual hashes are nearly the same; `vectors.pairs` finds those
                 whose vectors are
    shots        those that one camera took at different moments are no copies
    pictures     their previews as small grey pictures, without what light and colour do
    alignment    one laid on the other: which part of it does it show?
    changes      has somebody moved between the two, or come?
    distances    how far two pictures are from each other, whatever was done to either
    stars        pairs -> groups around one photo each, so that no chain forms
    bursts       one camera, the same seconds, the same thing
    best         which of a group to keep, and why
    side_by_side work on all cores
    finding      all of it in the right order
    discarding   the others, to the system's trash: each proved right before it goes
    records      what comes out

Nothing is ever changed by looking, but for what `is:duplicate` answers from. A mirrored picture is
another picture, and so is one turned by more than a few degrees: whoever did that wanted both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.duplicates.records import (
    DEFAULT_DISTANCE,
    LOOSEST,
    Group,
    Kind,
    Member,
    Progress,
    nobody,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from indexer.duplicates.records import Told
    from indexer.library import Library
    from indexer.models import Bundle

__all__ = [
    "DEFAULT_DISTANCE",
    "LOOSEST",
    "Group",
    "Kind",
    "Member",
    "Progress",
    "find_duplicates",
]


def find_duplicates(
    library: Library,
    bundle: Bundle,
    *,
    distance: float = DEFAULT_DISTANCE,
    kinds: Collection[Kind] = tuple(Kind),
    on_progress: Told = nobody,
) -> list[Group]:
    """Find the groups of photos of which one would be enough.

    Which photos are near duplicates is remembered, for `is:duplicate`.

    Args:
        library: Open for reading is enough.
        bundle: The model whose vectors say what is alike.
        distance: How far apart two pictures of a near group may be, from 0 (exact copies alone)
            to `LOOSEST`.
        kinds: Which groups are wanted.
        on_progress: Told often how far it has come. What it raises breaks it off; nothing is
            remembered then.

    Returns:
        Exact groups first, then near ones, then bursts. An exact copy is in its exact group alone:
        the best of that stands for it in the others.
    """
    from indexer.duplicates.finding import Finder  # It loads NumPy.

    return Finder(library, bundle, on_progress).find(kinds, distance=distance)
