"""Which photos a tag would get, before it is saved: what is previewed is what is given.

The photos nearest to the tag are held against all tags, and chosen from by the same rules as in the
run that follows, see `tagging`; more of them, as long as some of the last ones would get the tag.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.catalog.learning import Known
from indexer.query.tree import Either, Tag
from indexer.tags.choosing import Chooser
from indexer.tags.deciding import GIVEN, SUGGESTED, decide
from indexer.tags.held import Held
from indexer.tags.holding import Holding
from indexer.tags.lines import Level, Mode
from indexer.tags.own import vocabulary_with
from indexer.tags.reference import SAMPLE, Standings, standings
from indexer.tags.scoring import Scorer
from indexer.tags.texts import text_vectors
from indexer.tags.vocabulary import key_of
from indexer.tags.wanted import level_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.catalog.decisions import Decided
    from indexer.catalog.learned import Named
    from indexer.cut import Background
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.tags.own import NewTag
    from indexer.tags.texts import Encode
    from indexer.tags.texts import Known as Texts
    from indexer.tags.vocabulary import Concept, Vocabulary
    from indexer.vectors import VectorIndex

FIRST: Final = 256
"""Photos that are held against all tags at first; then twice as many, and so on. Of 2,000 photos
of `tests.bench.tags` and 118 tags tried at the loosest level, it misses none of 2,065 that looking
at all at once finds."""

MOST: Final = 8192
"""Photos that are held against all tags at most: nobody looks through more than they are."""

_FOR_MORE: Final = 2


@dataclass(frozen=True, slots=True)
class Preview:
    """The photos that a tag would get.

    Attributes:
        ids: int64 [n], the likeliest first.
        likelihoods: float32 [n].
        more: Whether there may be more than these.
    """

    ids: NDArray[np.int64]
    likelihoods: NDArray[np.float32]
    more: bool = False


class Previewer:
    """What new tags would find in one library as it is now, by one model.

    Whoever types a tag asks it again and again; it need not be made anew as long as the library
    stays as it is.
    """

    def __init__(
        self, library: Library, bundle: Bundle, known: Texts, background: Background
    ) -> None:
        """Look at the library.

        Args:
            library: It must stay open as long as this is used.
            bundle: The model.
            known: What it makes of the tags that there are, see `known_texts`.
            background: What it makes of everyday words.
        """
        self._catalog, self._bundle = library.catalog, bundle
        self._index = library.vectors(bundle)
        self._known, self._background = dict(known), background
        self._sample = _unit(self._catalog.sample_of_vectors(bundle.sha256, SAMPLE))
        self._usual: dict[str, tuple[float, float]] = {}

    def preview(self, new: NewTag, encode: Encode, *, level: Level | None = None) -> Preview:
        """The photos that a tag would get as it is described; of one that is off none.

        Args:
            new: The tag.
            encode: The model's text tower: texts -> unit vectors, float32 [n, dim]. It reads what
                is new of the tag, and those of the library's tags that it has not read yet.
            level: How sure the library's tags have to be; None for as they are.

        Raises:
            LibraryError: The tag cannot be, see `own.add_tag`.
        """
        words = vocabulary_with(self._catalog, new)
        texts = text_vectors(self._bundle, words, self._known, encode, keep=False)
        self._known |= {each.digest: row for each, row in zip(words, texts, strict=True)}
        ids = np.arange(1, len(words) + 1, dtype=np.int32)  # What is tried has none yet.
        holding = Holding(self._catalog, self._bundle.sha256, words, texts, self._background)
        heads = holding.foreseen(self._sample, new.said)
        held = Held.of(ids, texts, self._standings(words, texts), heads)
        chooser = Chooser(words, held, texts, self._background.logit_scale)
        scorer = Scorer(ids, held.texts, self._background, held.biases, held.wholes)
        trial = _Trial(self._catalog, self._index, words, new.said, scorer, chooser)
        return self._found(trial, level or level_of(self._catalog))

    def _standings(self, words: Vocabulary, texts: NDArray[np.float32]) -> Standings:
        """What is usual for each tag; looked at once for those that stay as they are."""
        fresh = [place for place, each in enumerate(words) if each.digest not in self._usual]
        if fresh:
            found = standings(self._sample, texts[fresh], self._background)
            usual = zip(found.middles.tolist(), found.spreads.tolist(), strict=True)
            self._usual |= zip(
                (words.concepts[place].digest for place in fresh), usual, strict=True
            )
        table = np.array([self._usual[each.digest] for each in words], np.float32)
        return Standings(table[:, 0].copy(), table[:, 1].copy())

    def _found(self, trial: _Trial, level: Level) -> Preview:
        """Try the nearest photos, and more of them as long as some of the last ones get the tag."""
        found = trial.given(trial.with_parts(), level)
        tried, count, more = 0, FIRST, True
        while more and tried < MOST:
            nearest = self._nearest(trial.directions, count)
            given = trial.given(nearest[tried:][nearest[tried:] >= 0], level)
            found |= given
            more = bool(given) and bool(nearest[-1] >= 0)
            tried, count = count, min(_FOR_MORE * count, MOST)
        best = sorted(found.items(), key=lambda each: (-each[1], each[0]))
        ids = np.array([photo_id for photo_id, _ in best], np.int64)
        return Preview(ids, np.array([likely for _, likely in best], np.float32), more)

    def _nearest(self, directions: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        """Ids of the photos that go farthest in one of some directions, and -1 if that is all."""
        lengths = np.linalg.norm(directions, axis=1, keepdims=True)
        ids, cosines = self._index.search(directions / lengths, count)
        ordered = ids.ravel()[np.argsort(-(cosines * lengths), axis=None, kind="stable")]
        _, first = np.unique(ordered, return_index=True)
        nearest: NDArray[np.int64] = ordered[np.sort(first)][:count]
        return nearest


@dataclass(frozen=True, slots=True)
class _Trial:
    """A tag among all others, and what photos are held against.

    Attributes:
        catalog: What their owner says of photos.
        index: Their vectors.
        words: The tags, this one among them.
        said: This one, and what its owner says of it.
        scorer: Holds photos against all of them.
        chooser: Chooses from what speaks for them.
    """

    catalog: Catalog
    index: VectorIndex
    words: Vocabulary
    said: Decided
    scorer: Scorer
    chooser: Chooser

    @property
    def tag(self) -> Concept:
        """The tag."""
        return self.words.by_key[key_of(self.said.name)]

    @property
    def directions(self) -> NDArray[np.float32]:
        """The tag's vector, float32 [1, dim]; of one that is moved, those of its parts as well."""
        place = self.words.concepts.index(self.tag)
        text = self.scorer.texts[place]
        words = self.scorer.wholes.get(place)
        moved: NDArray[np.float32] = text[None] if words is None else text + words - words[0]
        return moved

    def with_parts(self) -> NDArray[np.int64]:
        """The ids of photos that have a tag from which this one follows, int64 [n]."""
        name = self.tag.name
        parts = tuple(
            Tag(each.name) for each in self.words if name in self.words.ancestors(each.name)
        )
        if not parts:
            return np.empty(0, np.int64)
        return self.catalog.ids_where(Either(parts) if len(parts) > 1 else parts[0])[:MOST]

    def given(self, ids: NDArray[np.int64], level: Level) -> dict[int, float]:
        """Which of some photos get the tag, each with how likely it is."""
        suggested = self.tag.mode is Mode.SUGGEST
        chosen = decide(
            self.words,
            self.chooser,
            self._known(ids),
            Level.LOOSE if suggested else level,
            SUGGESTED if suggested else GIVEN,
        )
        name = self.tag.name
        return {photo_id: tags[name] for photo_id, tags in chosen.items() if name in tags}

    def _known(self, ids: NDArray[np.int64]) -> Known:
        """What the tags of some photos follow from once this one is saved."""
        known = self.catalog.known_of(self.index.model_sha256, ids.tolist())
        there = np.array(known.ids, np.int64)
        has_vector, vectors = self.index.vectors_of(there)
        scored = self.scorer.score(_unit(vectors[has_vector]))
        rows = zip(there[has_vector].tolist(), scored.usual.tolist(), scored.packed(), strict=True)
        right, wrong = self.said.confirmed, self.said.refused
        return Known(
            known.ids,
            list(rows),
            self._with(known, known.confirmed, right, but=wrong),
            self._with(known, known.refused, wrong, but=right),
        )

    def _with(
        self, known: Known, answers: Sequence[Named], more: Sequence[int], *, but: Sequence[int]
    ) -> list[Named]:
        """Answers of one kind with those that are about to be given, but not where they change."""
        key = key_of(self.said.name)
        stay = [each for each in answers if not (each[0] in but and key_of(each[1]) == key)]
        return [*stay, *((photo_id, self.said.name) for photo_id in known.ids if photo_id in more)]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors that were rounded when they were stored, of length 1 again; float32 [n, dim]."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-6))
    return unit
