"""All rows of a damaged table that SQLite still reaches, and the gaps where there may be more.

A table is a tree of pages in the order of its key. It is read from its beginning to the first page
that is broken, and from its end backwards to the last one; between the two a key is sought that
leads to a page which is whole, and from there it is read both ways again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.database import Error

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from indexer.database import Connection
    from indexer.recovery.shapes import Table, Value

Row = tuple["Value", ...]

_PAIR: Final = 2**32
"""By what the first number of a key of two is multiplied; the second one is always smaller."""

_MOST: Final = 2**40
"""No first number of a key is as large: a photo's id, a sequence number, a model."""

_EACH: Final = 50_000
"""How many keys in a row are tried one by one. An inner page of photos leads to some 24,000."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Between which keys there may be rows that could not be read; both ends are outside."""

    after: int
    before: int

    def holds(self, key: int) -> bool:
        """Whether a row with that key is one of them."""
        return self.after < key < self.before


class Reader:
    """Reads one table of a damaged file.

    Attributes:
        gaps: Where rows may be missing, once all is read.
    """

    def __init__(self, connection: Connection, table: Table) -> None:
        self.gaps: list[Gap] = []
        self._connection = connection
        self._numbers = table.key[:2]
        self._columns = ", ".join((*self._numbers, *table.columns))
        self._table = table.name
        self._step = _PAIR if len(self._numbers) == 2 else 1

    def rows(self) -> Iterator[Row]:
        """Every row that can be read, in no order."""
        after, whole = yield from self._scan(-1, self._most, forward=True)
        if whole:
            return
        # Also where that ends well: a page that was cut in its middle ends its table early.
        before, _ = yield from self._scan(after, self._most, forward=False)
        island: int | None = after
        while island is not None:
            island = yield from self._next_island(island, before)

    def within(self, gap: Gap) -> Iterator[Row]:
        """The rows inside a gap of the same table of another file, as far as they can be read."""
        yield from self._scan(gap.after, gap.before, forward=True)

    def key_of(self, numbers: tuple[int, int]) -> int:
        """The place of a row in the order of the table, of the two numbers its key begins with.

        Where it is one number alone, the second one does not count.
        """
        return numbers[0] * self._step + (numbers[1] if self._step > 1 else 0)

    @property
    def _most(self) -> int:
        return _MOST * self._step

    def _next_island(self, after: int, before: int) -> Generator[Row, None, int | None]:
        """Read on behind a broken page; return the last key, or None where nothing is left."""
        for key in self._keys_to_try(after, before):
            last, whole = yield from self._scan(key - 1, before, forward=True)
            if last >= key or whole:
                first, _ = yield from self._scan(after, key, forward=False)
                self.gaps.append(Gap(after, first))
                return None if whole else last
        self.gaps.append(Gap(after, before))
        return None

    def _keys_to_try(self, after: int, before: int) -> list[int]:
        steps = [2**power for power in range((before - after).bit_length())]
        keys = {after + step for step in steps} | {before - step for step in steps}
        if before < self._most:  # Else nobody knows where it ends.
            following = range(after // self._step + 1, before // self._step + 1)[:_EACH]
            keys |= {number * self._step for number in following}
        return sorted(key for key in keys if after < key < before)

    def _scan(
        self, after: int, before: int, *, forward: bool
    ) -> Generator[Row, None, tuple[int, bool]]:
        """Read rows in order up to a broken page; return the last key, and whether none came."""
        at = after if forward else before
        try:
            for row in self._select(after, before, forward=forward):
                first, second = row[0], row[len(self._numbers) - 1]
                if not (isinstance(first, int) and isinstance(second, int)):
                    return at, False  # Rubbish has taken the place of a key.
                key = self.key_of((first, second))
                # A broken page may lead anywhere, also back. Keys of three parts may be alike here.
                if (key < at) if forward else (key > at):
                    return at, False
                at = key
                yield row[len(self._numbers) :]
        except Error:
            return at, False
        return at, True

    def _select(self, after: int, before: int, *, forward: bool) -> Iterator[Row]:
        numbers = ", ".join(self._numbers)
        places = ", ".join("?" * len(self._numbers))
        order = ", ".join(f"{name} {'ASC' if forward else 'DESC'}" for name in self._numbers)
        yield from self._connection.execute(
            f"SELECT {self._columns} FROM {self._table} WHERE ({numbers}) > ({places})"
            f" AND ({numbers}) < ({places}) ORDER BY {order}",
            (*self._parts(after), *self._parts(before)),
        )

    def _parts(self, key: int) -> tuple[int, ...]:
        return divmod(key, self._step) if self._step > 1 else (key,)
