"""A library gets its tags: what is new is scored, and what follows from the scores is written down.

Scores are kept raw, for each model its own, see `holding`. Another level, a tag that is switched
off or a model that takes over choose anew from what is stored. What files and owners say of photos
is never touched, and what an owner says wins: a refused tag is not given, nor one from which it
would follow; what follows from a tag that was given is given as well.

A run needs the library's write lock. `retag` and `learn` do not: each block of photos is one short
transaction, which reads what it goes by, so that they may work beside an ingest.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from indexer.catalog.learning import TAG_LEVEL
from indexer.tags.choosing import Chooser
from indexer.tags.deciding import SUGGESTED, decide
from indexer.tags.holding import Holding
from indexer.tags.lines import Level
from indexer.tags.reviewing import Review
from indexer.tags.vocabulary import key_of
from indexer.tags.wanted import is_tagged, level_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.cut import Background
    from indexer.tags.vocabulary import Vocabulary

APPLIED: Final = "tags_applied"

RULES: Final = "3"
"""Of the way in which tags follow from scores: another one has all photos looked at again."""

_UNDER_WAY: Final = "under way: "
"""Before the rules that all photos are being looked at by: who switches tags off takes it away."""

_IN_A_BLOCK: Final = 2048
"""Photos whose tags are chosen and written in one transaction, for which a person's edit waits."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a run did.

    Attributes:
        scored: Photos that were held against tags.
        changed: Photos that have other tags than before.
    """

    scored: int
    changed: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tag that a photo may be given."""

    name: str
    likelihood: float


