"""Pairs that are alike -> groups around one photo each, to which all others of it are alike.

So no chain forms: that A is like B and B like C does not bring A and C together. The photo in the
middle is one that most others are like; what a crop on the left and one on the right have in
common is the whole picture.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Likeness = dict[int, dict[int, float]]
"""Id -> the ids that are like it, each with the distance."""


def likenesses(pairs: Iterable[tuple[int, int, float]]) -> Likeness:
    """Pairs with their distances, to be looked up from either side."""
    like: Likeness = defaultdict(dict)
    for one, other, distance in pairs:
        like[one][other] = like[other][one] = distance
    return like


def stars(like: Likeness, rank: Callable[[int], float]) -> list[list[int]]:
    """Groups of at least two, in each of which the first is like all others.

    Args:
        like: Which are alike.
        rank: Of two with as many alike, the one with the higher rank is the middle.

    Returns:
        Each photo is in one group at most: in that whose middle it is nearest to.
    """
    middles: set[int] = set()
    covered: set[int] = set()
    for each in sorted(like, key=lambda each: (-len(like[each]), -rank(each), each)):
        if each not in covered:
            middles.add(each)
            covered.update(like[each], (each,))
    members: dict[int, list[int]] = {middle: [middle] for middle in middles}
    for each in covered - middles:
        near = like[each]
        nearest = min(near.keys() & middles, key=lambda middle: (near[middle], middle))
        members[nearest].append(each)
    return [
        sorted(group, key=lambda each: (each != group[0], each))
        for group in members.values()
        if len(group) > 1
    ]


def choices(group: list[int], like: Likeness) -> list[int]:
    """Those of a group that are like all others of it, the middle first: any may stand for all."""
    everyone = set(group)
    return [each for each in group if everyone <= like[each].keys() | {each}]
