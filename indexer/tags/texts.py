"""What a model makes of the tags: one unit vector each, made once and kept in the user's cache.

The file belongs to one model and holds each tag under the digest of its sentences, so that a new
tag costs its own sentences alone, and two libraries with vocabularies of their own share the rest.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile

import numpy as np

from indexer import places
from indexer.atomic import written_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle
    from indexer.tags.vocabulary import Concept, Vocabulary

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]

FILE: Final = "tags.npz"
"""The name of the tags' vectors in the folder of a bundle that comes with them."""

_BATCH: Final = 64
_MOST_KEPT: Final = 20_000
_UNREADABLE: Final = (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error)

Known = dict[str, "NDArray[np.float32]"]
"""Digest of a tag's sentences -> its vector, float32 [dim]."""


def known_texts(bundle: Bundle) -> Known:
    """What came with the model or was made before; a broken file, or another model's, is none."""
    known: Known = {}
    for path in (bundle.path(FILE), kept_texts(bundle)):
        with suppress(*_UNREADABLE):
            known |= _read(path, bundle)
    return known


def missing_texts(known: Known, vocabulary: Vocabulary) -> list[Concept]:
    """The tags that the model has not read yet."""
    return [each for each in vocabulary if each.digest not in known]


def text_vectors(
    bundle: Bundle, vocabulary: Vocabulary, known: Known, encode: Encode, *, keep: bool = True
) -> NDArray[np.float32]:
    """The vector of each tag, float32 [n, dim]; what has to be made is kept for all libraries.

    Args:
        bundle: The model.
        vocabulary: The tags.
        known: What it has read before, see `known_texts`.
        encode: Its text tower: texts -> unit vectors, float32 [n, dim]; called only where needed.
        keep: Off for tags that are only tried.
    """
    missing = missing_texts(known, vocabulary)
    if missing:
        known = known | _made(missing, encode)
        # Where it cannot be kept, because the disk is full, it is made again next time.
        with suppress(OSError):
            if keep:
                save_texts(kept_texts(bundle), bundle, known)
    if not len(vocabulary):
        return np.empty((0, bundle.embedding_dim), np.float32)
    return np.stack([known[each.digest] for each in vocabulary])


def kept_texts(bundle: Bundle) -> Path:
    """Where what a model makes of tags is kept."""
    return places.user_cache() / "tags" / f"{bundle.sha256}.npz"


def save_texts(path: Path, bundle: Bundle, known: Known) -> None:
    """Write what a model makes of tags, whole or not at all; the newest where they are many."""
    newest = dict(list(known.items())[-_MOST_KEPT:])
    with written_whole(path) as aside, aside.open("wb") as file:
        np.savez(
            file,
            digests=np.array(list(newest)),
            vectors=np.stack(list(newest.values())).astype(np.float16),
            model_sha256=np.array(bundle.sha256),
        )


def _made(missing: Sequence[Concept], encode: Encode) -> Known:
    known: Known = {}
    for at in range(0, len(missing), _BATCH):
        some = missing[at : at + _BATCH]
        vectors = iter(encode([sentence for each in some for sentence in each.sentences]))
        for each in some:
            mean = np.mean([next(vectors) for _ in each.sentences], axis=0)
            known[each.digest] = mean / np.linalg.norm(mean)
    return known


def _read(path: Path, bundle: Bundle) -> Known:
    """Read a file that fits a model; what does not fit raises ValueError."""
    with path.open("rb") as file, np.load(file) as stored:
        digests, vectors = stored["digests"], stored["vectors"]
        made_of = str(stored["model_sha256"])
    if made_of != bundle.sha256:
        raise ValueError(f"{path} is of another model")
    if vectors.shape != (len(digests), bundle.embedding_dim) or vectors.dtype != np.float16:
        raise ValueError(f"{path} holds {vectors.dtype} {vectors.shape}")
    wide = vectors.astype(np.float32)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    if not np.isfinite(wide).all() or not lengths.all():
        raise ValueError(f"a tag in {path} points nowhere")
    return dict(zip(digests.tolist(), wide / lengths, strict=True))
