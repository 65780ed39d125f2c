"""The sidecars of a library are written: those whose photo has other words than when it was last.

A folder after the other. What changed outside since it was last read is taken over first, so that
nobody's change is lost; a sidecar that has all that it shall say is left alone. Whoever is killed
meanwhile leaves each sidecar as it was or as it shall be, and the next run goes on.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from indexer.errors import LibraryError
from indexer.files import is_away
from indexer.scan import SeenFile
from indexer.sidecars.folders import Folder, FolderClosedError, SidecarClosedError, being_changed
from indexer.sidecars.following import SidecarError, follow, sentence_of
from indexer.sidecars.merging import file_words, heard_from, meant_by
from indexer.sidecars.packet import NotXmpError, Packet
from indexer.sidecars.policy import Mode, Wishes, mode_of, wishes_of
from indexer.sidecars.rewriting import EMPTY, Wish, rewritten
from indexer.sidecars.saying import said_in, together

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from indexer.catalog import Catalog
    from indexer.catalog.sidecar_rows import Told
    from indexer.catalog.wishes import Wished
    from indexer.library import Library
    from indexer.scan import Sidecars, SidecarState

AT_ONCE: Final = 128
"""Sidecars between two commits: what has to be looked at again after a crash."""

_LOCK: Final = "sidecars.lock"
_GONE: Final = "Its photos are not there any more: `shoebox index` looks where they are."
_AWAY: Final = "It is away or empty."


@dataclass(frozen=True, slots=True)
class Waiting:
    """A photo whose sidecar has to be written."""

    photo_id: int
    path: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A folder in which sidecars could not be written, why, and of how many photos."""

    folder: str
    reason: str
    photos: int


@dataclass(frozen=True, slots=True)
class Writing:
    """How far it has come.

    Attributes:
        total: Photos whose sidecar has to be written.
        done: Those that are through, whatever came of it.
        written: Sidecars that were written.
        failures: Where it failed.
        path: The photo at hand.
    """

    total: int = 0
    done: int = 0
    written: int = 0
    failures: tuple[Failure, ...] = ()
    path: str = ""

    @property
    def failed(self) -> int:
        """How many sidecars could not be written."""
        return sum(failure.photos for failure in self.failures)


def waiting(library: Library, ids: Sequence[int] | None = None) -> list[Waiting]:
    """The photos whose sidecar does not say yet what it shall, by folder.

    Args:
        library: Open.
        ids: The only photos that count; None for all.

    Raises:
        LibraryError: The user's own file of tags is wrong.
    """
    return _waiting(library, wishes_of(library), ids)


def _waiting(library: Library, wishes: Wishes, ids: Sequence[int] | None) -> list[Waiting]:
    return [
        Waiting(brief.photo_id, brief.path)
        for block in library.catalog.sidecar_briefs(ids, found=wishes.found)
        for brief in block
        if (brief.written or brief.says_something) and brief.written != wishes.digest(brief)
    ]


def targets(found: Sequence[Waiting]) -> Iterator[tuple[Waiting, str, bool]]:
    """The file that would be written for each photo, and whether it has to be made.

    Folders that cannot be listed are passed over.
    """
    for path, photos in groupby(found, lambda each: os.path.dirname(each.path)):
        with suppress(FolderClosedError):
            folder = Folder(path)
            for each in photos:
                name = folder.target(os.path.basename(each.path))
                yield each, os.path.join(path, name), not folder.has(name)


def write_pending(
    library: Library, ids: Sequence[int] | None = None
) -> Generator[Writing, None, None]:
    """Write the sidecars that wait for it; it needs no write lock.

    Args:
        library: Open.
        ids: The only photos that count; None for all.

    Yields:
        How far it has come, after each sidecar. Who stops asking has stopped it; what was written
        until then is kept.

    Raises:
        LibraryError: The library writes none, another process does, or its own file of tags is
            wrong.
    """
    if mode_of(library.catalog) is Mode.NEVER:
        raise LibraryError(
            "This library writes no sidecars: `shoebox sidecars on-demand` lets you write them, "
            "`shoebox sidecars always` keeps them up to date."
        )
    wishes = wishes_of(library)
    with _alone(library), library.small_edit() as catalog:
        found = _waiting(library, wishes, ids)
        yield from _Run(catalog, wishes, found).steps()


