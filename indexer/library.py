"""A library: catalog, vectors and previews in one folder, kept as one.

The catalog is written first and is the truth; what is in the two caches follows it. What belongs
to a single one of the three is in `catalog`, `vectors` and `previews`.
"""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, Self

from indexer.catalog import Catalog
from indexer.copies import refuse_if_lost
from indexer.database import fold_log, told_kindly
from indexer.errors import LibraryError
from indexer.keepsakes import part_with
from indexer.migrations import NoLibraryError, OutdatedLibraryError
from indexer.models import find_bundle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from filelock import FileLock

    from indexer.encode import Stamp
    from indexer.models import Bundle
    from indexer.previews import Previews
    from indexer.records import IndexedPhoto, NewVector, Photo
    from indexer.scan import SeenFile
    from indexer.vectors import VectorIndex
    from indexer.vectors.moments import Moments
    from indexer.vectors.source import Source

DEFAULT_MODEL: Final = "starter"

CATALOG: Final = "library.db"
_PREVIEWS: Final = "previews.db"
_VECTORS: Final = "vectors"
_FRAMES: Final = "@frames"
"""What follows a model's name in that of the index of further frames; no model's name has it."""

_LOCK: Final = "write.lock"
_KEYS_AT_ONCE: Final = 20_000
"""Those of a million photos and of their previews would be 380 MB together."""
_IN_USE: Final = "model"
_WANTED: Final = "model_wanted"


class LibraryInUseError(LibraryError):
    """Another process holds the library's write lock."""

    def __init__(self) -> None:
        super().__init__("Another Shoebox is already indexing this library.")


