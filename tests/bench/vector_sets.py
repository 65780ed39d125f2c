"""Sets of vectors of any size for the benchmark of scale, written to a file block by block.

`made` are by chance, in clusters, and each number counts less than the one before, as the principal
components of real vectors do: of the starter's own, the first 32 of 512 hold 54 % of the variance
and the first 128 91 %; of these it is 57 % and 78 %. `real` are the vectors that a model made of
pictures, multiplied: each is moved towards a near one and along the difference of two others.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.encode import ImageEncoder, TextEncoder
from indexer.library import Library
from indexer.models import find_bundle
from indexer.preprocess import fit
from tests.bench.retrieval import OTHER_NAMES, PROMPT, SHIPPED_PICTURES, _inside_a_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Block = Callable[[int], NDArray[np.float32]]

LIBRARY: Final = "SHOEBOX_VECTORS_OF"
"""Names a library whose vectors are taken for the real ones."""

QUERIES: Final = 30
_AT_ONCE: Final = 50_000
_CLUSTERS: Final = 1000
_NEAR: Final = 10
_CROPS: Final = 12


@dataclass(frozen=True, slots=True)
class VectorSet:
    """Where vectors come from.

    Attributes:
        name: For the report.
        dim: How many numbers each has.
        block: Makes so many unit vectors, float32 [n, dim].
        queries: float32 [QUERIES, dim], of length 1.
    """

    name: str
    dim: int
    block: Block
    queries: NDArray[np.float32]

    def write(self, path: Path, count: int) -> NDArray[np.float16]:
        """Write so many as halves, and map them: float16 [count, dim]."""
        with path.open("wb") as stream:
            for start in range(0, count, _AT_ONCE):
                block = self.block(min(_AT_ONCE, count - start))
                stream.write(block.astype(np.float16).data)
        return np.memmap(path, np.float16, "r", shape=(count, self.dim))


def made(dim: int) -> VectorSet:
    """Clustered vectors by chance; the queries are drawn like the vectors."""
    chance = np.random.default_rng(0)
    weights = np.arange(1, dim + 1, dtype=np.float32) ** -0.5
    centres = weights * chance.standard_normal((_CLUSTERS, dim), np.float32)

    def block(count: int) -> NDArray[np.float32]:
        noise = weights * chance.standard_normal((count, dim), np.float32)
        return _unit(centres[chance.integers(0, _CLUSTERS, count)] + 0.7 * noise)

    return VectorSet(f"clustered x {dim}", dim, block, block(QUERIES))


def real() -> VectorSet:
    """Vectors of pictures, multiplied; the queries are the vectors of words."""
    bundle = find_bundle("starter")
    seeds = _of_library() if os.environ.get(LIBRARY) else _of_crops()
    with TextEncoder.open(bundle) as words:
        names = OTHER_NAMES.split()[:QUERIES]
        queries = words.encode([PROMPT.format(name) for name in names])
    cosines = seeds @ seeds.T
    near = np.argsort(-cosines, axis=1)[:, 1 : _NEAR + 1]
    chance = np.random.default_rng(0)

    def one_near(rows: NDArray[np.int64]) -> NDArray[np.int64]:
        chosen: NDArray[np.int64] = near[rows, chance.integers(0, near.shape[1], len(rows))]
        return chosen

    def block(count: int) -> NDArray[np.float32]:
        rows, others = chance.integers(0, len(seeds), (2, count))
        towards = chance.uniform(0, 0.5, (count, 1)).astype(np.float32)
        along = chance.uniform(0, 0.5, (count, 1)).astype(np.float32)
        moved = seeds[rows] * (1 - towards) + seeds[one_near(rows)] * towards
        return _unit(moved + along * (seeds[others] - seeds[one_near(others)]))

    name = f"multiplied from {len(seeds):,} real ones x {seeds.shape[1]}"
    return VectorSet(name, seeds.shape[1], block, queries)


def _of_library() -> NDArray[np.float32]:
    with Library.open(Path(os.environ[LIBRARY])) as library:
        blocks = library.catalog.vectors_since(find_bundle("starter").sha256, 0)
        return np.concatenate([halves for _, halves in blocks]).astype(np.float32)


def _of_crops() -> NDArray[np.float32]:
    bundle = find_bundle("starter")
    with ImageEncoder.open(bundle) as encoder:
        crops = [encoder.encode(crop[None]) for crop in _crops(bundle.image.size)]
    return np.concatenate(crops)


def _crops(size: int) -> Iterator[NDArray[np.uint8]]:
    """Squares of the pictures that are shipped inside installed packages."""
    from PIL import Image

    recipe = find_bundle("starter").image
    chance = np.random.default_rng(0)
    for name in SHIPPED_PICTURES:
        with Image.open(_inside_a_package(name)) as opened:
            picture = opened.convert("RGB")
        for _ in range(_CROPS):
            side = int(min(picture.size) * chance.uniform(0.4, 1))
            left, top = (int(chance.uniform(0, length - side + 1)) for length in picture.size)
            yield fit(picture.crop((left, top, left + side, top + side)), recipe)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
