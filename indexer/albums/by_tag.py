"""Albums of tags: of those that many photos have and many have not, and no two of the same photos.

A tag that most photos carry tells nothing, and "animal", "dog" and "puppy" would be three times the
same album. Tags are held against each other by the photos that two have in common, of all that have
either (Jaccard): where that is nearly all, the one that says more stays; where it is most, the one
that has more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.albums.found import Found, least_size
from indexer.catalog.matching import spelling
from indexer.query import Tag

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from indexer.catalog.tags import Members

    Masks = NDArray[np.uint64]
    """One bit for each photo, uint64 [tags, words]."""

KIND: Final = "tag"

MOST: Final = 60
"""Albums of tags; a longer list is not read any more. Set by hand, as the shares below."""

_HELD_AGAINST: Final = 400
"""Tags that are compared, the best first: with the number of pairs grows the time."""

_LOOKED_AT: Final = 131_072
"""Photos by which two tags are compared; of more, every second, third ... is looked at."""

_BITS: Final = 64

LARGEST_SHARE: Final = 0.35
"""Of the library: what more photos have is no reason to look at them together."""

_THE_SAME: Final = 0.8
"""Share of photos in common from which two tags are of the same photos."""

_MOSTLY: Final = 0.5


def by_tag(tags: Sequence[Members], photos: int, known: Collection[str]) -> list[Found]:
    """The tags that are worth an album each, those of most weight first.

    A tag that a person or a file gave goes before one that only a model found; else the number of
    photos times what it says of each counts, n log(N / n).

    Args:
        tags: Tags with their photos, of any size.
        photos: How many photos the library has.
        known: Origins of the albums that there are.
    """
    members = [
        each
        for each in tags
        if least_size(photos, known=_origin(each.name) in known)
        <= len(each.ids)
        <= LARGEST_SHARE * photos
    ]
    members.sort(key=lambda each: (-_weight(each, photos), each.name))
    chosen = _unlike(members[:_HELD_AGAINST])
    return [
        Found(_origin(each.name), each.name, str(Tag(each.name)), each.ids)
        for each in chosen[:MOST]
    ]


def _origin(name: str) -> str:
    return f"{KIND}:{spelling(name)}"


def _weight(each: Members, photos: int) -> float:
    count = len(each.ids)
    return float(count * np.log(photos / count) * (2 if each.said * 2 > count else 1))


def _unlike(members: Sequence[Members]) -> list[Members]:
    """Those of some tags, in their order, that are of different photos."""
    masks = _masks(members)
    sizes = np.bitwise_count(masks).sum(axis=1, dtype=np.int64)
    out: set[int] = set()
    for first in range(len(members)):
        alike = _alike(masks, sizes, first)
        for second in np.flatnonzero(alike >= _MOSTLY).tolist():
            if {first, second} & out:
                continue
            # Nearly the same photos: the smaller one says more of each. Else it is a part.
            smaller, larger = sorted((first, second), key=lambda at: (sizes[at], at))
            out.add(larger if alike[second] >= _THE_SAME else smaller)
    return [each for at, each in enumerate(members) if at not in out]


def _masks(members: Sequence[Members]) -> Masks:
    room = 1 + max((int(each.ids[-1]) for each in members), default=0)
    step = -(-room // _LOOKED_AT)
    masks = np.zeros((len(members), room // step // _BITS + 1), np.uint64)
    for row, each in enumerate(members):
        flags = np.zeros(_BITS * masks.shape[1], np.bool_)
        flags[each.ids[each.ids % step == 0] // step] = True
        masks[row] = np.packbits(flags).view(np.uint64)
    return masks


def _alike(masks: Masks, sizes: NDArray[np.int64], first: int) -> NDArray[np.float64]:
    """The share of photos that each tag behind one has in common with it, float64 [tags]."""
    common = np.zeros(len(masks), np.int64)
    behind = masks[first + 1 :] & masks[first]
    common[first + 1 :] = np.bitwise_count(behind).sum(axis=1, dtype=np.int64)
    share: NDArray[np.float64] = common / np.maximum(1, sizes + sizes[first] - common)
    return share
