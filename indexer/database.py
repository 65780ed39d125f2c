"""One SQLite file: how it is opened, shared between threads, and how its faults are told.

This is the only file that imports sqlite3. What is in the tables belongs to `catalog`,
`migrations` and `previews`.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import quote_from_bytes

from indexer.atomic import make_lasting, make_names_lasting
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Connection = sqlite3.Connection
Error = sqlite3.Error
Misfit = sqlite3.IntegrityError
"""A row that its table cannot take."""

LAST_ID: Final = 2**63 - 1
"""The largest id that a row may have."""

SECONDS_TO_WAIT: Final = 15.0
"""How long a small edit waits for another process's transaction before it gives up."""

PATIENT_SECONDS: Final = 300.0
"""How long the holder of the write lock waits for one. A tag on 100,000 photos is one edit of 8 to
20 s (measured); an ingest of a night must outlast one on a million, rather than end with it."""

_SQLITE_SENTENCES: Final = {
    sqlite3.SQLITE_FULL: "The disk that holds {path} is full: make room and try again.",
    sqlite3.SQLITE_READONLY: "{path} cannot be changed: the disk or the file is read-only.",
    sqlite3.SQLITE_PERM: "{path} may not be opened: its owner has not allowed it.",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened: is the folder there, and may you use it?",
    sqlite3.SQLITE_BUSY: "{path} is being changed by another program: try again in a moment.",
    sqlite3.SQLITE_LOCKED: "{path} is being changed by another program: try again in a moment.",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged, your photos are not:"
    " `shoebox verify --repair` saves what it can.",
    sqlite3.SQLITE_NOTADB: "{path} is not a Shoebox library. If it was one, its beginning is"
    " damaged: `shoebox restore` goes back to the newest backup.",
    sqlite3.SQLITE_IOERR: "The disk that holds {path} does not answer as it should.",
}
_SYSTEM_SENTENCES: Final = {
    errno.ENOSPC: _SQLITE_SENTENCES[sqlite3.SQLITE_FULL],
    errno.EDQUOT: _SQLITE_SENTENCES[sqlite3.SQLITE_FULL],
    errno.EFBIG: "The disk that holds {path} takes no file as large as this one.",
    errno.EROFS: _SQLITE_SENTENCES[sqlite3.SQLITE_READONLY],
    errno.EACCES: _SQLITE_SENTENCES[sqlite3.SQLITE_PERM],
    errno.EPERM: _SQLITE_SENTENCES[sqlite3.SQLITE_PERM],
    errno.EIO: _SQLITE_SENTENCES[sqlite3.SQLITE_IOERR],
    errno.EEXIST: "{path} is not a folder: a file has its name.",
    errno.EISDIR: "{path} is not a file: a folder has its name.",
    errno.ENOTDIR: "{path} cannot be a folder: a file is where one above it should be.",
}


class DamagedError(LibraryError):
    """A file of SQLite is damaged, or so far gone that it is none any more."""


class NoDatabaseError(DamagedError):
    """It begins like no file of SQLite's."""


_DAMAGE: Final = {sqlite3.SQLITE_CORRUPT: DamagedError, sqlite3.SQLITE_NOTADB: NoDatabaseError}


@contextmanager
def told_kindly(path: Path) -> Iterator[None]:
    """Turn what the disk can do to us into a `LibraryError`; let our own faults pass.

    Args:
        path: The file or folder of the library that is being used.

    Raises:
        DamagedError: The file is damaged.
        LibraryError: The disk is full, read-only, out of reach or in use.
    """
    try:
        yield
    except sqlite3.Error as error:
        # The low byte is the family, the rest says which one of it.
        family = getattr(error, "sqlite_errorcode", 0) & 0xFF
        sentence = _SQLITE_SENTENCES.get(family)
        if sentence is None:
            raise
        kind = _DAMAGE.get(family, LibraryError)
        raise kind(sentence.format(path=path)) from error
    except OSError as error:
        sentence = _SYSTEM_SENTENCES.get(error.errno or 0)
        if sentence is None:
            raise
        raise LibraryError(sentence.format(path=path)) from error


