"""The step that came with what is remembered of photos that are gone, for when they come back.

A step that many libraries have behind them is never changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.database import Connection


def farewells(connection: Connection) -> None:
    """What owners said of photos whose files are gone, by what was in these, as JSON."""
    connection.execute(
        "CREATE TABLE farewells(content_key BLOB PRIMARY KEY NOT NULL, known_as INTEGER NOT NULL,"
        " said TEXT NOT NULL, gone_at TEXT NOT NULL) STRICT, WITHOUT ROWID"
    )
