"""One order out of two: what the model sees on photos, and what is written of them.

Ranks are joined by reciprocal rank fusion (Cormack, Clarke, Büttcher: Reciprocal rank fusion
outperforms Condorcet and individual rank learning methods, SIGIR 2009): it needs no common scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.cut import Band

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

RANK_OFFSET: Final = 60
"""The constant k of that paper: how little the very first ranks count more than those after."""


@dataclass(frozen=True, slots=True)
class Written:
    """Photos of which the query's words are written: in name, folder, tags, caption or place.

    Attributes:
        ids: int64 [n], best first.
        exact: bool [n], whether the words are the whole name of its file.
        begun: bool [n], whether a word of it only begins as one that was typed: whoever types
            "cat" may be on the way to "cattle", or mean a cat.
    """

    ids: NDArray[np.int64]
    exact: NDArray[np.bool_]
    begun: NDArray[np.bool_]

    @classmethod
    def of(
        cls, matches: Sequence[tuple[int, bool]], *, begun: Collection[int] = frozenset()
    ) -> Written:
        """From what the catalog found, best first; a photo that is found twice counts once.

        Args:
            matches: A photo's id, and whether its file is called exactly so.
            begun: The ids of photos of which a word only begins so; they come after the others.
        """
        best: dict[int, bool] = {}
        for photo_id, exact in matches:
            best.setdefault(photo_id, exact)
        only_begun = {each: each in begun and not exact for each, exact in best.items()}
        ids = sorted(best, key=only_begun.__getitem__)
        return cls(
            np.array(ids, np.int64),
            np.array([best[each] for each in ids], np.bool_),
            np.array([only_begun[each] for each in ids], np.bool_),
        )

    def without(self, photo_ids: Sequence[int]) -> Written:
        """The others, in the same order."""
        kept = ~np.isin(self.ids, np.array(photo_ids, np.int64))
        return Written(self.ids[kept], self.exact[kept], self.begun[kept])

    def how(self, photo_id: int) -> str | None:
        """In words, how it is known that the photo is meant; None where it is not written.

        What only begins so is no knowledge, and has no words.
        """
        (places,) = np.nonzero((self.ids == photo_id) & ~self.begun)
        if not len(places):
            return None
        if self.exact[places[0]]:
            return "its file is called so"
        return "the words are in its name, folders, tags, caption or place"


def raised(bands: NDArray[np.uint8], ids: NDArray[np.int64], written: Written) -> NDArray[np.uint8]:
    """Bands, uint8 [n], of these photos, now that it is known what is written of them.

    A photo that is called so is strong, and one of which it is written is likely at the least,
    whatever the model sees: a person has said so. Of cattle nobody has said that it is a cat: a
    word that only begins so raises no band, and counts for the order alone.
    """
    named = np.isin(ids, written.ids[written.exact])
    told = np.isin(ids, written.ids[~written.begun])
    floor = np.where(named, Band.STRONG, np.where(told, Band.LIKELY, Band.WEAK))
    return np.maximum(bands, floor).astype(np.uint8)


def fused(seen: NDArray[np.intp], ids: NDArray[np.int64], written: Written) -> NDArray[np.float64]:
    """How far ahead each photo is by both rankings, float64 [n]; the highest is the best.

    Args:
        seen: The places of photos in `ids`, best first by what the model sees, intp [n].
        ids: int64 [n].
        written: By what is written of them, all of which are in `ids`.
    """
    points = np.empty(len(ids))
    points[seen] = 1 / (RANK_OFFSET + 1 + np.arange(len(ids)))
    if len(written.ids):
        order = np.argsort(ids)
        places = order[np.searchsorted(ids, written.ids, sorter=order)]
        points[places] += 1 / (RANK_OFFSET + 1 + np.arange(len(written.ids)))
        # A file that is called so was asked for by its name.
        points[places[written.exact]] += 1
    return points
