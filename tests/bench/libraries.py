"""Libraries of any size for benchmarks, made through the catalog without reading a photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indexer.decode import DecodedPhoto
from indexer.encode import Stamp
from indexer.records import IndexedPhoto, PhotoFacts
from indexer.scan import SeenFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.library import Library
    from indexer.models import Bundle

AT_ONCE = 1000


def clustered_vectors(count: int, dim: int, *, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors [count, dim] around a hundred centres, as the photos of one person are."""
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(100, dim)).astype(np.float32)
    vectors = centres[chance.integers(0, 100, count)]
    vectors += 0.7 * chance.standard_normal((count, dim), np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def fill(library: Library, bundle: Bundle, files: Sequence[SeenFile], preview: bytes) -> list[int]:
    """Put photos in that nobody has decoded: real rows, clustered vectors, one preview for all."""
    stamp = stamp_of(bundle)
    vectors = clustered_vectors(len(files), bundle.embedding_dim)
    ids: list[int] = []
    for start in range(0, len(files), AT_ONCE):
        some = files[start : start + AT_ONCE]
        batch = [
            photo_of(file, start + place, vectors[start + place], preview)
            for place, file in enumerate(some)
        ]
        ids += library.add(batch, stamp)
    return ids


def stamp_of(bundle: Bundle) -> Stamp:
    """What an encoder of that model would put on its vectors."""
    return Stamp(bundle.name, bundle.sha256, bundle.preprocess_version, "float32", "cpu")


def imagined_files(count: int) -> list[SeenFile]:
    """Files that are nowhere, in folders of a thousand."""
    return [
        SeenFile(f"/nowhere/{number // 1000:04}/IMG_{number:07}.jpg", 4_000_000 + number, number)
        for number in range(count)
    ]


def made_files(folder: Path, count: int) -> list[SeenFile]:
    """Small files with the names of photos, 500 to a folder, as a scan sees them."""
    return list(_made_files(folder, count))


def _made_files(folder: Path, count: int) -> Iterator[SeenFile]:
    for number in range(count):
        path = folder / f"{number // 500:04}" / f"IMG_{number:07}.jpg"
        if number % 500 == 0:
            path.parent.mkdir(parents=True)
        path.write_bytes(b"not looked at")
        stat = path.stat()
        yield SeenFile(str(path), stat.st_size, stat.st_mtime_ns)


def small_preview(folder: Path) -> bytes:
    """One JPEG of the grid's size."""
    from PIL import Image

    path = folder / "preview.jpg"
    Image.linear_gradient("L").convert("RGB").resize((320, 240)).save(path, quality=80)
    return path.read_bytes()


def photo_of(
    file: SeenFile, number: int, vector: NDArray[np.float32], preview: bytes
) -> IndexedPhoto:
    """A photo that nobody has decoded, at a time and with a key that follow from its number."""
    day, second = divmod(number, 86_400)
    facts = PhotoFacts(
        width=4000,
        height=3000,
        format="JPEG",
        taken_at=f"2023-{day % 12 + 1:02}-{number % 28 + 1:02}T{second // 3600:02}:00:00",
        camera="Canon EOS R6",
    )
    photo = DecodedPhoto(
        content_key=number.to_bytes(16, "little"),
        pixels=np.empty((0, 0, 3), np.uint8),
        small=preview,
        large=None,
        perceptual_hash=number,
        facts=facts,
    )
    return IndexedPhoto(file, photo, vector)