class Library:
    """The open library in `folder`. May be used from several threads.

    Attributes:
        folder: Where it lies.
        catalog: Photos, folders, problems, settings.
    """

    def __init__(self, folder: Path, catalog: Catalog, *, lock: FileLock | None) -> None:
        self.folder = folder
        self.catalog = catalog
        self._lock = lock
        self._wrote = lock is not None
        self._opening = threading.Lock()
        self._previews: Previews | None = None
        self._indexes: dict[str, VectorIndex] = {}
        self._moments: dict[str, Moments] = {}

    @classmethod
    def open(cls, folder: Path, *, write: bool = False) -> Self:
        """Open the library in `folder`; for writing, make it if it is not there.

        Args:
            folder: The library's folder.
            write: To change photos. One process at a time may; any number may read meanwhile.

        Raises:
            NoLibraryError: It is not there, or its maker has not filled it yet.
            LostLibraryError: It is not there any more, and a backup of it is.
            LibraryInUseError: Another process has it open for writing.
            LibraryError: It is of a newer Shoebox, or the disk refuses.
        """
        with told_kindly(folder):
            if write:
                return cls._open_for_writing(folder)
            refuse_if_lost(folder / CATALOG)
            if not (folder / CATALOG).is_file():
                raise NoLibraryError(folder)
            try:
                catalog = Catalog.open(folder / CATALOG)
            except OutdatedLibraryError:
                cls._open_for_writing(folder).close()
                catalog = Catalog.open(folder / CATALOG)
            return cls(folder, catalog, lock=None)

    @classmethod
    def _open_for_writing(cls, folder: Path) -> Self:
        # Only the last folder is made for its owner alone; those above may be anyone's.
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True, mode=0o700)
        lock = write_lock(folder)
        try:
            refuse_if_lost(folder / CATALOG)
            catalog = Catalog.open(folder / CATALOG, write=True, patient=True)
            return cls(folder, catalog, lock=lock)
        except BaseException:
            lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self, *, fold: bool = False) -> None:
        """Let go of all files, and of the write lock; what was written is in the catalog's own.

        So is, with `fold`, what others have written while this one read.
        """
        try:
            for index in self._indexes.values():
                index.wait()
        finally:
            if self._previews is not None:
                self._previews.close()
            self.catalog.close()
            if self._wrote or fold:
                fold_log(self.folder / CATALOG)
            if self._lock is not None:
                self._lock.release()

    @property
    def previews(self) -> Previews:
        """The small and the large picture of each photo."""
        with self._opening:
            if self._previews is None:
                # Opened when asked for: a search on the command line shows none.
                from indexer.previews import Previews

                path = self.folder / _PREVIEWS
                self._previews = Previews.open(path, write=self._lock is not None)
            return self._previews

    def vectors(self, bundle: Bundle) -> VectorIndex:
        """The index of the vectors that this model made, up to date with the catalog."""
        index = self._index(bundle)
        index.refresh(self.catalog)
        return index

    def frames(self, bundle: Bundle) -> VectorIndex:
        """The same of what else this model has seen in videos; see `catalog.frames`."""
        from indexer.vectors.source import FramesOf

        index = self._index(bundle, _FRAMES)
        index.refresh(FramesOf(self.catalog))
        return index

    def moments(self, bundle: Bundle) -> Moments:
        """Both of them as they are now, to be searched as one."""
        from indexer.vectors.moments import Moments

        index, frames = self.vectors(bundle), self.frames(bundle)
        known = self._moments.get(bundle.sha256)
        if known is None or not known.is_of(index, frames):
            known = self._moments[bundle.sha256] = Moments(index, frames)
        return known

    def _index(self, bundle: Bundle, of: str = "") -> VectorIndex:
        name = bundle.sha256 + of
        with self._opening:
            if name not in self._indexes:
                # FAISS costs 0.2 s to load, which a command that only counts photos need not pay.
                from indexer.vectors import VectorIndex

                self._indexes[name] = VectorIndex.open(
                    self.folder / _VECTORS / (_folder_name(bundle) + of),
                    model_sha256=bundle.sha256,
                    dim=bundle.embedding_dim,
                )
            return self._indexes[name]

    @contextmanager
    def small_edit(self) -> Iterator[Catalog]:
        """Lend the catalog for what a person gives: tags, stars, favourites, settings.

        It needs no write lock: it waits for an ingest's commit, a second at most. So does what a
        model gives and learns because of it, see `tags.tagging`: in transactions as short.
        """
        refuse_if_lost(self.folder / CATALOG)
        self._wrote = True
        with Catalog.open(self.folder / CATALOG, write=True) as catalog:
            yield catalog

    # -- changes, for the holder of the write lock ---------------------------------------------

    def add(self, batch: Sequence[IndexedPhoto], stamp: Stamp) -> list[int]:
        """Put photos in: the catalog first, then the previews.

        Returns:
            The id of each photo of the batch.
        """
        ids = self.catalog.store(batch, stamp)
        self.previews.put(
            (photo_id, item.photo.content_key, item.photo.small, item.photo.large)
            for photo_id, item in zip(ids, batch, strict=True)
        )
        return ids

    def add_vectors(self, vectors: Sequence[NewVector], stamp: Stamp) -> None:
        """Give known photos a vector by another model; nothing else of them changes."""
        self.catalog.store_vectors(vectors, stamp)

    def move(self, moves: Sequence[tuple[int, SeenFile]]) -> list[int]:
        """Follow files to where they lie now; the ids of photos whose place was taken."""
        forgotten = self.catalog.move(moves)
        self.previews.remove(forgotten)
        return forgotten

    def forget(self, ids: Iterable[int], chosen: Mapping[int, int] | None = None) -> None:
        """Forget photos: from the catalog first, then their previews; see `keepsakes.part_with`."""
        gone = list(ids)
        part_with(self.catalog, gone, chosen)
        self.previews.remove(gone)

    def save_caches(self, *, beside: bool = False) -> None:
        """Remove the previews of forgotten photos, and write the indexes that were used.

        Args:
            beside: Write them in threads of their own; `close` waits for these.
        """
        self.previews.remove(self.stray_previews())
        for name, index in self._indexes.items():
            index.refresh(self._followed(name))
            if beside:
                index.save_beside()
            else:
                index.save()

    def _followed(self, name: str) -> Source:
        """What the index of that name follows."""
        from indexer.vectors.source import FramesOf

        return FramesOf(self.catalog) if name.endswith(_FRAMES) else self.catalog

    def discard_previews(self) -> None:
        """Throw all previews away, as when their file is damaged; ingest makes them again."""
        self.previews.close()
        with told_kindly(self.folder):
            for suffix in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    (self.folder / (_PREVIEWS + suffix)).unlink()
        self._previews = None

    # -- what the caches lack ------------------------------------------------------------------

    def missing_previews(self) -> list[Photo]:
        """The photos whose preview is missing, or is of what the file held before."""
        return self.catalog.photos(self.ids_without_preview())

    def ids_without_preview(self) -> list[int]:
        """The ids of these photos."""
        return [
            photo_id
            for wanted, have in self._keys_side_by_side()
            for photo_id, key in wanted.items()
            if have.get(photo_id) != key
        ]

    def stray_previews(self) -> list[int]:
        """The ids for which there is a preview, but no photo any more."""
        return [
            photo_id
            for wanted, have in self._keys_side_by_side()
            for photo_id in have.keys() - wanted.keys()
        ]

    def _keys_side_by_side(self) -> Iterator[tuple[dict[int, bytes], dict[int, bytes]]]:
        """Id -> content key of photos and of previews, some thousand ids at a time, in order."""
        after = -1
        while True:
            wanted = self.catalog.content_keys(after=after, most=_KEYS_AT_ONCE)
            if len(wanted) < _KEYS_AT_ONCE:
                yield wanted, self.previews.keys(after=after)
                return
            before, after = after, max(wanted)
            yield wanted, self.previews.keys(after=before, until=after)

    # -- the model -----------------------------------------------------------------------------

    def model_in_use(self) -> str:
        """The name of the model that this library is searched with."""
        return self.catalog.setting(_IN_USE, DEFAULT_MODEL)

    def model_wanted(self) -> str | None:
        """The name of the model that takes over once it has encoded all photos; most often None."""
        return self.catalog.setting(_WANTED) or None

    def choose_model(self, name: str) -> bool:
        """Search with another model as soon as nothing is lost by it.

        At once, where it finds every photo that the model in use finds, as when going back to one
        whose vectors are kept, and where of the two it alone can be run on this machine. Else it is
        wanted from now on: the model in use goes on to answer until an ingest has made the other
        one's vectors. A small edit, which needs no write lock.

        Returns:
            Whether the library is searched with it already.

        Raises:
            LibraryError: There is no such model, or it is broken.
        """
        wanted = find_bundle(name)
        if self.lost_with(wanted) and not self._alone_runs_here(wanted):
            self._edit({_WANTED: wanted.name})
            return False
        self.use_model(wanted.name)
        return True

    def use_model(self, name: str) -> None:
        """Search with a model from now on, whatever it has encoded. A small edit, as above."""
        self._edit({_IN_USE: name, _WANTED: None})

    def take_over(self, name: str) -> bool:
        """Let the wanted model be the one in use; False where another is wanted by now, or none."""
        return self._edit({_IN_USE: name, _WANTED: None}, where=(_WANTED, name))

    def lost_with(self, wanted: Bundle) -> list[int]:
        """The ids of the photos that the model in use finds and the wanted one does not."""
        in_use = self.model_in_use()
        if wanted.name == in_use:
            return []
        try:
            now = find_bundle(in_use)
        except LibraryError:  # Nothing can be searched with it, so there is nothing to lose.
            return []
        return self.catalog.lost_with(wanted.sha256, beside=now.sha256)

    def _alone_runs_here(self, wanted: Bundle) -> bool:
        """Whether this machine can run it and not the model in use, as far as is told at once."""
        from indexer.encode import why_nowhere  # It loads NumPy, and few commands choose a model.

        now = find_bundle(self.model_in_use())
        return why_nowhere(now) is not None and why_nowhere(wanted) is None

    def _edit(
        self, settings: Mapping[str, str | None], *, where: tuple[str, str] | None = None
    ) -> bool:
        with self.small_edit() as catalog:
            return catalog.change_settings(settings, where=where)


def _folder_name(bundle: Bundle) -> str:
    """The model's name, unless that would lead elsewhere: bundles are other people's files."""
    return bundle.name if re.fullmatch(r"\w[\w.-]*", bundle.name) else bundle.sha256[:16]


def write_lock(folder: Path) -> FileLock:
    """Take the write lock of the library in `folder`; it dies with the process that holds it.

    Raises:
        LibraryInUseError: Another process has it.
    """
    from filelock import FileLock, Timeout

    # Not bound to a thread: the window's worker threads may close what another one opened.
    lock = FileLock(folder / _LOCK, thread_local=False, mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise LibraryInUseError from None
    return lock


def is_being_filled(folder: Path) -> bool:
    """Whether another process has the write lock of the library in `folder`.

    Nobody can ask without trying: for that moment the lock is taken, and let go.

    Raises:
        OSError: It cannot be tried.
        NoLibraryError: There is none.
    """
    if not (folder / CATALOG).is_file():
        raise NoLibraryError(folder)  # Whoever tries makes the folder.
    try:
        write_lock(folder).release()
    except LibraryInUseError:
        return True
    return False
