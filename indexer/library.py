"""A library: catalog, vectors and previews in one folder, kept as one.

The catalog is written first and is the truth. What belongs to a single one of the three is
in `catalog`, `vectors` and `previews`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from indexer.catalog import Catalog
from indexer.database import told_kindly
from indexer.errors import LibraryError
from indexer.previews import Previews

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from filelock import FileLock

    from indexer.encode import Stamp
    from indexer.models import Bundle
    from indexer.records import IndexedPhoto, Photo
    from indexer.scan import SeenFile
    from indexer.vectors import VectorIndex

DEFAULT_MODEL: Final = "starter"


class Library:
    """The open library in `folder`.

    Attributes:
        folder: Where it lies.
        catalog: Photos, folders, problems, settings.
        previews: The small and the large picture of each photo.
    """

    def __init__(
        self, folder: Path, *, catalog: Catalog, previews: Previews, lock: FileLock | None
    ) -> None:
        self.folder = folder
        self.catalog = catalog
        self.previews = previews
        self._lock = lock
        self._indexes: dict[str, VectorIndex] = {}

    @classmethod
    def open(cls, folder: Path, *, write: bool = False) -> Self:
        """Open the library in `folder`; for writing, make it if it is not there.

        Args:
            folder: The library's folder.
            write: To change photos. One process at a time may; any number may read meanwhile.

        Raises:
            LibraryError: It is not there, in use by another writer, of a newer Shoebox, or the
                disk refuses.
        """
        with told_kindly(folder):
            if write:
                return cls._open_for_writing(folder)
            if not (folder / "library.db").is_file():
                raise LibraryError(
                    f"There is no library at {folder} yet: index a folder first with "
                    "`shoebox index FOLDER`."
                )
            catalog = Catalog.open(folder / "library.db")
            previews = Previews.open(folder / "previews.db")
            return cls(folder, catalog=catalog, previews=previews, lock=None)

    @classmethod
    def _open_for_writing(cls, folder: Path) -> Self:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = _locked(folder)
        try:
            catalog = Catalog.open(folder / "library.db", write=True)
            previews = Previews.open(folder / "previews.db", write=True)
        except BaseException:
            lock.release()
            raise
        return cls(folder, catalog=catalog, previews=previews, lock=lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all files, and of the write lock."""
        self.previews.close()
        self.catalog.close()
        if self._lock is not None:
            self._lock.release()

    def vectors(self, bundle: Bundle) -> VectorIndex:
        """The index of the vectors that this model made, up to date with the catalog."""
        index = self._indexes.get(bundle.sha256)
        if index is None:
            # FAISS costs 0.2 s to load, which a command that only counts photos need not pay.
            from indexer.vectors import VectorIndex

            index = self._indexes[bundle.sha256] = VectorIndex.open(
                self.folder / "vectors" / bundle.name,
                model_sha256=bundle.sha256,
                dim=bundle.embedding_dim,
            )
        index.refresh(self.catalog)
        return index

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

    def move(self, moves: Sequence[tuple[int, SeenFile]]) -> list[int]:
        """Follow files to where they lie now; the ids of photos whose place was taken."""
        forgotten = self.catalog.move(moves)
        self.previews.remove(forgotten)
        return forgotten

    def forget(self, ids: Iterable[int]) -> None:
        """Forget photos: from the catalog first, then their previews."""
        gone = list(ids)
        self.catalog.forget(gone)
        self.previews.remove(gone)

    def missing_previews(self) -> list[Photo]:
        """The photos whose preview is missing, or is of what the file held before."""
        have = self.previews.keys()
        missing = self.catalog.content_keys()
        ids = [photo_id for photo_id, key in missing.items() if have.get(photo_id) != key]
        return self.catalog.photos(ids)

    def save_caches(self) -> None:
        """Write the snapshot of each index that was used."""
        for index in self._indexes.values():
            index.refresh(self.catalog)
            index.save()

    def model_in_use(self) -> str:
        """The name of the model that this library is searched with."""
        return self.catalog.setting("model", DEFAULT_MODEL)

    def use_model(self, name: str) -> None:
        """Search with another model from now on. Needs no write lock, as a small edit."""
        with Catalog.open(self.folder / "library.db", write=True) as catalog:
            catalog.set_setting("model", name)


def _locked(folder: Path) -> FileLock:
    from filelock import FileLock, Timeout

    lock = FileLock(folder / "write.lock", thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise LibraryError("Another Shoebox is already indexing this library.") from None
    return lock
