"""What can be asked in the window, what comes of it, and what is known of the library meanwhile.

Records; who finds the answers is `questions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.cut.cutting import USUAL, Cutting
from app.folders.tree import NO_FOLDERS, FolderTree
from app.searches import Search

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.grid.sheet import Sheet
    from indexer.cut import Histogram
    from indexer.library import Library
    from indexer.records import Root
    from indexer.search import Counts


@dataclass(frozen=True, slots=True)
class Everything:
    """All photos, newest first."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The photos of a folder and of all below it, newest first: of a root, or within one."""

    path: str


@dataclass(frozen=True, slots=True)
class Recent:
    """The photos that came into the library last, the last one first."""


Question = Everything | Folder | Recent | Search


@dataclass(frozen=True, slots=True)
class Answer:
    """The photos that answer a question.

    Attributes:
        question: What was asked.
        ids: Photo ids in the order to be shown, int64 [n].
        bands: How sure each is, uint8 [n], the values of `Band`; None where nothing was asked of
            the looks.
        counts: Photos of the library in each band, shown or not; None as above.
        histogram: How sure they are, one by one; None as above.
        remarks: What there is to know of the answer besides, a sentence each.
        cutting: How it was cut.
        sheet: What is known of the photos besides their ids; None while there is no library.
        fault: Why the question has no answer, a sentence or two; "" where this is one.
    """

    question: Question
    ids: NDArray[np.int64]
    bands: NDArray[np.uint8] | None = None
    counts: Counts | None = None
    histogram: Histogram | None = None
    remarks: tuple[str, ...] = ()
    cutting: Cutting = USUAL
    sheet: Sheet | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What is in the library.

    Attributes:
        photos: How many.
        roots: The folders it follows.
        folders: All folders within them.
        problems: How many files could not be read.
        sequence: Grows whenever a photo comes, changes or goes.
        renewal: Grows whenever a photo that was there is found with other content.
        tags: Grows whenever photos have other tags, whoever said so.
        model: The name of the model that answers searches.
    """

    photos: int = 0
    roots: tuple[Root, ...] = ()
    folders: FolderTree = NO_FOLDERS
    problems: int = 0
    sequence: int = 0
    renewal: int = 0
    tags: int = 0
    model: str = ""

    @classmethod
    def of(cls, library: Library, model: str | None, known: Overview | None = None) -> Self:
        """Look at a library.

        Args:
            library: It.
            model: The name of the model that answers; None for the one that the library chose.
            known: What it was before; spares looking anew for what cannot have changed since.

        Raises:
            LibraryError: It cannot be read.
        """
        catalog = library.catalog
        sequence, roots = catalog.last_sequence(), tuple(catalog.roots())
        quiet = known is not None and known.sequence == sequence
        same = known is not None and quiet and known.roots == roots
        return cls(
            photos=catalog.count(),
            roots=roots,
            folders=known.folders if known and same else FolderTree.of(catalog, roots),
            problems=len(catalog.problems()),
            sequence=sequence,
            renewal=known.renewal if known and quiet else catalog.last_renewal(),
            tags=catalog.changes_of_tags(),
            model=model or library.model_in_use(),
        )
