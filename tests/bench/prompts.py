"""The sentences that free words are put into: what `indexer.cut.prompts` sets, beside others.

Where `SHOEBOX_STARTER_DATA` names a data folder, as for `retrieval` (not with `--smoke`): how often
a caption finds its photo, and how well single words rank all photos, on both halves of the dev
photos and of the everyday classes' pictures. A template that is better on one half by chance is
not on the other. Else the few pictures inside scikit-image and scikit-learn, found by their names:
that shows that it runs, and nothing of the templates.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.cut.prompts import prompts
from tests.bench.cut_data import CHOOSING, PROVING, asked_of_all
from tests.bench.cut_encoding import Encoders, photos_in
from tests.bench.figures import Figure
from tests.bench.retrieval import DATA_FOLDER, FOUND_AMONG, SHIPPED_PICTURES, _inside_a_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from tests.bench.cut_data import Photos

Sentences = Callable[[str], tuple[str, ...]]
"""What is read for free words; the mean of the unit vectors is the query, as in the product."""

OURS: Final = "the product's"
PLAIN: Final[dict[str, Sentences]] = {
    OURS: prompts,
    "bare": lambda words: (words,),
    "“a photo of {}”": lambda words: (f"a photo of {words}",),
}
CLIP_TEMPLATES: Final = Path("vocabulary", "clip_imagenet_templates_7_simple.txt")
"""In the data folder: the seven that CLIP's authors took for the names of ImageNet's classes."""

_WORDS: Final = ("told in captions", "class among all")
"""Kinds of questions that are single words, or names of things."""

_BATCH: Final = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """Queries, and what they should find among some photos.

    Attributes:
        vectors: Of the photos, float32 [n, dim].
        captions: Each description, and the place of the photo that it tells of.
        words: Each word, places of photos that are surely right or wrong, and which are right.
    """

    vectors: NDArray[np.float32]
    captions: Sequence[tuple[str, int]]
    words: Sequence[tuple[str, NDArray[np.int64], NDArray[np.bool_]]]

    @classmethod
    def of(cls, photos: Photos, half: int) -> Asked:
        """All captions of a half, each among the photos that have some, and its single words."""
        captions = [
            (text.rstrip(" ."), place)
            for place in photos.seen.tolist()
            for text in photos.captions[place]
        ]
        words = [
            (each.words, each.library[each.counts], each.right[each.counts])
            for each in asked_of_all(photos, half)
            if each.kind in _WORDS and each.right.any()
        ]
        return cls(photos.vectors, captions, words)


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Each template's figures beside those of the product's own, on both halves."""
    data = os.environ.get(DATA_FOLDER)
    with Encoders.open() as encoders:
        if not data or smoke:
            yield from _compared(_shipped(encoders), PLAIN, encoders, "of the pictures shipped")
            return
        templates = {**PLAIN, "the mean of CLIP's 7": _of_file(Path(data) / CLIP_TEMPLATES)}
        for half, name in ((CHOOSING, "one half"), (PROVING, "the other half")):
            asked = Asked.of(photos_in(Path(data), half, encoders), half)
            yield from _compared(asked, templates, encoders, f"on {name}")


def _of_file(file: Path) -> Sentences:
    templates = file.read_text(encoding="utf-8").splitlines()
    return lambda words: tuple(each.format(words) for each in templates if each)


def _shipped(encoders: Encoders) -> Asked:
    """The pictures inside packages, each described by its name."""
    pictures = encoders.pictures_of([_inside_a_package(name) for name in SHIPPED_PICTURES])
    names = tuple(SHIPPED_PICTURES.values())
    everyone = np.arange(len(names))
    words = [(name, everyone, everyone == place) for place, name in enumerate(names)]
    return Asked(pictures, [(name, place) for place, name in enumerate(names)], words)


def _compared(
    asked: Asked, templates: dict[str, Sentences], encoders: Encoders, where: str
) -> Iterator[Figure]:
    ours: dict[str, float] = {}
    for name, sentences in templates.items():
        found = dict(_measured(asked, sentences, encoders))
        ours = ours or found
        for figure, value in found.items():
            baseline = (None, "") if name == OURS else (ours[figure], OURS)
            yield Figure(f"{figure} {where}, {name}", value, "", *baseline)


def _measured(
    asked: Asked, sentences: Sentences, encoders: Encoders
) -> Iterator[tuple[str, float]]:
    """R@1, 5 and 10 of the captions, and the mean average precision of the words."""
    seen, own = np.unique([place for _, place in asked.captions], return_inverse=True)
    texts = _encoded([text for text, _ in asked.captions], sentences, encoders)
    scores = texts @ asked.vectors[seen].T
    places = (scores > scores[np.arange(len(own)), own][:, None]).sum(axis=1)
    for first in FOUND_AMONG:
        yield f"R@{first} of {len(own):,} captions", float((places < first).mean())
    scores = _encoded([words for words, _, _ in asked.words], sentences, encoders)
    precisions = [
        average_precision(asked.vectors[library] @ vector, right)
        for vector, (_, library, right) in zip(scores, asked.words, strict=True)
    ]
    yield (
        f"mean average precision of {len(precisions)} single words",
        float(np.mean(precisions)),
    )


def average_precision(scores: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """The mean, over the right ones, of the share that is right down to each."""
    hits = right[np.argsort(-scores, kind="stable")]
    reached = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(reached[hits].mean())


def _encoded(
    queries: Sequence[str], sentences: Sentences, encoders: Encoders
) -> NDArray[np.float32]:
    """The vector of each query by a template, float32 [n, dim]."""
    texts = [sentence for words in queries for sentence in sentences(words)]
    batches = range(0, len(texts), _BATCH)
    rows = np.concatenate([encoders.texts.encode(texts[at : at + _BATCH]) for at in batches])
    means = rows.reshape(len(queries), -1, rows.shape[1]).mean(axis=1)
    units: NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
    return units
