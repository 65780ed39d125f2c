"""A folder leaves the library: its photos are forgotten, and its files stay as they are.

What was said of them goes on with copies elsewhere in the library, or waits for them to come again.

That is done some hundred photos at a time: what a person gives to others meanwhile waits no longer
than while photos come. Where it broke off, whoever writes next goes on with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from indexer.library import Library

AT_ONCE: Final = 500
"""Photos that are forgotten in one transaction. Of 99,000, all at once took 28 s on two busy cores,
and nobody else could write so long."""

_LEAVING: Final = "folder_leaving"


def leave(library: Library, root: str) -> int:
    """Follow a folder no longer, and forget its photos and their previews; files stay.

    Args:
        library: Open for writing.
        root: The folder, as the library knows it.

    Returns:
        How many photos were forgotten; 0 where it is no root, or has none.
    """
    catalog = library.catalog
    if root not in (each.path for each in catalog.roots()):
        return 0
    catalog.set_setting(_LEAVING, root.encode("utf-8", "surrogateescape").hex())
    ids = catalog.ids_in(root).tolist()
    for start in range(0, len(ids), AT_ONCE):
        library.forget(ids[start : start + AT_ONCE])
    rest = catalog.remove_root(root)
    library.previews.remove(rest)
    catalog.change_settings({_LEAVING: None})
    return len(ids) + len(rest)


def finish_leaving(library: Library) -> None:
    """Go on where a folder was leaving the library, and its process ended before it was done."""
    if left := library.catalog.setting(_LEAVING):
        leave(library, bytes.fromhex(left).decode("utf-8", "surrogateescape"))
        library.catalog.change_settings({_LEAVING: None})
