"""Rows of settings: what a library's owner has chosen for it, each under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexer.database import Connection


def value_of(connection: Connection, key: str) -> str | None:
    """The setting of that name; None where it was never made."""
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def change(connection: Connection, values: Mapping[str, str | None]) -> None:
    """Set each setting to its new value; None takes it away."""
    for key, value in values.items():
        if value is None:
            connection.execute("DELETE FROM settings WHERE key = ?", (key,))
        else:
            connection.execute(
                "INSERT INTO settings(key, value) VALUES (?, ?)"
                " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                (key, value),
            )
