"""Photos held against tags, and the raw numbers kept: what is new is scored, and nothing twice.

A tag is held near photos by its words, or, once somebody has said of photos whether they have it,
by a head that these examples have moved (`heads`). Which of both counts is told by what is scored:
a moved tag has a concept of its own, whose digest is that of its examples. Other examples are
another concept, and only that is held against the photos that are scored already.

Two processes may do this at the same time: the ingest, which holds the write lock, scores new
photos, and the window learns a few tags. So each change is a short transaction that goes by what is
there: whoever has held photos against tags that were moved meanwhile does it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.tags import heads
from indexer.tags.choosing import LIKELIHOODS, likelihood_of, odds_of, per_cosine
from indexer.tags.heads import Examples, Head
from indexer.tags.held import Held, Moved
from indexer.tags.lines import Level
from indexer.tags.reference import SAMPLE, Standings, standings
from indexer.tags.scoring import Scored, Scorer
from indexer.tags.vocabulary import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.catalog.decisions import Decided
    from indexer.catalog.learning import Row
    from indexer.catalog.machine_tags import Vectors
    from indexer.cut import Background
    from indexer.tags.vocabulary import Vocabulary

GROWN: Final = 1.5
"""A library that has grown so much since is looked at anew for what is usual of each tag."""

MOST_EXAMPLES: Final = 500
"""Photos with each answer that one tag learns from; of more, as many at equal steps."""

_NEXT_TO_NONE: Final = LIKELIHOODS[Level.LOOSE] / 3
"""No level gives what is less likely, also where tags that are off leave others a better rank."""

_STANDING: Final = np.dtype([("concept", "<i4"), ("middle", "<f4"), ("spread", "<f4")])


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is scored in the place of a tag, by what people have said of it.

    Attributes:
        name: The tag.
        digest: Of all that what is scored follows from, but the rest of the library.
        photos: Id of each example -> whether it has the tag; empty where nothing was said.
    """

    name: str
    digest: str
    photos: Mapping[int, bool]


_New = Mapping[int, tuple[int, Mapping[int, bool]]]
"""Id of what is scored -> place of its tag, and its examples."""


