"""Videos: which are found by what is seen in them, what their frames cost a search, and a reading.

Each video is four photographs of scikit-image and scikit-learn, one after another. The question is
the picture of one of them: is its video the nearest, by its best frame, and by the one that stands
for it alone?
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import skimage.data
from PIL import Image

from indexer.decode import DecodeRecipe, read_photo
from indexer.encode import ImageEncoder
from indexer.models import find_bundle
from indexer.records import FRAMES_A_VIDEO
from indexer.vectors import VectorIndex
from indexer.vectors.moments import Moments
from tests.bench import video_chances
from tests.bench.figures import Figure
from tests.bench.libraries import clustered_vectors
from tests.indexer.decode.films import Film
from tests.indexer.making import STAMP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

SCENES = (
    "retina", "gravel", "horse", "chelsea", "hubble_deep_field", "coffee", "grass", "page",
    "astronaut", "camera", "immunohistochemistry", "moon", "brick", "coins", "rocket", "text",
)  # fmt: skip
EACH = 4
DIM = 512


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """How many scenes lead to their video, what a video takes to be read, and what a search."""
    size = (640, 360) if smoke else (1920, 1080)
    pictures = [_picture(name, size) for name in (SCENES[: 2 * EACH] if smoke else SCENES)]
    yield from _found(scratch, pictures)
    count = 1_000 if smoke else 100_000
    for videos in (0, count // 100, count // 10):
        yield _search(scratch / str(videos), count, videos, times=5 if smoke else 60)
    yield from video_chances.figures(smoke=smoke)


def _found(scratch: Path, pictures: list[Image.Image]) -> Iterator[Figure]:
    bundle = find_bundle("starter")
    recipe = DecodeRecipe(bundle.image)
    taken, stand, frames, asked = [], [], [], []
    with ImageEncoder.open(bundle, device="cpu") as encoder:
        for first in range(0, len(pictures), EACH):
            scenes = tuple(pictures[first : first + EACH])
            path = Film(scenes[0], seconds=12, scenes=scenes, apart=10).write(
                scratch / f"{first}.mp4"
            )
            began = time.process_time()
            photo = read_photo(str(path), recipe)
            taken.append(1000 * (time.process_time() - began))
            seen = np.stack([photo.pixels, *(frame.pixels for frame in photo.frames)])
            vectors = encoder.encode(seen)
            stand.append(vectors[:1])
            frames.append(vectors)
            for number, scene in enumerate(scenes):
                scene.save(scratch / f"{number}.png")
                pixels = read_photo(str(scratch / f"{number}.png"), recipe).pixels
                asked.append((first // EACH, encoder.encode(pixels[None])[0]))
    yield Figure(
        f"of {len(asked)} scenes, those whose video is nearest", _right(frames, asked), "scenes",
        _right(stand, asked), "by the frame that stands for it",
    )  # fmt: skip
    size = " x ".join(f"{side:,}" for side in pictures[0].size)
    yield Figure(f"a video of {size} read with its frames", median(taken), "CPU ms")


def _picture(name: str, size: tuple[int, int]) -> Image.Image:
    pixels: NDArray[Any] = np.asarray(getattr(skimage.data, name)())
    pixels = pixels.astype(np.uint8) * (255 if pixels.dtype == np.bool_ else 1)
    return Image.fromarray(pixels).convert("RGB").resize(size)


def _right(videos: list[NDArray[np.float32]], asked: list[tuple[int, NDArray[np.float32]]]) -> int:
    """How many pictures are nearest to the video that they are of."""
    return sum(
        int(np.argmax([(vectors @ picture).max() for vectors in videos])) == video
        for video, picture in asked
    )


def _search(folder: Path, count: int, videos: int, *, times: int) -> Figure:
    ids = np.arange(1, count + 1)
    index = _index(folder / "index", ids)
    of = ids[:: count // videos][:videos, None] if videos else np.empty((0, 1), np.int64)
    keys = (of * FRAMES_A_VIDEO + np.arange(FRAMES_A_VIDEO - 1)).ravel()
    moments = Moments(index, _index(folder / "frames", keys))
    query = clustered_vectors(1, DIM, seed=5)
    ours = _milliseconds(lambda: moments.nearest(query[0], 512), times)
    alone = _milliseconds(lambda: index.search(query, 512), times)
    name = f"the 512 nearest of {count:,} photos, {videos:,} of them videos"
    return Figure(name, ours, "CPU ms", alone, "the photos' index alone")


def _index(folder: Path, ids: NDArray[np.int64]) -> VectorIndex:
    """An index of such ids, as it is after a start."""
    index = VectorIndex.open(folder, model_sha256=STAMP.sha256, dim=DIM)
    if len(ids):
        folder.parent.mkdir(parents=True, exist_ok=True)
        index.refresh(_Vectors(ids))
        index.save(always=True)
    return index


class _Vectors:
    """What an index follows, of vectors that never change."""

    def __init__(self, ids: NDArray[np.int64]) -> None:
        self._ids = ids
        self._halves = clustered_vectors(len(ids), DIM).astype(np.float16)

    @contextmanager
    def at_one_moment(self) -> Iterator[_Vectors]:
        yield self

    def last_sequence(self) -> int:
        return len(self._ids)

    def mark_at(self, sequence: int) -> str:
        return str(sequence or "")

    def vector_count(self, _model: str) -> int:
        return len(self._ids)

    def removed_since(self, _model: str, _sequence: int) -> NDArray[np.int64]:
        return np.empty(0, np.int64)

    def vectors_since(
        self, _model: str, sequence: int
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
        if sequence < len(self._ids):
            yield self._ids, self._halves


def _milliseconds(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - began))
    return median(taken)
