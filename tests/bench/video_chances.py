"""Videos and photos judged side by side, for `tests.bench.videos`: is a video taken for too much?

A video is judged by its best frame, so each further frame is one more chance of a mistake, for
which `indexer.search.ground` takes something off its odds: as much as it takes for videos to be
right as often as the same pictures are as photos. The power that does is chosen on one half of
photos and queries and proved on the other, as in `tests.bench.cut`, where `SHOEBOX_STARTER_DATA` is
told of.

There are no real videos with known contents, so two kinds are made of pictures that have them,
between which real ones lie. Half of a library's pictures become videos of 2, 4 or 8 frames: in one
kind the camera moves over one picture; the other is a walk past up to 8 pictures of one class, or
whose captions use the same rare words, and is right where one of them is.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from indexer.cut import Band, Cut, Kind, Surroundings, Verdict
from indexer.preprocess import fit
from indexer.search.ground import BY_CHANCE, of_the_best
from tests.bench import altered
from tests.bench.cut_data import CHOOSING, PROVING, asked_of_all, rows_of
from tests.bench.cut_encoding import Encoders, photos_in, shipped_pictures
from tests.bench.figures import Figure
from tests.bench.retrieval import DATA_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from indexer.cut import Background
    from tests.bench.cut_data import Photos, Question

POWERS: Final = (0.0, 0.15, 0.25, 0.35, 0.5)
BANDS: Final = {"likely and strong": Band.LIKELY, "strong": Band.STRONG}

_FRAMES: Final = (2, 4, 8)
_WALKS: Final = 5
"""So often chance says which pictures a walk passes: those cost nothing to encode."""

_RARE: Final = 0.1
"""Words that more photos than this are told of make no scene."""


def figures(*, smoke: bool) -> Iterator[Figure]:
    """How often videos are right, beside the same pictures as photos."""
    data = os.environ.get(DATA_FOLDER)
    with Encoders.open() as encoders:
        if not data or smoke:
            yield from _compared(_of_shipped_pictures(encoders))
            return
        choosing, proving = (_of_half(Path(data), half, encoders) for half in (CHOOSING, PROVING))
    yield from _compared(proving)
    yield _chosen(choosing)


@dataclass(frozen=True, slots=True)
class Shots:
    """Pictures, some of them as frames of videos.

    Attributes:
        vectors: float32 [rows, dim].
        places: The place in `Photos` of the picture that each row shows, int64 [rows].
        owners: The photo or video that each row is of, int64 [rows]: the row that stands for it.
        filmed: Which rows are compared: of videos, or of the same pictures as photos, bool [rows].
    """

    vectors: NDArray[np.float32]
    places: NDArray[np.int64]
    owners: NDArray[np.int64]
    filmed: NDArray[np.bool_]

    def as_photos(self, photos: Photos) -> Shots:
        """The same pictures with no videos among them."""
        every = np.arange(len(photos))
        filmed = np.isin(every, self.places[self.filmed])
        return Shots(photos.vectors, every, every, filmed)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the cut says of one question's photos and videos before anything is taken off.

    Attributes:
        likelihoods: float32 [n].
        chances: How many frames each has, int64 [n].
        filmed: Which of them are compared, bool [n].
        right: Which are right: any frame is, bool [n].
        counts: Of which that is known, bool [n].
    """

    likelihoods: NDArray[np.float32]
    chances: NDArray[np.int64]
    filmed: NDArray[np.bool_]
    right: NDArray[np.bool_]
    counts: NDArray[np.bool_]

    def bands(self, power: float) -> NDArray[np.uint8]:
        """The band of each, where odds are divided by the frames to such a power."""
        return Verdict(of_the_best(self.likelihoods, self.chances, power)).bands()

    def f1(self, power: float) -> float:
        """Of all that is likely or strong."""
        found = (self.bands(power) >= Band.LIKELY) & self.counts
        right = self.right & self.counts
        return float(2 * (found & right).sum() / max(1, found.sum() + right.sum()))


