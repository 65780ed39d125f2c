"""One tower of a model on one session: rows of input -> vectors, by the numbers of the bundle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.session import LostSessionError, ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from indexer.models import Bundle, ImageSpec, Quantisation, TextSpec
    from indexer.session import Port, Session


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


class Tower:
    """A tower that runs.

    Attributes:
        spec: What its graph takes.
        session: What runs it.
        stamp: What its vectors are marked with.
    """

    def __init__(self, bundle: Bundle, spec: ImageSpec | TextSpec, session: Session) -> None:
        self.spec = spec
        self._dim = bundle.embedding_dim
        self._input_quantisation: Quantisation | None = getattr(spec, "input_quantisation", None)
        self.session = session
        self.stamp = Stamp(
            model=bundle.name,
            sha256=bundle.sha256,
            preprocess_version=bundle.preprocess_version,
            precision=session.precision,
            device=session.device,
        )

    def raw(self, rows: NDArray[Any]) -> NDArray[np.float32]:
        """Run rows of input, as many at a time as the graph likes.

        Args:
            rows: `[n, ...]`, real numbers or token ids, in the layout of the bundle.

        Returns:
            `float32 [n, embedding_dim]`, as long as the graph makes them.

        Raises:
            LostSessionError: The session is no more, or an accelerator gives what is no answer.
            ModelError: The graph cannot be run as its bundle says.
        """
        step = self.session.batch_size
        stored = self._stored(rows)
        starts = range(0, len(stored), step)
        blocks = [self._block(stored[start : start + step]) for start in starts]
        if not blocks:
            return np.empty((0, self._dim), np.float32)
        return self._real(np.concatenate(blocks))

    def _block(self, stored: NDArray[Any]) -> NDArray[np.float32]:
        """Run so many rows at once, and see that there is one vector for each."""
        session, wanted = self.session, (len(stored), self._dim)
        vectors = session.run({self.spec.input: stored}, output=self.spec.output)
        if vectors.shape == wanted:
            return vectors
        if session.device == "cpu":
            raise ModelError(f"the model gives the shape {vectors.shape}, not {wanted}")
        # The fault of what runs it there; that the processor does better is for it to show.
        raise LostSessionError(
            f"The model gives the shape {vectors.shape} on “{session.device}”, not {wanted}."
        )

    def _stored(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Return rows as the graph stores them: some compiled ones take whole numbers.

        Asked of the graph, since the one that the CPU runs in its place may take real numbers.
        """
        quantisation = self._input_quantisation
        dtype = _whole_numbers(self.session.inputs, self.spec.input)
        if quantisation is None or dtype is None:
            return rows
        limits = np.iinfo(dtype)
        whole = np.rint(rows / np.float32(quantisation.scale)) + quantisation.zero_point
        stored: NDArray[Any] = np.clip(whole, limits.min, limits.max).astype(dtype)
        return stored

    def _real(self, stored: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what the whole numbers that a graph gives stand for."""
        quantisation = self.spec.output_quantisation
        if quantisation is None or _whole_numbers(self.session.outputs, self.spec.output) is None:
            return stored
        return (stored - np.float32(quantisation.zero_point)) * np.float32(quantisation.scale)


def _whole_numbers(ports: Sequence[Port], name: str) -> np.dtype[Any] | None:
    """Return the type of a port if that is one of whole numbers."""
    types = [np.dtype(port.dtype) for port in ports if port.name == name]
    return next((dtype for dtype in types if dtype.kind in "iu"), None)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale rows to length 1; graphs that do so themselves are 0.001 off in half precision.

    Raises:
        NoDirectionError: One of them cannot be.
    """
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    if not np.all(np.isfinite(lengths) & (lengths > 0)):
        raise NoDirectionError("the model gives a vector that points nowhere")
    scaled: NDArray[np.float32] = (vectors / lengths).astype(np.float32)
    return scaled
