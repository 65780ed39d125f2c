"""The real window on a library of any size, offscreen: opened, scrolled, waited for.

Qt's offscreen platform paints with the processor alone.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from app.background import Background
from app.indexing import Indexing
from app.questions import Questions
from app.run import make_application
from app.settings import Settings
from app.theme import Theme
from app.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SIZE = (1600, 1000)
#: Screens that are scrolled in a second.
SCREENS_A_SECOND = 5


def make_library(scratch: Path, count: int) -> Path:
    """A library of so many imagined photos, searched and saved once."""
    # Here, so that the process whose start is measured does not pay for it.
    from indexer.library import Library
    from indexer.models import find_bundle
    from tests.bench.libraries import fill, imagined_files
    from tests.bench.pictures import make_photos

    (photo,) = make_photos(scratch / "preview", 1, size=(320, 213))
    bundle = find_bundle("starter")
    with Library.open(scratch / "library", write=True) as library:
        fill(library, bundle, imagined_files(count), photo.read_bytes())
        library.vectors(bundle)
        library.save_caches()
    return scratch / "library"


def application() -> QApplication:
    """Qt's one application of this process, as Shoebox makes it."""
    made = QApplication.instance()
    return made if isinstance(made, QApplication) else make_application()


class Resting(Indexing):
    """Starts no child, which would read and not be measured."""

    def begin(self, paths: Sequence[str] = ()) -> None:
        """Stay at rest."""


def open_window(library: Path) -> Window:
    """The window on a library, without its child."""
    window = Window(
        Questions(library, beside=True),
        Background(application()),
        Resting(library),
        Settings(library / "window.ini"),
        Theme(application(), scheme="light"),
    )
    window.resize(*SIZE)
    window.looking.failed.connect(lambda error: print(repr(error), file=sys.stderr))
    return window


def process_events() -> None:
    """Let all that waits happen, as Qt's own loop does: also the end of widgets done with."""
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Pass(NamedTuple):
    """One pass of the event loop.

    Attributes:
        seconds: How long it took.
        waited: How much of that this thread waited for a processor, which others had; 0 where the
            system does not tell.
    """

    seconds: float
    waited: float

    @property
    def own(self) -> float:
        """Seconds without the waiting: what it would have taken on a quiet machine, or nearly."""
        return self.seconds - self.waited


def _waited() -> float:
    """Seconds that this thread has waited for a processor so far, as Linux counts them."""
    told = Path("/proc/thread-self/schedstat")
    return int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0


def scroll(window: Window, seconds: float) -> list[Pass]:
    """Scroll on, a frame each 1/60 s, and return what each pass of the event loop took."""
    bar = window.grid.verticalScrollBar()
    step = window.grid.viewport().height() * SCREENS_A_SECOND // 60

    def draw() -> None:
        bar.setValue((bar.value() + step) % max(bar.maximum(), 1))
        process_events()

    return frames(seconds, draw)


def frames(seconds: float, draw: Callable[[], None]) -> list[Pass]:
    """Do something each 1/60 s, and return what it took each time."""
    taken = list[Pass]()
    end = time.perf_counter() + seconds
    while (begin := time.perf_counter()) < end:
        before = _waited()
        draw()
        taken.append(Pass(time.perf_counter() - begin, _waited() - before))
        time.sleep(max(0.0, 1 / 60 - taken[-1].seconds))
    return taken


def drawn(window: Window) -> list[bool]:
    """Whether each photo on screen has its preview."""
    photos, rows = window.surface.grid.photos, window.grid.rows_on_screen()
    return [window.surface.pixmaps.pixmap(photos.photo_id(row)) is not None for row in rows]


def all_drawn(window: Window) -> bool:
    """Whether the answer is there and all of the screen drawn."""
    each = drawn(window)
    return window.looking.browsing.is_answered and bool(each) and all(each)


def until(window: Window, holds: Callable[[Window], bool], *, seconds: int = 60) -> None:
    """Let the window be, as idle as it is, until something has come and `holds`."""
    loop, late = QEventLoop(), QTimer(singleShot=True, interval=seconds * 1000)

    def look(*_: object) -> None:
        if holds(window):
            loop.quit()

    signals = (window.surface.pixmaps.ready, window.looking.browsing.answered)
    for signal in signals:
        signal.connect(look)
    late.timeout.connect(partial(loop.exit, 1))
    late.start()
    failed = 0 if holds(window) else loop.exec()
    for signal in signals:
        signal.disconnect(look)
    if failed:
        raise TimeoutError(f"Nothing more came: {window.surface.notice.line.text()}")
