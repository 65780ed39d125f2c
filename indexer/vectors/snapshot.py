"""A segment on disk: a file of vectors, and a manifest that names it.

The manifest is written last and in one piece, and means that the file is complete. Each file has
the sequence number of the catalog in its name, so that one which another process has mapped is
never written over; it goes when nobody needs it any more.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Final

from indexer.database import told_kindly
from indexer.vectors.segment import Segment, faiss_version, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import BinaryIO

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_SUFFIX: Final = ".faiss"
_ASIDE: Final = ".writing"


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
        size: Bytes of that file.
        faiss: The version that wrote it.
        format: The layout of these files.
    """

    model_sha256: str
    dim: int
    sequence: int
    mark: str
    count: int = 0
    file: str = ""
    size: int = 0
    faiss: str = field(default_factory=faiss_version)
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
        manifest: What it is of; file, size and count are filled in here.

    Raises:
        LibraryError: The disk refuses.
    """
    with told_kindly(folder):
        for each in (folder.parent, folder):
            each.mkdir(exist_ok=True, mode=0o700)
        file = folder / f"{manifest.sequence}{_SUFFIX}"
        _write_whole(file, lambda stream: write(segments, stream, dim=manifest.dim))
        complete = replace(
            manifest,
            file=file.name,
            size=file.stat().st_size,
            count=sum(segment.count for segment in segments),
        )
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


def _segment(folder: Path, manifest: Manifest) -> Segment:
    path = folder / os.path.basename(manifest.file)
    if path.stat().st_size != manifest.size:
        raise ValueError(f"{path} is not as long as it was")
    segment = Segment.read(path)
    if (segment.dim, len(segment.ids)) != (manifest.dim, manifest.count):
        raise ValueError(f"{path} is not what its manifest says")
    return segment


def _write_whole(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Write a file so that it is there wholly or not at all, even if the power fails."""
    aside = path.with_name(path.name + _ASIDE)
    try:
        with aside.open("wb") as stream:
            fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(aside, path)
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


def _remove_others(folder: Path, *, keep: set[str]) -> None:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name not in keep and path.name.endswith((_SUFFIX, _ASIDE, _MANIFEST)):
            # Windows keeps a file that another process has mapped; the next snapshot removes it.
            with suppress(OSError):
                path.unlink()
