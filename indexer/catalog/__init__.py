"""The catalog: photos, folders, vectors and problems in one SQLite file, which is the truth.

`Catalog` is the door: each of its methods is one read or one transaction. What it is asked by
filters and words is in `questions`, what a person gives to photos in `curation`, `decisions` and
`collecting`, what a model finds on them in `tagging`, what it learns of their owner in `learning`,
what is said of them beside them in `beside`, what is not there now in `absence`, their vectors in
`encodings`, how much there is of it all in `holdings`. The rows themselves are in `photos`,
`folders`, `embeddings`, `frames`, `bursts`, `problems`, `tags`, `machine_tags`, `learned`, `words`,
`likenesses`, `albums`, `edits`, `sidecar_rows` and `settings`; the schema is in `migrations`. FAISS
and previews, which can be made again, belong to `vectors` and `previews`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from indexer import migrations
from indexer.catalog import (
    embeddings,
    folders,
    frames,
    likenesses,
    photos,
    problems,
    settings,
    sidecar_rows,
    soundness,
    tags,
    words,
)
from indexer.catalog.absence import Absence
from indexer.catalog.beside import Beside
from indexer.catalog.curation import Curation
from indexer.catalog.encodings import Encodings
from indexer.catalog.questions import Questions
from indexer.catalog.soundness import Fault
from indexer.catalog.stored_text import bare
from indexer.catalog.tagging import Tagging
from indexer.database import DamagedError, Database
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from indexer.database import Connection
    from indexer.decode import DecodedPhoto
    from indexer.encode import Stamp
    from indexer.records import IndexedPhoto, Photo, Problem, Root
    from indexer.scan import Ignored, KnownFile, SeenFile, Unreadable


class Catalog(Questions, Curation, Tagging, Beside, Absence, Encodings):
    """Everything the library knows. Safe for several threads, and beside other processes.

    Readers are read-only down to the file; each sees all that was committed before it asked.
    """

    @classmethod
    def open(cls, path: Path, *, write: bool = False, patient: bool = False) -> Self:
        """Open the catalog; for writing, make it or bring it up to date as well.

        Args:
            path: The file `library.db`.
            write: To change it. A first or outdated file is migrated, which only the holder of
                the library's write lock may do.
            patient: To wait for an edit of another process however large it is, as that holder
                does; others give up after a while.

        Raises:
            LibraryError: It is not there, made by a newer Shoebox, damaged or out of reach.
        """
        database = Database(path, write=write, patient=patient)
        try:
            if write:
                migrations.migrate(database)
                words.bring_up_to_date(database)
            else:
                migrations.check(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @contextmanager
    def at_one_moment(self) -> Iterator[Catalog]:
        """Lend the catalog as it is now, to be read by one thread: later commits stay unseen."""
        with self._database.at_one_moment() as database:
            yield Catalog(database)

    @contextmanager
    def putting_back(self) -> Iterator[Catalog]:
        """Lend the catalog to put back what there was: all of it or nothing, and no edit."""
        with self._database.in_one_transaction() as database:
            whole = Catalog(database)
            whole._noting = False
            yield whole

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- photos ---------------------------------------------------------------------------

    def count(self) -> int:
        """How many photos there are."""
        with self._database.connection() as connection:
            return int(connection.execute("SELECT count(*) FROM photos").fetchone()[0])

    def photos(self, ids: Iterable[int]) -> list[Photo]:
        """The photos of those ids, in their order; an unknown id is left out."""
        with self._database.connection() as connection:
            return photos.by_ids(connection, ids)

    def photo_by_path(self, path: str) -> Photo | None:
        """The photo that lies at an absolute path."""
        with self._database.connection() as connection:
            return photos.by_path(connection, path)

    def photos_of_sizes(self, sizes: Iterable[int]) -> list[Photo]:
        """The photos whose file has one of these sizes, in bytes."""
        with self._database.connection() as connection:
            return list(photos.of_sizes(connection, sizes))

    def known_files(self, roots: Iterable[str]) -> dict[str, KnownFile]:
        """Path -> what the catalog knows of the file, for all photos and problems below `roots`.

        A photo whose file became unreadable has its id, with the size and time of the file that
        could not be read, so that it is tried again only after it has changed.
        """
        below = list(roots)
        with self._database.connection() as connection:
            known = photos.known_files(connection, below)
            for root in below:
                known |= problems.known_files(connection, root, known)
        return known

    def content_keys(self, *, after: int = -1, most: int = -1) -> dict[int, bytes]:
        """Id -> content key of all photos, in their order; or of so many behind an id."""
        with self._database.connection() as connection:
            return photos.keys_behind(connection, after, most)

    def copies_of(self, ids: Iterable[int]) -> dict[int, int]:
        """Id of each of these photos -> that of the newest other one with the same content.

        A photo of whose content there is no other, but of these, is left out.
        """
        with self._database.connection() as connection:
            return photos.copies_of(connection, ids)

    def store(self, batch: Sequence[IndexedPhoto], stamp: Stamp) -> list[int]:
        """Put photos in, each with its vector, all in one transaction.

        A photo at a known path is renewed and keeps its id. Where the content has changed, its
        vectors by other models go. A problem at the path is cleared.

        Returns:
            The id of each photo of the batch.
        """
        now = folders.now()
        with self._database.transaction() as connection:
            stale = photos.changed_content(connection, batch)
            embeddings.remove(connection, stale)
            likenesses.remove(connection, stale)
            ids = [photos.put(connection, item.file, item.photo, now=now) for item in batch]
            vectors = [(photo_id, item.vector) for photo_id, item in zip(ids, batch, strict=True)]
            embeddings.put(connection, vectors, stamp=stamp)
            moving = [(photo_id, item.frames) for photo_id, item in zip(ids, batch, strict=True)]
            frames.put(connection, moving, stamp=stamp)
            problems.clear(connection, (item.file.path for item in batch))
            keywords = [item.photo.facts.keywords for item in batch]
            _follow_words(connection, list(zip(ids, keywords, strict=True)))
        return ids

    def renew(self, batch: Sequence[tuple[int, SeenFile, DecodedPhoto]]) -> None:
        """Put in again what the files of photos say; their vectors and all else stay.

        A photo that is gone meanwhile, or whose file has other content now, is passed over.
        """
        now = folders.now()
        with self._database.transaction() as connection:
            known = [each for each in batch if photos.is_as_read(connection, *each)]
            for _, file, photo in known:
                photos.put(connection, file, photo, now=now)
            _follow_words(connection, [(each, photo.facts.keywords) for each, _, photo in known])
            photos.facts_done(connection, (photo_id for photo_id, _, _ in batch))
            # No vector changes, but whoever shows what is known has to look again.
            embeddings.next_numbers(connection, min(1, len(known)))

    def photos_with_facts_due(self) -> list[Photo]:
        """The photos whose files have to be read again for what they say."""
        with self._database.connection() as connection:
            return list(photos.with_facts_due(connection))

    def move(self, moves: Sequence[tuple[int, SeenFile]]) -> list[int]:
        """Follow files to where they lie now; ids, vectors and all else stay.

        Photos may change places with each other. A photo that is not moved itself and whose
        place is taken is forgotten.

        Returns:
            The ids that were forgotten.
        """
        with self._database.transaction() as connection:
            photos.park(connection, (photo_id for photo_id, _ in moves))
            taken = photos.ids_at(connection, (file.path for _, file in moves))
            _forget(connection, taken)
            photos.place(connection, moves)
            words.refresh(connection, (photo_id for photo_id, _ in moves))
            # No vector changes, but whoever shows a path has to look again.
            embeddings.next_numbers(connection, min(1, len(moves)))
            problems.clear(connection, (file.path for _, file in moves))
            folders.drop_empty_folders(connection)
        return taken

    def touch(self, files: Iterable[tuple[int, SeenFile]]) -> None:
        """Note the new size and time of files whose content has stayed the same."""
        with self._database.transaction() as connection:
            photos.touch(connection, files)

    def forget(self, ids: Iterable[int]) -> None:
        """Forget photos; their ids are never given again."""
        with self._database.transaction() as connection:
            _forget(connection, ids)
            folders.drop_empty_folders(connection)

    # -- roots ----------------------------------------------------------------------------

    def roots(self) -> list[Root]:
        """The folders that the library follows, by path."""
        with self._database.connection() as connection:
            return folders.roots(connection)

    def add_root(self, path: str) -> Root:
        """Follow a folder; inside a root already, that root is returned.

        Roots never nest: a new one above others swallows them with their photos.
        """
        with self._database.transaction() as connection:
            root_id = folders.add_root(connection, path)
            return next(root for root in folders.roots(connection) if root.id == root_id)

    def remove_root(self, path: str) -> list[int]:
        """Follow a root no longer, and forget its photos and problems.

        Returns:
            The ids that were forgotten; empty if `path` is no root.
        """
        with self._database.transaction() as connection:
            root = next(
                (each for each in folders.roots(connection) if each.path == bare(path)), None
            )
            if root is None:
                return []
            gone = folders.photo_ids(connection, root.id)
            _forget(connection, gone)
            problems.clear_in(connection, root.path)
            folders.remove_root(connection, root.id)
        return gone

    # -- what is no photo -----------------------------------------------------------------

    def problems(self) -> list[Problem]:
        """Files and folders that could not be read, by path."""
        with self._database.connection() as connection:
            return problems.every(connection)

    def store_problems(self, found: Iterable[tuple[SeenFile, str]]) -> None:
        """Note files that could not be read, each with the reason."""
        with self._database.transaction() as connection:
            problems.put(connection, found, now=folders.now())

    def clear_problems(self, paths: Iterable[str]) -> None:
        """Forget the problems at these paths."""
        with self._database.transaction() as connection:
            problems.clear(connection, paths)

    def replace_unreadable(self, root: str, rows: Sequence[Unreadable]) -> None:
        """Set the folders below `root` that could not be listed, to what a scan found."""
        with self._database.transaction() as connection:
            problems.replace_unreadable(connection, root, rows, now=folders.now())

    def replace_ignored(self, root: str, rows: Sequence[Ignored]) -> None:
        """Set what is ignored by a rule below `root`, to what a scan found."""
        with self._database.transaction() as connection:
            problems.replace_ignored(connection, root, rows)

    def ignored(self) -> list[tuple[str, str]]:
        """Path and rule of every file and folder that is ignored, by path."""
        with self._database.connection() as connection:
            return problems.every_ignored(connection)

    def ignored_count(self) -> int:
        """How many files and folders are ignored by a rule."""
        with self._database.connection() as connection:
            return int(connection.execute("SELECT count(*) FROM ignored").fetchone()[0])

    # -- soundness ------------------------------------------------------------------------

    def faults(self) -> list[Fault]:
        """What is wrong inside the file; empty where nothing is."""
        try:
            with self._database.at_one_moment() as now, now.connection() as connection:
                return list(soundness.faults(connection))
        except LibraryError as error:
            return [Fault(str(error), None, deep=isinstance(error, DamagedError))]

    def mend(self, faults: Iterable[Fault]) -> None:
        """Set right what can be, all in one transaction; what a person gave is never deleted."""
        with self._database.transaction() as connection:
            for fault in faults:
                if fault.mend is not None:
                    fault.mend(connection)

    # -- settings -------------------------------------------------------------------------

    def setting(self, key: str, default: str = "") -> str:
        """A setting of this library."""
        with self._database.connection() as connection:
            value = settings.value_of(connection, key)
        return default if value is None else value

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting of this library."""
        self.change_settings({key: value})

    def change_settings(
        self, values: Mapping[str, str | None], *, where: tuple[str, str] | None = None
    ) -> bool:
        """Change several settings in one transaction; None takes one away.

        Args:
            values: Name -> new value.
            where: A setting and its value, without which nothing is changed.

        Returns:
            Whether they were changed.
        """
        with self._database.transaction() as connection:
            if where is not None and settings.value_of(connection, where[0]) != where[1]:
                return False
            settings.change(connection, values)
        return True


def _follow_words(connection: Connection, keywords: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Have all that follows from what the files of photos say follow it; given their keywords."""
    ids = [photo_id for photo_id, _ in keywords]
    tags.follow_files(connection, keywords)
    sidecar_rows.reread(connection, ids)
    words.refresh(connection, ids)
    photos.facts_done(connection, ids)


def _forget(connection: Connection, ids: Iterable[int]) -> None:
    wanted = list(ids)
    problems.clear(connection, (photo.path for photo in photos.by_ids(connection, wanted)))
    embeddings.remove(connection, wanted)
    words.remove(connection, wanted)
    connection.executemany("DELETE FROM photos WHERE id = ?", ((each,) for each in wanted))
