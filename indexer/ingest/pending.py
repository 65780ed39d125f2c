"""What an ingest has read and not yet written down."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.files import open_file
from indexer.records import IndexedPhoto

if TYPE_CHECKING:
    from indexer.decode import DecodedPhoto
    from indexer.encode import Stamp
    from indexer.ingest.lanes import Encoded
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

_NO_PIXELS: Final = np.empty((0, 0, 3), np.uint8)


class Pending:
    """Photos, previews and problems, until enough of them or enough time has come together.

    Args:
        library: where they go.
        tasks: path -> why it was read; a task is dropped once it is committed.
        tally: where they are counted.
    """

    def __init__(self, library: Library, tasks: dict[str, Task], tally: Tally) -> None:
        self._library = library
        self._tasks = tasks
        self._tally = tally
        self._photos: list[IndexedPhoto] = []
        self._previews: list[tuple[int, bytes, bytes, bytes | None]] = []
        self._problems: list[tuple[SeenFile, str]] = []
        self._committed_at = time.monotonic()

    def photo(self, encoded: Encoded) -> None:
        """Take a photo with its vector."""
        if encoded.vector is None:
            self.problem(encoded.file, "The model finds nothing to go by in it.")
            return
        # The pixels have done their work, and would fill the memory until the commit.
        photo = replace(encoded.photo, pixels=_NO_PIXELS)
        self._photos.append(IndexedPhoto(encoded.file, photo, encoded.vector))
        self._tally.count_done()

    def previews(self, photo_id: int, photo: DecodedPhoto) -> None:
        """Take the previews alone of a photo that has its vector."""
        self._previews.append((photo_id, photo.content_key, photo.small, photo.large))
        self._tally.count_done()

    def problem(self, file: SeenFile, reason: str) -> None:
        """Take a file that gives no photo."""
        if not _opens(file.path):
            # Its drive was unplugged, or nobody may read it: not a word about its content, so
            # that it is tried again even though it will not have changed.
            file = replace(file, mtime_ns=NO_TIME)
        self._problems.append((file, reason))
        self._tally.count_done()

    def commit_if_due(self) -> None:
        """Write all down where it is time to."""
        waiting = len(self._photos) + len(self._previews) + len(self._problems)
        due = time.monotonic() - self._committed_at >= SECONDS_BETWEEN_COMMITS
        if waiting >= PHOTOS_IN_A_COMMIT or (waiting and due):
            self.commit()

    def commit(self) -> None:
        """Write all down."""
        if self._photos:
            self._library.add(self._photos, self.stamp)
        if self._previews:
            self._library.previews.put(self._previews)
        if self._problems:
            self._library.catalog.store_problems(self._problems)
        self._count()
        self._photos, self._previews, self._problems = [], [], []
        self._committed_at = time.monotonic()

    #: What made the vectors; set before the first photo comes.
    stamp: Stamp

    def _count(self) -> None:
        photos = [self._tasks.pop(item.file.path) for item in self._photos]
        problems = [self._tasks.pop(file.path) for file, _ in self._problems]
        tally, previews = self._tally, len(self._previews)
        tally.added += sum(task.photo_id is None for task in photos)
        tally.updated += sum(task.photo_id is not None for task in photos) + previews
        tally.unreadable += len(problems)
        tally.unchanged -= sum(task.was_unchanged for task in photos + problems) + previews


def _opens(path: str) -> bool:
    try:
        open_file(path).close()
    except OSError:
        return False
    return True