@dataclass(frozen=True, slots=True)
class Compared:
    """What is made of a kind of videos, and of the same pictures as photos.

    Attributes:
        videos: For each question.
        photos: For each question.
    """

    videos: list[Judged]
    photos: list[Judged]

    @classmethod
    def of(
        cls,
        photos: Photos,
        kind: Sequence[Shots],
        asked: Sequence[Question],
        encoders: Encoders,
    ) -> Compared:
        """Ask questions of each of several libraries that hold such videos."""
        texts = encoders.texts_of(question.words for question in asked)
        background = encoders.background()
        pairs = [(shots, shots.as_photos(photos)) for shots in kind]
        videos, alone = (
            [each for shots in some for each in judged(asked, shots, texts, background)]
            for some in zip(*pairs, strict=True)
        )
        return cls(videos, alone)

    def strays(self, power: float) -> float:
        """How far the precision of videos is from that of photos: as log ratios, of both bands."""
        ratios = [
            precision(self.videos, band, power) / precision(self.photos, band, power)
            for band in BANDS.values()
        ]
        return float(np.abs(np.log(ratios)).sum())


def precision(answers: Sequence[Judged], band: Band, power: float) -> float:
    """Which share of what is compared and in this band or a better one is right."""
    right = _found(answers, band, power)
    return float(right.mean()) if len(right) else 0.0


def recall(answers: Sequence[Judged], power: float) -> float:
    """Which share of the right ones that are compared is likely or strong."""
    right = sum(int((each.right & each.counts & each.filmed).sum()) for each in answers)
    return float(_found(answers, Band.LIKELY, power).sum() / max(1, right))


def _found(answers: Sequence[Judged], band: Band, power: float) -> NDArray[np.bool_]:
    return np.concatenate(
        [each.right[(each.bands(power) >= band) & each.filmed & each.counts] for each in answers]
    )


# -- what is told -------------------------------------------------------------------------


def _of_half(data: Path, half: int, encoders: Encoders) -> dict[str, Compared]:
    photos = photos_in(data, half, encoders)
    files = [data / row["file"] for row in rows_of(data, half)]
    kinds = {
        "the camera moves over a picture": [panned(photos, files, encoders)],
        "a walk": [walked(photos, seed) for seed in range(_WALKS)],
    }
    asked = list(asked_of_all(photos, half))
    return {name: Compared.of(photos, kind, asked, encoders) for name, kind in kinds.items()}


def _of_shipped_pictures(encoders: Encoders) -> dict[str, Compared]:
    """Of the few pictures that everybody has: it runs."""
    photos, asked, files = shipped_pictures(encoders)
    shots = panned(photos, files, encoders, frames=(2,))
    name = "pictures inside packages, too few to judge"
    return {name: Compared.of(photos, [shots], asked, encoders)}


def _compared(kinds: Mapping[str, Compared]) -> Iterator[Figure]:
    for kind, each in kinds.items():
        for name, band in BANDS.items():
            as_photos = precision(each.photos, band, 0.0)
            for power in POWERS:
                yield Figure(
                    f"precision of {name}, videos ({kind}), odds by frames ^ {power:g}",
                    precision(each.videos, band, power), "", as_photos, "the same as photos",
                )  # fmt: skip
        yield Figure(
            f"right videos found, as it is ({kind})", recall(each.videos, BY_CHANCE), "",
            recall(each.photos, 0.0), "the same as photos",
        )  # fmt: skip
        yield Figure(
            f"F1 of whole answers, as it is ({kind})", _mean_f1(each.videos, BY_CHANCE), "",
            _mean_f1(each.videos, 0.0), "with nothing taken off",
        )  # fmt: skip


def _mean_f1(answers: Sequence[Judged], power: float) -> float:
    return float(np.mean([each.f1(power) for each in answers]))


def _chosen(choosing: Mapping[str, Compared]) -> Figure:
    def strays(power: float) -> float:
        return sum(each.strays(power) for each in choosing.values())

    chosen = min(POWERS, key=strays)
    name = "power by which videos are right as often as photos, on the half that chooses"
    return Figure(name, chosen, "", BY_CHANCE, "in use", "the one in use", chosen == BY_CHANCE)


# -- videos of pictures -------------------------------------------------------------------


