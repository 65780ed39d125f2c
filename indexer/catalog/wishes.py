"""What the sidecars of photos shall say, as all tables have it together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from indexer.catalog.stored_text import from_stored, inside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.catalog.stored_text import StoredText
    from indexer.database import Connection

AT_ONCE: Final = 4096
"""Photos in one block."""

_PART: Final = "\x1d"
_NO_TEXT: Final = frozenset({"", "0"})
"""What a brief without words is: stars that its owner took away are nothing to begin with."""

_OWN: Final = "photo_id = photos.id"
# An album that Shoebox made by itself is its owner's once they have named or pinned it.
_ALBUMS: Final = (
    "FROM album_photos JOIN albums ON albums.id = album_id"
    f" WHERE {_OWN} AND (origin IS NULL OR owner_named OR pinned)"
)
_REFUSED: Final = f"FROM refused_tags JOIN tags ON tags.id = tag_id WHERE {_OWN}"
_TAGS: Final = (
    f"FROM photo_tags JOIN tags ON tags.id = tag_id WHERE {_OWN} AND (:found OR source <> 'auto')"
)
_BRIEF: Final = (
    "CASE WHEN owner_rated THEN coalesce(rating, 0) ELSE '' END || char(29)"
    f" || coalesce((SELECT group_concat(tags.name || char(31) || source, char(30)) {_TAGS}), '')"
    f" || char(29) || coalesce((SELECT group_concat(tags.name, char(30)) {_REFUSED}), '')"
    f" || char(29) || coalesce((SELECT group_concat(albums.name, char(30)) {_ALBUMS}), '')"
)
_OF_SOME: Final = " WHERE photos.id IN (SELECT value FROM json_each(:ids))"


@dataclass(frozen=True, slots=True)
class Brief:
    """All that makes the sidecar of a photo be written again, in short.

    Attributes:
        photo_id: The photo.
        folder: Where it lies, as the catalog stores it.
        name: Its file's name, so too.
        written: A digest of what Shoebox last wrote into its sidecar; empty where it never did.
        text: Stars, tags with their sources, refused tags and albums, in one text.
    """

    photo_id: int
    folder: StoredText
    name: StoredText
    written: str
    text: str

    @property
    def path(self) -> str:
        """Where it lies."""
        return inside(from_stored(self.folder)) + from_stored(self.name)

    @property
    def says_something(self) -> bool:
        """Whether a sidecar has to be made for it."""
        return self.text.strip(_PART) not in _NO_TEXT


@dataclass(frozen=True, slots=True)
class Wished:
    """What the catalog has of a photo that its sidecar shall say.

    Attributes:
        brief: The same in short.
        rating: Its stars, where its owner gave some; 0 where they took them away; else None.
        tags: Name, source and likelihood of each tag, one of several sources where they agree.
        refused: Tags that its owner does not want on it.
        albums: The names of the albums that its owner put it into.
    """

    brief: Brief
    rating: int | None
    tags: tuple[tuple[str, str, float | None], ...]
    refused: tuple[str, ...]
    albums: tuple[str, ...]


def briefs(
    connection: Connection, ids: Sequence[int] | None, *, found: bool
) -> Iterator[list[Brief]]:
    """Blocks of photos by folder.

    Args:
        connection: To the catalog.
        ids: The photos; None for all.
        found: Whether tags that only a model has found count.
    """
    rows = connection.execute(
        f"SELECT photos.id, folders.path, photos.name, coalesce(written, ''), {_BRIEF} FROM photos"
        " JOIN folders ON folders.id = folder_id"
        " LEFT JOIN sidecars ON sidecars.photo_id = photos.id"
        f"{'' if ids is None else _OF_SOME} ORDER BY folder_id, photos.id",
        {"found": found, "ids": json.dumps(list(ids or ()))},
    )
    while block := rows.fetchmany(AT_ONCE):
        yield [Brief(*row) for row in block]


def wished(connection: Connection, ids: Sequence[int], *, found: bool) -> list[Wished]:
    """What the sidecars of some photos shall say, in the order of `briefs`."""
    rows = connection.execute(
        "SELECT photos.id, rating, owner_rated, file_rating,"
        f" (SELECT json_group_array(json_array(tags.name, source, score)) {_TAGS}),"
        f" (SELECT json_group_array(tags.name) {_REFUSED}),"
        f" (SELECT json_group_array(albums.name) {_ALBUMS}) FROM photos{_OF_SOME}",
        {"found": found, "ids": json.dumps(list(ids))},
    )
    by_id = {row[0]: row[1:] for row in rows}
    return [
        _wished(brief, by_id[brief.photo_id])
        for block in briefs(connection, ids, found=found)
        for brief in block
    ]


def _wished(brief: Brief, row: tuple[Any, ...]) -> Wished:
    rating, owner_rated, file_rating, tags, refused, albums = row
    owner = (rating or 0) if owner_rated else None
    return Wished(
        brief,
        # Stars that were never there need not be taken away.
        None if owner == 0 and not (file_rating or brief.written) else owner,
        tuple(_one_source(json.loads(tags))),
        tuple(sorted(json.loads(refused))),
        tuple(sorted(json.loads(albums))),
    )


_RANK: Final = {"user": 0, "file": 1, "auto": 2}


def _one_source(
    rows: list[tuple[str, str, float | None]],
) -> Iterator[tuple[str, str, float | None]]:
    """Each tag once, by whoever counts most of those who say so; in the order of their names."""
    best: dict[str, tuple[str, str, float | None]] = {}
    for name, source, score in sorted(rows, key=lambda row: _RANK[row[1]]):
        best.setdefault(name, (name, source, score))
    return iter(sorted(best.values()))
