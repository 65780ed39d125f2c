"""The photos that are named on a command line, by path or by id."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from indexer.catalog import Catalog

_GREATEST_ID: Final = 2**63 - 1


def ids_of(catalog: Catalog, named: Iterable[str]) -> list[int]:
    """The ids of photos, in the order in which they were named.

    Args:
        catalog: Of the library.
        named: Paths or ids; a file goes before a photo whose id is its name.

    Raises:
        LibraryError: One of them is no photo of the library.
    """
    return [_id_of(catalog, each) for each in named]


def known_ids(catalog: Catalog, named: Iterable[str], tell: Callable[[str], None]) -> list[int]:
    """As `ids_of`, without those that are no photo.

    Args:
        catalog: Of the library.
        named: Paths or ids.
        tell: Is told of each that is no photo, in one sentence.
    """
    found = []
    for each in named:
        try:
            found.append(_id_of(catalog, each))
        except LibraryError as error:
            tell(str(error))
    return found


def _id_of(catalog: Catalog, named: str) -> int:
    if named.isascii() and named.isdigit() and not os.path.exists(named):
        photo_id = int(named)
        if photo_id <= _GREATEST_ID and catalog.photos([photo_id]):
            return photo_id
        raise LibraryError(f"There is no photo with the id {named} in this library.")
    photo = catalog.photo_by_path(os.path.abspath(os.path.expanduser(named)))
    if photo is None:
        raise LibraryError(f"{named} is no photo of this library.")
    return photo.id
