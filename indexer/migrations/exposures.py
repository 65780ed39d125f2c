"""The step that came with what a camera tells of how it exposed a picture, and sidecars of when.

A step that many libraries have behind them is never changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.database import Connection


def exposures(connection: Connection) -> None:
    """How long each picture was exposed, through what, and how sensitive the sensor was."""
    for column in ("shutter REAL", "aperture REAL", "iso INTEGER", "focal_length REAL"):
        connection.execute(f"ALTER TABLE photos ADD COLUMN {column}")
    # Sidecars are read again, for when and where: no file has that time.
    connection.execute("UPDATE sidecars SET mtime_ns = -1")
