"""A library gets its tags: what is new is scored, and what follows from the scores is written down.

Scores are kept raw, for each model its own. New photos are held against all tags, new tags against
all photos, and nothing is done twice; another level, a tag that is switched off or a model that
takes over choose anew from what is stored. What files and owners say of photos is never touched.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.tags.choosing import Chooser
from indexer.tags.lines import Level, Mode
from indexer.tags.reference import SAMPLE, Standings, standings
from indexer.tags.scoring import Scored, Scorer
from indexer.tags.vocabulary import key_of
from indexer.tags.wanted import level_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.catalog.machine_tags import Vectors
    from indexer.cut import Background
    from indexer.tags.vocabulary import Vocabulary

_APPLIED: Final = "tags_applied"

GROWN: Final = 1.5
"""A library that has grown so much since is looked at anew for what is usual of each tag."""

RULES: Final = "1"
"""Of the way in which tags follow from scores: another one has all photos looked at again."""

_IN_A_BLOCK: Final = 8192
_STANDING: Final = np.dtype([("concept", "<i4"), ("middle", "<f4"), ("spread", "<f4")])
_GIVEN: Final = frozenset({Mode.AUTO})
_SUGGESTED: Final = frozenset({Mode.AUTO, Mode.SUGGEST})


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
            catalog: Open for writing, except for `suggestions`.
            model_sha256: The model whose vectors are held against tags.
            words: The tags.
            texts: What the model makes of them, float32 [n, dim].
            background: What it makes of everyday words.
        """
        self._catalog, self._sha256, self._words = catalog, model_sha256, words
        self._texts, self._background = texts, background

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
        known = self._known()
        fresh = ~np.isin(self._ids, known["concept"])
        gone = np.setdiff1d(known["concept"], self._ids)
        applied = self._catalog.setting(_APPLIED)
        done: list[int] = []
        for ids in self._scored_again(fresh, gone):
            on_stage(f"Holding photos against new tags: {ids[-1]:,}")
            if stopped():
                return Tagged(len(done), 0)
        for ids in self._scored_first():
            done += ids
            on_stage(f"Tagging: {len(done):,} photos")
            if stopped():
                return Tagged(len(done), 0)
        self._keep_standings(changed=bool(fresh.any() or len(gone)))
        return Tagged(len(done), self._apply(applied, done, on_stage))

    @cached_property
    def _ids(self) -> NDArray[np.int32]:
        wanted = [(each.name, each.digest) for each in self._words]
        return np.array(self._catalog.concept_ids(wanted), np.int32)

    def _known(self) -> NDArray[np.void]:
        """The standings of the tags that all scored photos were held against."""
        kept = self._catalog.tagging(self._sha256)
        return np.frombuffer(kept[1] if kept else b"", _STANDING)

    # -- scores ---------------------------------------------------------------------------

    def _scored_first(self) -> Iterator[list[int]]:
        """Hold photos that are not scored against all tags; the ids of each block."""
        scorer = Scorer(self._ids, self._texts, self._background)
        for ids, numbers, vectors in self._vectors(scored=False):
            # Whoever is killed before the tags are written has all photos looked at again.
            self._catalog.set_setting(_APPLIED, "")
            self._keep(ids, numbers, scorer.score(vectors))
            yield ids.tolist()

    def _scored_again(
        self, fresh: NDArray[np.bool_], gone: NDArray[np.int32]
    ) -> Iterator[list[int]]:
        """Hold photos that are scored against new tags, and drop what is no tag any more."""
        if not (fresh.any() or len(gone)):
            return
        scorer = Scorer(self._ids[fresh], self._texts[fresh], self._background)
        # A run that was stopped may have scored some of the new ones on these photos.
        dropped = np.concatenate([gone, self._ids[fresh]]).astype(np.int32)
        for ids, numbers, vectors in self._vectors(scored=True):
            before = {row[0]: row for row in self._catalog.tag_scores(self._sha256, ids.tolist())}
            kept = _unpacked([before[each] for each in ids.tolist()])
            self._keep(ids, numbers, kept.with_others(scorer.score(vectors), dropped))
            yield ids.tolist()

    def _vectors(self, *, scored: bool) -> Iterator[Vectors]:
        for ids, numbers, vectors in self._catalog.vectors_to_score(self._sha256, scored=scored):
            if len(ids):
                yield ids, numbers, _unit(vectors)

    def _keep(self, ids: NDArray[np.int64], numbers: NDArray[np.int64], scored: Scored) -> None:
        rows = zip(
            ids.tolist(), numbers.tolist(), scored.usual.tolist(), scored.packed(), strict=True
        )
        self._catalog.store_scores(self._sha256, rows)

    # -- what is usual of each tag --------------------------------------------------------

    def _keep_standings(self, *, changed: bool) -> None:
        """Look at a sample of the library anew, where that is due."""
        count = self._catalog.vector_count(self._sha256)
        kept = self._catalog.tagging(self._sha256)
        if kept is not None and not changed and count < GROWN * kept[0]:
            return
        sample = _unit(self._catalog.sample_of_vectors(self._sha256, SAMPLE))
        found = standings(sample, self._texts, self._background)
        table = np.empty(len(self._ids), _STANDING)
        table["concept"], table["middle"], table["spread"] = (
            self._ids, found.middles, found.spreads,
        )  # fmt: skip
        self._catalog.keep_tagging(self._sha256, count, table.tobytes())

    def _chooser(self) -> Chooser:
        known = self._known()
        order = np.argsort(known["concept"])
        places = order[np.searchsorted(known["concept"], self._ids, sorter=order)]
        usual = Standings(known["middle"][places].copy(), known["spread"][places].copy())
        scale = self._background.logit_scale
        return Chooser(self._words, self._ids, self._texts, usual, scale)

    # -- tags -----------------------------------------------------------------------------

    def _apply(self, applied: str, done: Sequence[int], on_stage: Callable[[str], None]) -> int:
        """Write down what follows from the scores: of all photos where the rules have changed."""
        rules = self._rules()
        if applied == rules:
            changed = self._give(sorted(done), on_stage)
        else:
            changed = self._give(self._catalog.scored_ids(self._sha256), on_stage)
            others = self._catalog.ids_tagged_by_others(self._sha256)
            changed += self._catalog.give_tags({each: {} for each in others})
        if done or applied != rules:
            self._catalog.set_setting(_APPLIED, rules)
        return changed

    def _rules(self) -> str:
        """A digest of all that the tags of a photo follow from, besides its scores."""
        said = [
            (each.name, each.digest, each.mode, each.level, each.parents, each.rivals, each.own)
            for each in self._words
        ]
        usual = hashlib.sha256(self._known().tobytes()).hexdigest()
        rules = [RULES, self._sha256, level_of(self._catalog).value, usual, said]
        return hashlib.sha256(json.dumps(rules).encode()).hexdigest()

    def _give(self, ids: Sequence[int], on_stage: Callable[[str], None]) -> int:
        changed = 0
        if not ids:
            return changed
        chooser, level = self._chooser(), level_of(self._catalog)
        for at in range(0, len(ids), _IN_A_BLOCK):
            block = ids[at : at + _IN_A_BLOCK]
            changed += self._catalog.give_tags(self._chosen(chooser, block, level, _GIVEN))
            on_stage(f"Writing down tags: {at + len(block):,} of {len(ids):,} photos")
        return changed

    def _chosen(
        self, chooser: Chooser, ids: Sequence[int], level: Level, modes: frozenset[Mode]
    ) -> dict[int, dict[str, float]]:
        """Id -> name of each tag that follows -> how likely it is."""
        rows = self._catalog.tag_scores(self._sha256, ids)
        refused = self._refused([row[0] for row in rows])
        choice = chooser.choose(_unpacked(rows), level, refused=refused, modes=modes)
        chosen: dict[int, dict[str, float]] = {row[0]: {} for row in rows}
        names = [each.name for each in self._words]
        for row, tag, likelihood in zip(
            choice.rows.tolist(), choice.tags.tolist(), choice.likelihoods.tolist(), strict=True
        ):
            chosen[rows[row][0]][names[tag]] = round(likelihood, 4)
        return chosen

    def _refused(self, ids: Sequence[int]) -> NDArray[np.int64]:
        """Places of photos among these ids, and of tags that they must not have, int64 [m, 2]."""
        places = {photo_id: place for place, photo_id in enumerate(ids)}
        tags = {key_of(each.name): place for place, each in enumerate(self._words)}
        pairs = [
            (places[photo_id], tags[key_of(name)])
            for photo_id, name in self._catalog.refused_tags(ids)
            if key_of(name) in tags
        ]
        return np.array(pairs, np.int64).reshape(-1, 2)

    def suggestions(self, ids: Sequence[int]) -> dict[int, list[Suggestion]]:
        """Id -> tags that a photo may be given besides those it has, the likeliest first."""
        if not len(self._known()):
            return {}
        has = self._catalog.tags_in_detail(ids)
        found = self._chosen(self._chooser(), ids, Level.LOOSE, _SUGGESTED)
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


def _unpacked(rows: Sequence[tuple[int, float, bytes]]) -> Scored:
    usual = np.array([row[1] for row in rows], np.float32)
    return Scored.unpacked(usual, [row[2] for row in rows])


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Stored halves are rounded: the same of length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-6))
    return unit
