"""Pictures and words -> vectors of the starter, for `tests.bench.cut` and `tests.bench.cut_fit`."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indexer.cut.background import background_of
from indexer.cut.prompts import prompts
from indexer.decode import DecodeRecipe, read_photo
from indexer.encode import ImageEncoder, TextEncoder
from indexer.models import find_bundle
from tests.bench.cut_data import Photos, Question, photos_of, rows_of
from tests.bench.retrieval import SHIPPED_PICTURES, _inside_a_package

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.cut import Background
    from indexer.models import Bundle

_BATCH = 64


@dataclass(frozen=True, slots=True)
class Encoders:
    """Both towers of the starter, loaded."""

    bundle: Bundle
    pictures: ImageEncoder
    texts: TextEncoder

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Encoders]:
        """Load them for the body of a `with`."""
        bundle = find_bundle("starter")
        with ExitStack() as stack:
            pictures = stack.enter_context(ImageEncoder.open(bundle))
            yield cls(bundle, pictures, stack.enter_context(TextEncoder.open(bundle)))

    def background(self) -> Background:
        """What the starter makes of everyday words."""
        background = background_of(self.bundle)
        assert background is not None
        return background

    def pictures_of(self, files: Sequence[Path]) -> NDArray[np.float32]:
        """Read and encode pictures as an ingest does, float32 [n, dim]."""
        recipe = DecodeRecipe(self.bundle.image)
        squares = (read_photo(str(file), recipe).pixels for file in files)
        return np.concatenate([self.pictures.encode(square[None]) for square in squares])

    def texts_of(self, queries: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """The vector of each query, as a search makes it."""
        wanted = sorted(set(queries))
        sentences = [sentence for words in wanted for sentence in prompts(words)]
        batches = range(0, len(sentences), _BATCH)
        rows = np.concatenate([self.texts.encode(sentences[at : at + _BATCH]) for at in batches])
        means = rows.reshape(len(wanted), -1, rows.shape[1]).mean(axis=1)
        return dict(zip(wanted, means / np.linalg.norm(means, axis=1, keepdims=True), strict=True))


def photos_in(data: Path, half: int, encoders: Encoders) -> Photos:
    """The photos of one half of a data folder, encoded."""
    rows = rows_of(data, half)
    return photos_of(rows, encoders.pictures_of([data / row["file"] for row in rows]))


def shipped_pictures(encoders: Encoders) -> tuple[Photos, list[Question], list[Path]]:
    """The few pictures that everybody has, each name asking for its own, and their files."""
    files = [_inside_a_package(name) for name in SHIPPED_PICTURES]
    labels = tuple(SHIPPED_PICTURES.values())
    nothing = (Counter[str](),) * len(labels)
    photos = Photos(encoders.pictures_of(files), nothing, labels, ((),) * len(labels))
    every = np.arange(len(photos))
    asked = [
        Question("name", name, every, np.array([name == own for own in labels]), every >= 0)
        for name in photos.classes
    ]
    return photos, asked, files
