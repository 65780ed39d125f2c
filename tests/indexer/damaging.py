"""Catalogs as bad disks leave them: pages of rubbish in the middle of a real file."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PAGE = 8192


def overwrite_pages(path: Path, pages: Iterable[int], rubbish: bytes = b"\xa5" * PAGE) -> None:
    """Put rubbish in the place of whole pages, which are counted from 1 as SQLite counts them."""
    with path.open("r+b") as file:
        for page in pages:
            file.seek((page - 1) * PAGE)
            file.write(rubbish)


def root_page(path: Path, name: str) -> int:
    """Where a table or an index begins."""
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,))
        return int(row.fetchone()[0])


def random_pages(path: Path, count: int, seed: int, *, after: int = 1) -> list[int]:
    """Some pages behind the first few."""
    last = path.stat().st_size // PAGE
    return random.Random(seed).sample(range(after + 1, last + 1), min(count, last - after))
