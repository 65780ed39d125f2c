"""Lets what lies in circles of references die on the main thread alone, between two events of Qt.

Left to itself, Python looks for such garbage in whichever thread makes the next object, and at any
moment: a widget that nobody holds any more would die beside the main thread, which Qt forbids, or
in the middle of an event that still speaks of it. Either brings the whole process down.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

#: Milliseconds between two looks; most find too little to do anything.
_EVERY: Final = 1_000
_OLDEST: Final = 2


class Garbage(QObject):
    """Collects what Python would have collected by itself by now, as long as it is not closed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frozen = False
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self._collect)
        self._timer.start()
        gc.disable()

    def close(self) -> None:
        """Leave it to Python again, once no other thread is left."""
        self._timer.stop()
        if self._frozen:
            gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        """Look through the oldest generation of objects that has grown past Python's own bound."""
        grown = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(grown) if count > most]
        if not due:
            return
        gc.collect(due[-1])
        if due[-1] == _OLDEST and not self._frozen:
            # Modules and the window, 70,000 objects, live as long as the process: to look through
            # them takes 28 ms (measured), too long while somebody scrolls. Those that were there
            # before its first photos are out of this already, by `app.run`.
            gc.freeze()
            self._frozen = True
