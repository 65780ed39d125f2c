"""A folder leaves the library: its photos are forgotten, and its files stay as they are.

That is done some hundred photos at a time: what a person gives to others meanwhile waits no longer
than while photos come. Where its process ended in the middle, who indexes next or has another
folder leave goes on with it; where it failed, the folder stays. What was said of its photos goes
to copies of them in other folders, or is kept should they come back. Those that leave something to
copies go last, with the folder itself: where that stays after all, they have what they had.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from indexer.errors import LibraryError
from indexer.keepsakes import keepsakes_of, part_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.catalog import Catalog
    from indexer.library import Library

AT_ONCE: Final = 500
"""Photos that are forgotten in one transaction. Of 99,000, all at once took 28 s on two busy cores,
and nobody else could write so long."""

MOST_TOGETHER: Final = 5_000
"""Photos that go with the folder at the most: others wait for 15 s before they give up, and 4,000
took 5.6 s (measured on two busy cores)."""

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
        last = _with_words_for_copies(catalog, ids)
        first = sorted({*ids}.difference(last))
        for start in range(0, len(first), AT_ONCE):
            library.forget(first[start : start + AT_ONCE])
        with catalog.putting_back() as whole:
            part_with(whole, last)
            rest = whole.remove_root(root)
        library.previews.remove([*last, *rest])
        gone = len(first) + len(last) + len(rest)
    _note(catalog, [each for each in _leaving(catalog) if each != root])
    return gone


def _with_words_for_copies(catalog: Catalog, ids: Sequence[int]) -> list[int]:
    """Those of these photos of which something was said that copies elsewhere will have."""
    given = keepsakes_of(catalog, catalog.copies_of(ids))
    return [each.photo_id for each in given if each.says_anything][:MOST_TOGETHER]


def _leaving(catalog: Catalog) -> list[str]:
    """The folders that are about to leave."""
    names = map(bytes.fromhex, catalog.setting(_LEAVING).split())
    return [name.decode("utf-8", "surrogateescape") for name in names]


def _note(catalog: Catalog, roots: Sequence[str]) -> None:
    names = " ".join(root.encode("utf-8", "surrogateescape").hex() for root in roots)
    catalog.change_settings({_LEAVING: names or None})
