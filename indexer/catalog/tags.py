"""Rows of tags: which photos are filed under which names, and who says so.

A tag may be on a photo for several reasons at once: its file names it ('file'), a model finds it
('auto'), its owner gave it ('user'). Each is a row, and they come and go without each other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.catalog import settings
from indexer.catalog.columns import ids_of
from indexer.catalog.columns import listed as listed_values
from indexer.catalog.matching import spelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from indexer.database import Connection

KEYWORDS: Final = (
    "(SELECT json_group_array(tags.name) FROM photo_tags JOIN tags ON tags.id = tag_id"
    " WHERE photo_id = photos.id AND source = 'file')"
)
"""The keywords of a photo's file as a column; `listed` reads it."""


_CHANGES: Final = "changes_of_tags"


def listed(column: str) -> tuple[str, ...]:
    """The names in a column that lists them."""
    return tuple(json.loads(column))


def of_photos(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Id -> the names of its tags, by name; a photo without tags is left out."""
    rows = connection.execute(
        "SELECT photo_id, json_group_array(name) FROM (SELECT DISTINCT photo_id, name FROM"
        " photo_tags JOIN tags ON tags.id = tag_id"
        " WHERE photo_id IN (SELECT value FROM json_each(?)) ORDER BY photo_id, name)"
        " GROUP BY photo_id",
        (json.dumps([int(each) for each in ids]),),
    )
    return {photo_id: listed(names) for photo_id, names in rows}


def follow_files(connection: Connection, photos: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Set the tags that each photo has from its file, to the keywords that are there now.

    A tag that its owner has refused for the photo stays away.
    """
    connection.executemany(
        "DELETE FROM photo_tags WHERE photo_id = ? AND source = 'file'",
        ((photo_id,) for photo_id, _ in photos),
    )
    ids = ids_of_names(connection, [name for _, keywords in photos for name in keywords])
    connection.executemany(
        "INSERT OR IGNORE INTO photo_tags(photo_id, tag_id, source) SELECT ?1, ?2, 'file'"
        " WHERE NOT EXISTS (SELECT 1 FROM refused_tags WHERE photo_id = ?1 AND tag_id = ?2)",
        ((photo_id, ids[spelling(name)]) for photo_id, keywords in photos for name in keywords),
    )


def sources_of(connection: Connection, tag_id: int, ids: Iterable[int]) -> dict[int, set[str]]:
    """Of those photos that have a tag: id -> who says so."""
    rows = connection.execute(
        "SELECT photo_id, source FROM photo_tags WHERE tag_id = ?"
        " AND photo_id IN (SELECT value FROM json_each(?))",
        (tag_id, json.dumps([int(each) for each in ids])),
    )
    found: dict[int, set[str]] = {}
    for photo_id, source in rows:
        found.setdefault(photo_id, set()).add(source)
    return found


@dataclass(frozen=True, slots=True)
class Members:
    """The photos of a tag.

    Attributes:
        name: The tag.
        ids: int64 [n], ascending.
        said: Of how many of them a person or their file says so.
    """

    name: str
    ids: NDArray[np.int64]
    said: int


def members(connection: Connection, *, least: int, most: int) -> list[Members]:
    """The photos of each tag that at least and at most so many have; those of most photos first."""
    counted = connection.execute(
        "SELECT tag_id, name, count(DISTINCT photo_id) AS photos,"
        " count(DISTINCT CASE WHEN source <> 'auto' THEN photo_id END)"
        " FROM photo_tags JOIN tags ON tags.id = tag_id GROUP BY tag_id"
        " HAVING photos BETWEEN ? AND ? ORDER BY photos DESC, name",
        (least, most),
    ).fetchall()
    return [
        Members(
            name,
            np.unique(ids_of(connection, "photo_id", "FROM photo_tags WHERE tag_id = ?", tag_id)),
            said,
        )
        for tag_id, name, _, said in counted
    ]


def surest(connection: Connection, name: str, count: int) -> list[int]:
    """The ids of so many photos of a tag: by a person's word or a file's, then by likelihood."""
    known = connection.execute("SELECT name, id FROM tags").fetchall()
    ids = [tag_id for other, tag_id in known if spelling(other) == spelling(name)]
    rows = connection.execute(
        "SELECT photo_id FROM photo_tags WHERE tag_id IN (SELECT value FROM json_each(?))"
        " GROUP BY photo_id ORDER BY max(source = 'user') DESC, max(score) DESC, photo_id LIMIT ?",
        (listed_values(ids), count),
    )
    return [row[0] for row in rows]


def ids_of_names(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Spelling -> the id of its tag, made where there is none; whatever its capitals."""
    wanted = list(names)
    if not wanted:
        return {}
    known = connection.execute("SELECT name, id FROM tags ORDER BY id DESC")
    ids = {spelling(name): int(tag_id) for name, tag_id in known}  # Of several the first stays.
    for name in wanted:
        if spelling(name) not in ids:
            row = connection.execute("INSERT INTO tags(name) VALUES (?) RETURNING id", (name,))
            ids[spelling(name)] = int(row.fetchone()[0])
    return ids


def changes(connection: Connection) -> int:
    """A number that has grown since, wherever tags have changed without any photo's doing so."""
    return int(settings.value_of(connection, _CHANGES) or 0)


def note_change(connection: Connection) -> None:
    """Have those notice who keep the names of tags at hand, as a window does for completions."""
    settings.change(connection, {_CHANGES: str(changes(connection) + 1)})
