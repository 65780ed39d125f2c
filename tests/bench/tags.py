"""How right the tags are that a library gives itself, and how fast it gives them.

Always: the speed, on made-up vectors; with `--smoke` few of them.

Where `SHOEBOX_STARTER_DATA` names a data folder (not with `--smoke`): photos with captions and
pictures with labels, of the half that chose none of the numbers in `indexer.tags`, see `tag_data`.
Beside them, on the same vectors: a softmax over all tags and a fixed cosine, each with the
threshold that is best on the half that chooses, and for each tag what is best by hindsight.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.encode import Stamp
from indexer.library import Library
from indexer.tags import (
    Level,
    NewTag,
    Previewer,
    Tagger,
    Vocabulary,
    choose,
    known_texts,
    text_vectors,
    vocabulary,
)
from indexer.tags.choosing import Chooser
from indexer.tags.held import Held
from indexer.tags.reference import SAMPLE, standings
from indexer.tags.scoring import Scored, Scorer
from tests.bench.cut_data import CHOOSING, PROVING, rows_of
from tests.bench.cut_encoding import Encoders
from tests.bench.figures import Figure, stopwatch
from tests.bench.retrieval import DATA_FOLDER
from tests.bench.tag_data import Teller, Truth, half_rows
from tests.indexer.making import indexed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from indexer.cut import Background
    from indexer.models import Bundle

    Given = NDArray[np.bool_]

_PHOTOS: Final = 100_000
_TAGS: Final = 1_500
_SECONDS: Final = 10.0
_OF_ORACLE: Final = 0.8
_COVERED: Final = 0.6
_FIRST: Final = 3
_IN_A_BATCH: Final = 5_000
_TRIED: Final = 20


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """How fast, and where the data is there, how right."""
    with Encoders.open() as encoders:
        words = vocabulary()
        known = known_texts(encoders.bundle)
        texts = text_vectors(encoders.bundle, words, known, encoders.texts.encode)
        background = encoders.background()
        yield from _speed(scratch, encoders.bundle, words, texts, background, smoke=smoke)
        data = os.environ.get(DATA_FOLDER)
        if data and not smoke:
            teller = Teller(words)
            chosen = Half.of(Path(data), CHOOSING, encoders, texts, teller)
            proved = Half.of(Path(data), PROVING, encoders, texts, teller)
            yield from _quality(chosen, proved, words, texts, background)


# -- speed --------------------------------------------------------------------------------


def _speed(
    scratch: Path,
    bundle: Bundle,
    words: Vocabulary,
    texts: NDArray[np.float32],
    background: Background,
    *,
    smoke: bool,
) -> Iterator[Figure]:
    count = 500 if smoke else _PHOTOS
    words, texts = padded(words, texts)
    with Library.open(scratch / "library", write=True) as library:
        fill(library, bundle, texts, count)
        choose(library.catalog, level=Level.NORMAL, own=None, shipped=True)
        tagger = Tagger(library.catalog, bundle.sha256, words, texts, background)
        vectors = _imagined(texts, count, seed=1)
        scorer = Scorer(np.arange(1, len(words) + 1, dtype=np.int32), texts, background)
        scorer.score(vectors[:100])
        with stopwatch() as watch:
            scorer.score(vectors)
        size = f"{count:,} photos x {len(words):,} tags"
        yield Figure(f"the product alone, {size}", watch.wall, "s")
        start = time.perf_counter()
        stages: dict[str, float] = {}
        tagger.run(lambda stage: stages.update({stage[:7]: time.perf_counter() - start}))
        yield _within(f"read, scored and stored, {size}", stages["Tagging"], smoke=smoke)
        yield Figure("the same, and tags and words written", time.perf_counter() - start, "s")
        with stopwatch() as watch:
            tagger.run()
        yield Figure("nothing new", watch.wall, "s")
        fill(library, bundle, texts, 100, first=count)
        with stopwatch() as watch:
            tagger.run()
        yield Figure("100 new photos", watch.wall, "s")
        choose(library.catalog, level=Level.STRICT, own=None, shipped=True)
        with stopwatch() as watch:
            tagger.run()
        yield Figure("another level, from stored scores", watch.wall, "s")
        yield from _previews(library, bundle, texts, background)


def _previews(
    library: Library, bundle: Bundle, texts: NDArray[np.float32], background: Background
) -> Iterator[Figure]:
    """Tags that are tried before they are saved, their texts being read already."""
    imagined = iter(_imagined(texts, 1 + _TRIED, seed=7))
    library.vectors(bundle)
    with stopwatch() as watch:
        previewer = Previewer(library, bundle, known_texts(bundle), background)
        previewer.preview(NewTag("tried first", words=("0",)), lambda _: next(imagined)[None])
    yield Figure("a new tag previewed, the first", watch.wall, "s")
    with stopwatch() as watch:
        for number in range(_TRIED):
            new = NewTag(f"tried {number}", words=(f"{number}",))
            previewer.preview(new, lambda _: next(imagined)[None])
    yield Figure("each other", watch.wall / _TRIED, "s")
    new = NewTag("tried first", words=("0",), examples=(1, 2, 3, 4, 5), others=(6, 7, 8, 9, 10))
    with stopwatch() as watch:
        previewer.preview(new, lambda _: next(imagined)[None])
    yield Figure("the same with ten photos that show it or do not", watch.wall, "s")


def _within(name: str, seconds: float, *, smoke: bool) -> Figure:
    met = None if smoke else seconds <= _SECONDS
    return Figure(name, seconds, "s", budget=f"<= {_SECONDS:g} s", met=met)


def padded(words: Vocabulary, texts: NDArray[np.float32]) -> tuple[Vocabulary, NDArray[np.float32]]:
    """The vocabulary with so many more tags that they are `_TAGS`."""
    more = [
        replace(words.concepts[0], name=f"tag {number}", sentences=(f"tag {number}",))
        for number in range(_TAGS - len(words))
    ]
    others = _unit(np.random.default_rng(0).normal(size=(len(more), texts.shape[1])))
    return Vocabulary((*words.concepts, *more)), np.concatenate([texts, others])


def fill(
    library: Library, bundle: Bundle, texts: NDArray[np.float32], count: int, first: int = 0
) -> None:
    """Put photos in that look like three tags each."""
    stamp = Stamp(bundle.name, bundle.sha256, bundle.preprocess_version, "float32", "cpu")
    for start in range(0, count, _IN_A_BATCH):
        some = range(first + start, first + min(start + _IN_A_BATCH, count))
        vectors = _imagined(texts, len(some), seed=some[0])
        batch = [
            replace(indexed(f"/nowhere/{number // 1000}/{number}.jpg", number, dim=1), vector=row)
            for number, row in zip(some, vectors, strict=True)
        ]
        library.catalog.store(batch, stamp)


def _imagined(texts: NDArray[np.float32], count: int, *, seed: int) -> NDArray[np.float32]:
    chance = np.random.default_rng(seed)
    mixed = sum(texts[chance.integers(0, len(texts), count)] for _ in range(3))
    return _unit(mixed + 0.08 * chance.standard_normal((count, texts.shape[1]), np.float32))


def _unit(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit.astype(np.float32)


# -- quality ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Half:
    """Pictures of one half; those with captions and those with labels are judged apart."""

    vectors: NDArray[np.float32]
    cosines: NDArray[np.float32]
    kinds: tuple[tuple[str, NDArray[np.int64], Truth], ...]

    @classmethod
    def of(
        cls,
        data: Path,
        half: int,
        encoders: Encoders,
        texts: NDArray[np.float32],
        teller: Teller,
    ) -> Half:
        rows = rows_of(data, half)
        vectors = encoders.pictures_of([data / row["file"] for row in rows])
        told, labelled = half_rows(rows)
        return cls(
            vectors,
            vectors @ texts.T,
            (
                ("captions", np.array(told), teller.of_captions([rows[row] for row in told])),
                ("labels", np.array(labelled), teller.of_labels([rows[row] for row in labelled])),
            ),
        )


def _quality(
    choosing: Half,
    proving: Half,
    words: Vocabulary,
    texts: NDArray[np.float32],
    background: Background,
) -> Iterator[Figure]:
    chooser, scored = _scored(proving, words, texts, background)
    ours = {level: _given(chooser, scored, level) for level in Level}
    likely = _likelihoods(chooser, proving, background)
    scale = background.logit_scale
    rivals = {
        "softmax": (_softmax(choosing.cosines, scale), _softmax(proving.cosines, scale)),
        "fixed cosine": (choosing.cosines, proving.cosines),
    }
    yield from _of_the_half_that_chose(choosing, words, texts, background)
    for number, (kind, rows, truth) in enumerate(proving.kinds):
        size = f"{len(rows)} photos, {len(truth.tags)} tags, {kind}"
        for measure, name in ((_precision_at, f"precision@{_FIRST}"), (_mean_ap, "mAP")):
            for rival, (_, theirs) in rivals.items():
                yield Figure(
                    f"{name}, {size}", measure(likely[rows], truth), "",
                    measure(theirs[rows], truth), rival,
                )  # fmt: skip
        oracle = _oracle(proving.cosines[rows], truth)
        yield from _of_given(f"hindsight's threshold for each tag, {kind}", oracle, truth)
        for name, (chosen, theirs) in rivals.items():
            other = choosing.kinds[number]
            best = _best_threshold(chosen[other[1]], other[2])
            yield from _of_given(f"{name}, {kind}", theirs[rows] >= best, truth)
        for level, given in ours.items():
            judged = level is Level.NORMAL
            yield from _of_level(f"{level.value}, {kind}", given[rows], oracle, truth, judged)


def _scored(
    half: Half, words: Vocabulary, texts: NDArray[np.float32], background: Background
) -> tuple[Chooser, Scored]:
    """What chooses among the tags of a library that is this half, and what speaks for them."""
    ids = np.arange(1, len(words) + 1, dtype=np.int32)
    usual = standings(half.vectors[:SAMPLE], texts, background)
    held = Held.of(ids, texts, usual, {})
    chooser = Chooser(words, held, texts, background.logit_scale)
    return chooser, Scorer(ids, texts, background).score(half.vectors)


def _of_the_half_that_chose(
    half: Half, words: Vocabulary, texts: NDArray[np.float32], background: Background
) -> Iterator[Figure]:
    given = _given(*_scored(half, words, texts, background), Level.NORMAL)
    for kind, rows, truth in half.kinds:
        name = f"normal, {len(rows)} photos of the half that chose, {kind}"
        oracle = _precision(_oracle(half.cosines[rows], truth), truth)
        yield Figure(f"precision, {name}", _precision(given[rows], truth), "", oracle, "hindsight")
        yield Figure(f"photos with a right tag, {name}", _coverage(given[rows], truth), "")


def _of_given(name: str, given: Given, truth: Truth) -> Iterator[Figure]:
    yield Figure(f"precision, {name}", _precision(given, truth), "")
    yield Figure(f"photos with a right tag, {name}", _coverage(given, truth), "")


def _of_level(
    name: str, given: Given, oracle: Given, truth: Truth, judged: bool
) -> Iterator[Figure]:
    precision, best = _precision(given, truth), _precision(oracle, truth)
    covered = _coverage(given, truth)
    yield Figure(
        f"precision, {name}", precision, "", best, "hindsight",
        f">= {_OF_ORACLE:g} of it" if judged else "",
        precision >= _OF_ORACLE * best if judged else None,
    )  # fmt: skip
    yield Figure(
        f"mean of the tags' precision, {name}", _by_tag(given, truth), "",
        _by_tag(oracle, truth), "hindsight",
    )  # fmt: skip
    yield Figure(
        f"photos with a right tag, {name}", covered, "",
        budget=f">= {_COVERED:g}" if judged else "",
        met=covered >= _COVERED if judged else None,
    )  # fmt: skip
    yield Figure(f"tags of a photo, {name}", float(given.sum(axis=1).mean()), "")


def _given(chooser: Chooser, scored: Scored, level: Level) -> Given:
    choice = chooser.choose(scored, level)
    given = np.zeros((len(scored), chooser.size), np.bool_)
    given[choice.rows, choice.tags] = True
    return given


def _likelihoods(chooser: Chooser, half: Half, background: Background) -> NDArray[np.float32]:
    """How likely each tag is for each photo, of all tags and not of the best alone."""
    order = np.argsort(-half.cosines, axis=1).astype(np.int32)
    cosines = np.take_along_axis(half.cosines, order, axis=1)
    whole = Scored(background.usual_logit(half.vectors), order + 1, cosines)
    places, likelihoods = chooser.judge(whole)
    table = np.zeros_like(half.cosines)
    np.put_along_axis(table, places, likelihoods, axis=1)
    return chooser.followed(table)


def _softmax(cosines: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    logits = scale * (cosines - cosines.max(axis=1, keepdims=True))
    weights = np.exp(logits)
    share: NDArray[np.float32] = weights / weights.sum(axis=1, keepdims=True)
    return share


# -- measures -----------------------------------------------------------------------------


def _precision(given: Given, truth: Truth) -> float:
    counted = given & truth.counts
    return float((counted & truth.right).sum() / max(1, counted.sum()))


def _coverage(given: Given, truth: Truth) -> float:
    """The part of the photos that are judged at all of which a tag is right."""
    judged = truth.counts.any(axis=1)
    return float((given & truth.counts & truth.right)[judged].any(axis=1).mean())


def _by_tag(given: Given, truth: Truth) -> float:
    """The mean over the tags that are given at all."""
    counted = given & truth.counts
    all_given = counted.sum(axis=0)
    right = (counted & truth.right).sum(axis=0)
    return float((right[all_given > 0] / all_given[all_given > 0]).mean())


def _precision_at(scores: NDArray[np.float32], truth: Truth) -> float:
    """How many are right of the first few tags that count."""
    shown = np.where(truth.counts, scores, -np.inf)
    first = np.argsort(-shown, axis=1, kind="stable")[:, :_FIRST]
    judged = truth.counts.any(axis=1)
    return float(np.take_along_axis(truth.right, first, axis=1)[judged].mean())


def _mean_ap(scores: NDArray[np.float32], truth: Truth) -> float:
    """The mean over tags of the average precision of all photos."""
    counts = truth.counts
    return float(
        np.mean(
            [
                average_precision(scores[counts[:, tag], tag], truth.right[counts[:, tag], tag])
                for tag in truth.tags
            ]
        )
    )


def average_precision(scores: NDArray[np.floating], right: NDArray[np.bool_]) -> float:
    """Of photos in the order of their scores, both [n]; some have to be right."""
    ordered = right[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(ordered) / np.arange(1, len(ordered) + 1))[ordered].mean())


def _oracle(cosines: NDArray[np.float32], truth: Truth) -> Given:
    """Each tag at the threshold of its highest F1."""
    given = np.zeros(cosines.shape, np.bool_)
    for tag in truth.tags:
        counts = truth.counts[:, tag]
        right, scores = truth.right[counts, tag], cosines[counts, tag]
        order = np.argsort(-scores, kind="stable")
        f1 = 2 * np.cumsum(right[order]) / (np.arange(1, len(order) + 1) + right.sum())
        given[counts, tag] = scores >= scores[order[np.argmax(f1)]]
    return given


def _best_threshold(scores: NDArray[np.float32], truth: Truth) -> float:
    """The one threshold for all tags at which the F1 of all pairs is highest."""
    pairs, right = scores[truth.counts], truth.right[truth.counts]
    order = np.argsort(-pairs, kind="stable")
    f1 = 2 * np.cumsum(right[order]) / (np.arange(1, len(order) + 1) + right.sum())
    return float(pairs[order[np.argmax(f1)]])
