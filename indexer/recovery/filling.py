"""What stood in the gaps of a damaged table, as far as it stands elsewhere a second time.

Each index holds some columns of each row, and is as new as the table; the newest backup holds whole
rows, as they were on its day. A photo that is put together so keeps its id, and with it its tags,
its albums and its stars; what is not known of it any more is read again from its file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.catalog.folders import now
from indexer.database import Error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.database import Connection
    from indexer.recovery.reading import Reader
    from indexer.recovery.shapes import Index, Table, Value

Known = dict[str, "Value"]
"""Column -> what stood there."""

_ENOUGH: Final[dict[str, frozenset[str]]] = {
    "photos": frozenset(("folder_id", "name")),
    "folders": frozenset(("path",)),
    "roots": frozenset(("path",)),
    "tags": frozenset(("name",)),
    "albums": frozenset(("name",)),
    "album_photos": frozenset(("album_id", "photo_id")),
    "photo_tags": frozenset(("photo_id", "tag_id", "source")),
    "refused_tags": frozenset(("photo_id", "tag_id")),
}
"""Table -> what has to be known of a row, so that it is worth more than none; else all of it."""


class Filling:
    """Puts together what was lost of one table."""

    def __init__(self, table: Table, reader: Reader) -> None:
        """Begin with nothing.

        Args:
            table: The table.
            reader: The one that has read it, and knows its gaps.
        """
        self._table = table
        self._reader = reader
        self._lost: dict[tuple[Value, ...], Known] = {}

    def take_backup(self, reader: Reader) -> None:
        """Look into the same table of a backup."""
        for gap in self._reader.gaps:
            for row in reader.within(gap):
                self._learn(dict(zip(self._table.columns, row, strict=True)))

    def take_indexes(self, connection: Connection) -> None:
        """Look into the indexes of the damaged file itself."""
        for index in self._table.indexes:
            for known in _entries(connection, self._table, index):
                self._learn(known)

    def rows(self) -> Iterator[Known]:
        """The rows that can be put together, each with something in all columns that need it."""
        enough = _ENOUGH.get(self._table.name, frozenset(self._table.columns))
        return (self._completed(known) for known in self._lost.values() if enough <= known.keys())

    def _learn(self, known: Known) -> None:
        key = tuple(known[name] for name in _naming(self._table))
        first, second = key[0], key[min(1, len(key) - 1)]
        if not (isinstance(first, int) and isinstance(second, int)):
            return
        place = self._reader.key_of((first, second))
        if any(gap.holds(place) for gap in self._reader.gaps):
            self._lost.setdefault(key, {}).update(known)

    def _completed(self, known: Known) -> Known:
        whole = {**self._table.needed, **known}
        for name in ("added_at", "updated_at"):
            if name in self._table.needed and not whole[name]:
                whole[name] = now()
        if self._table.name == "photos" and "owner_rated" not in known and known.get("rating"):
            whole["owner_rated"] = 1  # Rather too many stars are somebody's than too few.
        return whole


def _naming(table: Table) -> Sequence[str]:
    """The columns that name a row: its key, or the one that SQLite takes for it."""
    return table.columns[:1] if table.key == ("rowid",) else table.key


def _entries(connection: Connection, table: Table, index: Index) -> Iterator[Known]:
    """The entries of an index, from both its ends to where it is broken, if it is."""
    columns = list(dict.fromkeys((*_naming(table), *index.columns)))
    where = f" WHERE {index.where}" if index.where else ""
    for order in ("ASC", "DESC"):
        sorting = ", ".join(f"{name} {order}" for name in index.columns)
        try:
            for row in connection.execute(
                f"SELECT {', '.join(columns)} FROM {table.name} INDEXED BY {index.name}{where}"
                f" ORDER BY {sorting}"
            ):
                yield dict(zip(columns, row, strict=True))
        except Error:
            continue
        return
