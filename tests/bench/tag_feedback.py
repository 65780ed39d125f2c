"""What a few answers teach of a tag, and how fast it is learned.

Always: the speed, on made-up vectors; with `--smoke` few of them.

Where `SHOEBOX_STARTER_DATA` names a data folder (not with `--smoke`): owners of `tag_lessons` who
confirm and refuse some photos, on the half of the pictures that chose none of the numbers in
`indexer.tags.heads`. Each figure is a mean over tags and owners of the average precision of photos
that nobody was asked about, except where it says otherwise. Beside it, on the same vectors: the
tag's words alone, by their cosine; the mean of these and of the confirmed photos, as Rocchio's
rule has it; and a logistic regression on the answers alone, without the words. The same answers
are given once more to tags whose name says nothing to the model, as that of somebody's own boat.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.library import Library
from indexer.tags import Level, Tagger, choose, known_texts, text_vectors, vocabulary
from indexer.tags.choosing import LIKELIHOODS
from indexer.tags.sentences import sentences_of
from tests.bench.cut_data import CHOOSING, PROVING
from tests.bench.cut_encoding import Encoders
from tests.bench.figures import Figure, median_seconds, stopwatch
from tests.bench.retrieval import DATA_FOLDER
from tests.bench.tag_data import Teller
from tests.bench.tag_lessons import Lesson, School
from tests.bench.tags import Half, average_precision, fill, padded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.cut import Background
    from indexer.models import Bundle
    from indexer.tags import Vocabulary

    Scores = Callable[[Lesson], NDArray[np.floating]]

_PHOTOS: Final = 100_000
_TAG: Final = "dog"
_NOTHING: Final = "wubble"
"""A name that no model knows."""

_SEEDS: Final = 5
_ANSWERS: Final = ((1, 0), (0, 1), (2, 2), (5, 5), (20, 20))
_JUDGED: Final = (5, 5)
_GAIN: Final = 1.15
_LOSS: Final = 0.98
_FLOOR: Final = 0.05
"""Of AP before, by which AP after may be divided: a tag that was never found gains any number."""

_QUARTERS: Final = 4
_FOLDS: Final = 5
_LEARN: Final = 2.0
_REVIEW: Final = 0.3


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """How fast, and where the data is there, how much."""
    with Encoders.open() as encoders:
        words = vocabulary()
        known = known_texts(encoders.bundle)
        texts = text_vectors(encoders.bundle, words, known, encoders.texts.encode)
        background = encoders.background()
        yield from _speed(scratch, encoders.bundle, words, texts, background, smoke=smoke)
        data = os.environ.get(DATA_FOLDER)
        if data and not smoke:
            for half, name in ((CHOOSING, "the half that chose"), (PROVING, "")):
                pictures = Half.of(Path(data), half, encoders, texts, Teller(words))
                school = School(pictures, words, texts, background)
                yield from _of_half(school, name)
                vectors = encoders.texts.encode(list(sentences_of(_NOTHING)))
                yield from _of_own_tags(school, vectors.mean(axis=0), name)


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
        tagger.run()
        size = f"{count:,} photos x {len(words):,} tags"
        seconds = median_seconds(lambda: tagger.review(_TAG, 50), times=3)
        yield _within(f"which photos to ask about, {size}", seconds, _REVIEW, smoke=smoke)
        asked = [photo_id for photo_id, _ in tagger.review(_TAG, 10)]
        library.catalog.confirm_tag(asked[:5], _TAG)
        library.catalog.refuse_tag(asked[5:], _TAG)
        with stopwatch() as watch:
            tagger.retag(asked)
        yield Figure("the tags of these 10 photos follow", watch.wall, "s")
        with stopwatch() as watch:
            tagger.learn([_TAG])
        yield _within(f"one tag is learned, {size}", watch.wall, _LEARN, smoke=smoke)
        with stopwatch() as watch:
            tagger.run()
        yield Figure("a run after that", watch.wall, "s")


def _within(name: str, seconds: float, most: float, *, smoke: bool) -> Figure:
    met = None if smoke else seconds <= most
    return Figure(name, seconds, "s", budget=f"<= {most:g} s", met=met)


# -- quality ------------------------------------------------------------------------------


def _of_half(school: School, name: str) -> Iterator[Figure]:
    for confirmed, refused in _ANSWERS:
        lessons = list(school.lessons(confirmed, refused, _SEEDS))
        about = ", ".join(filter(None, (f"{confirmed}+{refused} answers", name)))
        judged = (confirmed, refused) == _JUDGED and not name
        if (confirmed, refused) == _JUDGED:
            yield from _beside_others(school, lessons, about)
            yield from _of_levels(school, lessons, about)
            yield from _of_parts(school, lessons, about)
            yield from _tag_by_tag(school, lessons, about)
            yield from _of_all_answers(school, name)
        yield from _of_answers(school, lessons, about, judged=judged)


def _of_answers(
    school: School, lessons: Sequence[Lesson], about: str, *, judged: bool
) -> Iterator[Figure]:
    before = [_judged(lesson, school.before(lesson.tag)) for lesson in lessons]
    after = [_judged(lesson, school.moved(lesson)) for lesson in lessons]
    for kind in ("captions", "labels", ""):
        some = [place for place, each in enumerate(lessons) if kind in ("", each.kind)]
        if some:
            yield _gain(lessons, some, before, after, about, judged=judged and not kind)
    by_family: dict[str, list[int]] = defaultdict(list)
    for place, lesson in enumerate(lessons):
        by_family[school.family(lesson.tag)].append(place)
    ratios = {
        family: _mean(after, some) / _mean(before, some) for family, some in by_family.items()
    }
    worst = min(ratios, key=lambda family: ratios[family])
    yield Figure(
        f"of {len(ratios)} parts of the vocabulary the worst ({worst}), {about}",
        ratios[worst],
        "of before",
        budget=f">= {_LOSS:g}" if judged else "",
        met=ratios[worst] >= _LOSS if judged else None,
    )


def _tag_by_tag(school: School, lessons: Sequence[Lesson], about: str) -> Iterator[Figure]:
    """The gain of each tag by itself, and of those that were found worst to best before."""
    by_tag: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
    for lesson in lessons:
        before = _judged(lesson, school.before(lesson.tag))
        by_tag[lesson.kind, lesson.tag].append((before, _judged(lesson, school.moved(lesson))))
    pairs = np.array(sorted(np.mean(each, axis=0).tolist() for each in by_tag.values()))
    counted = _ratios(pairs)
    name = f"of {len(counted)} tags with an AP of {_FLOOR:g} or more before, {about}"
    yield Figure(f"mean of AP after by AP before, {name}", float(counted.mean()), "")
    yield Figure(f"median, {name}", float(np.median(counted)), "")
    for number, some in enumerate(np.array_split(pairs, _QUARTERS), start=1):
        before, after = some.mean(axis=0).tolist()
        yield Figure(
            f"mAP of quarter {number} of the tags, worst first, {about}",
            after,
            "",
            before,
            "before",
        )


def _of_all_answers(school: School, name: str) -> Iterator[Figure]:
    """What there is to be learned: each fifth of the photos by answers for all others."""
    before, after, counts = [], [], []
    for lesson in school.lessons(*_JUDGED, 1):
        known = np.concatenate([lesson.left, lesson.said])
        right = np.concatenate([lesson.truth, lesson.right])
        odds = school.before(lesson.tag)
        moved = np.zeros(len(school.half.vectors), np.float32)
        fold = np.random.default_rng(lesson.tag).permutation(len(known)) % _FOLDS
        for number in range(_FOLDS):
            asked, rest = fold != number, known[fold == number]
            more = replace(lesson, said=known[asked], right=right[asked])
            moved[rest] = school.moved(more)[rest]
        counts.append(len(known) * (1 - 1 / _FOLDS))
        before.append(average_precision(odds[known], right))
        after.append(average_precision(moved[known], right))
    about = ", ".join(filter(None, (f"{np.mean(counts):.0f} answers for each tag", name)))
    yield Figure(f"mAP of photos not asked about, {about}", float(np.mean(after)), "",
                 float(np.mean(before)), "before")  # fmt: skip
    yield Figure(f"mean of AP after by AP before, {about}",
                 float(_ratios(np.stack([before, after], axis=1)).mean()), "")  # fmt: skip


def _ratios(pairs: NDArray[np.floating]) -> NDArray[np.floating]:
    """AP after by AP before of the tags that had some before, of pairs [n, 2] of both."""
    counted = pairs[pairs[:, 0] >= _FLOOR]
    ratios: NDArray[np.floating] = counted[:, 1] / counted[:, 0]
    return ratios


def _of_parts(school: School, lessons: Sequence[Lesson], about: str) -> Iterator[Figure]:
    """Tags from which those that were taught follow, and of which nothing was said."""
    parts = [(part, lesson) for lesson in lessons for part in school.parts_of(lesson)]
    before = [school.before(part.tag)[part.left] for part, _ in parts]
    after = [school.part_after(part.tag, lesson)[part.left] for part, lesson in parts]
    truths = [part.truth for part, _ in parts]
    told, first = (
        float(np.mean([average_precision(*pair) for pair in zip(scores, truths, strict=True)]))
        for scores in (after, before)
    )
    count = len({(part.kind, part.tag) for part, _ in parts})
    name = f"of {count} parts of what was taught, {about}"
    yield Figure(f"mAP {name}", told, "", first, "before")
    least = LIKELIHOODS[Level.NORMAL]
    odds = np.log(least / (1 - least))
    only = [part for part, _ in parts]
    now = _right_and_found([each >= odds for each in after], only)
    then = _right_and_found([each >= odds for each in before], only)
    for number, what in enumerate(("right of the given", "given of the right")):
        yield Figure(f"{what}, normal, {name}", now[number], "", then[number], "before")


def _gain(
    lessons: Sequence[Lesson],
    some: Sequence[int],
    before: Sequence[float],
    after: Sequence[float],
    about: str,
    *,
    judged: bool,
) -> Figure:
    tags = len({(lessons[place].kind, lessons[place].tag) for place in some})
    kinds = " and ".join(sorted({lessons[place].kind for place in some}))
    told, first = _mean(after, some), _mean(before, some)
    return Figure(
        f"mAP of photos not asked about, {tags} tags, {kinds}, {about}", told, "", first, "before",
        f">= {_GAIN:g} of it" if judged else "", told >= _GAIN * first if judged else None,
    )  # fmt: skip


def _beside_others(school: School, lessons: Sequence[Lesson], about: str) -> Iterator[Figure]:
    vectors, texts = school.half.vectors, school.texts

    def without_words(lesson: Lesson) -> NDArray[np.floating]:
        head = school.head(lesson, np.zeros(len(lesson.said), np.float32))
        scores: NDArray[np.floating] = vectors @ head.shift
        return scores

    def rocchio(lesson: Lesson) -> NDArray[np.floating]:
        confirmed = vectors[lesson.said[lesson.right]]
        scores: NDArray[np.floating] = vectors @ (texts[lesson.tag] + confirmed.mean(axis=0))
        return scores

    rivals: dict[str, Scores] = {
        "words alone, by their cosine": lambda lesson: school.half.cosines[:, lesson.tag],
        "mean of words and confirmed photos": rocchio,
        "logistic regression without the words": without_words,
    }
    for name, scores in rivals.items():
        found = np.mean([_judged(lesson, scores(lesson)) for lesson in lessons])
        yield Figure(f"mAP of {name}, {about}", float(found), "")
    whole = [_with_decided(lesson, school.moved(lesson)) for lesson in lessons]
    first = [_whole(lesson, school.before(lesson.tag)) for lesson in lessons]
    only = [_with_decided(lesson, school.before(lesson.tag)) for lesson in lessons]
    yield Figure(
        f"mAP of all photos, those asked about as they were answered, {about}",
        float(np.mean(whole)), "", float(np.mean(first)), "before",
    )  # fmt: skip
    yield Figure(f"the same if nothing were learned of them, {about}", float(np.mean(only)), "")


def _of_own_tags(school: School, nothing: NDArray[np.float32], name: str) -> Iterator[Figure]:
    """Tags by the answers alone, where the words help nobody."""
    text = nothing / np.linalg.norm(nothing)
    for confirmed, refused in _ANSWERS[2:]:
        before, after = [], []
        for lesson in school.lessons(confirmed, refused, _SEEDS):
            odds = school.odds(lesson.tag, text)
            head = school.head(lesson, odds[lesson.said])
            moved = school.odds(lesson.tag, text + head.shift, head.bias)
            before.append(_judged(lesson, odds))
            after.append(_judged(lesson, moved))
        about = ", ".join(filter(None, (f"{confirmed}+{refused} answers", name)))
        told, first = float(np.mean(after)), float(np.mean(before))
        yield Figure(f"mAP of tags whose name says nothing, {about}", told, "", first, "before")


def _of_levels(school: School, lessons: Sequence[Lesson], about: str) -> Iterator[Figure]:
    """Whether a level means the same as before."""
    for level, least in LIKELIHOODS.items():
        odds = np.log(least / (1 - least))
        told = {}
        for when, scores in _before_and_after(school):
            given = [scores(lesson)[lesson.left] >= odds for lesson in lessons]
            told[when] = _right_and_found(given, lessons)
        for number, what in enumerate(("right of the given", "given of the right")):
            after, before = told["after"][number], told["before"][number]
            yield Figure(f"{what}, {level.value}, {about}", after, "", before, "before")


def _before_and_after(school: School) -> Iterable[tuple[str, Scores]]:
    yield "before", lambda lesson: school.before(lesson.tag)
    yield "after", school.moved


def _right_and_found(
    given: Sequence[NDArray[np.bool_]], lessons: Sequence[Lesson]
) -> tuple[float, float]:
    right = sum(
        int((each & lesson.truth).sum()) for each, lesson in zip(given, lessons, strict=True)
    )
    count = sum(int(each.sum()) for each in given)
    return right / max(1, count), right / sum(int(lesson.truth.sum()) for lesson in lessons)


# -- measures -----------------------------------------------------------------------------


def _judged(lesson: Lesson, scores: NDArray[np.floating]) -> float:
    return average_precision(scores[lesson.left], lesson.truth)


def _whole(lesson: Lesson, scores: NDArray[np.floating]) -> float:
    """Of all photos, those asked about as the library had them."""
    places = np.concatenate([lesson.left, lesson.said])
    return average_precision(scores[places], np.concatenate([lesson.truth, lesson.right]))


def _with_decided(lesson: Lesson, scores: NDArray[np.floating]) -> float:
    """Of all photos, those asked about as their owner has them: that wins over the model."""
    decided = np.where(lesson.right, np.inf, -np.inf)
    both = np.concatenate([scores[lesson.left], decided])
    return average_precision(both, np.concatenate([lesson.truth, lesson.right]))


def _mean(values: Sequence[float], some: Sequence[int]) -> float:
    return float(np.mean([values[place] for place in some]))
