"""One model at a searcher's hand: its towers, loaded when they are needed, and its index.

They run in this process, or beside it where something else must not be held up by them. They are
let go of without waiting for whoever is at them, for a board compiles a model for minutes.
What they answer is `search`'s business, how words become vectors `encode`'s.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.decode import DecodeRecipe, UnreadablePhoto, read_photo
from indexer.errors import LibraryError
from indexer.models.taught import Taught
from indexer.query.errors import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.encode import Encoding
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.records import Refusal
    from indexer.vectors.moments import Moments
    from indexer.workers import Read

_LONGEST_SHOWN: Final = 200
"""Signs of a path that is not there: enough to see what is wrong with it, on few lines."""

_MOST_TOKENS: Final = 4096
"""Words of which is remembered whether they are tokens: some 300 kB."""

_MOST_READ: Final = 256
"""Texts whose vectors are kept: less than a megabyte."""


class ModelChangedError(LibraryError):
    """A query's vectors are of a model that is no longer in use."""

    def __init__(self) -> None:
        super().__init__("The model has changed meanwhile: ask again.")


class SearchClosedError(LibraryError):
    """The searcher was closed before it could answer."""

    def __init__(self) -> None:
        super().__init__("The search was closed before it had an answer.")


class PictureError(LibraryError):
    """A picture that is to be encoded is not there, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Apart:
    """What of a model's work is not done in this process.

    Attributes:
        read: Reads a picture that is no photo of the library.
        model: Whether the model runs in a process of its own, which comes up a second later, so
            that its loading holds nobody up in this one.
    """

    read: Read = read_photo
    model: bool = False


NOTHING_APART: Final = Apart()


class Towers:
    """One model at the searcher's hand: its towers, loaded when needed, and the index of it."""

    def __init__(
        self,
        library: Library,
        bundle: Bundle,
        *,
        device: str,
        on_stage: Callable[[str], None],
        apart: Apart = NOTHING_APART,
    ) -> None:
        self.bundle = bundle
        self._library = library
        self._device = device
        self._on_stage = on_stage
        self._apart = apart
        self._lock = threading.Lock()
        self._retired: Callable[[], LibraryError] | None = None
        self._moments: Moments | None = None
        self._encoding: Encoding | None = None
        self._read: dict[str, NDArray[np.float32]] = {}
        self._tokens: dict[str, bool] = {}

    def retire(self, reason: Callable[[], LibraryError]) -> None:
        """Close for good: who comes late must not load a model that nobody would close."""
        self._retired = reason
        self._let_go()

    def _let_go(self) -> None:
        """Close the towers, unless somebody is at them, who then does so when leaving them."""
        if self._lock.acquire(blocking=False):
            try:
                if self._encoding is not None:
                    self._encoding.close()
                self._encoding = None
            finally:
                self._lock.release()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Have towers and index to oneself."""
        try:
            with self._lock:
                yield
        finally:
            # Looked at after the lock is free: who closed before that could not close the towers.
            if self._retired is not None:
                self._let_go()

    def _tell(self, words: str) -> None:
        """Pass on a stage of loading; it breaks off once the towers are closed."""
        if words:
            self._check_not_retired()
        self._on_stage(words)

    @property
    def device(self) -> str | None:
        """Where the text tower runs, or else the image tower; None while neither is loaded."""
        return self._encoding.device if self._encoding else None

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why it does not run elsewhere."""
        return self._encoding.refusals if self._encoding else ()

    def refresh(self) -> None:
        """Take into the index what was indexed since."""
        with self._alone():
            self._moments = self._library.moments(self.bundle)

    def moments(self) -> Moments:
        """What the model has seen, as it was when refreshed last."""
        if self._moments is None:
            self.refresh()
        assert self._moments is not None
        return self._moments

    def second_of_frame(self, key: int) -> float | None:
        """When in its video a frame is seen, by the number that an index knows it by."""
        return self._library.catalog.second_of_frame(self.bundle.sha256, key)

    def texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The unit vector of each text, float32 [len(texts), dim]; those of late are remembered.

        A window asks the same words again and again: for the weak photos as well, whenever new
        ones have come, and once more when Return is pressed.

        Raises:
            ModelChangedError: The searcher has another model by now.
            SearchClosedError: The searcher is closed.
        """
        if not texts:
            return np.empty((0, self.bundle.embedding_dim), np.float32)
        with self._alone():
            encoding, known = self._opened(), self._read
            new = [each for each in dict.fromkeys(texts) if each not in known]
            read = dict(zip(new, encoding.texts(new), strict=True)) if new else {}
            of_all = np.stack([read[each] if each in read else known[each] for each in texts])
            kept = [*(known | read).items()][-_MOST_READ:]
            self._read = dict(kept)
        return of_all

    def reads_whole(self, text: str) -> bool:
        """Whether the model reads all of a text, none of it cut."""
        # Two marks are added; of plain letters none is more than one token.
        if text.isascii() and len(text) <= self.bundle.text.context_length - 2:
            return True
        with self._alone():
            return self._opened().fits(text)

    def unknown_words(self, text: str) -> tuple[str, ...]:
        """The words of a text that the model was never taught, where its bundle tells that."""
        taught = Taught.of(self.bundle)
        if taught is None:
            return ()
        with self._alone():
            return tuple(taught.unknown_in(text, self._is_token))

    def knows_none_of(self, text: str) -> bool:
        """Whether the model was taught none of the words of a text, as far as that is known."""
        taught = Taught.of(self.bundle)
        if taught is None:
            return False
        with self._alone():
            return taught.knows_none_of(text, self._is_token)

    def _is_token(self, word: str) -> bool:
        """Whether a word is one piece to the model, remembered: the towers may be far away."""
        if word not in self._tokens:
            if len(self._tokens) > _MOST_TOKENS:
                self._tokens.clear()
            self._tokens[word] = self._opened().is_token(word)
        return self._tokens[word]

    def _opened(self) -> Encoding:
        """The towers, for who has them alone."""
        self._check_not_retired()
        if self._encoding is None:
            self._encoding = self._made()
        return self._encoding

    def _made(self) -> Encoding:
        # What runs them costs 0.2 s to load, which `similar` need not pay.
        if self._apart.model:
            from indexer.encode import PairBeside

            return PairBeside(self.bundle, self._device, self._tell)
        from indexer.encode import Pair

        return Pair(self.bundle, self._device, self._tell)

    def encode_file(self, path: str) -> NDArray[np.float32]:
        """The vector of the picture in a file: float32 [dim].

        Raises:
            PictureError: There is none that can be read.
            ModelChangedError: The searcher has another model by now.
            SearchClosedError: The searcher is closed.
        """
        if not os.path.exists(path):
            raise PictureError(f"There is no file {shown(path, most=_LONGEST_SHOWN)}.")
        try:
            photo = self._apart.read(path, DecodeRecipe(self.bundle.image))
        except UnreadablePhoto as error:
            raise PictureError(f"{path} cannot be read: {error.reason}") from error
        with self._alone():
            vector: NDArray[np.float32] = self._opened().pictures(photo.pixels[None])[0]
        return vector

    def _check_not_retired(self) -> None:
        if self._retired is not None:
            raise self._retired()
