"""Whether a library is whole: the catalog in itself, and vectors and previews beside it.

Three kinds of findings are kept apart: what is wrong, what merely waits for the next
`shoebox index`, and what was repaired. A repair makes caches again and gives work to the next
ingest; it deletes nothing that a person gave.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.vectors import VectorIndex
    from indexer.vectors.source import Source


@dataclass(slots=True)
class Report:
    """What a verification found, one sentence each.

    Attributes:
        wrong: What is wrong, and still is after a repair.
        waiting: What the next `shoebox index` will do.
        repaired: What was wrong and has been set right.
        damaged: Whether library.db itself is, so that `recovery` has to save what is left.
    """

    wrong: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    damaged: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong (any more)."""
        return not self.wrong


def verify(
    library: Library,
    bundle: Bundle | None,
    *,
    wanted: Bundle | None = None,
    repair: bool = False,
) -> Report:
    """Check every invariant of the library.

    Args:
        library: Open for writing if it is to be repaired.
        bundle: The model in use; without one the vector index is not looked at.
        wanted: The model that is to take over; what it has not encoded yet waits.
        repair: Whether to set right what can be without loss.

    Raises:
        LibraryError: The library cannot be reached, or a repair was refused by the disk.
    """
    report = Report()
    _verify_catalog(library, report, repair=repair)
    repair = repair and not report.damaged
    try:
        if bundle is not None:
            _verify_vectors(library, bundle, report, repair=repair)
        if wanted is not None:
            _tell_what_waits(library, wanted, report)
        _verify_previews(library, report, repair=repair)
    except LibraryError:
        if report.whole:
            raise
        # A catalog that is too damaged to be read has been told of; its caches cannot be compared.
    return report


def _verify_catalog(library: Library, report: Report, *, repair: bool) -> None:
    faults = library.catalog.faults()
    report.damaged = any(fault.deep for fault in faults)
    # Of a damaged file nothing is changed any more, lest it get worse.
    repair = repair and not report.damaged
    mendable = [fault for fault in faults if fault.mend is not None] if repair else []
    if mendable:
        library.catalog.mend(mendable)
    report.repaired += [fault.sentence for fault in mendable]
    report.wrong += [fault.sentence for fault in faults if fault not in mendable]


def _verify_vectors(library: Library, bundle: Bundle, report: Report, *, repair: bool) -> None:
    from indexer.vectors.source import FramesOf

    frames = FramesOf(library.catalog)
    _verify_index(library.vectors(bundle), library.catalog, report, repair=repair)
    _verify_index(library.frames(bundle), frames, report, repair=repair, of="frames of videos")
    _tell_what_waits(library, bundle, report)


def _verify_index(
    index: VectorIndex, source: Source, report: Report, *, repair: bool, of: str = "photos"
) -> None:
    differences = index.check(source, of=of)
    if differences and repair:
        index.rebuild(source)
        index.save(always=True)
        report.repaired += differences
    else:
        report.wrong += differences


def _tell_what_waits(library: Library, bundle: Bundle, report: Report) -> None:
    missing = library.catalog.count() - library.catalog.vector_count(bundle.sha256)
    if missing:
        photos = _counted(missing, "photo is", "photos are")
        report.waiting.append(f"{photos} to be encoded with {bundle.name}.")


def _verify_previews(library: Library, report: Report, *, repair: bool) -> None:
    faults = library.previews.check()
    if faults and repair:
        library.discard_previews()
        report.repaired += faults
    else:
        report.wrong += faults
    stray = library.stray_previews()
    if stray and repair:
        library.previews.remove(stray)
        report.repaired.append(
            f"{_counted(len(stray), 'preview', 'previews')} belonged to no photo."
        )
    elif stray:
        one, more = "preview of a forgotten photo is", "previews of forgotten photos are"
        report.waiting.append(f"{_counted(len(stray), one, more)} to be removed.")
    missing = len(library.ids_without_preview())
    if missing:
        one = "photo is to be read again for its previews."
        more = "photos are to be read again for their previews."
        report.waiting.append(_counted(missing, one, more))


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
