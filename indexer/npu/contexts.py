"""Compiled graphs that are kept: found again, proved whole, thrown away when there are too many.

A folder an entry: the compiled graph and its wrapper as ONNX Runtime writes them, and a manifest
that is written last and goes first. One process at a time makes or loads an entry. All of it is a
cache: whoever deletes it pays with time. What is compiled, and how, is `loading`'s business.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from indexer.places import user_cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from filelock import FileLock

WRAPPER: Final = "context.onnx"
MANIFEST: Final = "manifest.json"
LIMIT: Final = 4 * 1024**3
"""Bytes: MobileCLIP2-S3 takes half a gigabyte, so a few models and versions have room."""

RESERVE: Final = 512 * 1024**2
"""Bytes that are left free on the disk beside what an entry may take."""

PATIENCE: Final = 300
"""Seconds to wait for another process that makes the same entry; large models take a minute."""

_FORMAT: Final = 1
_ASIDE: Final = ".making"
_LOCK: Final = ".lock"
_LOADING: Final = "loading"


@dataclass(frozen=True, slots=True)
class ContextKey:
    """What a compiled graph depends on.

    Attributes:
        graph: SHA-256 of the graph, its weights included.
        qnn: Version of QNN.
        runtime: Version of ONNX Runtime.
        hardware: What it was compiled on.
        options: The plugin's options, and lengths that were fixed, sorted.
    """

    graph: str
    qnn: str
    runtime: str
    hardware: str
    options: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """The entry's name."""
        told = json.dumps([_FORMAT, asdict(self)], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Context:
    """One compiled graph: the file to load, and where its steps ran when it was compiled."""

    wrapper: Path
    nodes_on_device: int
    nodes_elsewhere: int


class ContextCache:
    """The compiled graphs in one folder; safe for several processes.

    Args:
        folder: Where they lie; by default in the user's cache. It is made when first needed.
        limit: Bytes that all of them may take; those used longest ago go first.
    """

    def __init__(self, folder: Path | None = None, *, limit: int = LIMIT) -> None:
        self.folder = folder or user_cache() / "npu" / "contexts"
        self._limit = limit

    @contextmanager
    def held(self, key: ContextKey, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
        """Keep all other processes from making, loading or removing this entry.

        Args:
            key: Which.
            on_wait: Is called where another process holds it, before that is waited for.

        Raises:
            OSError: The folder cannot be written to, or another process never lets go.
        """
        from filelock import Timeout

        self.folder.mkdir(parents=True, exist_ok=True)
        lock = self._at_once(key.name)
        try:
            lock.acquire()
        except Timeout:
            if on_wait is not None:
                on_wait()
            lock.acquire(timeout=PATIENCE)  # Its Timeout is an OSError.
        try:
            yield
        finally:
            lock.release()

    def find(self, key: ContextKey) -> Context | None:
        """Return the entry if it is there and whole, and note that it was used.

        What is not whole, or has brought down who loaded it, is removed. Hold the key meanwhile.
        """
        entry = self.folder / key.name
        try:
            manifest = json.loads((entry / MANIFEST).read_bytes())
            whole = (
                manifest["key"] == json.loads(json.dumps(asdict(key)))
                and not (entry / _LOADING).exists()
                and all(_fingerprint(entry / name) == to for name, to in manifest["files"].items())
            )
            found = Context(entry / WRAPPER, *manifest["nodes"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            whole = False
        if not whole:
            self.remove(key)
            return None
        with suppress(OSError):
            os.utime(entry / MANIFEST)
        return found

    @contextmanager
    def loading(self, key: ContextKey) -> Iterator[None]:
        """Note in an entry that it is being loaded, which may be the end of this process.

        Since the key is held meanwhile, whoever finds the note later knows that it was.
        """
        note = self.folder / key.name / _LOADING
        with suppress(OSError):  # A full disk must not keep the entry from being used.
            note.touch()
        try:
            yield
        finally:
            with suppress(OSError):
                note.unlink(missing_ok=True)

    def remove_deadly(self) -> bool:
        """Remove the entries that have brought down who loaded them; whether there were any."""
        removed = 0
        for entry in self._left_loading():
            with suppress(OSError):
                removed += self._removed(entry)
        return removed > 0

    def spare(self) -> None:
        """Take it that whoever's loading never ended was ended for no fault of the entry."""
        for entry in self._left_loading():
            with suppress(OSError), self._at_once(entry.name):
                (entry / _LOADING).unlink(missing_ok=True)

    def _left_loading(self) -> list[Path]:
        return [note.parent for note in self.folder.glob(f"*/{_LOADING}")]

    def has_room(self, size: int) -> bool:
        """Whether the disk can take an entry of so many bytes and still breathe."""
        return shutil.disk_usage(self.folder).free > size + RESERVE

    def place(self, key: ContextKey) -> Path:
        """Return the wrapper's path in an empty folder, to be made there. Hold the key meanwhile.

        Raises:
            OSError: The disk refuses.
        """
        aside = self._aside(key.name)
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        return aside / WRAPPER

    def keep(self, key: ContextKey, *, nodes_on_device: int, nodes_elsewhere: int) -> Context:
        """Take what was made at `place` for a whole entry. Hold the key meanwhile.

        Raises:
            OSError: The disk refuses; nothing is kept then.
        """
        aside, entry = self._aside(key.name), self.folder / key.name
        files = {path.name: _fingerprint(path) for path in sorted(aside.iterdir())}
        manifest = {
            "key": asdict(key),
            "nodes": [nodes_on_device, nodes_elsewhere],
            "files": files,
        }
        self.remove(key)
        aside.replace(entry)
        _write_manifest(entry, manifest)
        self._make_room(besides=key.name)
        return Context(entry / WRAPPER, nodes_on_device, nodes_elsewhere)

    def remove(self, key: ContextKey) -> None:
        """Forget an entry, whole or not."""
        _remove(self.folder / key.name)

    def abandon(self, key: ContextKey) -> None:
        """Throw away what was begun at `place`."""
        shutil.rmtree(self._aside(key.name), ignore_errors=True)

    def _make_room(self, *, besides: str) -> None:
        """Remove what is left of processes that died, and what was used longest ago."""
        kept, total = [], 0
        for entry in self.folder.iterdir():
            with suppress(OSError):  # Another process may rename or remove what it holds.
                if entry.is_dir():
                    size = sum(path.stat().st_size for path in entry.iterdir())
                    total += size
                    kept.append((_last_used(entry), entry, size))
        for used, entry, size in sorted(kept):
            if entry.name != besides and (used == 0 or total > self._limit):
                with suppress(OSError):
                    total -= size if self._removed(entry) else 0

    def _removed(self, entry: Path) -> bool:
        """Remove an entry unless another process holds it."""
        from filelock import Timeout

        try:
            with self._at_once(entry.name.removesuffix(_ASIDE)):
                _remove(entry)
        except Timeout:
            return False
        return not entry.exists()

    def _at_once(self, name: str) -> FileLock:
        """Return what holds an entry, or raises `Timeout` where another process does."""
        from filelock import FileLock

        return FileLock(self._lock(name), timeout=0)

    def _aside(self, name: str) -> Path:
        return self.folder / f"{name}{_ASIDE}"

    def _lock(self, name: str) -> Path:
        return self.folder / f"{name}{_LOCK}"


def _fingerprint(path: Path) -> list[object]:
    """Return size and SHA-256 of a file; the size first, to be told apart without reading."""
    with path.open("rb") as file:
        return [path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()]


def _write_manifest(entry: Path, manifest: Mapping[str, object]) -> None:
    aside = entry / f"{MANIFEST}{_ASIDE}"
    with aside.open("w", encoding="utf-8") as file:
        json.dump(manifest, file)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(entry / MANIFEST)


def _last_used(entry: Path) -> float:
    try:
        return (entry / MANIFEST).stat().st_mtime
    except OSError:
        return 0


def _remove(entry: Path) -> None:
    (entry / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(entry, ignore_errors=True)
