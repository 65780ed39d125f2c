"""Rows of farewells: what owners said of photos that were forgotten, should their files come back.

A photo comes back by its content, at whatever place: out of the trash, from a disk to which it was
moved for a while, or in another root.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from indexer.database import Connection

KEPT: Final = "-1 year"
"""For so long what was said is remembered, as SQLite's `datetime` writes it."""

Farewell = tuple[int, "dict[str, Any]"]
"""The id by which a photo was known, and what was said of it, as JSON can hold it."""

_BACK: Final = (
    "FROM farewells JOIN photos ON photos.content_key = farewells.content_key"
    " WHERE photos.id > known_as"
)
"""No id is given twice. One that is known as it was, was never gone: a kill came between."""


def put(connection: Connection, farewells: Mapping[bytes, Farewell], *, now: str) -> None:
    """Remember what was said of photos, by their content keys; what is too old goes."""
    connection.executemany(
        "INSERT OR REPLACE INTO farewells(content_key, known_as, said, gone_at)"
        " VALUES (?, ?, ?, ?)",
        ((key, known_as, json.dumps(said), now) for key, (known_as, said) in farewells.items()),
    )
    connection.execute("DELETE FROM farewells WHERE gone_at < datetime(?, ?)", (now, KEPT))


def back(connection: Connection, ids: Iterable[int] | None = None) -> dict[int, Farewell]:
    """Id of each photo that came back -> as what it was known, and what was said of it.

    Args:
        connection: To the library.
        ids: The photos that are asked about, one row each however much is remembered; None for all.
    """
    among, asked = _among(ids)
    rows = connection.execute(f"SELECT photos.id, known_as, said {_BACK}{among}", asked)
    return {photo_id: (known_as, json.loads(said)) for photo_id, known_as, said in rows}


def drop_known(connection: Connection, ids: Iterable[int] | None = None) -> None:
    """Remember nothing of photos that are there: of these, or of all."""
    among, asked = _among(ids)
    connection.execute(
        "DELETE FROM farewells WHERE content_key IN"
        f" (SELECT content_key FROM photos WHERE true{among})",
        asked,
    )


def _among(ids: Iterable[int] | None) -> tuple[str, tuple[str, ...]]:
    """A condition by which only these photos are looked at, and what it is asked with."""
    if ids is None:
        return "", ()
    wanted = json.dumps([int(each) for each in ids])
    return " AND photos.id IN (SELECT value FROM json_each(?))", (wanted,)
