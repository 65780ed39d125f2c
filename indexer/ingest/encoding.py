"""The decode processes and the encoder of one model, opened when the first photo needs them.

An encoder can take long to open: an accelerator compiles the model first. It is opened on a thread
of its own, so that whoever asks for progress is told meanwhile what is going on.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Generic, Self

from indexer.decode import DecodeRecipe
from indexer.errors import LibraryError
from indexer.ingest.lanes import Encoded, Item, Lanes, threads_of_a_lane
from indexer.records import FrameVector
from indexer.workers import DecodeWorkers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.decode import DecodedFrame
    from indexer.encode import ImageEncoder
    from indexer.ingest.options import IngestOptions
    from indexer.ingest.plan import Task
    from indexer.ingest.progress import Progress, Tally
    from indexer.models import Bundle

SECONDS_BETWEEN_LOOKS = 0.2
"""How often progress is told while the encoder opens."""


class NoEncoderError(LibraryError):
    """The model cannot be run, or not any more, on this machine as bundle and options say.

    Attributes:
        unread: The files that were to be read and are not, for want of it.
    """

    unread: Sequence[Task] = ()


class Encoding(Generic[Item]):
    """Decode processes, and pictures in, vectors out, for one model and one run.

    Args:
        bundle: the model.
        options: how many processes and lanes, and on what device.
        tally: is told where the encoder runs and what happens to it.
        encoder: the image tower of `bundle`, to be used and left open.
    """

    def __init__(
        self,
        bundle: Bundle,
        options: IngestOptions,
        tally: Tally,
        *,
        encoder: ImageEncoder | None = None,
    ) -> None:
        self.recipe = DecodeRecipe(bundle.image)
        self._bundle = bundle
        self._options = options
        self._tally = tally
        self._encoder = encoder
        self._stack = ExitStack()
        self._lanes: Lanes[_Piece[Item]] | None = None
        self._fold = _Fold[Item]()
        self._refusals_told = 0
        self._cancelled = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def workers(self) -> DecodeWorkers:
        """The decode processes."""
        return self._stack.enter_context(DecodeWorkers(self.recipe, count=self._options.workers))

    def open(self) -> Iterator[Progress]:
        """Open the encoder, if that was not done before; tell progress meanwhile.

        Raises:
            NoEncoderError: The model cannot be run.
        """
        if self._lanes is not None:
            return
        if self._encoder is None:
            yield from self._open_encoder()
        assert self._encoder is not None
        self._lanes = self._stack.enter_context(Lanes(self._encoder, count=self._options.lanes))
        self._tell()

    def put(
        self, item: Item, pixels: NDArray[np.uint8], frames: Sequence[DecodedFrame] = ()
    ) -> Iterator[Encoded[Item]]:
        """Give a picture in; what has become ready comes out. The encoder must be open.

        Args:
            item: what comes out again with its vector.
            pixels: uint8 [size, size, 3].
            frames: what else is seen in a video; it comes out with the same item.

        Raises:
            NoEncoderError: The device is lost, and there is no other.
        """
        assert self._lanes is not None
        for number, frame in enumerate(frames):
            yield from self._put(_Piece(item, number, frame.seconds), frame.pixels)
        yield from self._put(_Piece(item), pixels)
        self._tell()

    def _put(self, piece: _Piece[Item], pixels: NDArray[np.uint8]) -> Iterator[Encoded[Item]]:
        assert self._lanes is not None
        for encoded in self._fold.whole(_while_it_runs(self._lanes.put(piece, pixels))):
            self._tally.preparing = None
            yield encoded

    def rest(self) -> Iterator[Encoded[Item]]:
        """What is still in the lanes, if any were opened, as it becomes ready.

        Raises:
            NoEncoderError: The device is lost, and there is no other.
        """
        if self._lanes is not None:
            yield from self._fold.whole(_while_it_runs(self._lanes.finish()))
            self._tell()

    def begun(self) -> Iterator[Encoded[Item]]:
        """What the lanes, if any were opened, have begun with; the rest is dropped.

        Raises:
            NoEncoderError: The device is lost, and there is no other.
        """
        if self._lanes is None:
            return iter(())
        return self._fold.whole(_while_it_runs(self._lanes.abandon()))

    def _open_encoder(self) -> Iterator[Progress]:
        with ThreadPoolExecutor(1, thread_name_prefix="open") as pool:
            opening = pool.submit(self._load)
            try:
                while not wait([opening], timeout=SECONDS_BETWEEN_LOOKS).done:
                    yield self._tally.progress("decode")
            except GeneratorExit:
                self._cancelled.set()
                opening.add_done_callback(_close)
                raise
            finally:
                self._tally.preparing = None
        self._encoder = self._stack.enter_context(opening.result())

    def _load(self) -> ImageEncoder:
        from indexer.encode import ImageEncoder  # ONNX Runtime takes a while to load
        from indexer.models.check import check_files

        try:
            check_files(self._bundle)
            return ImageEncoder.open(
                self._bundle,
                device=self._options.device,
                threads=threads_of_a_lane(),
                background=True,
                on_stage=self._on_stage,
            )
        except LibraryError as error:
            raise NoEncoderError(str(error)) from error

    def _on_stage(self, message: str) -> None:
        """Take what takes its time; called again and again, so that it can be ended from here."""
        if self._cancelled.is_set():
            raise _Cancelled
        self._tally.preparing = message

    def _tell(self) -> None:
        """Tell where the encoder runs by now, and what was tried in vain or lost since.

        Not what this machine just does not have: `doctor` tells that to who asks.
        """
        assert self._encoder is not None
        self._tally.runs_on(self._encoder.stamp, self._encoder.session.provider)
        refusals = self._encoder.refusals
        for refusal in refusals[self._refusals_told :]:
            if refusal.tried:
                self._tally.remark(refusal.reason)
        self._refusals_told = len(refusals)


@dataclass(frozen=True, slots=True)
class _Piece(Generic[Item]):
    """A picture on its way through the lanes: an item's own, or a further frame of a video."""

    item: Item
    number: int | None = None
    seconds: float = 0.0


class _Fold(Generic[Item]):
    """Gathers the frames of each item, which come out of the lanes right before its own picture."""

    def __init__(self) -> None:
        self._frames: list[tuple[Encoded[_Piece[Item]], NDArray[np.float32]]] = []

    def whole(self, encoded: Iterator[Encoded[_Piece[Item]]]) -> Iterator[Encoded[Item]]:
        for each in encoded:
            if each.item.number is None:
                yield Encoded(each.item.item, each.vector, each.stamp, self._of(each))
            elif each.vector is not None:
                self._frames.append((each, each.vector))

    def _of(self, own: Encoded[_Piece[Item]]) -> tuple[FrameVector, ...]:
        """The frames of an item; those that another device made before it was lost go."""
        frames, self._frames = self._frames, []
        return tuple(
            FrameVector(each.item.number or 0, each.item.seconds, vector)
            for each, vector in frames
            if each.item.item is own.item.item and each.stamp == own.stamp
        )


class _Cancelled(Exception):  # noqa: N818 - it is no error: nobody waits for the encoder any more.
    """Ends the opening of an encoder."""


def _while_it_runs(encoded: Iterator[Encoded[Item]]) -> Iterator[Encoded[Item]]:
    """Pass on what comes out of the lanes, where nobody but the encoder has anything to tell."""
    try:
        yield from encoded
    except LibraryError as error:
        raise NoEncoderError(str(error)) from error


def _close(opening: Future[ImageEncoder]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
