"""Pictures or words -> unit vectors that can be compared: a model's two towers, ready to use.

`session` runs the graphs, `preprocess` and `tokenizer` feed them; this file joins them by the
numbers of the bundle and sees to it that what comes out is a direction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from indexer.session import ModelError, open_session
from indexer.tokenizer import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from numpy.typing import NDArray

    from indexer.models import Bundle, ImageSpec, TextSpec
    from indexer.session import Session


class NoDirectionError(ModelError):
    """The model gave zero, or what is no number, for at least one of the inputs."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What made a vector; of these, `sha256` alone decides whether two may be compared."""

    model: str
    sha256: str
    preprocess_version: int
    precision: str
    device: str


class _Encoder:
    """What both towers share: a session of the bundle, its stamp, and its end."""

    def __init__(self, bundle: Bundle, session: Session) -> None:
        self._bundle = bundle
        self.session = session
        self.stamp = Stamp(
            model=bundle.name,
            sha256=bundle.sha256,
            preprocess_version=bundle.preprocess_version,
            precision=session.precision,
            device=session.device,
        )

    def close(self) -> None:
        """Let go of the model's memory."""
        self.session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def batch_size(self) -> int:
        """How many rows are best encoded at once."""
        return self.session.batch_size

    def _vectors(self, rows: NDArray[Any], tower: ImageSpec | TextSpec) -> NDArray[np.float32]:
        """Run rows of input, as many at a time as the graph likes; return unit vectors."""
        step = self.batch_size
        blocks = [
            self.session.run({tower.input: rows[start : start + step]}, output=tower.output)
            for start in range(0, len(rows), step)
        ]
        if not blocks:
            return np.empty((0, self._bundle.embedding_dim), np.float32)
        return self._unit(np.concatenate(blocks))

    def _unit(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scale rows to length 1; graphs that do so themselves are 0.001 off in half precision."""
        dim = self._bundle.embedding_dim
        if vectors.ndim != 2 or vectors.shape[1] != dim:
            raise ModelError(f"the model gives the shape {vectors.shape}, not [n, {dim}]")
        lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
        if not np.all(np.isfinite(lengths) & (lengths > 0)):
            raise NoDirectionError("the model gives a vector that points nowhere")
        unit: NDArray[np.float32] = (vectors / lengths).astype(np.float32)
        return unit


class ImageEncoder(_Encoder):
    """The image tower: squares of pixels -> vectors."""

    @classmethod
    def open(cls, bundle: Bundle, *, device: str = "auto", threads: int | None = None) -> Self:
        """Load the bundle's image tower; `device` and `threads` go to `open_session`."""
        graph = bundle.path(bundle.image.file)
        return cls(bundle, open_session(graph, device=device, threads=threads))

    @property
    def spec(self) -> ImageSpec:
        """How pictures must be fitted for this tower."""
        return self._bundle.image

    def encode(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return unit vectors `float32 [n, embedding_dim]` of squares `uint8 [n, size, size, 3]`.

        Raises:
            NoDirectionError: One of them has none: the model gave zero or what is no number.
            ModelError: The model cannot be run as its bundle says.
        """
        # Imported here: a search by words must not wait for Pillow.
        from indexer.preprocess import normalise

        return self._vectors(normalise(pixels, self.spec), self.spec)


class TextEncoder(_Encoder):
    """The text tower: words -> vectors."""

    def __init__(self, bundle: Bundle, session: Session, tokenizer: Tokenizer) -> None:
        super().__init__(bundle, session)
        self._tokenizer = tokenizer

    @classmethod
    def open(cls, bundle: Bundle, *, device: str = "auto", threads: int | None = None) -> Self:
        """Load the bundle's text tower; `device` and `threads` go to `open_session`."""
        graph = bundle.path(bundle.text.file)
        session = open_session(graph, device=device, threads=threads)
        return cls(bundle, session, Tokenizer.load(bundle))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors `float32 [n, embedding_dim]` of texts.

        Raises:
            NoDirectionError: One of them has none: the model gave zero or what is no number.
            ModelError: The model cannot be run as its bundle says.
        """
        return self._vectors(self._tokenizer.encode(texts), self._bundle.text)
