"""A trash of the test's own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def own_trash(patch: pytest.MonkeyPatch) -> Path:
    """Have the trash be in this test's data folder: Send2Trash looks it up when it is loaded."""
    for name in [each for each in sys.modules if each.partition(".")[0] == "send2trash"]:
        patch.delitem(sys.modules, name)
    # GLib would look the folder up but once in the life of the process.
    patch.setitem(sys.modules, "gi", None)
    Path(os.environ["HOME"]).mkdir(parents=True, exist_ok=True)
    return Path(os.environ["XDG_DATA_HOME"]) / "Trash" / "files"
