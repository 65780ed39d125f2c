"""The names that a library has, each with the number of its photos: what completions offer."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from indexer.catalog import albums, stored_places, synonyms
from indexer.catalog.stored_text import from_stored
from indexer.query import Names

if TYPE_CHECKING:
    from indexer.database import Connection

Counted = tuple[tuple[str, int], ...]


def every(connection: Connection) -> Names:
    """All names, those of most photos first."""
    return Names(
        tags=_counted(
            connection,
            "SELECT name, count(DISTINCT photo_id) FROM photo_tags JOIN tags ON tags.id = tag_id"
            " GROUP BY tag_id",
        ),
        cameras=_values(connection, "camera"),
        lenses=_values(connection, "lens"),
        folders=_folders(connection),
        albums=_albums(connection),
        roots=_roots(connection),
        synonyms=tuple(synonyms.every(connection)),
        places=_places(connection),
    )


def _albums(connection: Connection) -> tuple[tuple[str, int | None], ...]:
    """The albums that are not hidden; how many photos a query finds is not known here."""
    shown = [album for album in albums.every(connection) if not album.hidden]
    held = Counter({album.name: album.held for album in shown if album.query is None})
    return (*_most_first(held), *((each.name, None) for each in shown if each.query is not None))


def _values(connection: Connection, column: str) -> Counted:
    return _counted(
        connection,
        f"SELECT {column}, count(*) FROM photos WHERE {column} IS NOT NULL GROUP BY {column}",
    )


def _places(connection: Connection) -> Counted:
    """Each name of a place, with the photos in all places that have it."""
    rows = connection.execute(
        "SELECT place, count(*) FROM photos WHERE place IS NOT NULL GROUP BY place"
    )
    counts: Counter[str] = Counter()
    for stored, photos in rows:
        for name in stored_places.from_lines(stored).told:
            counts[name] += photos
    return _most_first(counts)


def _counted(connection: Connection, statement: str) -> Counted:
    return _most_first(Counter(dict(connection.execute(statement).fetchall())))


def _folders(connection: Connection) -> Counted:
    """The name of each folder from the roots down, with the photos in all of that name and below.

    A name that is not UTF-8 cannot be typed and is left out.
    """
    rows = connection.execute(
        "SELECT folders.path, roots.path,"
        " (SELECT count(*) FROM photos WHERE folder_id = folders.id)"
        " FROM folders JOIN roots ON roots.id = root_id"
    )
    counts: Counter[str] = Counter()
    for folder, root, photos in rows:
        if isinstance(folder, str):
            for name in _names(folder, from_stored(root)):
                counts[name] += photos
    return _most_first(counts)


def _roots(connection: Connection) -> Counted:
    """The name of each folder that the library was given, with its photos."""
    rows = connection.execute(
        "SELECT roots.path, count(photos.id) FROM roots LEFT JOIN folders ON root_id = roots.id"
        " LEFT JOIN photos ON folder_id = folders.id GROUP BY roots.id"
    )
    counts: Counter[str] = Counter()
    for root, photos in rows:
        if isinstance(root, str):
            counts[os.path.basename(root) or root] += photos
    return _most_first(counts)


def _names(folder: str, root: str) -> set[str]:
    """The names of a folder and of those above it, up to its root's own."""
    below = folder[len(root) :].split(os.sep)
    return {name for name in (os.path.basename(root), *below) if name}


def _most_first(counts: Counter[str]) -> Counted:
    return tuple(sorted(counts.items(), key=lambda counted: (-counted[1], counted[0])))
