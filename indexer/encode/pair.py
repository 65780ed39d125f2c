"""Both towers of a model at one hand: each is loaded when it is first needed.

What they answer is `encoders`' business; the same in a process of its own is `beside`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from indexer.encode.encoders import ImageEncoder, TextEncoder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.models import Bundle
    from indexer.records import Refusal


class Encoding(Protocol):
    """What turns words and pictures into unit vectors, wherever it does."""

    @property
    def device(self) -> str | None:
        """Where the text tower runs, or else the image tower; None while neither is loaded."""

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why it does not run elsewhere."""

    def texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors `float32 [n, embedding_dim]` of texts.

        Raises:
            ModelError: The model cannot be run as its bundle says.
            LibraryError: It cannot be loaded, or the device is lost and there is no other.
        """

    def fits(self, text: str) -> bool:
        """Whether the model reads all of a text, none of it cut; raises as `texts`."""

    def is_token(self, word: str) -> bool:
        """Whether a word in small letters is one piece to the model; raises as `texts`."""

    def pictures(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return unit vectors of squares `uint8 [n, size, size, 3]`; raises as `texts`."""

    def close(self) -> None:
        """Let go of the model's memory."""


class Pair:
    """The two towers in this process."""

    def __init__(self, bundle: Bundle, device: str, on_stage: Callable[[str], None]) -> None:
        """Load nothing yet.

        Args:
            bundle: The model.
            device: One of `session.DEVICES`.
            on_stage: Is told what takes its time while a tower is loaded, then "". What it raises
                at words breaks the loading off, and comes out.
        """
        self._bundle, self._device, self._on_stage = bundle, device, on_stage
        self._texts: TextEncoder | None = None
        self._pictures: ImageEncoder | None = None

    @property
    def device(self) -> str | None:
        """As `Encoding` says."""
        encoder = self._texts or self._pictures
        return encoder.stamp.device if encoder else None

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """As `Encoding` says."""
        encoder = self._texts or self._pictures
        return encoder.refusals if encoder else ()

    def texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `Encoding` says."""
        return self._opened_texts().encode(texts)

    def fits(self, text: str) -> bool:
        """As `Encoding` says."""
        return self._opened_texts().fits(text)

    def is_token(self, word: str) -> bool:
        """As `Encoding` says."""
        return self._opened_texts().is_token(word)

    def pictures(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """As `Encoding` says."""
        return self._opened_pictures().encode(pixels)

    def close(self) -> None:
        """As `Encoding` says."""
        for encoder in (self._texts, self._pictures):
            if encoder is not None:
                encoder.close()
        self._texts = self._pictures = None

    def _opened_texts(self) -> TextEncoder:
        if self._texts is None:
            try:
                self._texts = TextEncoder.open(
                    self._bundle, device=self._device, on_stage=self._on_stage
                )
            finally:
                self._on_stage("")
        return self._texts

    def _opened_pictures(self) -> ImageEncoder:
        if self._pictures is None:
            try:
                self._pictures = ImageEncoder.open(
                    self._bundle, device=self._device, on_stage=self._on_stage
                )
            finally:
                self._on_stage("")
        return self._pictures
