"""What the first search needs is loaded as soon as the window is painted, a piece at a time.

Before that it would keep the window from being seen; later it would hold up whoever scrolls, from
whichever thread: Python lets nobody else run while it loads one thing, FAISS's library for 10 ms of
a core, and takes turns with a frame for all the others. Now there is a gap: the library is being
read beside it, and nothing is to be seen yet. Between two pieces the window does what it has to.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_LOG = logging.getLogger("shoebox")

PIECES: Final = (
    # NumPy loads it with the first question whether a number is among others.
    "numpy.ma",
    "subprocess",
    "packaging.version",
    # FAISS, the longest of all: 27 to 32 ms of a core that has other work. What it needs besides
    # comes before it, and what needs it after.
    "faiss.loader",
    "indexer.vectors",
    "indexer.vectors.moments",
    "indexer.vectors.source",
    "indexer.catalog.filters",
    "indexer.search.answering",
    "indexer.search.searcher",
    "multiprocessing.connection",
    "indexer.encode.beside",
)
"""Modules, each with what it imports; what is forgotten here, `tests.app.test_provisions` finds."""


class Provisions(QObject):
    """Loads the pieces once a widget is painted; a search that comes sooner loads them itself.

    So it does where one of them is missing, and says so.
    """

    def __init__(self, seen: QWidget) -> None:
        super().__init__(seen)
        self._seen = seen
        self._left = iter(PIECES)
        self._next = QTimer(self, interval=0)
        self._next.timeout.connect(self._load)
        self.complete = False

    def begin(self) -> None:
        """Load them from the first paint on."""
        self._seen.installEventFilter(self)

    def close(self) -> None:
        """Load no more."""
        self._seen.removeEventFilter(self)
        self._next.stop()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: lets everything pass."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._next.start()
        return False

    def _load(self) -> None:
        piece = next(self._left, None)
        if piece is None:
            self.complete = True
            self._next.stop()
            return
        try:
            import_module(piece)
        except ImportError:  # Those after it need it: they would fail one by one.
            _LOG.info("Missing before the first search: %s", piece, exc_info=True)
            self._next.stop()
