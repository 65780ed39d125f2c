"""Pictures too large for memory: unfolded on the disk by another process, and cut from there.

What is laid out where is told by `decode.unfolding`; the file is `shared` by both processes, and so
nothing of it outlives them.
"""

from __future__ import annotations

import math
import shutil
import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from indexer.decode import UnreadablePhoto, UnwantedPhoto
from indexer.files import reason_of
from indexer.shared import cache_folder, shared_file

if TYPE_CHECKING:
    import io

    from numpy.typing import NDArray

    from indexer.decode.unfolding import Level, Unfolded
    from indexer.workers import LoneWorker

SECONDS: Final = 90.0
"""How long one picture may take: 200 megapixels take 5 to 18 s on two cores that do much else."""

_BYTES_A_PIXEL: Final = 16 / 3
"""Of the disk: four, with a quarter, a sixteenth ... of that for the smaller ones."""

_FLIPPED_ROWS: Final = {3, 4, 6, 7}
_FLIPPED_COLUMNS: Final = {2, 3, 7, 8}


class Part(NamedTuple):
    """A part of a picture, in shares of its width and height."""

    left: float
    top: float
    right: float
    bottom: float


class Giants:
    """Unfolds pictures, one at a time, out of this process."""

    def __init__(self) -> None:
        self._worker: LoneWorker | None = None
        self._one = threading.Lock()
        self._keeping = threading.Lock()
        self._unfolded = set[Giant]()
        self._closed = False

    @property
    def has_process(self) -> bool:
        """Whether its process is there, at work or not."""
        return self._worker is not None and self._worker.is_up

    def unfold(self, path: str, pixels: int) -> Giant:
        """Lay a picture of so many pixels out on the disk, until it is let go.

        Raises:
            UnreadablePhoto: The file gives no picture, or there is no room.
            UnwantedPhoto: `end` or `close` was called.
        """
        try:
            with self._one:
                return self._kept(self._unfold(path, pixels))
        except OSError as error:
            raise UnreadablePhoto(reason_of(error)) from error

    def let_go(self, giant: Giant) -> None:
        """Let one go; the disk has its room back."""
        with self._keeping:
            self._unfolded.discard(giant)
        giant.close()

    def end(self) -> None:
        """End what is under way, and the process; the next picture starts another."""
        if self._worker is not None:
            self._worker.end()

    def close(self) -> None:
        """End it for good, and let all go."""
        with self._keeping:
            self._closed = True
            left, self._unfolded = self._unfolded, set()
        if self._worker is not None:
            self._worker.close()
        for giant in left:
            giant.close()

    def _kept(self, giant: Giant) -> Giant:
        with self._keeping:
            if not self._closed:
                self._unfolded.add(giant)
                return giant
        giant.close()
        raise UnwantedPhoto

    def _unfold(self, path: str, pixels: int) -> Giant:
        # What starts processes is loaded here: a window needs it only for pictures like these.
        from indexer.decode.unfolding import unfold

        folder = cache_folder("giants")
        # As much again stays free: a full disk would stop everybody.
        if shutil.disk_usage(folder).free < 2 * _BYTES_A_PIXEL * pixels:
            raise UnreadablePhoto("There is too little room on the disk to lay it out there.")
        with shared_file(folder) as (file, name):
            return Giant(file, self._begun().ask(partial(unfold, onto=name), path))

    def _begun(self) -> LoneWorker:
        from indexer.workers import LoneWorker

        with self._keeping:
            if self._closed:
                raise UnwantedPhoto
            self._worker = self._worker or LoneWorker(SECONDS)
            return self._worker


@dataclass(frozen=True, slots=True)
class _Box:
    """Pixels of a level, as they are stored."""

    left: int
    top: int
    right: int
    bottom: int


class Giant:
    """A picture that lies on the disk until it is closed. Safe for several threads."""

    def __init__(self, file: io.FileIO, unfolded: Unfolded) -> None:
        self._file = file
        self._unfolded = unfolded
        self._lock = threading.Lock()

    @property
    def width(self) -> int:
        """Pixels of the whole picture across, as it is looked at."""
        return self._upright(self._unfolded.levels[0])[0]

    def close(self) -> None:
        """Let it go; the disk has its room back."""
        with self._lock:
            self._file.close()

    def cut(self, part: Part, across: float) -> tuple[NDArray[np.uint8], Part]:
        """Return a part of it, upright, and what it is exactly: whole pixels, none too few.

        Args:
            part: What is wanted.
            across: How many pixels the whole picture should be wide at the least; it has up to
                twice as many, but never more than there are.

        Returns:
            uint8 [height, width, 4]: red, green, blue, 255.

        Raises:
            ValueError: It was closed.
        """
        levels = self._unfolded.levels
        fine = [level for level in levels if self._upright(level)[0] >= across]
        level = fine[-1] if fine else levels[0]
        width, height = self._upright(level)
        box = _Box(
            max(math.floor(part.left * width), 0), max(math.floor(part.top * height), 0),
            min(math.ceil(part.right * width), width), min(math.ceil(part.bottom * height), height),
        )  # fmt: skip
        exact = Part(box.left / width, box.top / height, box.right / width, box.bottom / height)
        return self._turned(self._read(level, self._stored(box, level))), exact

    def _upright(self, level: Level) -> tuple[int, int]:
        lies = self._unfolded.orientation >= 5
        return (level.height, level.width) if lies else (level.width, level.height)

    def _stored(self, box: _Box, level: Level) -> _Box:
        if self._unfolded.orientation >= 5:
            box = _Box(box.top, box.left, box.bottom, box.right)
        if self._unfolded.orientation in _FLIPPED_COLUMNS:
            left, right = level.width - box.right, level.width - box.left
            box = _Box(left, box.top, right, box.bottom)
        if self._unfolded.orientation in _FLIPPED_ROWS:
            top, bottom = level.height - box.bottom, level.height - box.top
            box = _Box(box.left, top, box.right, bottom)
        return box

    def _read(self, level: Level, box: _Box) -> NDArray[np.uint8]:
        pixels = np.empty((box.bottom - box.top, box.right - box.left, 4), np.uint8)
        with self._lock:
            for number, row in enumerate(pixels, box.top):
                self._file.seek(level.place + 4 * (number * level.width + box.left))
                self._file.readinto(row.data)
        pixels[..., 3] = 255
        return pixels

    def _turned(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        if self._unfolded.orientation in _FLIPPED_ROWS:
            pixels = pixels[::-1]
        if self._unfolded.orientation in _FLIPPED_COLUMNS:
            pixels = pixels[:, ::-1]
        return pixels.transpose(1, 0, 2) if self._unfolded.orientation >= 5 else pixels