class Holding:
    """The tags of one library and one model, and the numbers that are kept of them."""

    def __init__(
        self,
        catalog: Catalog,
        model_sha256: str,
        words: Vocabulary,
        texts: NDArray[np.float32],
        background: Background,
    ) -> None:
        """Take what `tagging.Tagger` takes."""
        self._catalog, self._sha256, self._words = catalog, model_sha256, words
        self._texts, self._background = texts, background

    @cached_property
    def ids(self) -> NDArray[np.int32]:
        """Of the tags by their words alone, int32 [n]; those that there are not yet are made."""
        wanted = [(each.name, each.digest) for each in self._words]
        return np.array(self._catalog.concept_ids(wanted), np.int32)

    @cached_property
    def places(self) -> dict[str, int]:
        """Key of the name of each tag -> its place."""
        return {key_of(each.name): place for place, each in enumerate(self._words)}

    def known(self) -> NDArray[np.void]:
        """The standings of the tags, by their words, that all scored photos were held against."""
        kept = self._catalog.tagging(self._sha256)
        return np.frombuffer(kept[1] if kept else b"", _STANDING)

    def held(self) -> Held:
        """The tags as they are now. Nothing is written: a tag without an id has 0 here."""
        known = self._catalog.known_concepts()
        ids = [known.get((each.name, each.digest), 0) for each in self._words]
        return self._held(np.array(ids, np.int32))

    def _held(self, ids: NDArray[np.int32]) -> Held:
        """The tags as they are now, by their words under these ids."""
        known, ids = self.known(), ids.copy()
        middles, spreads = np.zeros(len(ids), np.float32), np.ones(len(ids), np.float32)
        _, ours, theirs = np.intersect1d(ids, known["concept"], return_indices=True)
        middles[ours], spreads[ours] = known["middle"][theirs], known["spread"][theirs]
        kept = self._catalog.heads(self._sha256)
        moved: dict[int, Moved] = {}
        for concept_id, name, blob in kept:
            place = self.places.get(key_of(name))
            if place is not None:
                ids[place], moved[place] = concept_id, self._moved(place, Head.unpacked(blob))
        usual = Standings(middles, spreads)
        return Held.of(ids, self._texts, usual, moved, tuple(row[0] for row in kept))

    # -- tags that are new, or were moved ---------------------------------------------------

    def follow(self, names: Collection[str] | None = None) -> Iterator[int]:
        """Hold the photos that are scored against tags that are new, or that examples have moved.

        Args:
            names: Only these tags, as far as all photos were held against them before; by default
                all, and what is no tag any more is dropped.

        Yields:
            The id of a photo now and then; who stops asking has it done again the next time.
        """
        wanted, held, known = self._wanted(), self.held(), self.known()["concept"]
        concepts = self._catalog.concept_ids([(each.name, each.digest) for each in wanted])
        has = np.where(np.isin(self.ids, known) | (held.ids != self.ids), held.ids, 0)
        fresh = np.array(concepts, np.int32) != has
        if names is not None:
            keys = {key_of(each) for each in names}
            asked = [key_of(each.name) in keys for each in self._words]
            fresh &= np.array(asked, np.bool_) & np.isin(self.ids, known)
            gone = has[fresh]
        else:
            strays = np.setdiff1d([*known, *held.moved], [*self.ids, *held.ids])
            gone = np.concatenate([has[fresh], strays]).astype(np.int32)
        new_places = np.flatnonzero(fresh).tolist()
        if new_places or len(gone):
            new = {concepts[place]: (place, wanted[place].photos) for place in new_places}
            heads = self._agreed(new, wanted=concepts if names is None else None)
            turned = [place for place in new_places if wanted[place].photos or place in held.wholes]
            parts = self.ids[[part for place in turned for part in self._below(place)]]
            yield from self._followed(new, heads, gone, parts)

    def _agreed(self, new: _New, *, wanted: Collection[int] | None) -> dict[int, Head]:
        """The heads of those tags that examples move, by id, as all who learn them go by."""
        fitted = {
            concept_id: self._fitted(place, photos, self._sample).packed()
            for concept_id, (place, photos) in new.items()
            if photos
        }
        agreed = self._catalog.agree_on_heads(self._sha256, fitted, wanted=wanted)
        return {concept_id: Head.unpacked(blob) for concept_id, blob in agreed.items()}

    def _followed(
        self,
        new: _New,
        moved: Mapping[int, Head],
        gone: NDArray[np.int32],
        parts: NDArray[np.int32],
    ) -> Iterator[int]:
        """Hold photos against what is new; those with parts of what is moved are due as well."""
        ids = np.array(list(new), np.int32)
        texts, biases = self._texts[[place for place, _ in new.values()]], np.zeros(len(new), "f4")
        wholes: dict[int, NDArray[np.float32]] = {}
        for number, (concept_id, (place, _)) in enumerate(new.items()):
            if concept_id in moved:
                texts[number] += moved[concept_id].shift
                biases[number] = moved[concept_id].bias
                wholes[number] = self._texts[self._below(place)]
        scorer = Scorer(ids, texts, self._background, biases, wholes)
        # A run that was stopped may have scored some of the new ones on these photos.
        dropped = np.concatenate([gone, ids]).astype(np.int32)
        packed = {concept_id: head.packed() for concept_id, head in moved.items()}
        last = 0
        while True:
            for block in self._vectors(scored=True, after=last):
                self._hold_again(block, scorer, dropped, parts)
                last = int(block[1][-1])
                yield int(block[0][-1])
            if self._catalog.keep_heads(self._sha256, packed, gone.tolist(), after=last):
                return

    def _hold_again(
        self,
        block: Vectors,
        scorer: Scorer,
        dropped: NDArray[np.int32],
        parts: NDArray[np.int32],
    ) -> None:
        ids, numbers, vectors = block
        places = {photo_id: place for place, photo_id in enumerate(ids.tolist())}

        def change(rows: list[Row]) -> dict[int, bytes]:
            before = unpacked(rows)
            others = scorer.score_beside(vectors[[places[row[0]] for row in rows]], before.usual)
            due = self._may_show(before, parts)
            new = np.flatnonzero(before.would_change(others, dropped) | due)
            after = before.some(new).with_others(others.some(new), dropped).packed()
            return {
                rows[place][0]: scores
                for place, scores in zip(new.tolist(), after, strict=True)
                if due[place] or scores != rows[place][2]
            }

        by_id = dict(zip(ids.tolist(), numbers.tolist(), strict=True))
        self._catalog.change_scores(self._sha256, by_id, change)

    def _may_show(self, scored: Scored, ids: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which photos may have been given some of these tags, by any level, bool [n]."""
        ranks = np.arange(1, scored.cosines.shape[1] + 1)[None]
        shares = self._background.logit_scale * scored.cosines - scored.usual[:, None]
        likely = likelihood_of(odds_of(shares, ranks)) >= _NEXT_TO_NONE
        shown = np.isin(scored.concepts, ids) & likely
        may: NDArray[np.bool_] = np.count_nonzero(shown, axis=1) > 0
        return may

    # -- photos that are new ----------------------------------------------------------------

    def score_new(self) -> Iterator[list[int]]:
        """Hold photos that are not scored against all tags; the ids of each block."""
        held = self._held(self.ids)
        for ids, numbers, vectors in self._vectors(scored=False):
            while not self._is_kept(ids, numbers, vectors, held):
                held = self._held(self.ids)
            yield ids.tolist()

    def _is_kept(
        self,
        ids: NDArray[np.int64],
        numbers: NDArray[np.int64],
        vectors: NDArray[np.float32],
        held: Held,
    ) -> bool:
        scorer = Scorer(held.ids, held.texts, self._background, held.biases, held.wholes)
        scored = scorer.score(vectors)
        rows = zip(
            ids.tolist(), numbers.tolist(), scored.usual.tolist(), scored.packed(), strict=True
        )
        return self._catalog.store_scores(self._sha256, rows, heads=held.moved)

    def _vectors(self, *, scored: bool, after: int = 0) -> Iterator[Vectors]:
        blocks = self._catalog.vectors_to_score(self._sha256, scored=scored, after=after)
        for ids, numbers, vectors in blocks:
            if len(ids):
                yield ids, numbers, _unit(vectors)

    # -- what is usual of each tag ----------------------------------------------------------

    def keep_standings(self) -> None:
        """Look at a sample of the library anew, where that is due."""
        count = self._catalog.vector_count(self._sha256)
        kept = self._catalog.tagging(self._sha256)
        same = np.array_equal(np.sort(self.known()["concept"]), np.sort(self.ids))
        if kept is not None and same and count < GROWN * kept[0]:
            return
        found = standings(self._sample, self._texts, self._background)
        table = np.empty(len(self.ids), _STANDING)
        table["concept"], table["middle"], table["spread"] = (
            self.ids, found.middles, found.spreads,
        )  # fmt: skip
        self._catalog.keep_tagging(self._sha256, count, table.tobytes())

    @cached_property
    def _sample(self) -> NDArray[np.float32]:
        """Photos from all over the library, float32 [m, dim]."""
        return _unit(self._catalog.sample_of_vectors(self._sha256, SAMPLE))

    # -- what examples ask for --------------------------------------------------------------

    def foreseen(self, sample: NDArray[np.float32], more: Decided) -> dict[int, Moved]:
        """Place of each tag that the next run holds moved -> where to; nothing is written.

        Args:
            sample: Photos from all over the library, float32 [m, dim].
            more: What is about to be said besides.
        """
        ids = self._catalog.known_concepts()
        kept = {concept_id: blob for concept_id, _, blob in self._catalog.heads(self._sha256)}
        heads: dict[int, Moved] = {}
        for place, each in enumerate(self._wanted(more)):
            if each.photos:
                blob = kept.get(ids.get((each.name, each.digest), 0))
                known = None if blob is None else Head.unpacked(blob)
                head = known or self._fitted(place, each.photos, sample)
                heads[place] = self._moved(place, head)
        return heads

    def _wanted(self, *more: Decided) -> list[_Wanted]:
        """What has to be scored in the place of each tag."""
        said = self._said([*self._catalog.decided(), *more])
        spoken_of = {photo for each in said.values() for photo in each}
        numbers = self._catalog.vector_numbers(self._sha256, spoken_of)
        wanted = []
        for place, concept in enumerate(self._words):
            answers = said.get(place, {})
            photos = {photo: right for photo, right in answers.items() if photo in numbers}
            digest = self._digest(place, photos, numbers) if photos else concept.digest
            wanted.append(_Wanted(concept.name, digest, photos))
        return wanted

    def _said(self, decided: Iterable[Decided]) -> dict[int, dict[int, bool]]:
        """Place of each tag -> id of each photo of which somebody has said whether it has it."""
        said: dict[int, dict[int, bool]] = {}
        for each in decided:
            place = self.places.get(key_of(each.name))
            if place is not None:
                photos = said.setdefault(place, {})
                photos.update(dict.fromkeys(_some(each.confirmed), True))
                photos.update(dict.fromkeys(_some(each.refused), False))
        return said

    def _digest(self, place: int, photos: Mapping[int, bool], numbers: Mapping[int, int]) -> str:
        """Of all that a moved tag follows from, but the rest of the library."""
        said = [f"{photo} {numbers[photo]} {photos[photo]}" for photo in sorted(photos)]
        digests = [self._words.concepts[each].digest for each in self._below(place)]
        lines = [heads.RULES, self._sha256, *digests, *said]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    def _fitted(self, place: int, photos: Mapping[int, bool], sample: NDArray[np.float32]) -> Head:
        found = self._catalog.vectors_of_photos(self._sha256, photos)
        assert found is not None
        vectors = _unit(found[2])
        right = np.array([photos[each] for each in found[0].tolist()], np.bool_)
        examples = Examples(vectors, right, self._odds(vectors, place))
        scale = self._background.logit_scale
        head = heads.fitted(examples, sample, per_cosine(scale))
        usual = standings(
            sample,
            (self._texts[place] + head.shift)[None],
            self._background,
            np.array([head.bias], np.float32),
            {0: self._texts[self._below(place)]},
        )
        return Head(head.shift, head.bias, float(usual.middles[0]), float(usual.spreads[0]))

    def _moved(self, place: int, head: Head) -> Moved:
        return Moved(head, self._texts[self._below(place)])

    def _below(self, place: int) -> list[int]:
        """The place of a tag, and then those of all tags from which it follows."""
        below = self._words.places_below[key_of(self._words.concepts[place].name)]
        return [place, *(each for each in below if each != place)]

    def _odds(self, vectors: NDArray[np.float32], place: int) -> NDArray[np.float32]:
        """By which photos have a tag by words alone, its own or those of a part, float32 [n]."""
        cosines = vectors @ self._texts.T
        order = np.argsort(-cosines, axis=1)
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.arange(1, len(self._texts) + 1)[None], axis=1)
        usual = self._background.usual_logit(vectors)
        below = self._below(place)
        shares = self._background.logit_scale * cosines[:, below] - usual[:, None]
        best: NDArray[np.float32] = odds_of(shares, ranks[:, below]).max(axis=1)
        return best


def unpacked(rows: Sequence[Row]) -> Scored:
    """What speaks for tags on photos, as it is stored of them."""
    usual = np.array([row[1] for row in rows], np.float32)
    return Scored.unpacked(usual, [row[2] for row in rows])


def _some(ids: Sequence[int]) -> list[int]:
    """As many as one tag learns from."""
    steps = np.linspace(0, len(ids) - 1, min(MOST_EXAMPLES, len(ids))).astype(np.int64)
    return [ids[step] for step in steps]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Stored halves are rounded: the same of length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-6))
    return unit
