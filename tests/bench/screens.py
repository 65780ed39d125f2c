"""Scrolling on one screen, to be measured: `python -m tests.bench.screens LIBRARY WIDTH HEIGHT S`.

It is a process of its own, for how dense a screen is, is chosen when a process starts. The photos
stand by date, with titles, and with badges: the drive of all of them is away.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.run import bring_to_life
from tests.bench.windows import all_drawn, application, open_window, scroll, until

if TYPE_CHECKING:
    from app.window import Window


def _main(library: Path, width: int, height: int, seconds: float) -> None:
    window = open_window(library)
    window.resize(width, height)
    bring_to_life(window)
    until(window, all_drawn)
    print(json.dumps([_frames(window, seconds, in_rows=in_rows) for in_rows in (False, True)]))
    window.gone.connect(application().quit)
    window.close()


def _frames(window: Window, seconds: float, *, in_rows: bool) -> dict[str, float]:
    """95 % of the frames in seconds: as it is, without waiting, and all painted anew each time."""
    grid, bar = window.grid, window.grid.verticalScrollBar()
    grid.set_in_rows(in_rows)
    bar.setValue(0)
    moved = scroll(window, seconds)
    bar.setValue(0)
    anew = bar.valueChanged.connect(grid.viewport().update)
    painted = scroll(window, seconds / 2)
    bar.valueChanged.disconnect(anew)
    return {
        "moved": float(np.percentile([each.seconds for each in moved], 95)),
        "own": float(np.percentile([each.own for each in moved], 95)),
        "anew": float(np.percentile([each.seconds for each in painted], 95)),
        "own anew": float(np.percentile([each.own for each in painted], 95)),
    }


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
