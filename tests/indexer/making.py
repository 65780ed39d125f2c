"""Photos for the library's tests that were never files: made from a number, always the same."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.decode import DecodedPhoto
from indexer.encode import Stamp
from indexer.records import IndexedPhoto, PhotoFacts
from indexer.scan import SeenFile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.library import Library
    from indexer.models import Bundle

DIM: Final = 16
STAMP: Final = Stamp("tiny", "a" * 64, 1, "float32", "cpu")
OTHER_STAMP: Final = Stamp("other", "b" * 64, 1, "float16", "npu")


def seen(path: str, seed: int = 0) -> SeenFile:
    """A file whose size and time follow from the number."""
    return SeenFile(path, size=1000 + seed, mtime_ns=1_600_000_000_000_000_000 + seed)


def vector(seed: int, dim: int = DIM) -> NDArray[np.float32]:
    """A unit vector."""
    numbers = np.random.default_rng(seed).normal(size=dim).astype(np.float32)
    unit: NDArray[np.float32] = numbers / np.linalg.norm(numbers)
    return unit


def as_stored(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vector as it comes back: rounded to halves."""
    return vector.astype(np.float16).astype(np.float32)


def decoded(seed: int, taken_at: str | None = None) -> DecodedPhoto:
    """A photo with the content of that number."""
    return DecodedPhoto(
        content_key=seed.to_bytes(16, "big"),
        pixels=np.zeros((1, 1, 3), np.uint8),
        small=b"small %d" % seed,
        large=b"large %d" % seed if seed % 2 else None,
        perceptual_hash=-seed,
        facts=PhotoFacts(width=4, height=3, format="JPEG", taken_at=taken_at),
    )


def indexed(path: str, seed: int, *, taken_at: str | None = None, dim: int = DIM) -> IndexedPhoto:
    """All that the library takes of one file."""
    return IndexedPhoto(seen(path, seed), decoded(seed, taken_at), vector(seed, dim))


def below(*parts: str) -> str:
    """An absolute path of this system that nothing lies at."""
    return os.path.join(os.path.abspath(os.sep), "nowhere", *parts)


def stamp_of(bundle: Bundle) -> Stamp:
    """What an encoder of that model would put on its vectors."""
    return Stamp(bundle.name, bundle.sha256, bundle.preprocess_version, "float32", "cpu")


def fill(library: Library, seeds: range, stamp: Stamp = STAMP) -> list[int]:
    """Put photos into a library, one for each number."""
    batch = [indexed(below("photos", f"{seed}.jpg"), seed) for seed in seeds]
    return library.add(batch, stamp)
