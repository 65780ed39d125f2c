"""What an ingest has read and not yet written down."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from indexer.files import open_file, reachable
from indexer.ingest.encoding import NoEncoderError
from indexer.keepsakes import welcome_back
from indexer.records import IndexedPhoto, NewVector
from indexer.sidecars import follow, is_out_of_reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from indexer.decode import DecodedPhoto
    from indexer.encode import Stamp
    from indexer.ingest.encoding import Encoding
    from indexer.ingest.lanes import Encoded, Item
    from indexer.ingest.plan import Task
    from indexer.ingest.progress import Tally
    from indexer.library import Library
    from indexer.scan import SeenFile

SECONDS_BETWEEN_COMMITS: Final = 1.0
"""What a crash may cost; a commit waits for the disk, so that more of them would cost photos."""

PHOTOS_IN_A_COMMIT: Final = 512
"""With previews of some 100 KB each, this bounds what waits in memory."""

NO_TIME: Final = -1
"""The time of a file that is to be tried again in every run: no file has it."""

NO_DIRECTION: Final = "The model finds nothing to go by in it."

_NO_PIXELS: Final = np.empty((0, 0, 3), np.uint8)


@dataclass(frozen=True, slots=True)
class Read:
    """A file that is read and to be a photo: what the encoder is given its pixels for."""

    file: SeenFile
    photo: DecodedPhoto

    @classmethod
    def of(cls, file: SeenFile, photo: DecodedPhoto) -> Self:
        """Keep all but the pixels, which would fill the memory until the commit."""
        return cls(file, replace(photo, pixels=_NO_PIXELS, frames=()))


@dataclass(frozen=True, slots=True)
class Known:
    """A photo of the library that another model is to encode: its id, its content, its file."""

    photo_id: int
    content_key: bytes
    file: SeenFile


class Pending:
    """Photos, vectors, previews and problems, until enough of them or enough time is together.

    Args:
        library: where they go.
        tasks: path -> why it was read; a task is dropped once it is committed.
        tally: where they are counted.
    """

    def __init__(self, library: Library, tasks: dict[str, Task], tally: Tally) -> None:
        self._library = library
        self._tasks = tasks
        self._tally = tally
        self._photos: list[tuple[Stamp, IndexedPhoto]] = []
        self._vectors: list[tuple[Stamp, NewVector]] = []
        self._again: list[tuple[int, Read]] = []
        self._problems: list[tuple[SeenFile, str]] = []
        self._committed_at = time.monotonic()

    def photo(self, encoded: Encoded[Read]) -> None:
        """Take a photo with its vector."""
        read = encoded.item
        if encoded.vector is None:
            self.problem(read.file, NO_DIRECTION)
            return
        photo = IndexedPhoto(read.file, read.photo, encoded.vector, encoded.frames)
        self._photos.append((encoded.stamp, photo))
        self._tally.count_done()

    def vector(self, encoded: Encoded[Known]) -> None:
        """Take the vector alone of a photo that the library knows."""
        known = encoded.item
        if encoded.vector is None:
            self.problem(known.file, NO_DIRECTION)
            return
        vector = NewVector(known.photo_id, known.content_key, encoded.vector, encoded.frames)
        self._vectors.append((encoded.stamp, vector))
        self._tally.count_done()

    def again(self, photo_id: int, read: Read) -> None:
        """Take the previews and what its file says of a photo that has its vector."""
        self._again.append((photo_id, read))
        self._tally.count_done()

    def problem(self, file: SeenFile, reason: str) -> None:
        """Take a file that gives no photo."""
        self.note(file, reason)
        self._tally.count_done()

    def note(self, file: SeenFile, reason: str) -> None:
        """Take what is wrong with a file that is not through yet."""
        if not opens(file.path):
            # Its drive was unplugged, or nobody may read it: not a word about its content, so
            # that it is tried again even though it will not have changed.
            file = replace(file, mtime_ns=NO_TIME)
        self._problems.append((file, reason))

    def commit_if_due(self) -> bool:
        """Write all down where it is time to; whether it was."""
        photos = len(self._photos) + len(self._vectors) + len(self._again)
        waiting = photos + len(self._problems)
        due = time.monotonic() - self._committed_at >= SECONDS_BETWEEN_COMMITS
        if waiting >= PHOTOS_IN_A_COMMIT or (waiting and due):
            self.commit()
            return True
        return False

    def commit(self) -> None:
        """Write all down."""
        # A run that lost its device has vectors of two stamps, one after the other.
        for stamp, photos in groupby(self._photos, key=itemgetter(0)):
            self._add([photo for _, photo in photos], stamp)
        for stamp, vectors in groupby(self._vectors, key=itemgetter(0)):
            self._library.add_vectors([vector for _, vector in vectors], stamp)
        if self._again:
            self._renew(self._again)
        if self._problems:
            self._follow([file for file, _ in self._problems], read=False)
            self._library.catalog.store_problems(self._problems)
        self._count()
        self._photos, self._vectors, self._again, self._problems = [], [], [], []
        self._committed_at = time.monotonic()

    def _add(self, photos: list[IndexedPhoto], stamp: Stamp) -> None:
        self._follow([each.file for each in photos], read=True)
        ids = self._library.add(photos, stamp)
        # At once: whoever looks at a photo that is back should find on it what he said of it.
        welcome_back(self._library.catalog, ids)
        files = [(photo_id, each.file) for photo_id, each in zip(ids, photos, strict=True)]
        self._tally.retold += follow(self._library.catalog, files)

    def _renew(self, again: list[tuple[int, Read]]) -> None:
        # Else its words would be lost: what a sidecar says would become what the file says.
        near = [(each, read) for each, read in again if not is_out_of_reach(read.file)]
        self._library.catalog.renew([(each, read.file, read.photo) for each, read in near])
        self._library.previews.put(
            (each, read.photo.content_key, read.photo.small, read.photo.large)
            for each, read in again
        )
        files = [(photo_id, read.file) for photo_id, read in again]
        self._tally.retold += follow(self._library.catalog, files)

    def _follow(self, files: Iterable[SeenFile], *, read: bool) -> None:
        """Have photos lie at the files of their shots that stand for them from now on.

        One that cannot be read stands for no other that is still there.
        """
        tasks = [task for file in files if (task := self._tasks.get(file.path)) is not None]
        files_of = {task.photo_id: task.file for task in tasks if task.photo_id is not None}
        # Of no file's size, so that they are read once more, should we be killed before that.
        moves = [
            (photo.id, replace(files_of[photo.id], size=-1))
            for photo in self._library.catalog.photos(files_of)
            if photo.path != files_of[photo.id].path
            and (read or not os.path.lexists(reachable(photo.path)))
        ]
        if moves:
            self._library.move(moves)

    def unread(self) -> list[Task]:
        """The tasks that are not done; what was only read again is among them."""
        return list(self._tasks.values())

    def _count(self) -> None:
        """Count the files that were to be read; vectors alone change nothing of any file."""
        photos = self._done(item.file.path for _, item in self._photos)
        problems = self._done(file.path for file, _ in self._problems)
        tally, again = self._tally, len(self._again)
        tally.added += sum(task.photo_id is None for task in photos)
        tally.updated += sum(task.photo_id is not None for task in photos) + again
        tally.unreadable += len(problems)
        tally.unchanged -= sum(task.was_unchanged for task in photos + problems) + again

    def _done(self, paths: Iterable[str]) -> list[Task]:
        """The tasks of these paths, each for the first and last time."""
        return [self._tasks.pop(path) for path in paths if path in self._tasks]


@contextmanager
def kept(
    pending: Pending, encoding: Encoding[Item], take: Callable[[Encoded[Item]], None]
) -> Iterator[None]:
    """Write down in the end what was done, also where the reading is cut short."""
    try:
        yield
    except (GeneratorExit, KeyboardInterrupt):
        with suppress(NoEncoderError):  # Nobody waits for what its device took with it.
            for encoded in encoding.begun():
                take(encoded)
        pending.commit()
        raise
    except NoEncoderError as error:
        pending.commit()
        error.unread = pending.unread()
        raise
    pending.commit()


def opens(path: str) -> bool:
    """Whether a file is there and may be read."""
    try:
        open_file(path).close()
    except OSError:
        return False
    return True
