"""What is wrong with a query, told with its place, and the name that was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable


class QueryError(LibraryError):
    """A query cannot be understood; `str(error)` says why and where in one line.

    Attributes:
        column: The place, in characters from 1.
        reason: The sentence without its place, for who marks the place itself.
    """

    def __init__(self, column: int, reason: str) -> None:
        super().__init__(f"Column {column}: {reason}")
        self.column = column
        self.reason = reason


def perhaps(written: str, known: Iterable[str], *, around: str = "{}") -> str:
    """Return " Did you mean …?" for the known name nearest to what was written, or "".

    Args:
        written: What is not known.
        known: What is.
        around: How a name is shown, as "{}:".
    """
    from difflib import get_close_matches  # Most queries never need it.

    nearest = get_close_matches(written.casefold(), list(known), n=1, cutoff=0.6)
    return f" Did you mean “{around.format(nearest[0])}”?" if nearest else ""


def shown(written: str, *, most: int = 40) -> str:
    """Return what was written as it may stand in a sentence: in quotes, on one line, not long."""
    line = "".join(char if char.isprintable() else "�" for char in written)
    return f"“{line if len(line) <= most else line[: most - 1] + '…'}”"
