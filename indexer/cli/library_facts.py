"""What a report says of a library: how much of what, how long it takes, and what went wrong.

Counts, sizes and seconds; no name of a photo, a folder, a tag or an album.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from indexer.copies import list_backups
from indexer.library import Library
from indexer.logs import last_lines
from indexer.migrations import NoLibraryError
from indexer.volumes import is_root_away, mounted

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle


def library_facts(folder: Path, bundle: Bundle) -> dict[str, object]:
    """Return what is known of the library in a folder; of none, what was noted alone.

    Raises:
        LibraryError: It cannot be opened.
    """
    noted = {"backups": len(list_backups(folder)), "log": last_lines(folder)}
    began = perf_counter()
    try:
        library = Library.open(folder)
    except NoLibraryError:
        return {"photos": None, **noted}
    with library:
        opened = perf_counter()
        return {
            **_counts(library, bundle),
            **_sizes(folder),
            **noted,
            "seconds_to_open": round(opened - began, 3),
            **_times(library, bundle),
        }


def _counts(library: Library, bundle: Bundle) -> dict[str, object]:
    catalog, roots, volumes = library.catalog, library.catalog.roots(), mounted()
    return {
        "photos": catalog.count(),
        "vectors": catalog.vector_count(bundle.sha256),
        "frames_of_videos": catalog.frame_count(bundle.sha256),
        "dates_from": catalog.date_sources(),
        "problems": len(catalog.problems()),
        "ignored": catalog.ignored_count(),
        "roots": len(roots),
        "roots_away": sum(is_root_away(root, volumes) for root in roots),
        "albums": len(catalog.albums()),
    }


def _sizes(folder: Path) -> dict[str, object]:
    """Megabytes of what lies there."""
    groups = {"catalog": "library.db*", "previews": "previews.db*", "vectors": "vectors/**/*"}
    return {
        f"{name}_mb": round(sum(path.stat().st_size for path in folder.glob(pattern)) / 1e6, 1)
        for name, pattern in groups.items()
    }


def _times(library: Library, bundle: Bundle) -> dict[str, object]:
    """How long the vectors take to open, and one photo's nearest to be found."""
    began = perf_counter()
    index = library.vectors(bundle)
    opened = perf_counter()
    facts: dict[str, object] = {"seconds_to_open_vectors": round(opened - began, 3)}
    ids = library.catalog.all_ids()
    vector = library.catalog.vector(int(ids[0]), bundle.sha256) if len(ids) else None
    if vector is not None:
        began = perf_counter()
        index.search(vector[None], 100)
        facts["milliseconds_to_find_the_nearest"] = round((perf_counter() - began) * 1000, 2)
    return facts
