"""What the sidecars of photos shall say, as all tables have it together."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.catalog.stored_text import from_stored, inside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.database import Connection
    from indexer.scan import SidecarState

AT_ONCE: Final = 4096
"""Photos in one block."""

_ABOUT: Final = (
    # An album that Shoebox made by itself is its owner's once they have named or pinned it.
    "SELECT photos.id, folders.path, photos.name, rating, owner_rated, file_rating,"
    " sidecars.name, sidecars.size, sidecars.mtime_ns, coalesce(written, ''),"
    " (SELECT json_group_array(json_array(tags.name, source, score)) FROM photo_tags"
    "  JOIN tags ON tags.id = tag_id WHERE photo_id = photos.id),"
    " (SELECT json_group_array(tags.name) FROM refused_tags JOIN tags ON tags.id = tag_id"
    "  WHERE photo_id = photos.id),"
    " (SELECT json_group_array(albums.name) FROM album_photos JOIN albums ON albums.id = album_id"
    "  WHERE photo_id = photos.id AND (origin IS NULL OR owner_named OR pinned))"
    " FROM photos JOIN folders ON folders.id = folder_id"
    " LEFT JOIN sidecars ON sidecars.photo_id = photos.id"
)


@dataclass(frozen=True, slots=True)
class Wished:
    """What the catalog has of a photo that its sidecar shall say.

    Attributes:
        photo_id: The photo.
        path: Where it lies.
        rating: Its stars, where its owner gave some; 0 where they took them away; else None.
        tags: Name, source and likelihood of each tag, one of several sources where they agree.
        refused: Tags that its owner does not want on it.
        albums: The names of the albums that its owner put it into.
        state: Its sidecars as they were last read or written; None where there were none.
        written: A digest of what Shoebox last wrote into them; empty where it never did.
    """

    photo_id: int
    path: str
    rating: int | None
    tags: tuple[tuple[str, str, float | None], ...]
    refused: tuple[str, ...]
    albums: tuple[str, ...]
    state: SidecarState | None
    written: str


def blocks(connection: Connection, ids: Sequence[int] | None) -> Iterator[list[Wished]]:
    """Blocks of photos by folder."""
    if ids is None:
        rows = connection.execute(f"{_ABOUT} ORDER BY folder_id, photos.id")
    else:
        rows = connection.execute(
            f"{_ABOUT} WHERE photos.id IN (SELECT value FROM json_each(?))"
            " ORDER BY folder_id, photos.id",
            (json.dumps(list(ids)),),
        )
    while block := rows.fetchmany(AT_ONCE):
        yield [_wished(*row) for row in block]


def _wished(
    photo_id: int,
    folder: str | bytes,
    name: str | bytes,
    rating: int | None,
    owner_rated: int,
    file_rating: int | None,
    sidecar: str | bytes | None,
    size: int,
    mtime_ns: int,
    written: str,
    tags: str,
    refused: str,
    albums: str,
) -> Wished:
    owner = (rating or 0) if owner_rated else None
    return Wished(
        photo_id,
        os.path.join(inside(from_stored(folder)), from_stored(name)),
        # Stars that were never there need not be taken away.
        None if owner == 0 and not (file_rating or written) else owner,
        tuple(_one_source(json.loads(tags))),
        tuple(sorted(json.loads(refused))),
        tuple(sorted(json.loads(albums))),
        None if sidecar is None else (from_stored(sidecar), size, mtime_ns),
        written,
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