@contextmanager
def _alone(library: Library) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(library.folder / _LOCK, thread_local=False, mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise LibraryError("Another Shoebox is already writing these sidecars.") from None
    try:
        yield
    finally:
        lock.release()


class _Run:
    def __init__(self, catalog: Catalog, wishes: Wishes, found: Sequence[Waiting]) -> None:
        self._catalog, self._wishes, self._found = catalog, wishes, found
        self._failed: Counter[tuple[str, str]] = Counter()
        self._done = self._written = 0
        self._meant: set[int] = set()
        self._at: Folder | None = None
        self._notes: list[tuple[int, SidecarState, dict[str, Any], str]] = []
        self._away = tuple(
            os.path.join(root.path, "")
            for root in (catalog.roots() if found else ())
            if is_away(root.path, photos=root.photos)
        )

    def steps(self) -> Iterator[Writing]:
        try:
            for path, photos in groupby(self._found, lambda each: os.path.dirname(each.path)):
                yield from self._folder(path, list(photos))
        finally:
            self._commit()
        yield self._progress("")

    def _progress(self, path: str) -> Writing:
        failures = tuple(
            Failure(folder, reason, photos) for (folder, reason), photos in self._failed.items()
        )
        return Writing(len(self._found), self._done, self._written, failures, path)

    def _folder(self, path: str, photos: list[Waiting]) -> Iterator[Writing]:
        done_before = self._done
        away = next((root for root in self._away if os.path.join(path, "").startswith(root)), None)
        try:
            folder = _opened(path, is_away=away is not None)
            folder.clear_away()
            self._at = folder
            for at in range(0, len(photos), AT_ONCE):
                yield from self._block(folder, photos[at : at + AT_ONCE])
        except FolderClosedError as error:
            left = len(photos) - (self._done - done_before)
            self._failed[(away or path).rstrip(os.sep) or path, str(error)] += left
            self._done += left
        yield self._progress(photos[-1].path)

    def _block(self, folder: Folder, photos: list[Waiting]) -> Iterator[Writing]:
        there = [each for each in photos if folder.has(os.path.basename(each.path))]
        if len(there) < len(photos):
            self._failed[folder.path, _GONE] += len(photos) - len(there)
            self._done += len(photos) - len(there)
        follow(self._catalog, [(each.photo_id, _beside(folder, each)) for each in there])
        ids = [each.photo_id for each in there]
        told = self._catalog.told(ids)
        wishes = self._catalog.sidecar_wishes(ids, found=self._wishes.found)
        self._announce(wishes)
        for wished in wishes:
            self._photo(folder, *self._caught_up(folder, wished, told[wished.brief.photo_id]))
            self._done += 1
            yield self._progress(wished.brief.path)
        self._commit()

    def _announce(self, wishes: Iterable[Wished]) -> None:
        """Note what is about to be written, for the reader after a crash."""
        words = {each.brief.photo_id: meant_by(self._wishes.wish(each)) for each in wishes}
        self._catalog.mean_to_write(words)
        self._meant.update(words)

    def _caught_up(self, folder: Folder, wished: Wished, told: Told) -> tuple[Wished, Told]:
        """Both once it is taken over what became of the sidecars since their block was."""
        photo = Waiting(wished.brief.photo_id, wished.brief.path)
        file = _beside(folder, photo)
        if told.state == _state(file.sidecars):
            return wished, told
        follow(self._catalog, [(photo.photo_id, file)])
        anew = self._catalog.sidecar_wishes([photo.photo_id], found=self._wishes.found)
        self._announce(anew)
        now_told = self._catalog.told([photo.photo_id])
        return next(iter(anew), wished), now_told.get(photo.photo_id, told)

    def _photo(self, folder: Folder, wished: Wished, told: Told) -> None:
        photo = os.path.basename(wished.brief.path)
        name = folder.target(photo)
        try:
            known = self._put(folder, wished, told)
        except SidecarClosedError as error:
            self._failed[folder.path, str(error)] += 1
        except (NotXmpError, SidecarError) as error:
            self._failed[folder.path, f"{name}: {sentence_of(error)}"] += 1
        else:
            if known[name] is not EMPTY:
                self._note(folder, wished, told, known)

    def _put(self, folder: Folder, wished: Wished, told: Told) -> dict[str, bytes]:
        """Have the words of a photo in its sidecar; name -> the bytes of all that it has now."""
        photo = os.path.basename(wished.brief.path)
        name, before = folder.target(photo), folder.sidecars(photo)
        others = _read_others(folder, photo, target=name)
        data = folder.read(name)
        has_come = data is not EMPTY and (before is None or name not in before.names)
        if has_come or _state(before) != told.state or folder.sidecars(photo) != before:
            raise being_changed(name)
        after = rewritten(data, self._wishes.wish(wished))
        if after != data:
            folder.write(name, after, before, photo)
            self._written += 1
        return {name: after, **self._withdraw(folder, photo, others)}

    def _withdraw(self, folder: Folder, photo: str, others: dict[str, bytes]) -> dict[str, bytes]:
        """Take Shoebox's words out of sidecars that were written before another one came."""
        now = dict(others)
        for name, data in others.items():
            with suppress(NotXmpError, SidecarError):  # It is a problem already, and stays.
                now[name] = rewritten(data, Wish())
                if now[name] != data:
                    before = folder.sidecars(photo)
                    if folder.read(name) != data:
                        raise being_changed(name)
                    folder.write(name, now[name], before, photo)
        return now

    def _note(self, folder: Folder, wished: Wished, told: Told, known: dict[str, bytes]) -> None:
        """Have it known as what the sidecars are now, so that they are not read as news.

        Nothing is known of those that somebody has changed or taken away already: they are news.
        """
        sidecars = folder.sidecars(os.path.basename(wished.brief.path))
        if sidecars is None or not _are_still(folder, sidecars.names, known):
            return
        said = []
        for name in filter(known.__contains__, sidecars.names):
            with suppress(NotXmpError):  # The other one; it is a problem already.
                said.append(said_in(Packet(known[name]).descriptions))
        kept = {"file": file_words(told), "heard": heard_from(together(*said))}
        digest = self._wishes.digest(wished.brief)
        self._notes.append((wished.brief.photo_id, sidecars.state, kept, digest))

    def _commit(self) -> None:
        notes, self._notes = self._notes, []
        if notes and self._at is not None:
            # Else, once the power has failed, what was written would be read as somebody's change.
            self._at.make_lasting()
            self._catalog.note_written(notes)
        if len(notes) < len(self._meant):
            self._catalog.mean_no_more(self._meant)
        self._meant.clear()


def _opened(path: str, *, is_away: bool) -> Folder:
    if is_away:
        raise FolderClosedError(_AWAY)
    return Folder(path)


def _state(sidecars: Sidecars | None) -> SidecarState | None:
    return sidecars.state if sidecars else None


def _read_others(folder: Folder, photo: str, *, target: str) -> dict[str, bytes]:
    """The sidecars of a photo beside the one that is written; those that can be read."""
    others = {}
    for name in folder.names.of(photo):
        with suppress(SidecarError):  # It is a problem already.
            if name != target:
                others[name] = folder.read(name)
    return others


def _are_still(folder: Folder, names: Sequence[str], known: dict[str, bytes]) -> bool:
    """Whether sidecars hold what they are known to hold, but for those that nobody can read."""
    for name in names:
        with suppress(SidecarError):
            if folder.read(name) != known.get(name):
                return False
    return True


def _beside(folder: Folder, photo: Waiting) -> SeenFile:
    """A photo's file as far as its sidecars go."""
    return SeenFile(photo.path, 0, 0, folder.sidecars(os.path.basename(photo.path)))
