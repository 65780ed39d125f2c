"""A folder leaves the library: its photos are forgotten, and its files stay as they are.

That is done some hundred photos at a time: what a person gives to others meanwhile waits no longer
than while photos come. Where its process ended in the middle, who indexes next or has another
folder leave goes on with it; where it failed, the folder stays. What was said of its photos goes
to copies of them in other folders, or is kept should they come back.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.catalog import Catalog
    from indexer.library import Library

AT_ONCE: Final = 500
"""Photos that are forgotten in one transaction. Of 99,000, all at once took 28 s on two busy cores,
and nobody else could write so long."""

_LEAVING: Final = "folder_leaving"


def leave(library: Library, *roots: str) -> list[int]:
    """Follow folders no longer, and forget their photos and their previews; files stay.

    Args:
        library: Open for writing.
        roots: The folders, as the library knows them.

    Returns:
        How many photos of each were forgotten; 0 where it is no root, or has none.

    Raises:
        LibraryError: The disk refuses; the folders that have not left yet stay.
    """
    waiting = _leaving(library.catalog)
    _note(library.catalog, [*waiting, *(each for each in roots if each not in waiting)])
    try:
        return [_leave(library, root) for root in roots]
    except LibraryError:
        # A full disk may not even take that.
        with suppress(LibraryError):
            _note(library.catalog, [each for each in waiting if each not in roots])
        raise


def finish_leaving(library: Library) -> None:
    """Go on where folders were leaving the library, and their process ended before it was done."""
    for root in _leaving(library.catalog):
        _leave(library, root)


def _leave(library: Library, root: str) -> int:
    catalog = library.catalog
    gone = 0
    if root in (each.path for each in catalog.roots()):
        ids = catalog.ids_in(root).tolist()
        for start in range(0, len(ids), AT_ONCE):
            library.forget(ids[start : start + AT_ONCE])
        rest = catalog.remove_root(root)
        library.previews.remove(rest)
        gone = len(ids) + len(rest)
    _note(catalog, [each for each in _leaving(catalog) if each != root])
    return gone


def _leaving(catalog: Catalog) -> list[str]:
    """The folders that are about to leave."""
    names = map(bytes.fromhex, catalog.setting(_LEAVING).split())
    return [name.decode("utf-8", "surrogateescape") for name in names]


def _note(catalog: Catalog, roots: Sequence[str]) -> None:
    names = " ".join(root.encode("utf-8", "surrogateescape").hex() for root in roots)
    catalog.change_settings({_LEAVING: names or None})
