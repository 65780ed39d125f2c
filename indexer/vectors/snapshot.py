"""Segments on disk: files for each, and a manifest that names them all.

A segment's vectors are a file: all vectors, then all ids, in the order of the ids, as they lie in
memory: it is mapped there, not read. Beside it there may be a file of guesses, which is read, and
one of bits that tell which rows are gone. The manifest is written last and in one piece, and means
that all files that it names are complete.

What is new goes into files of its own, and grows together with what is there only where that is
not much larger: of a million vectors, each is written about four times in all.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from indexer.database import told_kindly
from indexer.vectors import files
from indexer.vectors.coarse import CODER, Coarse
from indexer.vectors.exact import HALF
from indexer.vectors.segment import LARGE, Part, Segment, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

FORMAT: Final = 3
_ID: Final = np.dtype("<i8")

_GROWS_INTO: Final = 4
"""A segment that is not this much larger than the next is written anew, joined with it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is of.

    Attributes:
        model_sha256: The model that made the vectors.
        dim: How many numbers each has.
        sequence: The newest change of the catalog that is in it.
        mark: What only that catalog has at this number.
        coder: Who laid the guesses out.
        parts: The files of each segment.
        format: The layout of these files.
    """

    model_sha256: str
    dim: int
    sequence: int
    mark: str
    coder: str = CODER
    parts: tuple[Part, ...] = ()
    format: int = FORMAT


def load(
    folder: Path, *, model_sha256: str, dim: int, after: int = -1
) -> tuple[Manifest, tuple[Segment, ...]] | None:
    """The snapshot in `folder`, or None where there is none that is whole and of this model.

    Args:
        folder: Where it is.
        model_sha256: The model.
        dim: How many numbers a vector of it has.
        after: Only if it has seen more of the catalog than up to this number.
    """
    for _ in range(2):  # A writer may have put a newer one in its place between the files.
        manifest = _manifest(folder)
        if manifest is None or (manifest.model_sha256, manifest.dim) != (model_sha256, dim):
            return None
        if manifest.sequence <= after:
            return None
        with suppress(OSError, ValueError):
            return manifest, tuple(_segment(folder, manifest, part) for part in manifest.parts)
    return None


def save(folder: Path, segments: Sequence[Segment], manifest: Manifest) -> tuple[Segment, ...]:
    """Write a snapshot, and remove what was of the one before it alone.

    Args:
        folder: Where it goes.
        segments: What is in it; what is gone of them is left out.
        manifest: What it is of; the parts are filled in here.

    Returns:
        The same vectors, as they lie on disk now.

    Raises:
        LibraryError: The disk refuses.
    """
    with told_kindly(folder):
        for each in (folder.parent, folder):
            each.mkdir(exist_ok=True, mode=0o700)
        written = tuple(_written(folder, group, manifest) for group in _groups(segments))
        parts = tuple(segment.part for segment in written if segment.part is not None)
        text = json.dumps(asdict(replace(manifest, parts=parts)), indent=1)
        files.write_text(folder / files.MANIFEST, text)
    named = {name for part in parts for name in (part.vectors, part.gone, part.codes)}
    files.remove_others(folder, keep=named | {files.MANIFEST})
    return written


def remove(folder: Path) -> None:
    """Remove the snapshot; the index is then made again from the catalog."""
    files.remove_others(folder, keep=set())


def is_complete(segments: Iterable[Segment]) -> bool:
    """Whether no segment lacks guesses that it is worth."""
    return not any(segment.coarse is None and _is_large(segment) for segment in segments)


# -- writing ---------------------------------------------------------------------------------


def _groups(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Which segments are written together: the largest first, each much larger than the next."""
    groups: list[list[Segment]] = [[segment] for segment in segments if segment.part is not None]
    groups.append([segment for segment in segments if segment.part is None])
    settled: list[list[Segment]] = []
    for group in groups:
        settled.append(group)
        while len(settled) > 1 and _count(settled[-2]) < _GROWS_INTO * _count(settled[-1]):
            last = settled.pop()
            settled[-1] = settled[-1] + last
    return [group for group in settled if _count(group)]


def _count(group: Sequence[Segment]) -> int:
    return sum(segment.count for segment in group)


