"""Rows of what their owner gave to some photos; only the rows of these are looked at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.database import Connection


@dataclass(frozen=True, slots=True)
class Given:
    """What the owner of some photos gave them; a photo that was given nothing is nowhere here.

    Attributes:
        rated: The ids of those whose stars are by the owner's word, none at all being one too.
        tags, refused: Id of each photo -> the tags that it has, and must not have, by that word.
        albums: Id of each photo -> the ids of the albums that it was put into.
    """

    rated: set[int]
    tags: dict[int, list[str]]
    refused: dict[int, list[str]]
    albums: dict[int, list[int]]


_ASKED: Final = "IN (SELECT value FROM json_each(?))"
_NAMES: Final = (
    f"SELECT photo_id, name FROM {{}} JOIN tags ON tags.id = tag_id WHERE photo_id {_ASKED}"
)


def to_photos(connection: Connection, ids: Iterable[int]) -> Given:
    """What was given to photos of those ids; an unknown id is left out."""
    asked = (json.dumps([int(each) for each in ids]),)
    rated = connection.execute(f"SELECT id FROM photos WHERE owner_rated AND id {_ASKED}", asked)
    tags = f"{_NAMES.format('photo_tags')} AND source = 'user' ORDER BY name"
    refused = f"{_NAMES.format('refused_tags')} ORDER BY name"
    albums = (
        "SELECT photo_id, album_id FROM album_photos JOIN albums ON albums.id = album_id"
        f" WHERE query IS NULL AND photo_id {_ASKED} ORDER BY album_id"
    )
    return Given(
        {row[0] for row in rated},
        _by_photo(connection.execute(tags, asked)),
        _by_photo(connection.execute(refused, asked)),
        _by_photo(connection.execute(albums, asked)),
    )


_Value = TypeVar("_Value")


def _by_photo(rows: Iterable[tuple[int, _Value]]) -> dict[int, list[_Value]]:
    found: dict[int, list[_Value]] = {}
    for photo_id, value in rows:
        found.setdefault(photo_id, []).append(value)
    return found
