"""Which files are to be read in one run of an ingest, and what is wanted of each."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from indexer.files import is_away, reachable
from indexer.scan import SeenFile
from indexer.scan.beside import Names, look_beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from indexer.ingest.moves import Found
    from indexer.library import Library


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read.

    Attributes:
        file: the file, as the scan saw it.
        photo_id: the photo that the library knows at its path, if any.
        needs_vector: whether it is to be encoded; if not, only its previews are missing, or what
            it says is to be read again.
        was_unchanged: whether the scan has counted it as unchanged.
    """

    file: SeenFile
    photo_id: int | None
    needs_vector: bool = True
    was_unchanged: bool = False


def plan(
    library: Library, model_sha256: str, *, roots: Sequence[str], found: Iterable[Found]
) -> dict[str, Task]:
    """Path -> task, for files with new content and for photos below `roots` that lack something."""
    tasks = {file.path: Task(file, photo_id) for photo_id, file in found}
    for task in _lacking(library, model_sha256, roots):
        tasks.setdefault(task.file.path, task)
    return tasks


def _lacking(library: Library, model_sha256: str, roots: Sequence[str]) -> Iterator[Task]:
    """Known photos without what another model, or a run that was cut short, did not make."""
    # Of a drive that is away, nothing is there to be read: not a look for each of its photos.
    inside = tuple(os.path.join(root, "") for root in roots if not is_away(root, photos=1))
    if not inside:
        return
    catalog = library.catalog
    no_vector = {photo.id: photo for photo in catalog.without_vector(model_sha256)}
    no_vector |= {photo.id: photo for photo in catalog.videos_without_frames(model_sha256)}
    no_preview = {photo.id: photo for photo in library.missing_previews()}
    no_facts = {photo.id: photo for photo in catalog.photos_with_facts_due()}
    lacking = no_facts | no_preview | no_vector
    if not lacking:
        return
    hopeless = {problem.path for problem in catalog.problems()}
    names_in = cache(_names_in)
    for photo in lacking.values():
        file = SeenFile(photo.path, photo.size, photo.mtime_ns)
        if photo.path.startswith(inside) and photo.path not in hopeless and is_there(file):
            beside = look_beside(photo.path, names_in(os.path.dirname(photo.path)))
            file = replace(file, sidecars=beside)
            yield Task(file, photo.id, needs_vector=photo.id in no_vector, was_unchanged=True)


def _names_in(folder: str) -> Names:
    """The names of the sidecars of a folder; of none that cannot be listed."""
    try:
        return Names(os.listdir(reachable(folder)))
    except OSError:
        return Names(())


def is_there(file: SeenFile) -> bool:
    """Whether the file lies there as the catalog knows it: not on a drive that is away."""
    try:
        found = os.stat(reachable(file.path))
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (file.size, file.mtime_ns)
