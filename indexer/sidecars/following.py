"""Photos follow what their sidecars say, without being read or encoded again.

A sidecar that cannot be read is a problem with a reason, and its photo stays as it was; one that
is only out of reach is tried again by the next run, for it will not look changed then.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from indexer.catalog.sidecar_rows import TO_BE_READ
from indexer.decode.xmp import LONGEST
from indexer.files import open_file, reachable, reason_of
from indexer.scan import SeenFile
from indexer.sidecars.merging import merged, without_sidecars
from indexer.sidecars.packet import NotXmpError, Packet
from indexer.sidecars.saying import Said, said_in, together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from indexer.catalog import Catalog
    from indexer.catalog.sidecar_rows import Retold, Told
    from indexer.scan import Sidecars, SidecarState

AT_ONCE: Final = 256
"""Photos in one transaction: it takes some tenths of a second."""

Beside = tuple[int, SeenFile]
"""A photo's id, and its file with the sidecars that were seen beside it."""


class SidecarError(Exception):
    """A sidecar that cannot be read; the text says why, as a sentence for its owner."""


def follow(catalog: Catalog, photos: Sequence[Beside]) -> int:
    """Take over what the sidecars of photos say, where they are others than known.

    Args:
        catalog: Open for writing.
        photos: Each with the sidecars that are there now.

    Returns:
        How many photos had other sidecars.
    """
    return sum(following(catalog, photos))


def following(catalog: Catalog, photos: Sequence[Beside]) -> Iterator[int]:
    """As `follow`, in blocks that are kept; yields after each how many had other sidecars."""
    for at in range(0, len(photos), AT_ONCE):
        block = photos[at : at + AT_ONCE]
        known = catalog.told(photo_id for photo_id, _ in block)
        others = [each for each in block if each[0] in known and _differs(known[each[0]], each[1])]
        if others:
            _Reading(known).take(catalog, others)
        yield len(others)


def _differs(told: Told, file: SeenFile) -> bool:
    return told.state != (file.sidecars.state if file.sidecars else None)


class _Reading:
    """The sidecars of some photos, as they were read."""

    def __init__(self, known: dict[int, Told]) -> None:
        self._known = known
        self._decisions: dict[int, Callable[[Told], Retold]] = {}
        self._unread: list[tuple[int, SidecarState, dict[str, Any]]] = []
        self._broken: list[tuple[SeenFile, str]] = []
        self._whole: list[str] = []

    def take(self, catalog: Catalog, photos: Sequence[Beside]) -> None:
        for photo_id, file in photos:
            if file.sidecars is None:
                self._decisions[photo_id] = without_sidecars
            else:
                self._read(photo_id, file.path, file.sidecars)
        catalog.retell(self._decisions, unread=self._unread, broken=self._broken, whole=self._whole)

    def _read(self, photo_id: int, photo: str, sidecars: Sidecars) -> None:
        said: list[Said] = []
        state = sidecars.state
        for name in sidecars.names:
            path = os.path.join(os.path.dirname(photo), name)
            try:
                said.append(said_in(Packet(read_sidecar(path)).descriptions))
                self._whole.append(path)
            except (NotXmpError, SidecarError) as error:
                self._broken.append((_seen(path), sentence_of(error)))
                if isinstance(error, SidecarError):
                    state = (*state[:2], TO_BE_READ)
        if said and state == sidecars.state:
            both = together(*said)
            self._decisions[photo_id] = partial(merged, said=both, state=sidecars.state)
        else:
            self._unread.append((photo_id, state, self._known[photo_id].said))


def is_out_of_reach(file: SeenFile) -> bool:
    """Whether a sidecar of a photo cannot be read for now, whatever it says."""
    try:
        for name in file.sidecars.names if file.sidecars else ():
            read_sidecar(os.path.join(os.path.dirname(file.path), name))
    except SidecarError:
        return True
    return False


def read_sidecar(path: str) -> bytes:
    """All bytes of a sidecar.

    Raises:
        SidecarError: The system does not let us, or it is too large.
    """
    try:
        with open_file(path) as file:
            data = file.read(LONGEST + 1)
    except OSError as error:
        raise SidecarError(reason_of(error)) from error
    return data


def sentence_of(error: NotXmpError | SidecarError) -> str:
    """Why a sidecar cannot be used, in one sentence for its owner."""
    if isinstance(error, SidecarError):
        return str(error)
    return f"This sidecar cannot be read: {error}."


def _seen(path: str) -> SeenFile:
    try:
        status = os.stat(reachable(path))
    except OSError:  # It vanished meanwhile.
        return SeenFile(path, 0, 0)
    return SeenFile(path, status.st_size, status.st_mtime_ns)
