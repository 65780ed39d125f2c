"""A segment on disk: a file of vectors, and a manifest that names it.

The file is all vectors, then all ids, in the order of the ids, as they lie in memory: it is mapped
there, not read. The manifest is written last and in one piece, and means that the file is complete.
No file is ever written over, since another process may have it mapped; it goes when a newer one is
there.
"""

from __future__ import annotations

import json
import mmap
import os
import secrets
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.database import told_kindly
from indexer.vectors.segment import HALF, Segment, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import BinaryIO

FORMAT: Final = 2
_MANIFEST: Final = "manifest.json"
_SUFFIX: Final = ".vectors"
_ASIDE: Final = ".writing"
_ID: Final = np.dtype("<i8")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is of.

    Attributes:
        model_sha256: The model that made the vectors.
        dim: How many numbers each has.
        sequence: The newest change of the catalog that is in it.
        mark: What only that catalog has at this number.
        count: How many vectors it has.
        file: Name of the file of vectors.
        format: The layout of these files.
    """

    model_sha256: str
    dim: int
    sequence: int
    mark: str
    count: int = 0
    file: str = ""
    format: int = FORMAT


def load(folder: Path, *, model_sha256: str, dim: int) -> tuple[Manifest, Segment] | None:
    """The snapshot in `folder`, or None where there is none that is whole and of this model."""
    for _ in range(2):  # A writer may have put a newer one in its place between the two files.
        manifest = _manifest(folder)
        if manifest is None or (manifest.model_sha256, manifest.dim) != (model_sha256, dim):
            return None
        with suppress(OSError, ValueError):
            segment = _segment(folder, manifest)
            return manifest, segment
    return None


def save(folder: Path, segments: Sequence[Segment], manifest: Manifest) -> None:
    """Write a snapshot, and remove the one before it.

    Args:
        folder: Where it goes.
        segments: What is in it; what is gone of them is left out.
        manifest: What it is of; file and count are filled in here.

    Raises:
        LibraryError: The disk refuses.
    """
    with told_kindly(folder):
        for each in (folder.parent, folder):
            each.mkdir(exist_ok=True, mode=0o700)
        file = folder / f"{manifest.sequence}-{secrets.token_hex(4)}{_SUFFIX}"
        _write_whole(file, lambda stream: _write(segments, stream))
        count = sum(segment.count for segment in segments)
        complete = replace(manifest, file=file.name, count=count)
        text = json.dumps(asdict(complete), indent=1).encode()
        _write_whole(folder / _MANIFEST, lambda stream: stream.write(text))
    _remove_others(folder, keep={file.name, _MANIFEST})


def remove(folder: Path) -> None:
    """Remove the snapshot; the index is then made again from the catalog."""
    _remove_others(folder, keep=set())


def _manifest(folder: Path) -> Manifest | None:
    try:
        manifest = Manifest(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    # Annotations are text here, and so are the names of the types.
    kinds = all(
        type(getattr(manifest, each.name)).__name__ == each.type for each in fields(Manifest)
    )
    sound = kinds and manifest.format == FORMAT and 0 <= manifest.sequence < 2**63
    return manifest if sound else None


def _write(segments: Sequence[Segment], stream: BinaryIO) -> None:
    ids = [np.empty(0, np.int64)]
    for some, halves in in_order(segments):
        stream.write(halves.data)
        ids.append(some)
    stream.write(np.concatenate(ids).astype(_ID).data)


def _segment(folder: Path, manifest: Manifest) -> Segment:
    """Map the file that the manifest names.

    Raises:
        OSError: It is not there, or cannot be mapped.
        ValueError: It is not as long as it should be.
    """
    count, dim = manifest.count, manifest.dim
    numbers = count * dim
    with (folder / os.path.basename(manifest.file)).open("rb") as stream:
        if os.fstat(stream.fileno()).st_size != numbers * HALF.itemsize + count * _ID.itemsize:
            raise ValueError(f"{manifest.file} is not as long as its manifest says")
        data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if count else b""
    if isinstance(data, mmap.mmap) and hasattr(data, "madvise"):
        data.madvise(mmap.MADV_WILLNEED)  # Every search reads all of it: let the disk begin.
    halves = np.frombuffer(data, HALF, numbers).reshape(count, dim)
    ids = np.frombuffer(data, _ID, count, offset=halves.nbytes)
    if (np.diff(ids) < 0).any():
        raise ValueError(f"the ids of {manifest.file} are not in order")
    return Segment.of(ids.astype(np.int64), halves)


def _write_whole(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Write a file so that it is there wholly or not at all, even if the power fails."""
    aside = path.with_name(path.name + _ASIDE)
    try:
        with aside.open("wb") as stream:
            fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        _put_in_place(aside, path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _put_in_place(aside: Path, path: Path) -> None:
    for seconds in (0.01, 0.1, 0.5):
        try:
            os.replace(aside, path)
        except PermissionError:
            if os.name != "nt":
                raise
            time.sleep(seconds)  # Windows refuses while another process reads the old one.
        else:
            return
    os.replace(aside, path)


def _remove_others(folder: Path, *, keep: set[str]) -> None:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name not in keep and path.name.endswith((_SUFFIX, _ASIDE, _MANIFEST)):
            # Windows keeps a file that another process has mapped; the next snapshot removes it.
            with suppress(OSError):
                path.unlink()
