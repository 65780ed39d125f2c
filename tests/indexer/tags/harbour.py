"""Boats, and lakes that a model takes for boats: a library whose owner has something to teach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from indexer.cut import Background
from indexer.tags import Concept, Tagger, Vocabulary
from indexer.tags.holding import Holding
from indexer.tags.lines import Mode
from tests.indexer.making import STAMP, below, indexed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.encode import Stamp
    from indexer.library import Library

DIM = 32
SCALE = 20.0
PARENTS = {"puppy": ("dog",), "dog": ("animal",), "cat": ("animal",)}
NAMES = ("puppy", "dog", "cat", "animal", "boat")
OF_BOATS, OF_LAKES = range(4, 12), range(12, 20)
"""The model takes lakes for boats: half of each lies in the direction of the word."""


def axis(number: int) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = np.eye(DIM, dtype=np.float32)[number]
    return vector


WORDS = Vocabulary(
    tuple(Concept(name, Mode.AUTO, PARENTS.get(name, ()), (), (), (name,)) for name in NAMES)
)
TEXTS = np.stack([axis(number) for number in range(len(NAMES))])
BACKGROUND = Background.of(
    np.stack([np.roll(axis(number), 20) * 0.9 + axis(number + 8) * 0.43 for number in range(12)]),
    SCALE,
)


def mixed(*shares: tuple[int, float]) -> NDArray[np.float32]:
    """A photo between some directions, a little to a side of its own."""
    whole = sum((share * axis(number) for number, share in shares), np.zeros(DIM, np.float32))
    unit: NDArray[np.float32] = (whole / np.linalg.norm(whole)).astype(np.float32)
    return unit


def photo_of(seed: int) -> NDArray[np.float32]:
    """0 to 3 are of a puppy, a dog, a cat, an animal; then boats, and lakes without any."""
    if seed in OF_BOATS:
        return mixed((4, 0.5), (5, 0.7), (10 + seed, 0.3))
    if seed in OF_LAKES:
        return mixed((4, 0.5), (6, 0.7), (10 + seed, 0.3))
    return axis(seed % DIM)


def put_in(library: Library, *seeds: int, stamp: Stamp = STAMP) -> list[int]:
    batch = [
        replace(indexed(below("photos", f"{seed}.jpg"), seed), vector=photo_of(seed))
        for seed in seeds
    ]
    return library.add(batch, stamp)


def tagger(library: Library, model: str = STAMP.sha256, catalog: Catalog | None = None) -> Tagger:
    return Tagger(catalog or library.catalog, model, WORDS, TEXTS, BACKGROUND)


def holding(library: Library) -> Holding:
    return Holding(library.catalog, STAMP.sha256, WORDS, TEXTS, BACKGROUND)


def tags(library: Library, photo_id: int) -> tuple[str, ...]:
    return library.catalog.tags_of([photo_id]).get(photo_id, ())


def likelihoods(library: Library, name: str = "boat") -> dict[int, float]:
    return dict(tagger(library).photos_of(name))


def taught(library: Library) -> tuple[list[int], list[int]]:
    """Boats and lakes, of which the owner has said something about three each."""
    boats, lakes = put_in(library, *OF_BOATS), put_in(library, *OF_LAKES)
    tagger(library).run()
    library.catalog.confirm_tag(boats[:3], "Boat")
    library.catalog.refuse_tag(lakes[:3], "boat")
    return boats, lakes
