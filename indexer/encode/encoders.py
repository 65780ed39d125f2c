"""The two towers of a model: pixels or words in, unit vectors out, on whatever rung holds."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from indexer.encode.climbing import Climb, Wish
from indexer.encode.tower import NoDirectionError, Tower, unit
from indexer.errors import LibraryError
from indexer.session import ClosedError, LostSessionError
from indexer.tokenizer import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from indexer.encode.tower import Stamp
    from indexer.models import Bundle, ImageSpec
    from indexer.records import Refusal
    from indexer.session import Session


class _Encoder:
    """What both towers share: the session that they run on, and the step to the next."""

    def __init__(self, bundle: Bundle, tower: Tower, climb: Climb | None) -> None:
        self._bundle = bundle
        self._tower = tower
        self._climb = climb
        self._step = Lock()
        self._fallen: str | None = None

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
    def session(self) -> Session:
        """What runs the graph now."""
        return self._tower.session

    @property
    def stamp(self) -> Stamp:
        """What vectors that are made now are marked with."""
        return self._tower.stamp

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why devices better than the one in use are not, or are no more; grows when one is lost.

        The device in use is never among them.
        """
        return tuple(self._climb.refusals) if self._climb else ()

    @property
    def batch_size(self) -> int:
        """How many rows are best encoded at once."""
        return self.session.batch_size

    def _vectors(self, rows: NDArray[Any]) -> tuple[NDArray[np.float32], Stamp]:
        """Return unit vectors and what made them; all rows are of one device's making."""
        while True:
            tower = self._tower
            try:
                return unit(tower.raw(rows)), tower.stamp
            except LostSessionError as lost:
                self._leave(tower, lost)
            except NoDirectionError as error:
                self._doubt(tower, rows, error)
            except ClosedError:
                if not self._is_left(tower):
                    raise

    def _leave(self, tower: Tower, error: LostSessionError) -> None:
        """Take the next rung, unless another thread has done so already.

        Raises:
            LostSessionError: There is no ladder.
            LibraryError: There is no other rung.
        """
        if self._climb is None:
            raise error
        with self._step:
            if self._tower is tower:
                self._step_down(self._climb, error)

    def _doubt(self, tower: Tower, rows: NDArray[Any], error: NoDirectionError) -> None:
        """Take the next rung if the processor has an answer where an accelerator has none.

        Numbers may overflow in half precision.

        Raises:
            NoDirectionError: It has none either, or there is none to be asked.
        """
        if self._climb is None:
            raise error
        with self._step:
            if self._tower is not tower:
                return
            if not self._climb.has_second_opinion:
                raise error
            unit(self._climb.second_opinion(rows))
            title = self._climb.title
            reason = f"The {title} gave no numbers where the processor does, so it is left alone."
            self._step_down(self._climb, LostSessionError(reason))

    def _step_down(self, climb: Climb, error: LostSessionError) -> None:
        self.session.close()
        climb.lose(error)
        try:
            self._tower = Tower(self._bundle, self._tower.spec, climb.next())
        except LibraryError as none_left:
            self._fallen = str(none_left)
            raise

    def _is_left(self, tower: Tower) -> bool:
        """Whether another thread has left it; waits where one is about to.

        Raises:
            LibraryError: It has, and found no other.
        """
        with self._step:
            if self._fallen is not None:
                raise LibraryError(self._fallen)
            return self._tower is not tower


class ImageEncoder(_Encoder):
    """The image tower: squares of pixels -> vectors.

    Args:
        bundle: The model.
        session: The image tower's graph, loaded. (`open` does that.)
        climb: Where to go on when the session is lost; without it, `LostSessionError` is raised.
    """

    def __init__(self, bundle: Bundle, session: Session, *, climb: Climb | None = None) -> None:
        super().__init__(bundle, Tower(bundle, bundle.image, session), climb)

    @classmethod
    def open(
        cls,
        bundle: Bundle,
        *,
        device: str = "auto",
        threads: int | None = None,
        background: bool = False,
        on_stage: Callable[[str], None] | None = None,
    ) -> Self:
        """Load the bundle's image tower.

        Args:
            bundle: The model.
            device: One of `session.DEVICES`; `auto` takes the best that this machine has and that
                proves itself, any other that one or none.
            threads: How many threads a run may use on the CPU; None: what suits the machine.
            background: Whether other programs' graphs should go first on an accelerator.
            on_stage: Is told what takes its time, in a few words for the user.

        Raises:
            LibraryError: The model's files are broken, or it cannot be run on this device.
        """
        climb = Climb(bundle, bundle.image, Wish(device, threads, background, on_stage))
        return cls(bundle, climb.next(), climb=climb)

    @property
    def spec(self) -> ImageSpec:
        """How pictures must be fitted for this tower."""
        return self._bundle.image

    def encode(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return unit vectors `float32 [n, embedding_dim]` of squares `uint8 [n, size, size, 3]`.

        Where the device is lost meanwhile, the next best one does it all.

        Raises:
            NoDirectionError: One of them has none: the model gave zero or what is no number.
            ModelError: The model cannot be run as its bundle says.
            LibraryError: The device is lost, and there is no other.
        """
        return self.encode_stamped(pixels)[0]

    def encode_stamped(self, pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float32], Stamp]:
        """Return the same, with what made these very vectors."""
        return self._vectors(self._rows(pixels))

    def raw(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return vectors as long as the graph makes them, of the session in use or of none.

        Raises:
            LostSessionError: The session is no more.
            ModelError: The model cannot be run as its bundle says.
        """
        return self._tower.raw(self._rows(pixels))

    def _rows(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        # Imported here: a search by words must not wait for Pillow.
        from indexer.preprocess import normalise

        return normalise(pixels, self.spec)


class TextEncoder(_Encoder):
    """The text tower: words -> vectors; see `ImageEncoder`."""

    def __init__(
        self,
        bundle: Bundle,
        session: Session,
        tokenizer: Tokenizer,
        *,
        climb: Climb | None = None,
    ) -> None:
        super().__init__(bundle, Tower(bundle, bundle.text, session), climb)
        self._tokenizer = tokenizer

    @classmethod
    def open(
        cls,
        bundle: Bundle,
        *,
        device: str = "auto",
        threads: int | None = None,
        background: bool = False,
        on_stage: Callable[[str], None] | None = None,
    ) -> Self:
        """Load the bundle's text tower; see `ImageEncoder.open`."""
        climb = Climb(bundle, bundle.text, Wish(device, threads, background, on_stage))
        return cls(bundle, climb.next(), Tokenizer.load(bundle), climb=climb)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors `float32 [n, embedding_dim]` of texts.

        Raises:
            NoDirectionError: One of them has none: the model gave zero or what is no number.
            ModelError: The model cannot be run as its bundle says.
            LibraryError: The device is lost, and there is no other.
        """
        return self.encode_stamped(texts)[0]

    def encode_stamped(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], Stamp]:
        """Return the same, with what made these very vectors."""
        return self._vectors(self._tokenizer.encode(texts))

    def raw(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors as long as the graph makes them; see `ImageEncoder.raw`."""
        return self._tower.raw(self._tokenizer.encode(texts))

    def fits(self, text: str) -> bool:
        """Whether the model reads all of a text, none of it cut."""
        return self._tokenizer.fits(text)

    def is_token(self, word: str) -> bool:
        """Whether a word in small letters is one piece to its tokenizer."""
        return self._tokenizer.is_token(word)