class Tagger:
    """Tags the photos of one library by one model."""

    def __init__(
        self,
        catalog: Catalog,
        model_sha256: str,
        words: Vocabulary,
        texts: NDArray[np.float32],
        background: Background,
    ) -> None:
        """Take what the photos are held against.

        Args:
            catalog: Open for writing, except for `suggestions`, `review` and `photos_of`.
            model_sha256: The model whose vectors are held against tags.
            words: The tags.
            texts: What the model makes of them, float32 [n, dim].
            background: What it makes of everyday words.
        """
        self._catalog, self._sha256, self._words = catalog, model_sha256, words
        self._texts, self._scale = texts, background.logit_scale
        self._holding = Holding(catalog, model_sha256, words, texts, background)
        self._last: tuple[tuple[object, ...], Chooser] | None = None

    def run(
        self,
        on_stage: Callable[[str], None] = lambda _: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Tagged:
        """Score what is new, and write down the tags that follow.

        Args:
            on_stage: Is told in a few words how far it has come.
            stopped: Is asked after each block; what was done is kept, and the next run goes on.
        """
        self._catalog.keep_synonyms({each.name: each.synonyms for each in self._words})
        scored = 0
        for last in self._holding.follow():
            on_stage(f"Holding photos against new tags: {last:,}")
            if stopped():
                return Tagged(scored, 0)
        for ids in self._holding.score_new():
            scored += len(ids)
            on_stage(f"Tagging: {scored:,} photo{'' if scored == 1 else 's'}")
            if stopped():
                return Tagged(scored, 0)
        self._holding.keep_standings()
        return Tagged(scored, self._apply(on_stage))

    # -- what a person says -------------------------------------------------------------------

    def retag(self, ids: Sequence[int]) -> int:
        """Choose the tags of a few photos anew, after somebody has said something of them.

        A small edit. What the photos teach of others comes with `learn`, or the next run.

        Returns:
            How many have other tags now.
        """
        if not is_tagged(self._catalog):
            return 0
        return self._give(ids)

    def learn(self, names: Collection[str]) -> int:
        """Hold all photos against some tags as what was said of them has moved these.

        A small edit, made of short transactions: 100,000 photos take a second or two, four for a
        tag with hundreds of parts. Tags that the library was not held against yet are left to the
        next run.

        Returns:
            How many photos have other tags now.
        """
        if not is_tagged(self._catalog):
            return 0
        # What an ingest has scored and not given tags yet is its own business.
        of_others = set(self._catalog.ids_due()) - self._spoken_of(names)
        for _ in self._holding.follow(names):
            pass
        return self._give([each for each in self._catalog.ids_due() if each not in of_others])

    def _spoken_of(self, names: Collection[str]) -> set[int]:
        """The ids of photos of which somebody has said whether they have one of some tags."""
        keys = {key_of(name) for name in names}
        return {
            photo_id
            for each in self._catalog.decided()
            if key_of(each.name) in keys
            for photo_id in (*each.confirmed, *each.refused)
        }

    # -- tags -----------------------------------------------------------------------------

    def _apply(self, on_stage: Callable[[str], None]) -> int:
        """Write down what follows from the scores: of all photos where the rules have changed.

        Tags that are switched off meanwhile end it; switched on again, it begins anew.
        """
        changed = 0
        while level := self._catalog.setting(TAG_LEVEL):
            rules = self._rules()
            if self._catalog.setting(APPLIED) == rules:
                return changed + self._give(self._catalog.ids_due(), on_stage)
            under_way = _UNDER_WAY + rules
            if self._catalog.change_settings({APPLIED: under_way}, where=(TAG_LEVEL, level)):
                changed += self._give(self._all_ids(), on_stage)
                self._catalog.change_settings({APPLIED: rules}, where=(APPLIED, under_way))
        return changed

    def _all_ids(self) -> list[int]:
        """The ids of all photos that have tags of a model, or may get some."""
        ids = {
            *self._catalog.scored_ids(self._sha256),
            *self._catalog.ids_tagged_by_others(self._sha256),
            *self._catalog.ids_confirmed(),
            *self._catalog.ids_due(),
        }
        return sorted(ids)

    def _rules(self) -> str:
        """A digest of all that the tags of a photo follow from, besides its scores."""
        said = [
            (each.name, each.digest, each.mode, each.level, each.parents, each.rivals, each.own)
            for each in self._words
        ]
        usual = hashlib.sha256(self._holding.known().tobytes()).hexdigest()
        rules = [RULES, self._sha256, level_of(self._catalog).value, usual, said]
        return hashlib.sha256(json.dumps(rules).encode()).hexdigest()

    def _give(self, ids: Sequence[int], on_stage: Callable[[str], None] = lambda _: None) -> int:
        changed = 0
        if not ids:
            return changed
        level = level_of(self._catalog)
        moved, chooser = self._chooser()
        for at in range(0, len(ids), _IN_A_BLOCK):
            if not is_tagged(self._catalog):
                break
            block = ids[at : at + _IN_A_BLOCK]
            while (done := self._given(block, level, chooser, moved)) is None:
                moved, chooser = self._chooser()
            changed += done
            on_stage(f"Writing down tags: {at + len(block):,} of {len(ids):,} photos")
        return changed

    def _given(
        self, block: Sequence[int], level: Level, chooser: Chooser, moved: tuple[int, ...]
    ) -> int | None:
        """How many photos have other tags now; None where a tag was moved meanwhile."""
        by_level = partial(decide, self._words, chooser, level=level)
        return self._catalog.decide_tags(self._sha256, block, by_level, heads=moved)

    def _chooser(self) -> tuple[tuple[int, ...], Chooser]:
        """What chooses among the tags as they are, and which of them are moved."""
        held = self._holding.held()
        state = (held.moved, held.ids.tobytes(), held.standings.middles.tobytes())
        if self._last is None or self._last[0] != state:
            # It looks at all pairs of tags, for which who answers key by key need not wait.
            made = Chooser(self._words, held, self._texts, self._scale)
            self._last = (state, made)
        return held.moved, self._last[1]

    # -- what is only told --------------------------------------------------------------------

    def suggestions(self, ids: Sequence[int]) -> dict[int, list[Suggestion]]:
        """Id -> tags that a photo may be given besides those it has, the likeliest first."""
        if not len(self._holding.known()):
            return {}
        has = self._catalog.tags_in_detail(ids)
        known = self._catalog.known_of(self._sha256, ids)
        found = decide(self._words, self._chooser()[1], known, Level.LOOSE, SUGGESTED)
        return {
            photo_id: sorted(
                (
                    Suggestion(name, likelihood)
                    for name, likelihood in tags.items()
                    if key_of(name) not in {key_of(each[0]) for each in has.get(photo_id, ())}
                ),
                key=lambda each: (-each.likelihood, each.name),
            )
            for photo_id, tags in found.items()
        }

    def photos_of(self, name: str, least: float = 0.0) -> list[tuple[int, float]]:
        """The photos that may have a tag, as id and likelihood, the likeliest first.

        Args:
            name: A tag of the vocabulary, in capitals or not.
            least: Only photos that are at least so likely.
        """
        return self._review().photos_of(name, least)

    def review(self, name: str, count: int) -> list[tuple[int, float]]:
        """The photos whose answer teaches most of a tag, as id and likelihood.

        Those come first of which it is least sure whether they have it, by the library's level, and
        of several that are alike the others later. What somebody has said already is left out.

        Args:
            name: A tag of the vocabulary, in capitals or not.
            count: How many at most.
        """
        return self._review().uncertain(name, count, level_of(self._catalog))

    def _review(self) -> Review:
        return Review(self._catalog, self._sha256, self._words, self._holding.held(), self._scale)
