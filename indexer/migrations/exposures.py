"""The step that came with what a camera tells of how it exposed a picture.

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
