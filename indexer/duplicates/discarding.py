"""Moves photos to the system's trash, each only while another one that shows the same is there.

Right before each move both files are read anew: what is to go must be what the library knows, and
so must what is to stay. So the last copy never goes, whatever has happened since the groups were
found. Nothing of a drive that is away is touched, and nothing is ever deleted for good.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from indexer.content_key import content_key
from indexer.errors import LibraryError
from indexer.files import is_away, reachable, reason_of
from indexer.keepsakes import leave_to, part_with, settle_heirs, take_back_heirs
from indexer.trash import move_to_trash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from indexer.duplicates.records import Group
    from indexer.library import Library
    from indexer.records import Photo, Root


_AT_ONCE: Final = 100
"""Photos that are forgotten together, for each time all edits are looked through: after an edit of
100,000 photos 270 ms for each alone, 6 ms each for a hundred (measured on two busy cores)."""

_SECONDS: Final = 1.0
"""How long a photo is still known at the most after its file has gone, and others have not yet."""


@dataclass(frozen=True, slots=True)
class Discard:
    """A photo that is to go to the trash, and the one that stays for it."""

    photo_id: int
    kept_id: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a photo.

    Attributes:
        photo_id: The photo.
        path: Where its file is, or was; "" where the library does not know it.
        size: Bytes of the file.
        moved: Whether it is in the trash now, and forgotten by the library.
        reason: Why it was left where it is, in one sentence; "" where it was not.
    """

    photo_id: int
    path: str
    size: int
    moved: bool
    reason: str = ""


def discards_of(groups: Iterable[Group], *, unsure: bool = False) -> list[Discard]:
    """All but the best of each group; of a photo in several groups the first counts.

    What may be another shot stays, unless `unsure` has it go as well. What is better than the one
    that is kept stays in any case.

    Exact copies come first: each goes while the one that they are copies of is still there.
    """
    found: dict[int, Discard] = {}
    for group in groups:
        kept = group.best.photo.id
        for member in group.members[1:]:
            if group.is_better(member) or (group.is_unsure(member) and not unsure):
                continue
            found.setdefault(member.photo.id, Discard(member.photo.id, kept))
    return list(found.values())


def discard(library: Library, discards: Iterable[Discard]) -> Iterator[Outcome]:
    """Move photos to the trash one by one, and forget those that went within a second.

    What was said of one is said of the one that stays, where the owner has not said otherwise.

    Args:
        library: Open for reading is enough; an index may run meanwhile.
        discards: Which go, and which stay for them.

    Yields:
        What became of each. What is left for good reason does not end it. Whoever stops asking
        has those forgotten that went.
    """
    roots, asked = library.catalog.roots(), iter(discards)
    with library.small_edit() as catalog:
        take_back_heirs(catalog)
    while some := list(islice(asked, _AT_ONCE)):
        going = _Going(library, some)
        try:
            for each in some:
                outcome = _discarded(library, each, roots, going.gone)
                if outcome.moved:
                    going.note(each.photo_id)
                yield outcome
        finally:
            going.end()


class _Going:
    """Some photos that are to go, and which of them have, until they are forgotten together."""

    def __init__(self, library: Library, some: Sequence[Discard]) -> None:
        self._library = library
        self._heirs = {each.photo_id: each.kept_id for each in some}
        self._waiting: list[int] = []
        self._since = time.monotonic()
        self.gone: set[int] = set()
        with library.small_edit() as catalog:
            leave_to(catalog, self._heirs)

    def note(self, photo_id: int) -> None:
        """Note that a file has gone."""
        self.gone.add(photo_id)
        self._waiting.append(photo_id)
        if time.monotonic() - self._since >= _SECONDS:
            self._forget()

    def end(self) -> None:
        """Forget the last of them; the others stay after all."""
        self._forget()
        with self._library.small_edit() as catalog:
            settle_heirs(catalog, self._heirs)

    def _forget(self) -> None:
        if self._waiting:
            # An ingest that runs meanwhile would forget it too: a photo may be forgotten twice.
            with self._library.small_edit() as catalog:
                part_with(catalog, self._waiting, self._heirs)
        self._waiting, self._since = [], time.monotonic()


def _discarded(
    library: Library, asked: Discard, roots: Sequence[Root], gone: Collection[int]
) -> Outcome:
    wanted = [each for each in (asked.photo_id, asked.kept_id) if each not in gone]
    known = {photo.id: photo for photo in library.catalog.photos(wanted)}
    photo, kept = known.get(asked.photo_id), known.get(asked.kept_id)
    if photo is None:
        return Outcome(asked.photo_id, "", 0, moved=False, reason="The library has forgotten it.")
    reason = "The photo to keep is gone." if kept is None else _why_not(photo, kept, roots)
    if not reason:
        try:
            move_to_trash(photo.path)
        except LibraryError as error:
            reason = str(error)
    if reason:
        return Outcome(photo.id, photo.path, photo.size, moved=False, reason=reason)
    return Outcome(photo.id, photo.path, photo.size, moved=True)


def _why_not(photo: Photo, kept: Photo, roots: Sequence[Root]) -> str:
    """Why a photo must stay; "" where it may go."""
    if photo.id == kept.id or _is_one_file(photo.path, kept.path):
        return "It is the photo to keep, under another name."
    if os.path.islink(reachable(photo.path)):
        return "It is a link to a file elsewhere."
    if on_a_drive_that_is_away(photo, roots):
        return "Its drive is away."
    if changed := why_not_as_known(kept):
        return f"The photo to keep, {kept.path}, is not as the library knows it: {changed}"
    return why_not_as_known(photo)


def _is_one_file(one: str, other: str) -> bool:
    try:
        return os.path.samefile(reachable(one), reachable(other))
    except OSError:
        return False  # One is not there, which is told below.


def on_a_drive_that_is_away(photo: Photo, roots: Sequence[Root]) -> bool:
    """Whether the root of a photo cannot be looked into, or is none any more."""
    root = next((each for each in roots if _is_below(photo.path, each.path)), None)
    return root is None or is_away(root.path, photos=root.photos)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, ""))


def why_not_as_known(photo: Photo) -> str:
    """Return why a file cannot be relied on; "" where it holds what the library knows of it."""
    try:
        same = content_key(photo.path) == photo.content_key
    except OSError as error:
        return reason_of(error)
    return "" if same else "It has changed since it was indexed."
