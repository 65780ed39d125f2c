"""A library -> its groups of photos of which one would be enough."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from indexer.duplicates import best
from indexer.duplicates.bursts import bursts
from indexer.duplicates.distances import Gallery, distances
from indexer.duplicates.hashes import differing_bits, hash_pairs
from indexer.duplicates.pictures import draw, sharpness
from indexer.duplicates.records import SAME, Group, Kind, Member, Progress
from indexer.duplicates.shots import different_shots, of_other_shots
from indexer.duplicates.side_by_side import in_parallel
from indexer.duplicates.stars import choices, likenesses, stars

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from indexer.catalog.traits import Traits
    from indexer.duplicates.records import Told
    from indexer.duplicates.stars import Likeness
    from indexer.library import Library
    from indexer.models import Bundle

_ALIKE: Final = 0.55
"""Least cosine of a pair that is looked at: 99 % of all copies have more (measured with the starter
model; what it misses are small grey or badly pressed ones), or nearly the same hash."""

_NEIGHBOURS: Final = 10
"""Of each photo so many nearest are looked at: the copies of one are the nearest of each other."""

_MOST_BITS: Final = 24
"""Of their hashes at most so many bits differ, as of 99.5 % of copies; by chance 32 do."""

_SHARP_SIDE: Final = 128
"""Pixels of a side where sharpness is measured: a blurred frame is blurred there too."""
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A group before its photos are read: their ids, and which of them may be the best."""

    kind: Kind
    ids: tuple[int, ...]
    choices: frozenset[int]

    @classmethod
    def free(cls, kind: Kind, ids: Iterable[int]) -> Self:
        """A group of which any may be the best."""
        everyone = tuple(int(each) for each in ids)
        return cls(kind, everyone, frozenset(everyone))


