"""The golden set of a model: inputs with the vectors that they ought to give, and how near is near.

The vectors are float32, computed on a CPU, and as long as the graph gives them, so that a device
which gets the length wrong is found out too. Running the graphs is the business of `encode`, which
asks here before it trusts an accelerator.
"""

from __future__ import annotations

import hashlib
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from indexer import places
from indexer.atomic import written_whole
from indexer.models.description import DESCRIPTION, broken

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models.bundle import Bundle, ImageSpec

PICTURES = ("astronaut", "coffee", "chelsea", "rocket")
"""Files of `resources/golden/`, in the order of the first sentences there."""

LEAST_COSINE = 0.999
MOST_NORM_ERROR = 0.01
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error)


@dataclass(frozen=True, slots=True)
class Golden:
    """Inputs and the vectors that a model gives for them.

    Attributes:
        pixels: Pictures as the image tower's squares, `uint8 [n, size, size, 3]`.
        picture_vectors: What it gives for them, `float32 [n, embedding_dim]`, of any length.
        sentences: Texts for the text tower; the first `n` describe the pictures.
        sentence_vectors: What it gives for them, `float32 [m, embedding_dim]`, of any length.
    """

    pixels: NDArray[np.uint8]
    picture_vectors: NDArray[np.float32]
    sentences: tuple[str, ...]
    sentence_vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How near vectors come to their reference.

    Attributes:
        cosine_min: Cosine of the pair that agrees least; 0 where one has no direction.
        norm_error_max: Largest relative difference of two lengths: 0.01 is one percent.
        finite: Whether every number is one.
    """

    cosine_min: float
    norm_error_max: float
    finite: bool

    @property
    def good(self) -> bool:
        """Whether vectors of this device may stand beside those of the reference."""
        near = self.cosine_min >= LEAST_COSINE and self.norm_error_max <= MOST_NORM_ERROR
        return self.finite and near


def golden_inputs(spec: ImageSpec) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Return the four pictures, fitted for an image tower, and the sentences.

    Returns:
        `uint8 [4, size, size, 3]`, and twelve texts of which the first four describe the pictures.
    """
    # Imported here: a search by words must not wait for Pillow.
    from PIL import Image

    from indexer.preprocess import fit

    folder = places.shipped_golden_inputs()
    squares = []
    for name in PICTURES:
        with Image.open(folder / f"{name}.png") as picture:
            squares.append(fit(picture, spec))
    sentences = (folder / "sentences.txt").read_text("utf-8").splitlines()
    return np.stack(squares), tuple(sentences)


def load_golden(bundle: Bundle) -> Golden | None:
    """Return the golden set that came with a model, or None where none did.

    Raises:
        LibraryError: The file is not the one that the bundle promises, or does not fit the model.
    """
    if bundle.golden is None:
        return None
    path = bundle.path(bundle.golden.file)
    try:
        if _sha256(path) != bundle.golden.sha256:
            raise broken(bundle.folder, f"{path.name} is not the file that {DESCRIPTION} promises")
        return _read(path, bundle)
    except _UNREADABLE as error:
        raise broken(bundle.folder, f"{path.name} holds no golden set ({error})") from error


def save_golden(path: Path, golden: Golden) -> str:
    """Write a golden set, whole or not at all, and return the file's SHA-256 (hexadecimal)."""
    with written_whole(path) as aside, aside.open("wb") as file:
        np.savez_compressed(
            file,
            pixels=golden.pixels,
            picture_vectors=golden.picture_vectors,
            sentences=np.array(golden.sentences),
            sentence_vectors=golden.sentence_vectors,
        )
    return _sha256(path)


def kept_golden(bundle: Bundle) -> Golden | None:
    """Return the reference that `keep_golden` kept for a model, if it is there and whole."""
    try:
        return _read(_kept(bundle), bundle)
    except _UNREADABLE:
        return None


def keep_golden(bundle: Bundle, golden: Golden) -> None:
    """Keep a reference that this machine's CPU made, for a model that came without one."""
    # Where it cannot be kept, because the disk is full, it is made again next time.
    with suppress(OSError):
        save_golden(_kept(bundle), golden)


