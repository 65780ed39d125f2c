"""Notes every change that this process makes to the files below a folder, in order.

SQLite is listened to in the layer of its own through which all of it passes (a VFS: sqlite.org/
vfs.html), put between it and the system's by ctypes: nothing is compiled. Of Python's own files an
audit hook tells which are opened to be written, renamed and removed; whatever is in them is noted
before the next thing happens. `disk` makes of it what a power failure would have left.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
import threading
from contextlib import suppress
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.faults.disk import Content, Link, Note, Rename, Said, Sync, Truncate, Unlink, Write

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import HasFileno

# fmt: off
_METHODS: Final = (
    "close", "read", "write", "truncate", "sync", "file_size", "lock", "unlock",
    "check_reserved_lock", "file_control", "sector_size", "device_characteristics", "shm_map",
    "shm_lock", "shm_barrier", "shm_unmap", "fetch", "unfetch",
)
_FUNCTIONS: Final = (
    "open", "delete", "access", "full_pathname", "dl_open", "dl_error", "dl_sym", "dl_close",
    "randomness", "sleep", "current_time", "get_last_error", "current_time_int64",
    "set_system_call", "get_system_call", "next_system_call",
)
# fmt: on

_CLOSE: Final = CFUNCTYPE(c_int, c_void_p)
_WRITE: Final = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE: Final = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC: Final = CFUNCTYPE(c_int, c_void_p, c_int)
_OPEN: Final = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE: Final = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)


class _Methods(Structure):
    """`sqlite3_io_methods` of version 3."""

    _fields_ = (("version", c_int), *((name, c_void_p) for name in _METHODS))


class _Layer(Structure):
    """`sqlite3_vfs` of version 3."""

    _fields_ = (
        ("version", c_int),
        ("file_bytes", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        *((name, c_void_p) for name in _FUNCTIONS),
    )


def why_not() -> str:
    """Why nothing can be recorded here; "" where it can."""
    if sys.platform != "linux":
        return "only Linux tells which file a number leads to"
    import _sqlite3

    # Loaded by it, and not a part of it: else another SQLite would be listened to.
    del _sqlite3
    maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")
    return "" if "libsqlite3.so" in maps else "Python carries a SQLite inside of it"


class Recording:
    """What happens below a folder, from its beginning on; for the rest of this process's life.

    Attributes:
        notes: All of it, the oldest first.
    """

    def __init__(self, folder: Path) -> None:
        self.notes: list[Note] = []
        self._start = os.path.join(folder, "")
        self._files: dict[str, int] = {}
        self._held: dict[int, bytearray] = {}
        self._written: set[str] = set()
        #: SQLite's open files, by where they lie in memory.
        self._open: dict[int, int] = {}
        self._sqlites: set[int] = set()
        #: One thread at a time notes what it does, and passes over what looking does itself.
        self._lock, self._looks = threading.RLock(), threading.local()
        self._fsync = os.fsync
        self._kept: list[Any] = []
        os.fsync = self._on_fsync
        sys.addaudithook(self._on_event)
        self._listen_to_sqlite()

    def say(self, what: str) -> None:
        """Note what a person is told now."""
        with self._lock:
            self._catch_up()
            self.notes.append(Said(what))

    # -- Python's own files ---------------------------------------------------------------------

    def _on_event(self, event: str, told: tuple[Any, ...]) -> None:
        if hasattr(self._looks, "now") or event not in {"open", "os.rename", "os.remove"}:
            return
        path = os.path.abspath(os.fsdecode(told[0])) if isinstance(told[0], str | bytes) else ""
        if path.startswith(self._start):
            with self._lock:
                self._take(event, path, told)

    def _take(self, event: str, path: str, told: tuple[Any, ...]) -> None:
        self._catch_up()
        if event == "os.rename":
            self._rename(path, os.path.abspath(os.fsdecode(told[1])))
        elif event == "os.remove":
            self._unlink(path)
        # Not SQLite's, of which it tells itself: to close one after a look would take its locks.
        elif told[2] & (os.O_WRONLY | os.O_RDWR) and self._files.get(path) not in self._sqlites:
            self._written.add(path)

    def _on_fsync(self, fd: int | HasFileno) -> None:
        number = fd if isinstance(fd, int) else fd.fileno()
        with self._lock:
            self._catch_up()
            self._fsync(number)
            path = os.readlink(f"/proc/self/fd/{number}")
            if os.path.join(path, "").startswith(self._start):
                self.notes.append(Sync(path, self._files.get(path)))
                self._written.discard(path)

    def _catch_up(self) -> None:
        """Note what Python has written since the last time."""
        self._looks.now = True
        try:
            for path in sorted(self._written):
                with suppress(FileNotFoundError):
                    self._note_content(path)
        finally:
            del self._looks.now

    def _note_content(self, path: str) -> None:
        data, changed = Path(path).read_bytes(), os.stat(path).st_mtime_ns
        file = self._file(path)
        if self._held[file] != data:
            self._held[file] = bytearray(data)
            self.notes.append(Content(file, data, changed))

    def _file(self, path: str) -> int:
        """The number of the file at a path, which is a new one where none is known there."""
        if path not in self._files:
            self._files[path] = number = len(self._held)
            self._held[number] = bytearray()
            self.notes.append(Link(path, number))
        return self._files[path]

    def _rename(self, path: str, to: str) -> None:
        self._file(path)
        self._files[to] = self._files.pop(path)
        self.notes.append(Rename(path, to))
        self._written.discard(path)

    def _unlink(self, path: str) -> None:
        self._written.discard(path)
        if self._files.pop(path, None) is not None:
            self.notes.append(Unlink(path))

    # -- SQLite's -------------------------------------------------------------------------------

    def _listen_to_sqlite(self) -> None:
        library = ctypes.CDLL(ctypes.util.find_library("sqlite3"))
        library.sqlite3_vfs_find.restype = POINTER(_Layer)
        system = library.sqlite3_vfs_find(None).contents
        ours = _Layer.from_buffer_copy(system)
        ours.name = b"recorded"
        opened = self._keep(_OPEN, self._opening(_OPEN(system.open)))
        deleted = self._keep(_DELETE, self._deleting(_DELETE(system.delete)))
        ours.open, ours.delete = _address(opened), _address(deleted)
        self._kept.append(ours)
        assert library.sqlite3_vfs_register(ctypes.byref(ours), 1) == 0

    def _keep(self, kind: Any, function: Callable[..., int]) -> Any:
        """A function as C calls it, for as long as we live."""
        made = kind(function)
        self._kept.append(made)
        return made

    def _opening(self, system: Any) -> Callable[..., int]:
        tables: dict[int, _Methods] = {}

        def opened(layer: int, name: int | None, file: int, flags: int, told: int) -> int:
            # SQLite keeps the name where it is, and has more behind its end.
            code = int(system(layer, name, file, flags, told))
            path = os.fsdecode(ctypes.string_at(name)) if name else ""
            slot = ctypes.cast(file, POINTER(c_void_p))
            theirs = slot.contents.value
            if code == 0 and path.startswith(self._start) and theirs:
                with self._lock:
                    self._catch_up()
                    self._written.discard(path)
                    self._open[file] = self._file(path)
                    self._sqlites.add(self._open[file])
                    if theirs not in tables:
                        tables[theirs] = self._methods(theirs)
                slot[0] = ctypes.addressof(tables[theirs])
            return code

        return opened

    def _methods(self, theirs: int) -> _Methods:
        """The system's methods of an open file, four of them with our ears in front."""
        table = _Methods.from_buffer_copy(_Methods.from_address(theirs))
        close, write = _CLOSE(table.close), _WRITE(table.write)
        truncate, sync = _TRUNCATE(table.truncate), _SYNC(table.sync)

        def on_close(file: int) -> int:
            with self._lock:
                self._open.pop(file, None)
                return int(close(file))

        def on_write(file: int, data: int, count: int, offset: int) -> int:
            with self._lock:
                self._note(Write(self._open[file], offset, ctypes.string_at(data, count)))
                return int(write(file, data, count, offset))

        def on_truncate(file: int, size: int) -> int:
            with self._lock:
                self._note(Truncate(self._open[file], size))
                return int(truncate(file, size))

        def on_sync(file: int, flags: int) -> int:
            with self._lock:
                code = int(sync(file, flags))
                self._note(Sync(self._path(self._open[file]), self._open[file]))
                return code

        table.close = _address(self._keep(_CLOSE, on_close))
        table.write = _address(self._keep(_WRITE, on_write))
        table.truncate = _address(self._keep(_TRUNCATE, on_truncate))
        table.sync = _address(self._keep(_SYNC, on_sync))
        return table

    def _path(self, file: int) -> str:
        return next((path for path, number in self._files.items() if number == file), "")

    def _note(self, note: Note) -> None:
        self._catch_up()
        self.notes.append(note)

    def _deleting(self, system: Any) -> Callable[..., int]:
        def deleted(layer: int, name: bytes, lasting: int) -> int:
            with self._lock:
                self._catch_up()
                path = os.fsdecode(name)
                self._unlink(path)
                if lasting:
                    self._note(Sync(path, None))
                return int(system(layer, name, lasting))

        return deleted


def _address(function: Any) -> int | None:
    return ctypes.cast(function, c_void_p).value
