"""What tables a catalog has, as a new one of the same version says it: keys, columns, indexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from indexer.database import Connection

Value = str | bytes | int | float | None

_PLACEHOLDERS: Final[dict[str, Value]] = {"INTEGER": 0, "REAL": 0.0, "BLOB": b""}
_MADE_AGAIN: Final = ("words", "sqlite_", "_sqlite")
"""How the names begin of what is no table of ours, or can be made from the others."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index, which holds some columns a second time, and the key of each row.

    Attributes:
        name: Its name.
        columns: What it holds, the key not counted.
        where: Which rows it holds, as SQL says it; empty for all.
    """

    name: str
    columns: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        name: Its name.
        key: The columns by which its rows lie in order, of which the first one or two are numbers.
        columns: All columns.
        needed: What a row has to have, with something to put there where it is lost.
        indexes: Its indexes.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    needed: dict[str, Value]
    indexes: tuple[Index, ...]


def tables(connection: Connection) -> list[Table]:
    """The tables of a catalog; one that others note their changes in comes last."""
    names = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if not name.startswith(_MADE_AGAIN)
    ]
    names.sort(key=lambda name: name == "tags_due")
    return [_table(connection, name) for name in names]


def _table(connection: Connection, name: str) -> Table:
    columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
    is_keyed = connection.execute(
        "SELECT wr FROM pragma_table_list WHERE name = ?", (name,)
    ).fetchone()[0]
    by_place = sorted((place, column) for _, column, *_, place in columns if place)
    return Table(
        name,
        tuple(column for _, column in by_place) if is_keyed else ("rowid",),
        tuple(row[1] for row in columns),
        {
            column: _PLACEHOLDERS.get(kind, "")
            for _, column, kind, not_null, default, place in columns
            if not_null and default is None and not place
        },
        tuple(_indexes(connection, name)),
    )


def _indexes(connection: Connection, table: str) -> list[Index]:
    found = []
    for _, name, _, origin, _ in connection.execute(f"PRAGMA index_list({table})").fetchall():
        if origin == "pk":
            continue  # It is the table itself, or what has no number as its key.
        columns = connection.execute(f"PRAGMA index_info({name})").fetchall()
        (sql,) = connection.execute(
            "SELECT coalesce(sql, '') FROM sqlite_schema WHERE name = ?", (name,)
        ).fetchone()
        _, _, where = sql.partition(" WHERE ")
        found.append(Index(name, tuple(column for _, _, column in columns), where.strip()))
    return found
