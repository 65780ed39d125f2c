"""From what speaks for tags to the tags of each photo: likely enough, unlike each other, a few.

Nothing is encoded and no vector is read here: another level chooses from the same stored numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.tags.held import speaking_for
from indexer.tags.lines import Level, Mode
from indexer.tags.vocabulary import key_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.tags.held import Held
    from indexer.tags.scoring import Scored
    from indexer.tags.vocabulary import Vocabulary


LIKELIHOODS: Final = {Level.STRICT: 0.5, Level.NORMAL: 0.3, Level.LOOSE: 0.15}
"""How likely a tag has to be right. At 0.3, on the half of `tests.bench.tags` that chooses, the
mean of the tags' F1 is near its highest on labelled pictures, and two of three photos have a right
tag before any parent follows; of what 0.15 gives nearly half is right."""

MOST_GIVEN: Final = {Level.STRICT: 8, Level.NORMAL: 8, Level.LOOSE: 12}
"""Tags of one photo, those that follow from them not counted. 5 in the place of 8 loses a tenth of
the photos that have a right one, 30 gains a hundredth of them at 0.3."""

_WEIGHTS: Final = (0.43, -0.47, -1.77)
"""Of the share, of the log of the rank, and alone: a logistic regression on the half that chooses,
each tag weighing by the root of its photos. Deviations above the tag's middle in addition got a
weight of -0.06 and gained nothing, nor did the gap to the best tag of the photo."""

_LEAST_Z: Final = 1.0
"""Deviations above its own middle from which a tag is told of a photo: some tags are near to all
photos of a model. On that half it changes nothing at normal; without `_STANDS_OUT` beside it, 2
would lose a tenth of the right tags. To leave out tags that are farther than "a photo.", "a
picture." and the like, which say nothing, was tried as well: none of them was likely enough."""

_STANDS_OUT: Final = 3.0
"""From this share on, a tag is told of a photo whatever its middle is: of a library full of dogs
all are dogs. It is the share from which `cut.evidence` says that a photo stands out."""

_ALIKE: Final = 0.85
"""Tags whose vectors are as near are one and the same to the model; the likelier stays. On that
half 0.8 leaves a tenth fewer photos with a right tag, 0.9 gains a fiftieth and leaves twins."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Tags on photos, one in each place of the arrays; ordered by photo, then by tag.

    Attributes:
        rows: Places of photos among those that were asked about, int64 [m].
        tags: Places of tags in the vocabulary, int64 [m].
        likelihoods: float32 [m].
    """

    rows: NDArray[np.int64]
    tags: NDArray[np.int64]
    likelihoods: NDArray[np.float32]


