"""One start of the window, to be measured: until its first paint, and until all previews are there.

It is a process of its own and loads what `app.run` loads, as that does, and nothing else.
"""

from __future__ import annotations

from app.loading import load_swiftly

if __name__ == "__main__":
    load_swiftly()  # As `app.__main__` does.

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from app.run import bring_to_life
from tests.bench.windows import all_drawn, application, open_window, until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

#: The variable that says when the process was begun, in seconds since 1970.
STARTED = "SHOEBOX_BENCH_STARTED"


class _FirstPaint(QObject):
    """Notes when a widget is painted for the first time."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.at = 0.0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let everything pass."""
        if event.type() == QEvent.Type.Paint and not self.at:
            self.at = time.time()
        return super().eventFilter(watched, event)


def _paint_once(library: Path) -> None:
    """Be the process whose first paint is measured."""
    started = float(os.environ[STARTED])
    window = open_window(library)
    first = _FirstPaint(window.surface)
    bring_to_life(window)
    until(window, all_drawn)
    window.grid.viewport().repaint()
    print(json.dumps({"painted": first.at - started, "photos": time.time() - started}))
    window.gone.connect(application().quit)
    window.close()


if __name__ == "__main__":
    _paint_once(Path(sys.argv[1]))
