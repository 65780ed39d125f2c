"""What a model makes of everyday words: the other things that a photo may show.

A photo in which a thousand other words fit better than the query is hardly what was asked for. The
words are those of `resources/cut/concepts.txt`. Their vectors ship with the starter model; for any
other they are made once and kept in the user's cache.
"""

from __future__ import annotations

import hashlib
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Self
from zipfile import BadZipFile

import numpy as np

from indexer import places
from indexer.atomic import written_whole
from indexer.cut.prompts import prompts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle

FILE: Final = "concepts.npz"
"""The name of the words' vectors in the folder of a bundle that comes with them."""

_BATCH: Final = 64
_NEAREST: Final = 3
_ITSELF: Final = 0.97
"""Words this near are the same, or are written in two ways."""

_LEAST_SPREAD: Final = 1e-3
_UNREADABLE: Final = (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error)


@dataclass(frozen=True, slots=True)
class Background:
    """Text vectors of one model.

    Attributes:
        words: Everyday concepts, float32 [n, dim], each of length 1.
        logit_scale: What the model's cosines are multiplied with before a softmax.
        usual_nearness: Mean and standard deviation of how near these words are to their nearest.
    """

    words: NDArray[np.float32]
    logit_scale: float
    usual_nearness: tuple[float, float]

    @classmethod
    def of(cls, words: NDArray[np.float32], logit_scale: float) -> Self:
        """Look at a model's words, float32 [n, dim]."""
        nearness = _nearness(words @ words.T)
        spread = max(float(nearness.std()), _LEAST_SPREAD)
        return cls(words, logit_scale, (float(nearness.mean()), spread))

    def familiarity(self, query: NDArray[np.float32]) -> float:
        """How near a query is to its nearest words, in deviations of what is usual among them.

        Something that has a name is near its likes; a description of one picture is near nothing.

        Args:
            query: float32 [dim], of length 1.
        """
        middle, spread = self.usual_nearness
        cosines = np.einsum("nd,d->n", self.words, query)
        return (float(_nearness(cosines[None])[0]) - middle) / spread

    def usual_logit(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """What one of these words weighs for each photo: log of the mean of their exponentials.

        Args:
            vectors: Photos, float32 [m, dim], each of length 1.

        Returns:
            float32 [m].
        """
        logits = np.float32(self.logit_scale) * (vectors @ self.words.T)
        highest = logits.max(axis=1, keepdims=True)
        logits -= highest
        mean = np.exp(logits, out=logits).mean(axis=1)
        usual: NDArray[np.float32] = np.log(mean) + highest[:, 0]
        return usual


def _nearness(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of the `_NEAREST` highest cosines of each row but those with itself."""
    others = np.where(cosines < _ITSELF, cosines, np.float32(-1))
    nearest = np.partition(others, -_NEAREST, axis=1)[:, -_NEAREST:]
    mean: NDArray[np.float32] = nearest.mean(axis=1)
    return mean


@cache
def concepts() -> tuple[str, ...]:
    """Return the everyday words, in the order of their vectors."""
    lines = places.shipped_concepts().read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def background_of(bundle: Bundle) -> Background | None:
    """Return what a model makes of the words, if that came with it or was made before.

    A file that is broken, or made of other words or by another model, counts as none.
    """
    for path in (bundle.path(FILE), _kept(bundle)):
        with suppress(*_UNREADABLE):
            return _read(path, bundle)
    return None


def make_background(
    bundle: Bundle, encode: Callable[[Sequence[str]], NDArray[np.float32]]
) -> Background:
    """Have a model read the words, and keep what it makes of them for all libraries.

    Args:
        bundle: The model.
        encode: Its text tower: texts -> unit vectors, float32 [n, dim].
    """
    background = Background.of(_encoded(encode), bundle.logit_scale)
    # Where it cannot be kept, because the disk is full, it is made again next time.
    with suppress(OSError):
        save_background(_kept(bundle), bundle, background)
    return background


def save_background(path: Path, bundle: Bundle, background: Background) -> None:
    """Write what a model makes of the words, whole or not at all."""
    with written_whole(path) as aside, aside.open("wb") as file:
        np.savez(
            file,
            words=background.words.astype(np.float16),
            model_sha256=np.array(bundle.sha256),
            list_sha256=np.array(_list_sha256()),
        )


def _encoded(encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> NDArray[np.float32]:
    rows = []
    for at in range(0, len(concepts()), _BATCH):
        sentences = [prompts(words) for words in concepts()[at : at + _BATCH]]
        vectors = iter(encode([each for group in sentences for each in group]))
        rows += [np.mean([next(vectors) for _ in group], axis=0) for group in sentences]
    return _unit(np.stack(rows))


def _read(path: Path, bundle: Bundle) -> Background:
    """Read a background that fits a model; what does not fit raises ValueError."""
    # Opened here, because NumPy leaves a file open that is none of its own.
    with path.open("rb") as file, np.load(file) as stored:
        made_of = str(stored["model_sha256"]), str(stored["list_sha256"])
        words = stored["words"]
    if made_of != (bundle.sha256, _list_sha256()):
        raise ValueError(f"{path} is of another model or of other words")
    if words.shape != (len(concepts()), bundle.embedding_dim) or words.dtype != np.float16:
        raise ValueError(f"{path} holds {words.dtype} {words.shape}")
    wide = words.astype(np.float32)
    if not np.isfinite(wide).all() or not wide.any(axis=1).all():
        raise ValueError(f"a word in {path} points nowhere")
    return Background.of(_unit(wide), bundle.logit_scale)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


@cache
def _list_sha256() -> str:
    """Of the words and the sentences that they are put into."""
    said = "\n".join(sentence for words in concepts() for sentence in prompts(words))
    return hashlib.sha256(said.encode()).hexdigest()


def _kept(bundle: Bundle) -> Path:
    return places.user_cache() / "concepts" / f"{bundle.sha256}-{_list_sha256()[:16]}.npz"
