"""The albums that Shoebox makes by itself are brought up to date with the library.

Each is a saved query, so that what it holds is always what is true now; only which albums there are
is looked at here, after an index or a tagging. Whatever a person did to one of them stays.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from indexer.albums.by_event import KIND as EVENT
from indexer.albums.by_event import by_event
from indexer.albums.by_place import KIND as PLACE
from indexer.albums.by_place import by_place
from indexer.albums.by_tag import KIND as TAG
from indexer.albums.by_tag import LARGEST_SHARE, by_tag
from indexer.albums.by_town import by_town
from indexer.albums.by_year import by_year
from indexer.albums.covers import candidates, covers_of
from indexer.albums.found import least_size
from indexer.records import AutoAlbum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.albums.found import Found
    from indexer.catalog.tags import Members
    from indexer.catalog.whereabouts import Whereabouts
    from indexer.library import Library
    from indexer.records import Album


def refresh_auto(library: Library) -> int:
    """Make the albums of tags, years, events and places that a library is worth now.

    Needs no write lock: it reads, and then writes in one short transaction. Where nothing has
    changed since the last time it does nothing.

    Args:
        library: Open; its catalog is written to as a small edit.

    Returns:
        How many albums have come, gone or changed.
    """
    # At one moment: tags of photos that came meanwhile would lead to none of those read before.
    with library.catalog.at_one_moment() as now:
        state = now.auto_albums_due()
        if state is None:
            return 0
        photos = now.whereabouts()
        known = [album for album in now.albums() if album.origin is not None]
        tags = now.tag_members(least_size(len(photos), known=True), _most(photos))
    found = _found(photos, tags, known)
    covers = _covers(library, photos, found, known)
    wanted = [
        AutoAlbum(each.origin, each.name, each.query, covers.get(each.origin)) for each in found
    ]
    with library.small_edit() as catalog:
        return catalog.follow_auto_albums(wanted, state)


def _most(photos: Whereabouts) -> int:
    """So many photos may have a tag that is looked at."""
    return int(LARGEST_SHARE * len(photos))


def _found(photos: Whereabouts, tags: Sequence[Members], known: Sequence[Album]) -> list[Found]:
    origins = {album.origin for album in known if album.origin is not None}
    circles = list(by_place(photos, _of_kind(known, PLACE)))
    return list(
        chain(
            by_tag(tags, len(photos), origins),
            by_year(photos, origins),
            by_event(photos, tags, _of_kind(known, EVENT)),
            circles,
            by_town(photos, origins, {each.name for each in circles}),
        )
    )


def _of_kind(albums: Sequence[Album], kind: str) -> list[Album]:
    return [album for album in albums if (album.origin or "").startswith(f"{kind}:")]


def _covers(
    library: Library, photos: Whereabouts, found: Sequence[Found], known: Sequence[Album]
) -> dict[str, int | None]:
    """Origin -> cover, of the albums that have none, or one that is not among their photos."""
    have = {album.origin: album for album in known}
    bare = [each for each in found if _lacks_cover(each, have.get(each.origin))]
    by_id = np.argsort(photos.ids)
    few = []
    for each in bare:
        at = by_id[np.searchsorted(photos.ids, each.ids, sorter=by_id)]
        tag = each.name if each.origin.startswith(f"{TAG}:") else None
        few.append(candidates(library.catalog, each.ids, photos.merits[at], tag))
    chosen = covers_of(library.previews, few)
    return {each.origin: cover for each, cover in zip(bare, chosen, strict=True)}


def _lacks_cover(found: Found, album: Album | None) -> bool:
    if album is None or album.cover_id is None:
        return True
    return not album.owner_covered and album.cover_id not in found.ids