def is_damage(error: Error) -> bool:
    """Whether an error tells of a table that is broken, rather than of a disk or a lock."""
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT


class Database:
    """A SQLite file with as many connections as threads use it at the same time.

    A connection is lent to one thread at a time and taken back: a reader never waits for
    another reader, nor for the writer, and sees all that was committed before it asked.
    """

    def __init__(
        self, path: Path, *, write: bool, durable: bool = True, patient: bool = False
    ) -> None:
        """Name a file; nothing is opened before the first connection.

        Args:
            path: The file.
            write: To change it, and to make it where it is not there.
            durable: Whether each commit waits until it is safe from a power failure. A cache
                need not: it stays whole, and may lose its last seconds.
            patient: Whether it waits for the largest edit of another process.
        """
        self.path = path
        self.write = write
        self.durable = durable
        self.patient = patient
        self._idle: list[Connection] = []
        self._closed = False
        self._immutable = False

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Lend a connection, for as long as the block lasts.

        Raises:
            LibraryError: The disk refuses, in one sentence.
        """
        with told_kindly(self.path):
            connection = self._take()
            try:
                yield connection
            finally:
                self._give_back(connection)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Lend a connection inside one transaction: all of the block is kept, or nothing.

        Raises:
            LibraryError: The disk refuses, in one sentence.
        """
        with self.connection() as connection:
            # IMMEDIATE: two writers queue here, rather than fail in the middle.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def at_one_moment(self) -> Iterator[Database]:
        """Lend the database as it is now, for one thread: later commits stay unseen."""
        with self.connection() as connection:
            connection.execute("BEGIN")
            try:
                yield _Moment(self, connection)
            finally:
                # A fault of the disk has ended it already, and is what should be told.
                if connection.in_transaction:
                    connection.execute("COMMIT")

    @contextmanager
    def in_one_transaction(self) -> Iterator[Database]:
        """Lend the database to one thread: of all that the block changes all is kept, or nothing.

        Raises:
            LibraryError: The disk refuses, in one sentence.
        """
        with self.transaction() as connection:
            yield _Whole(self, connection)

    def copy_into(self, path: Path) -> None:
        """Write all that was committed into a file of its own, whole or not at all.

        Each row is read and each index made anew: what is damaged is refused, not copied.

        Raises:
            LibraryError: It is damaged, or the disk refuses.
        """
        aside = path.with_name(path.name + ".copying")
        with told_kindly(aside):
            aside.unlink(missing_ok=True)
            # SQLite fills an empty file, and this one its owner alone may read.
            os.close(os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            try:
                with self.connection() as connection:
                    connection.execute("VACUUM INTO ?", (os.fspath(aside),))
                make_lasting(aside)
                os.replace(aside, path)
                make_names_lasting(path.parent)
            finally:
                aside.unlink(missing_ok=True)

    def overwrite_with(self, other: Database) -> None:
        """Put what another file holds in the place of all that this one holds, in one transaction.

        Those who read it meanwhile read what was there before, and after that the other.

        Raises:
            LibraryError: One of them is damaged, or the disk refuses.
        """
        with self.connection() as connection, other.connection() as source:
            source.backup(connection)

    def close(self) -> None:
        """Close what is idle now, and what is lent when it comes back."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> Connection:
        if self._closed:
            raise ValueError(f"{self.path} was closed")
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _give_back(self, connection: Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _connect(self) -> Connection:
        if self.write:
            return self._connect_for_writing()
        try:
            return self._connect_for_reading()
        except sqlite3.OperationalError:
            if self._immutable or not _is_at_rest(self.path):
                raise
            # A write-ahead log needs a shared-memory file beside the database. Where none can
            # be made, as on a read-only disk, nobody can be writing either.
            self._immutable = True
            return self._connect_for_reading()

    def _connect_for_reading(self) -> Connection:
        options = "mode=ro&immutable=1" if self._immutable else "mode=ro"
        connection = _open(self.path, options, SECONDS_TO_WAIT)
        with _closed_on_failure(connection):
            self._begin_to_read(connection)
        return connection

    def _begin_to_read(self, connection: Connection) -> None:
        """Touch the file: what cannot be read is told now."""
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        self._refuse_what_was_cut(connection)

    def _refuse_what_was_cut(self, connection: Connection) -> None:
        """Tell of a last page that is there in part: SQLite reads zeros for the rest of it."""
        (page,) = connection.execute("PRAGMA page_size").fetchone()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        with suppress(FileNotFoundError):  # Somebody takes it away just now.
            size = self.path.stat().st_size
            if size % page and size < pages * page and _is_at_rest(self.path):
                raise DamagedError(_SQLITE_SENTENCES[sqlite3.SQLITE_CORRUPT].format(path=self.path))

    def _connect_for_writing(self) -> Connection:
        # Made by us, so that nobody but its owner may read it; SQLite's files beside it follow.
        # One that is there is not opened here: to close it again would take away the locks that
        # other connections of this process have on it (POSIX), and with them their log.
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        wait = PATIENT_SECONDS if self.patient else SECONDS_TO_WAIT
        connection = _open(self.path, "mode=rw", wait)
        with _closed_on_failure(connection):
            # Larger pages than usual: a vector of 512 halves is 1 KB, of 768 1.5 KB.
            connection.execute("PRAGMA page_size = 8192")
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            # Each commit to the catalog waits for the disk, so that no tag that a person gave is
            # lost with the power. Ingest commits about once a second, and does not feel it.
            connection.execute(f"PRAGMA synchronous = {'FULL' if self.durable else 'NORMAL'}")
            # macOS: fsync alone stops at the drive's cache.
            connection.execute(f"PRAGMA fullfsync = {int(self.durable)}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA journal_size_limit = 67108864")
            self._refuse_what_was_cut(connection)
        return connection


class Ruin(Database):
    """A damaged file, read as far as it goes; nothing is ever written into it.

    SQLite refuses each statement on a file that is shorter than its first page says, or of whose
    tables it cannot read all, unless its schema may be written: then it reads what is there.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, write=False)

    def _begin_to_read(self, connection: Connection) -> None:
        connection.execute("PRAGMA writable_schema = ON")
        # Rubbish in a name shall not keep the rest of its row from being read.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")


