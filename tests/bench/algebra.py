"""How much a minus counts, and words beside a picture: what `indexer.search.direction` sets.

Asked through the product, of photos whose captions say what is on them: “dog - snow” should find
the dogs without snow, “like: (a dog without snow) + snow” the dogs in snow. Needs the data folder
that `tests.bench.retrieval` names; without it there is nothing to measure.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import combinations, permutations
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.library import Library
from indexer.models import find_bundle
from indexer.query import parse
from indexer.search import Request, Searcher
from tests.bench.figures import Figure
from tests.bench.retrieval import DATA_FOLDER, dev_photos, take_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

THINGS: Final = {
    "dog": "dogs?|puppy",
    "snow": r"snow\w*",
    "beach": r"beach|sand\w*|shore",
    "water": "water|ocean|sea|lake|river|pool|waves?",
    "grass": r"grass\w*",
    "people": r"m[ae]n|wom[ae]n|boys?|girls?|child|children|people|person|kids?|couple|lady|guy",
    "child": "boys?|girls?|child|children|kids?|toddler|baby",
    "ball": "ball|football|soccer|basketball|tennis",
    "bicycle": "bike|bicycle|biker|cyclist|bicyclist|biking",
    "street": "street|road|sidewalk|city",
    "mountain": r"mountain\w*|hills?|cliff|rock\w*",
    "crowd": "crowd|group",
    "tree": "trees?|forest|woods",
    "building": r"building\w*|house",
    "hat": "hats?|cap|helmet",
}
"""What is asked for -> how captions name it."""

SURE: Final = 2
"""So many of a photo's five captions must name a thing that is on it; none, where it is not."""

FEWEST: Final = 10
PICTURES: Final = 2
"""Photos that each pair of things is shown with."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A library, and what is on its photos.

    Attributes:
        searcher: Answers on it.
        ids: Of its photos, int64 [n].
        has: Whether each surely shows each of `THINGS`, bool [n, things].
        lacks: Whether it surely does not.
    """

    searcher: Searcher
    ids: NDArray[np.int64]
    has: NDArray[np.bool_]
    lacks: NDArray[np.bool_]

    def precision(self, query: str, right: NDArray[np.bool_]) -> float:
        """Average precision of a query, where these photos are right, bool [n]."""
        answer = self.searcher.answer(Request(parse(query), None, tallied=False))
        hits = np.isin(answer.ids, self.ids[right])
        reached = np.cumsum(hits) / np.arange(1, len(hits) + 1)
        return float(reached[hits].mean())


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Mean average precision at each weight; what holds by default is compared with none."""
    data = os.environ.get(DATA_FOLDER)
    if not data or smoke:
        return
    bundle = find_bundle("starter")
    rows = dev_photos(Path(data))
    with Library.open(scratch / "library", write=True) as library:
        take_in(library, bundle, Path(data), rows, scratch)
        captions = {Path(row["file"]).name: row["captions"] for row in rows}
        with Searcher.open(library, bundle, device="cpu") as searcher:
            scene = _scene(library, searcher, captions)
            yield from _minus(scene)
            yield from _beside_a_picture(scene)


def _scene(library: Library, searcher: Searcher, captions: dict[str, Sequence[str]]) -> Scene:
    photos = library.catalog.photos(library.catalog.all_ids().tolist())
    told = np.array(
        [
            [named(name, captions[Path(each.path).name]) for name in THINGS.values()]
            for each in photos
        ]
    )
    ids = np.array([each.id for each in photos], np.int64)
    return Scene(searcher, ids, told >= SURE, told == 0)


def named(name: str, captions: Sequence[str]) -> int:
    """How many captions speak of a thing, given as in `THINGS`."""
    return sum(re.search(rf"\b({name})\b", each.lower()) is not None for each in captions)


def _minus(scene: Scene) -> Iterator[Figure]:
    pairs = [
        (one, other)
        for one, other in permutations(range(len(THINGS)), 2)
        if _with(scene, one, other).sum() >= FEWEST <= _without(scene, one, other).sum()
    ]

    def asked(query: str) -> float:
        things = list(THINGS)
        return float(
            np.mean(
                [
                    scene.precision(
                        query.format(things[one], things[other]), _without(scene, one, other)
                    )
                    for one, other in pairs
                ]
            )
        )

    none = asked("{}")
    for weight, share in ((0.5, "a quarter"), (1, "half, as by default"), (2, "whole")):
        yield Figure(
            f"“A - B” of {len(pairs)} pairs, the minus counting {share}",
            asked(f"{{}} - {{}} *{weight}"),
            "mean average precision",
            none,
            "“A”",
        )


def _beside_a_picture(scene: Scene) -> Iterator[Figure]:
    chance = np.random.default_rng(0)
    things = list(THINGS)
    shown = [
        (photo, things[other], _with(scene, one, other))
        for pair in combinations(range(len(things)), 2)
        for one, other in (pair, pair[::-1])
        if _with(scene, one, other).sum() >= FEWEST <= _without(scene, one, other).sum()
        for photo in chance.choice(scene.ids[_without(scene, one, other)], PICTURES, replace=False)
    ]

    def asked(query: str) -> float:
        found = [scene.precision(query.format(*each[:2]), each[2]) for each in shown]
        return float(np.mean(found))

    none = asked("like:{}")
    for weight, times in ((0.5, "once"), (1, "twice, as by default"), (1.5, "three times")):
        yield Figure(
            f"“like:A + B” of {len(shown)} photos, words counting {times}",
            asked(f"like:{{}} + {{}} *{weight}"),
            "mean average precision",
            none,
            "“like:A”",
        )


def _with(scene: Scene, one: int, other: int) -> NDArray[np.bool_]:
    both: NDArray[np.bool_] = scene.has[:, one] & scene.has[:, other]
    return both


def _without(scene: Scene, one: int, other: int) -> NDArray[np.bool_]:
    only: NDArray[np.bool_] = scene.has[:, one] & scene.lacks[:, other]
    return only