def _written(folder: Path, group: Sequence[Segment], manifest: Manifest) -> Segment:
    """One segment on disk in the place of a group."""
    first = group[0]
    kept = first.part is not None and first.gone_count * _GROWS_INTO <= len(first.ids)
    if len(group) > 1 or not kept:
        first = _rewritten(folder, group, manifest)
    assert first.part is not None
    if first.gone is not None and first.gone_count != first.part.gone_count:
        name = files.new_name(manifest.sequence, files.GONE)
        files.write(folder / name, [np.packbits(first.gone)])
        part = replace(first.part, gone=name, gone_count=first.gone_count)
        first = replace(first, part=part)
    if first.coarse is None and _is_large(first):
        return _coded(folder, first, manifest)
    return first


def _rewritten(folder: Path, group: Sequence[Segment], manifest: Manifest) -> Segment:
    part = Part(files.new_name(manifest.sequence, files.VECTORS), _count(group))
    files.write(folder / part.vectors, _contents(group))
    return _segment(folder, manifest, part)


def _contents(group: Sequence[Segment]) -> Iterator[NDArray[np.generic]]:
    ids = []
    for some, halves in in_order(group):
        yield halves
        ids.append(some.astype(_ID))
    yield from ids


def _is_large(segment: Segment) -> bool:
    return segment.part is not None and len(segment.ids) >= LARGE


def _coded(folder: Path, segment: Segment, manifest: Manifest) -> Segment:
    """The same segment with guesses, here and on disk."""
    assert segment.part is not None
    coarse = Coarse.of(segment.halves)
    name = files.new_name(manifest.sequence, files.CODES)
    files.write(folder / name, coarse.to_bytes())
    part = replace(segment.part, codes=name, checksum=coarse.checksum())
    return replace(segment, coarse=coarse, part=part)


# -- reading ---------------------------------------------------------------------------------


def _manifest(folder: Path) -> Manifest | None:
    try:
        told = json.loads((folder / files.MANIFEST).read_text(encoding="utf-8"))
        parts = tuple(Part(**each) for each in told.pop("parts"))
        manifest = Manifest(parts=parts, **told)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    sound = all(map(_is_sound, (manifest, *parts))) and manifest.format == FORMAT
    return manifest if sound and 0 <= manifest.sequence < 2**63 else None


def _is_sound(record: Any) -> bool:
    """Whether each number is a number and each text a text."""
    # Annotations are text here, and so are the names of the types.
    plain = [each for each in fields(record) if each.name != "parts"]
    return all(type(getattr(record, each.name)).__name__ == each.type for each in plain)


def _segment(folder: Path, manifest: Manifest, part: Part) -> Segment:
    """Map the files of a part.

    Raises:
        OSError: One is not there, or cannot be mapped.
        ValueError: One is not what it should be.
    """
    count, dim = part.count, manifest.dim
    vector_bytes = count * dim * HALF.itemsize
    data = files.mapped(
        files.within(folder, part.vectors),
        length=vector_bytes + count * _ID.itemsize,
        ahead=count < LARGE,  # Every search reads all of a small one, and little of a large one.
    )
    halves = data[:vector_bytes].view(HALF).reshape(count, dim)
    ids = data[vector_bytes:].view(_ID).astype(np.int64, copy=False)
    if (ids[1:] < ids[:-1]).any():
        raise ValueError(f"the ids of {part.vectors} are not in order")
    coarse = _coarse(folder, part, dim) if manifest.coder == CODER else None
    if coarse is None:
        part = replace(part, codes="", checksum=0)
    return replace(Segment.of(ids, halves), gone=_gone(folder, part), coarse=coarse, part=part)


def _gone(folder: Path, part: Part) -> NDArray[np.bool_] | None:
    if not part.gone:
        return None
    length = -(-part.count // 8)
    bits = files.mapped(files.within(folder, part.gone), length=length, ahead=True)
    gone = np.unpackbits(bits, count=part.count).astype(np.bool_)
    if np.count_nonzero(gone) != part.gone_count:
        raise ValueError(f"{part.gone} does not tell of {part.gone_count} vectors")
    return gone


def _coarse(folder: Path, part: Part, dim: int) -> Coarse | None:
    """The guesses that were saved; None where they are not what they should be."""
    if part.codes:
        with suppress(OSError, ValueError):
            data = files.mapped(files.within(folder, part.codes), ahead=True)
            return Coarse.from_bytes(data, count=part.count, dim=dim)
    return None