class Chooser:
    """Chooses among the tags of a vocabulary."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        held: Held,
        texts: NDArray[np.float32],
        logit_scale: float,
    ) -> None:
        """Look at the tags together.

        Args:
            vocabulary: The tags.
            held: How they were held against the photos.
            texts: The vectors of their words, float32 [n, dim].
            logit_scale: What the model's cosines are multiplied with.
        """
        ids, self._standings = held.ids, held.standings
        self._scale = np.float32(logit_scale)
        self._modes = np.array([each.mode.value for each in vocabulary], "<U8")
        self._levels = tuple(each.level for each in vocabulary)
        self._places = np.full(int(ids.max(initial=0)) + 1, -1, np.int64)
        self._places[ids] = np.arange(len(ids))
        self._above = _above(vocabulary)
        self._twins, self._alike = self._looked_alike(vocabulary, texts)
        self._borne = _borne(vocabulary, held)

    @property
    def size(self) -> int:
        """How many tags there are."""
        return len(self._modes)

    def choose(
        self,
        scored: Scored,
        level: Level,
        *,
        refused: NDArray[np.int64] | None = None,
        modes: frozenset[Mode] = frozenset({Mode.AUTO}),
    ) -> Choice:
        """The tags of photos, and those that follow from them.

        Args:
            scored: What speaks for tags on the photos.
            level: How sure.
            refused: Pairs of places of a photo and a tag that must not be, int64 [m, 2].
            modes: What may be done with the tags that count. Where suggestions count too, tags
                that have a level of their own do not keep to it.
        """
        allowed = self._allowed(modes)
        places, likelihoods = self._judged(scored, allowed)
        likelihoods[~self._stand_out(scored, places)] = 0
        self._bear_out(places, likelihoods, allowed)
        least = self._least(level, own_levels=Mode.SUGGEST not in modes)[places]
        if refused is not None and len(refused):
            out = self._are_refused(places, refused)
            likelihoods[out | self._are_twins(places, out & (likelihoods >= least))] = 0
        likely = likelihoods >= least
        chosen = self._unlike(places, likely, MOST_GIVEN[level])
        rows, columns = np.nonzero(chosen)
        found = Choice(rows, places[rows, columns], likelihoods[rows, columns])
        return self._without_refused(self._with_parents(found, allowed), refused)

    def judge(self, scored: Scored) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """How likely each tag is that was scored, to put photos or tags in order; nothing follows.

        Returns:
            Places of tags, int64 [n, k], and likelihoods, float32 [n, k]; 0 where it cannot be.
        """
        return self._judged(scored, self._allowed(frozenset({Mode.AUTO, Mode.SUGGEST})))

    def followed(self, likelihoods: NDArray[np.float32]) -> NDArray[np.float32]:
        """The likelihood of each tag, at least that of each from which it follows: [n, tags]."""
        starts, above = self._above
        below = np.repeat(np.arange(self.size), starts[1:] - starts[:-1])
        table = likelihoods.copy()
        for part, whole in zip(below.tolist(), above.tolist(), strict=True):
            np.maximum(table[:, whole], likelihoods[:, part], out=table[:, whole])
        return table

    def _allowed(self, modes: frozenset[Mode]) -> NDArray[np.bool_]:
        return np.isin(self._modes, [mode.value for mode in modes])

    def _judged(
        self, scored: Scored, allowed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Place and likelihood of each tag that was scored, both [n, k]; 0 where it cannot be."""
        known = (scored.concepts > 0) & (scored.concepts < len(self._places))
        places = np.where(known, self._places[np.where(known, scored.concepts, 0)], -1)
        counts = (places >= 0) & allowed[places] if len(allowed) else np.zeros_like(known)
        shares = self._scale * scored.cosines - scored.usual[:, None]
        # A moved whole is as near as the best of its parts, and takes none of these their rank.
        is_whole = np.isin(places, list(self._borne))
        ranks = np.maximum(np.cumsum(counts & ~is_whole, axis=1) + is_whole, 1)
        likelihoods = likelihood_of(odds_of(shares, ranks))
        return places, np.where(counts, likelihoods, np.float32(0))

    def _bear_out(
        self,
        places: NDArray[np.int64],
        likelihoods: NDArray[np.float32],
        allowed: NDArray[np.bool_],
    ) -> None:
        """Let no part be likelier than the whole, where examples have moved that."""
        for whole, parts in self._borne.items():
            if allowed[whole]:
                own = np.where(places == whole, likelihoods, 0).max(axis=1, initial=0)
                capped = np.minimum(likelihoods, own[:, None])
                np.copyto(likelihoods, capped, where=parts[places])

    def _stand_out(self, scored: Scored, places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which tags stand out from what is usual of them, or from all words: bool [n, k]."""
        if not self.size:
            return np.zeros(places.shape, np.bool_)
        z = (scored.cosines - self._standings.middles[places]) / self._standings.spreads[places]
        shares = self._scale * scored.cosines - scored.usual[:, None]
        return (z >= _LEAST_Z) | (shares >= _STANDS_OUT)

    def _least(self, level: Level, *, own_levels: bool) -> NDArray[np.float32]:
        """How likely each tag has to be, float32 [n + 1]: the last place is of none."""
        levels = (each if each and own_levels else level for each in (*self._levels, None))
        return np.array([LIKELIHOODS[each] for each in levels], np.float32)

    def _unlike(
        self, places: NDArray[np.int64], likely: NDArray[np.bool_], most: int
    ) -> NDArray[np.bool_]:
        """Which are taken, the likeliest first, none of two that are alike: bool [n, k]."""
        taken = np.full((len(places), most), -1, np.int64)
        count = np.zeros(len(places), np.int64)
        chosen = np.zeros(places.shape, np.bool_)
        for column in range(places.shape[1]):
            rows = np.flatnonzero(likely[:, column] & (count < most))
            own = places[rows, column]
            rows = rows[~self._alike[own[:, None], taken[rows]].any(axis=1)]
            taken[rows, count[rows]] = places[rows, column]
            count[rows] += 1
            chosen[rows, column] = True
        return chosen

    def _with_parents(self, found: Choice, allowed: NDArray[np.bool_]) -> Choice:
        """The same with all that follows, as likely as the likeliest from which it does."""
        starts, above = self._above
        counts = (starts[1:] - starts[:-1])[found.tags]
        rows = np.repeat(found.rows, counts)
        likelihoods = np.repeat(found.likelihoods, counts)
        step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        tags = above[np.repeat(starts[:-1][found.tags], counts) + step]
        rows, tags = np.concatenate([found.rows, rows]), np.concatenate([found.tags, tags])
        likelihoods = np.concatenate([found.likelihoods, likelihoods])
        order = np.lexsort((-likelihoods, tags, rows))
        rows, tags, likelihoods = rows[order], tags[order], likelihoods[order]
        first = np.ones(len(rows), np.bool_)
        first[1:] = (rows[1:] != rows[:-1]) | (tags[1:] != tags[:-1])
        first &= allowed[tags] if len(allowed) else first
        return Choice(rows[first], tags[first], likelihoods[first])

    def _without_refused(self, found: Choice, refused: NDArray[np.int64] | None) -> Choice:
        if refused is None or not len(refused):
            return found
        width = len(self._modes)
        stays = ~np.isin(found.rows * width + found.tags, refused[:, 0] * width + refused[:, 1])
        return Choice(found.rows[stays], found.tags[stays], found.likelihoods[stays])

    def _are_refused(
        self, places: NDArray[np.int64], refused: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        width = len(self._modes)
        pairs = np.arange(len(places))[:, None] * width + places
        return np.isin(pairs, refused[:, 0] * width + refused[:, 1]) & (places >= 0)

    def _are_twins(
        self, places: NDArray[np.int64], refused: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Which come after a refused tag that had taken their place, bool [n, k].

        To the model they are one and the same: who says that it is no snow would get a snowfall.
        What it is only taken for is no twin: who says that it is no dog may have a wolf.
        """
        twins = np.zeros_like(refused)
        for row, column in zip(*np.nonzero(refused), strict=True):
            later = slice(column + 1, None)
            twins[row, later] |= self._twins[places[row, column], places[row, later]]
        return twins

    def _looked_alike(
        self, vocabulary: Vocabulary, texts: NDArray[np.float32]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Tags that are twins to the model, and those that cannot both be on a photo.

        Both are bool [n + 1, n + 1]: the last place is of none. What a user has added is nobody's
        twin: it would be strange to add a tag and never see it.
        """
        size = len(vocabulary)
        twins = np.zeros((size + 1, size + 1), np.bool_)
        own = np.array([each.own for each in vocabulary], np.bool_)
        twins[:size, :size] = (texts @ texts.T > _ALIKE) & ~own & ~own[:, None]
        starts, above = self._above
        below = np.repeat(np.arange(size), starts[1:] - starts[:-1])
        twins[below, above] = twins[above, below] = False
        alike = twins.copy()
        by_key = {key_of(each.name): place for place, each in enumerate(vocabulary)}
        for place, each in enumerate(vocabulary):
            for rival in each.rivals:
                other = by_key[key_of(rival)]
                alike[place, other] = alike[other, place] = True
                twins[place, other] = twins[other, place] = False
        return twins, alike


def _borne(vocabulary: Vocabulary, held: Held) -> dict[int, NDArray[np.bool_]]:
    """Place of each moved tag with parts -> which tags are borne out by it alone, bool [n + 1].

    The last place is of none.
    """
    borne = {}
    for place in held.wholes:
        parts = np.zeros(len(vocabulary) + 1, np.bool_)
        parts[vocabulary.places_below[key_of(vocabulary.concepts[place].name)]] = True
        parts[speaking_for(vocabulary, place, held.wholes)] = False
        if parts.any():
            borne[place] = parts
    return borne


def odds_of(shares: NDArray[np.floating], ranks: NDArray[np.integer]) -> NDArray[np.float32]:
    """The logarithm of the odds that a tag is right, of its share and its rank on the photo."""
    by_share, by_rank, alone = _WEIGHTS
    odds: NDArray[np.floating] = by_share * shares + by_rank * np.log(ranks) + alone
    return odds.astype(np.float32)


def per_cosine(logit_scale: float) -> float:
    """By how much these odds grow with a cosine."""
    return _WEIGHTS[0] * logit_scale


def likelihood_of(odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """How likely is what has these odds."""
    likelihoods: NDArray[np.floating] = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return likelihoods.astype(np.float32)


def _above(vocabulary: Vocabulary) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each tag all that follow from it: where they begin, int64 [n + 1], and their places."""
    by_key = {key_of(each.name): place for place, each in enumerate(vocabulary)}
    lists = [
        [by_key[key_of(name)] for name in vocabulary.ancestors(each.name)] for each in vocabulary
    ]
    starts = np.cumsum([0, *map(len, lists)]).astype(np.int64)
    return starts, np.array([place for each in lists for place in each], np.int64)