def fold_log(path: Path) -> None:
    """Write what lies in a file's log into the file itself, so that it is whole without it.

    SQLite does so when the last connection closes, unless that one may only read: then nobody does,
    and a copy of the file alone holds next to nothing. It waits for nobody: what a reader still
    needs as it was stays in the log, and so does all of it where the disk refuses.
    """
    log = path.with_name(f"{path.name}-wal")
    with suppress(sqlite3.Error, OSError):
        # A log whose file is gone or empty is all that is left: SQLite would throw it away.
        if not (log.stat().st_size and path.stat().st_size):
            return
        connection = _open(path, "mode=rw", wait=0)
        with closing(connection):
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA checkpoint_fullfsync = ON")  # As above, on macOS.
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


class _Moment(Database):
    """A database inside one transaction, which reads."""

    def __init__(self, whole: Database, connection: Connection) -> None:
        super().__init__(whole.path, write=False)
        self._connection = connection

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        with told_kindly(self.path):
            yield self._connection

    @contextmanager
    def at_one_moment(self) -> Iterator[Database]:
        yield self


class _Whole(_Moment):
    """A database inside one transaction, which writes: each further one is a part of it."""

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with self.connection() as connection:
            yield connection


def _open(path: Path, options: str, wait: float) -> Connection:
    location = os.fsencode(path.absolute().as_posix())
    if not location.startswith(b"/"):  # C:/Users/...
        location = b"/" + location
    return sqlite3.connect(
        f"file://{quote_from_bytes(location)}?{options}",
        uri=True,
        timeout=wait,
        isolation_level=None,
        check_same_thread=False,
    )


@contextmanager
def _closed_on_failure(connection: Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _is_at_rest(path: Path) -> bool:
    """Whether the file is there and no write-ahead log holds more than it."""
    log = path.with_name(path.name + "-wal")
    return path.is_file() and (not log.exists() or log.stat().st_size == 0)
