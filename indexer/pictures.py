"""Pictures of files, read by a process of its own for somebody who waits for them.

What a file makes a decoder do ends with that process, which has its limits and reaches no network;
the next picture starts another. Pixels come back in a file that both have open.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from indexer.decode import (
    DecodedPhoto,
    DecodeRecipe,
    Frame,
    UnreadablePhoto,
    UnwantedPhoto,
    moves,
    open_frames,
    read_photo,
    read_picture,
)
from indexer.files import reason_of
from indexer.shared import shared_file, take_shared

if TYPE_CHECKING:
    import io
    from collections.abc import Callable

    from numpy.typing import NDArray

    from indexer.decode.frames import Frames
    from indexer.workers import LoneWorker

Answer = TypeVar("Answer")

SECONDS: Final = 60.0
"""How long one file may take: thrice what it may of an ingest, as every pixel may be wanted."""

_NUMBERS: Final = count()
"""Of what plays, each once: a process that ended takes its own along."""


class Pictures:
    """Reads pictures, one at a time. Safe for several threads.

    Its process starts with the first file, or before, when somebody says `begin`.
    """

    def __init__(self, seconds_per_file: float = SECONDS) -> None:
        self._seconds = seconds_per_file
        self._worker: LoneWorker | None = None
        self._one = threading.Lock()
        self._keeping = threading.Lock()
        self._closed = False

    @property
    def has_process(self) -> bool:
        """Whether its process is there, at work or not."""
        return self._worker is not None and self._worker.is_up

    def begin(self) -> None:
        """Have the process ready for the first file; while it reads one, there is nothing to do.

        Where it cannot be started, who has it read a file is told.

        Raises:
            UnwantedPhoto: `end` or `close` was called.
        """
        if self._one.acquire(blocking=False):
            try:
                with suppress(UnreadablePhoto):
                    self._ask(_load, "")
            finally:
                self._one.release()

    def read(self, path: str, longest: int | None = None) -> NDArray[np.uint8]:
        """Return a picture as `decode.read_picture` does.

        Raises:
            UnreadablePhoto: The file gives no picture, or ends the process.
            UnwantedPhoto: `end` or `close` was called.
        """
        return self._pixels(partial(_lay_out, longest=longest), path)[0]

    def read_photo(self, path: str, recipe: DecodeRecipe) -> DecodedPhoto:
        """Return what `decode.read_photo` does; it raises what `read` does."""
        with self._one:
            return self._ask(partial(read_photo, recipe=recipe), path)

    def moves(self, path: str) -> bool:
        """Whether a file holds pictures to `play`; it raises what `read` does."""
        with self._one:
            try:
                return self._ask(moves, path)
            except UnwantedPhoto:  # The file before it was ended, too late.
                return self._ask(moves, path)

    def play(self, path: str, longest: int) -> Playing | None:
        """Return the pictures of a file that moves; None of one that is still.

        Only those that were begun last are held: others end when the next ones begin.

        Args:
            path: The file.
            longest: As in `decode.read_picture`.

        Raises:
            UnreadablePhoto: The file gives no picture, or ends the process.
            UnwantedPhoto: `end` or `close` was called.
        """
        number = next(_NUMBERS)
        with self._one:
            moves = self._ask(partial(_begin_to_play, longest=longest, number=number), path)
        return Playing(self, path, number) if moves else None

    def end(self) -> None:
        """End what is under way, and the process; the next picture starts another."""
        if self._worker is not None:
            self._worker.end()

    def close(self) -> None:
        """End it for good."""
        with self._keeping:
            self._closed = True
        if self._worker is not None:
            self._worker.close()

    def _pixels(
        self, work: Callable[..., tuple[tuple[int, ...], int]], path: str
    ) -> tuple[NDArray[np.uint8], int]:
        """Return what is laid out by work of the process, and the number that comes with it."""
        try:
            with self._one, shared_file() as (file, name), file:
                shape, number = self._ask(partial(work, onto=name), path)
                pixels = np.empty(shape, np.uint8)
                if file.readinto(pixels.data.cast("B")) != pixels.nbytes:
                    raise UnreadablePhoto("There is no room to lay it out.")
        except OSError as error:
            raise UnreadablePhoto(reason_of(error)) from error
        return pixels, number

    def _tell(self, work: Callable[[str], None], path: str) -> None:
        """Have the process do something, if it is there."""
        with self._one:
            if self.has_process:
                self._ask(work, path)

    def _ask(self, work: Callable[[str], Answer], path: str) -> Answer:
        # What starts processes is loaded here: a window needs it only once there is a file to read.
        from indexer.workers import LoneWorker

        with self._keeping:
            if self._closed:
                raise UnwantedPhoto
            self._worker = self._worker or LoneWorker(self._seconds)
        return self._worker.ask(work, path)


class Playing:
    """The pictures of a file that moves, one after the other, without end."""

    def __init__(self, pictures: Pictures, path: str, number: int) -> None:
        self._pictures = pictures
        self._path = path
        self._number = number

    def next(self) -> Frame:
        """Return the next picture; after the last the first again.

        Raises:
            UnreadablePhoto: It is damaged from here on, or others are played by now.
        """
        work = partial(_play_on, number=self._number)
        return Frame(*self._pictures._pixels(work, self._path))

    def close(self) -> None:
        """Let go of it: what the process holds of the file is free."""
        with suppress(UnreadablePhoto):
            self._pictures._tell(partial(_stop_playing, number=self._number), self._path)


# -- in the process --------------------------------------------------------------------------


def _load(_path: str) -> None:
    """Load what reads pictures, so that the first one need not wait for it."""
    from indexer.decode import reading

    assert reading


def _lay_out(path: str, *, longest: int | None, onto: str) -> tuple[tuple[int, ...], int]:
    with take_shared(onto) as file:
        return _write(file, read_picture(path, longest=longest)), 0


def _write(file: io.FileIO, pixels: NDArray[np.uint8]) -> tuple[int, ...]:
    """Write pixels, and return their shape."""
    left = np.ascontiguousarray(pixels).data.cast("B")
    while left:
        left = left[file.write(left) :]
    return pixels.shape


_playing: dict[int, Frames] = {}
"""Of the process: what plays, by its number; one at the most."""


def _begin_to_play(path: str, *, longest: int, number: int) -> bool:
    _playing.clear()
    frames = open_frames(path, longest=longest)
    if frames is not None:
        _playing[number] = frames
    return frames is not None


def _play_on(_path: str, *, number: int, onto: str) -> tuple[tuple[int, ...], int]:
    with take_shared(onto) as file:
        if number not in _playing:
            raise UnreadablePhoto("Another one plays by now.")
        frame = _playing[number].next()
        return _write(file, frame.pixels), frame.milliseconds


def _stop_playing(_path: str, *, number: int) -> None:
    _playing.pop(number, None)