class Finder:
    """Finds the groups of one library.

    Args:
        library: Open for reading.
        bundle: The model whose vectors say what is alike.
        on_progress: Told how far it has come; what it raises breaks it off.
    """

    def __init__(self, library: Library, bundle: Bundle, on_progress: Told) -> None:
        self._library = library
        self._index = library.vectors(bundle)
        self._traits = library.catalog.traits()
        self._on_progress = on_progress
        self._alike: Likeness = {}

    def find(self, kinds: Collection[Kind], *, distance: float) -> list[Group]:
        """All groups of these kinds; see `indexer.duplicates.find_duplicates`."""
        same = _exact(self._traits)
        self._tell("exact", len(self._traits), len(self._traits))
        alone = np.ones(len(self._traits), np.bool_)
        for group in same:
            alone[group[1:]] = False
        ids = self._traits.ids
        drawn = [_Drawn.free(Kind.EXACT, ids[group]) for group in same]
        if Kind.NEAR in kinds and distance > 0:
            near = self._near(np.flatnonzero(alone), distance)
            self._remember(near)
            drawn += near
        if Kind.BURST in kinds:
            drawn += self._bursts(drawn, alone)
        return self._spelled_out([each for each in drawn if each.kind in kinds])

    def _near(self, places: NDArray[np.intp], distance: float) -> list[_Drawn]:
        """Groups of photos whose pictures are nearly the same, among those at these places."""
        pairs = self._candidates(places)
        traits = self._traits
        gallery = Gallery(self._library.previews, traits.ids, traits.sizes)
        far = distances(gallery, traits.ids[pairs], on_progress=self._tell)
        close = far <= distance
        alike = self._alike = likenesses(
            (int(one), int(other), float(apart))
            for (one, other), apart in zip(traits.ids[pairs[close]], far[close], strict=True)
        )
        for one, other in of_other_shots(traits, alike):
            alike[one].pop(other, None)
            alike[other].pop(one, None)
        groups = stars(alike, self._pixels)
        return [
            _Drawn(Kind.NEAR, tuple(group), frozenset(choices(group, alike))) for group in groups
        ]

    def _candidates(self, places: NDArray[np.intp]) -> NDArray[np.int64]:
        """The pairs of places, int64 [m, 2], that may be nearly the same, by the first of each."""
        from indexer.vectors.pairs import near_pairs  # It loads FAISS.

        hashes = self._traits.hashes
        by_hash = places[hash_pairs(hashes[places])]
        ids, _ = near_pairs(
            self._index,
            self._traits.ids[places],
            least=_ALIKE,
            most=_NEIGHBOURS,
            on_progress=self._telling("neighbours"),
        )
        by_vector = np.searchsorted(self._traits.ids, ids)
        bits = differing_bits(hashes[by_vector[:, 0]], hashes[by_vector[:, 1]])
        pairs = np.unique(np.concatenate([by_hash, by_vector[bits <= _MOST_BITS]]), axis=0)
        return pairs[~different_shots(self._traits, pairs)]

    def _bursts(self, drawn: Sequence[_Drawn], alone: NDArray[np.bool_]) -> list[_Drawn]:
        """Bursts among the photos that stand for themselves or for their copies."""
        counted = alone.copy()
        for group in drawn:
            if group.kind is Kind.NEAR:
                counted[np.searchsorted(self._traits.ids, group.ids[1:])] = False
        found = bursts(
            self._traits, self._index, counted=counted, on_progress=self._telling("group")
        )
        return [_Drawn.free(Kind.BURST, group) for group in found]

    def _remember(self, near: Iterable[_Drawn]) -> None:
        with self._library.small_edit() as catalog:
            catalog.remember_near_duplicates([group.ids for group in near])

    def _spelled_out(self, drawn: Sequence[_Drawn]) -> list[Group]:
        """The groups with their photos, the best of each first."""
        groups = []
        blocks = [drawn[start : start + _AT_ONCE] for start in range(0, len(drawn), _AT_ONCE)]
        for some, members in zip(blocks, in_parallel(self._members, blocks), strict=True):
            groups += [
                self._group(each, [members[one] for one in each.ids if one in members])
                for each in some
            ]
            self._tell("group", len(groups), len(drawn))
        return [group for group in groups if len(group.members) > 1]

    def _members(self, drawn: Sequence[_Drawn]) -> dict[int, Member]:
        """Id -> photo and sharpness, of all photos of some groups."""
        ids = sorted({one for group in drawn for one in group.ids})
        looked = {one for group in drawn if group.kind is not Kind.EXACT for one in group.ids}
        some = np.array(sorted(looked), np.int64)
        pictures = draw(self._library.previews, some, side=_SHARP_SIDE)
        sharp = {
            one: sharpness(picture)
            for one, picture in zip(some.tolist(), pictures, strict=True)
            if picture is not None
        }
        photos = self._library.catalog.photos(ids)
        return {photo.id: Member(photo, sharpness=sharp.get(photo.id)) for photo in photos}

    def _group(self, drawn: _Drawn, members: Sequence[Member]) -> Group:
        """A group with its best member first, the others by their distance from it."""
        kept = best.best([each for each in members if each.photo.id in drawn.choices] or members)
        apart = self._apart(drawn.kind, kept, members)
        others = [
            replace(each, distance=apart[each.photo.id]) for each in members if each is not kept
        ]
        others.sort(key=lambda each: (each.distance, each.photo.id))
        return Group(drawn.kind, (kept, *others), best.why(kept, others))

    def _apart(self, kind: Kind, kept: Member, members: Sequence[Member]) -> dict[int, float]:
        """Id -> distance from the best one, of each member."""
        ids = [each.photo.id for each in members]
        if kind is Kind.EXACT:
            return dict.fromkeys(ids, SAME)
        if kind is Kind.NEAR:
            near = self._alike[kept.photo.id]
            return {one: near.get(one, SAME) for one in ids}
        _, vectors = self._index.vectors_of(np.array([kept.photo.id, *ids]))
        far = np.clip(100 * (1 - vectors[1:] @ vectors[0]), 0, 100)
        return dict(zip(ids, far.tolist(), strict=True))

    def _pixels(self, photo_id: int) -> float:
        place = np.searchsorted(self._traits.ids, photo_id)
        return float(self._traits.sizes[place].prod())

    def _tell(self, stage: str, done: int, total: int) -> None:
        self._on_progress(Progress(stage, done, total))

    def _telling(self, stage: str) -> Callable[[int, int], None]:
        return lambda done, total: self._tell(stage, done, total)


def _exact(traits: Traits) -> list[NDArray[np.intp]]:
    """Places of the photos with the same content, each group by id."""
    order = np.argsort(traits.content_keys, kind="stable")
    ends = np.flatnonzero(np.diff(traits.content_keys[order])) + 1
    return [group for group in np.split(order, ends) if len(group) > 1]
