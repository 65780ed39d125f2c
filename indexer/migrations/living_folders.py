"""The step that came with drives that come and go: where a root lies, and what it misses.

A step that many libraries have behind them is never changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from indexer.database import Connection


def living_folders(connection: Connection) -> None:
    """The drive of each root, and the photos whose files wait for a person's word."""
    for statement in _LIVING_FOLDERS.split(";"):
        connection.execute(statement)


# `volume` is what the system calls the drive wherever it is plugged in, `volume_name` what people
# call it, and `volume_path` where on it the root lies, whole and with `/` between its folders.
_LIVING_FOLDERS: Final = """
ALTER TABLE roots ADD COLUMN volume TEXT;
ALTER TABLE roots ADD COLUMN volume_name TEXT;
ALTER TABLE roots ADD COLUMN volume_path ANY;
CREATE TABLE missing(
    photo_id INTEGER PRIMARY KEY REFERENCES photos(id) ON DELETE CASCADE,
    since TEXT NOT NULL
) STRICT
"""