def agreement(vectors: NDArray[np.float32], reference: NDArray[np.float32]) -> Agreement:
    """Compare vectors with their reference, both `[n, embedding_dim]` and of any length.

    Raises:
        ValueError: Their shapes differ, or there are none.
    """
    if vectors.shape != reference.shape or vectors.ndim != 2 or not len(vectors):
        raise ValueError(f"vectors {vectors.shape} cannot be held against {reference.shape}")
    sound = np.logical_and.reduce(np.isfinite(vectors), axis=1)
    found = np.where(sound[:, None], vectors, 0).astype(np.float64)
    wanted = reference.astype(np.float64)
    lengths, wanted_lengths = np.linalg.norm(found, axis=1), np.linalg.norm(wanted, axis=1)
    both = lengths * wanted_lengths
    products = np.einsum("nd,nd->n", found, wanted)
    cosines = np.divide(products, both, out=np.zeros_like(both), where=both > 0)
    errors = np.abs(lengths - wanted_lengths) / np.maximum(wanted_lengths, np.finfo(float).tiny)
    # Rounding takes the cosine of a vector with itself a little past 1.
    nearest = min(1.0, float(cosines.min()))
    return Agreement(nearest, float(errors.max()), finite=bool(sound.all()))


def meaning(picture_vectors: NDArray[np.float32], sentence_vectors: NDArray[np.float32]) -> bool:
    """Whether each golden picture is nearest to its own sentence, of those that describe one.

    For models without any reference, where this is all that can be proved: a tower that is fed
    the wrong way round gives vectors of the right length which mean nothing. Chance alone passes
    once in 256 times.

    Args:
        picture_vectors: Of the pictures of `golden_inputs`, `[4, embedding_dim]`.
        sentence_vectors: Of its sentences, `[m, embedding_dim]`, of which the first 4 count.
    """
    described = directions(sentence_vectors[: len(picture_vectors)])
    similar = directions(picture_vectors) @ described.T
    own = np.arange(len(picture_vectors))
    return bool(np.isfinite(similar).all() and (similar.argmax(axis=1) == own).all())


def directions(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return vectors scaled to length 1; one that has no direction becomes no numbers."""
    wide = vectors.astype(np.float64)
    lengths = np.linalg.norm(wide, axis=1, keepdims=True)
    sound = np.isfinite(lengths) & (lengths > 0)
    scaled: NDArray[np.float64] = wide / np.where(sound, lengths, np.nan)
    return scaled


def _kept(bundle: Bundle) -> Path:
    return places.user_cache() / "golden" / f"{bundle.sha256}.npz"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path, bundle: Bundle) -> Golden:
    """Read a golden set that fits a model; what does not fit raises ValueError."""
    # Opened here, because NumPy leaves a file open that is none of its own.
    with path.open("rb") as file:
        stored = np.load(file)
        if not isinstance(stored, np.lib.npyio.NpzFile):  # A lone array, whatever it is called.
            raise BadZipFile("it holds one array")
        with stored:
            golden = Golden(
                pixels=stored["pixels"],
                picture_vectors=stored["picture_vectors"],
                sentences=tuple(map(str, np.ravel(stored["sentences"]))),
                sentence_vectors=stored["sentence_vectors"],
            )
    _require_fit(golden, bundle)
    return golden


def _require_fit(golden: Golden, bundle: Bundle) -> None:
    size, dim = bundle.image.size, bundle.embedding_dim
    pictures, sentences = golden.pixels.shape[:1], len(golden.sentences)
    wanted: dict[str, tuple[NDArray[Any], type, tuple[int, ...]]] = {
        "pixels": (golden.pixels, np.uint8, (*pictures, size, size, 3)),
        "picture_vectors": (golden.picture_vectors, np.float32, (*pictures, dim)),
        "sentence_vectors": (golden.sentence_vectors, np.float32, (sentences, dim)),
    }
    for name, (array, dtype, shape) in wanted.items():
        if array.dtype != dtype or array.shape != shape or not len(array):
            raise ValueError(f"its {name} are {array.dtype} {array.shape}, not {shape}")
        if array.dtype == np.float32 and not _have_directions(array):
            raise ValueError(f"one of its {name} points nowhere")


def _have_directions(vectors: NDArray[np.float32]) -> bool:
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
    return bool((np.isfinite(lengths) & (lengths > 0)).all())