def panned(
    photos: Photos, pictures: Sequence[Path], encoders: Encoders, *, frames: Sequence[int] = _FRAMES
) -> Shots:
    """Half of the pictures as videos in which the camera moves over them, and the light changes."""
    chance = np.random.default_rng(0)
    chosen = np.sort(chance.permutation(len(photos))[: len(photos) // 2])
    owners = np.concatenate(
        [np.full(frames[number % len(frames)] - 1, at) for number, at in enumerate(chosen)]
    ).astype(np.int64)
    views = [_view(pictures[at], encoders, chance) for at in owners]
    every = np.arange(len(photos))
    owners = np.concatenate([every, owners])
    vectors = np.concatenate([photos.vectors, *views])
    return Shots(vectors, owners, owners, np.isin(owners, chosen))


def _view(file: Path, encoders: Encoders, chance: np.random.Generator) -> NDArray[np.float32]:
    picture = altered.moved_camera(Image.open(file).convert("RGB"), chance)[0]
    seen = fit(altered.brightened(picture, chance), encoders.bundle.image)
    return encoders.pictures.encode(seen[None])


def walked(photos: Photos, seed: int) -> Shots:
    """Half of the pictures as frames of videos: each with those that are most alike it."""
    chance = np.random.default_rng(seed)
    alike = _alike(photos)
    owners = np.arange(len(photos))
    free = np.zeros(len(photos), bool)
    free[chance.permutation(len(photos))[: len(photos) // 2]] = True
    for first in chance.permutation(np.flatnonzero(free)):
        if free[first]:
            free[first] = False
            near = np.argsort(-alike[first], kind="stable")
            near = near[free[near] & (alike[first][near] > 0)][: chance.choice(_FRAMES) - 1]
            owners[near], free[near] = first, False
    of, count = np.unique(owners, return_counts=True)
    return Shots(photos.vectors, np.arange(len(photos)), owners, np.isin(owners, of[count > 1]))


def _alike(photos: Photos) -> NDArray[np.float64]:
    """How many words all pictures have in common, rare ones more, float64 [n, n]."""
    words = [
        {f"class {label}"} if label else {word for word, times in told.items() if times > 1}
        for label, told in zip(photos.labels, photos.told, strict=True)
    ]
    shown: dict[str, list[int]] = defaultdict(list)
    for place, told in enumerate(words):
        for word in told:
            shown[word].append(place)
    alike = np.zeros((len(words), len(words)))
    for places in shown.values():
        if len(places) < _RARE * len(words):
            alike[np.ix_(places, places)] += np.log(len(words) / len(places))
    return alike


# -- asking -------------------------------------------------------------------------------


def judged(
    asked: Iterable[Question],
    shots: Shots,
    texts: Mapping[str, NDArray[np.float32]],
    background: Background,
) -> list[Judged]:
    """Ask questions of photos and videos, as `search` does."""
    libraries: dict[bytes, _Library] = {}
    answers = []
    for question in asked:
        key = question.library.tobytes()
        if key not in libraries:
            libraries[key] = _Library.of(shots, question.library, background)
        answers.append(libraries[key].judged(question, texts[question.words]))
    return answers


@dataclass(frozen=True, slots=True)
class _Library:
    """The photos and videos of which a question is asked.

    Attributes:
        shots: All there are.
        rows: Those of this library, int64 [m].
        usual: What everyday words weigh for each of them, float32 [m].
        surroundings: By what stands for each photo and video.
    """

    shots: Shots
    rows: NDArray[np.int64]
    usual: NDArray[np.float32]
    surroundings: Surroundings

    @classmethod
    def of(cls, shots: Shots, library: NDArray[np.int64], background: Background) -> _Library:
        rows = np.flatnonzero(np.isin(shots.places, library))
        stand = shots.vectors[np.unique(shots.owners[rows])]
        usual = background.usual_logit(shots.vectors[rows])
        return cls(shots, rows, usual, Surroundings.of(stand, len(stand), background))

    def judged(self, question: Question, query: NDArray[np.float32]) -> Judged:
        shots, rows = self.shots, self.rows
        scores = shots.vectors[rows] @ query
        order = np.lexsort((-scores, shots.owners[rows]))
        _, first, chances = np.unique(
            shots.owners[rows][order], return_index=True, return_counts=True
        )
        best = order[first]
        cut = Cut.of(query, self.surroundings, Kind.WORDS, words=len(question.words.split()))
        likelihoods = cut.judge(
            scores[best],
            lambda some: shots.vectors[rows[best[some]]],
            usual_of=lambda some: self.usual[best[some]],
        ).likelihoods
        at = np.searchsorted(question.library, shots.places[rows][order])
        right = np.logical_or.reduceat(question.right[at], first)
        wrong = np.logical_and.reduceat(question.counts[at] & ~question.right[at], first)
        return Judged(likelihoods, chances, shots.filmed[rows[best]], right, right | wrong)
