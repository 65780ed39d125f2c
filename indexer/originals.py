"""Whether the photos themselves are still as they were read: each file by its content key.

A disk that rots, a copy that broke off or a program that lies changes a file and leaves its time
as it was: nothing else looks inside it again. Only read here, and never mended: what a file was,
only a backup knows.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.content_key import content_key
from indexer.files import reachable, reason_of
from indexer.machine import cores
from indexer.scan import is_in_the_cloud
from indexer.volumes import is_root_away, mounted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from indexer.catalog import Catalog
    from indexer.records import Photo

MOST_READERS: Final = 4
"""Files that are read at once; each is in memory as a whole, which is 32 MB at the most."""

_BLOCK: Final = 256
"""Photos whose rows are in memory at once."""


class State(StrEnum):
    """What is to be said of an original that is not as it was read."""

    DAMAGED = "damaged"
    GONE = "gone"
    UNREADABLE = "unreadable"
    CHANGED = "changed"
    AWAY = "away"


WRONG: Final = frozenset({State.DAMAGED, State.GONE, State.UNREADABLE})
"""What an owner has to look at; what has changed or is away is as people live with photos."""

_SENTENCES: Final = {
    State.DAMAGED: "It has changed although its time has not: the file is damaged.",
    State.GONE: "It is gone: moved, renamed or deleted since it was read.",
    State.CHANGED: "It was changed since it was read; the next `shoebox index` reads it.",
    State.AWAY: "It is not here to be read: its drive is away, or only the cloud has it.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """An original that is not as it was read, and what is to be said of it, in one sentence."""

    path: str
    state: State
    reason: str


def nobody(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def check_originals(
    catalog: Catalog, *, on_progress: Callable[[int, int], None] = nobody
) -> Iterator[Finding]:
    """Read every original and yield those that are not as they were read.

    Files over 32 MB are sampled, as their keys are (`content_key`). Photos whose drive is away
    are not looked at, nor is what only the cloud has: reading would fetch it.

    Args:
        catalog: What is known of them; it may be written to meanwhile.
        on_progress: Told how many photos are done, of how many. May raise, to break it off.

    Raises:
        LibraryError: The catalog cannot be read.
    """
    ids = np.sort(catalog.all_ids())
    away = _starts_of_roots_away(catalog)
    with ThreadPoolExecutor(min(MOST_READERS, cores()), thread_name_prefix="originals") as readers:
        for start in range(0, len(ids), _BLOCK):
            photos = catalog.photos(ids[start : start + _BLOCK].tolist())
            judged = readers.map(lambda photo: _judged(catalog, photo, away), photos)
            for done, finding in enumerate(judged, start + 1):
                if finding is not None:
                    yield finding
                on_progress(done, len(ids))


def _starts_of_roots_away(catalog: Catalog) -> tuple[str, ...]:
    volumes = mounted()
    paths = [root.path for root in catalog.roots() if is_root_away(root, volumes)]
    return tuple(os.path.join(path, "") for path in paths)


def _judged(catalog: Catalog, photo: Photo, away: tuple[str, ...]) -> Finding | None:
    """Look at one original; where something is off, once more by what is known of it by then.

    An index may be at work, and follow a file to where it lies now while it is being read here.
    """
    finding = _look(photo, away)
    while finding is not None:
        now = next(iter(catalog.photos([photo.id])), None)
        if now is None:
            return None
        if _file_of(now) == _file_of(photo):
            return finding
        photo, finding = now, _look(now, away)
    return None


def _file_of(photo: Photo) -> tuple[str, int, int, bytes]:
    return photo.path, photo.size, photo.mtime_ns, photo.content_key


def _look(photo: Photo, away: tuple[str, ...]) -> Finding | None:
    try:
        state = State.AWAY if photo.path.startswith(away) else _state_of(photo)
    except FileNotFoundError:
        state = State.GONE
    except OSError as error:
        return Finding(photo.path, State.UNREADABLE, reason_of(error))
    return None if state is None else Finding(photo.path, state, _SENTENCES[state])


def _state_of(photo: Photo) -> State | None:
    status = os.stat(reachable(photo.path))
    if not _is_as_known(photo, status):
        return State.CHANGED
    if is_in_the_cloud(status):
        return State.AWAY
    if content_key(photo.path) == photo.content_key:
        return None
    # Somebody may have been writing to it just now.
    still = _is_as_known(photo, os.stat(reachable(photo.path)))
    return State.DAMAGED if still else State.CHANGED


def _is_as_known(photo: Photo, status: os.stat_result) -> bool:
    return (status.st_size, status.st_mtime_ns) == (photo.size, photo.mtime_ns)
