"""The large photo: how soon a neighbour of 24 megapixels is sharp, and one that nobody foresaw.

Everything runs on Qt's offscreen platform, which paints with the processor alone.
"""

from __future__ import annotations

import os
import time
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.asked import Everything
from app.background import Background
from app.images import as_image
from app.questions import Questions
from app.settings import Settings
from app.theme import Theme
from app.viewer.page import Viewer
from indexer.decode import read_picture
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.models import find_bundle
from indexer.pictures import Pictures
from tests.bench.figures import Figure, seconds_of
from tests.bench.pictures import make_photos
from tests.bench.windows import application

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZE, PIXELS = (1600, 1000), (6000, 4000)
PHOTOS = 10


def figures(scratch: Path, *, smoke: bool) -> Iterator[Figure]:
    """Milliseconds until a photo is as sharp as the screen can show it."""
    count, pixels = (4, (600, 400)) if smoke else (PHOTOS, PIXELS)
    paths = make_photos(scratch / "photos", count, size=pixels)
    library = _library(scratch, paths[0].parent)
    questions, background = Questions(library), Background(application())
    ids = questions.answer(Everything()).ids.tolist()
    begin = time.perf_counter()
    viewer = _open(questions, background, ids)
    try:
        yield from _first(viewer, begin)
        yield from _walk(viewer, background, count)
        yield from _jump(viewer, background, ids, str(paths[0]))
        yield from _pixel_for_pixel(viewer, background, str(paths[0]))
    finally:
        viewer.clear()
        background.close()
        questions.close()


def _library(scratch: Path, photos: Path) -> Path:
    with Library.open(scratch / "library", write=True) as library:
        library.catalog.add_root(str(photos))
        for _ in ingest(library, find_bundle("starter"), IngestOptions(roots=(str(photos),))):
            pass
    return scratch / "library"


def _open(questions: Questions, background: Background, ids: list[int]) -> Viewer:
    def neighbour(photo_id: int, step: int) -> int | None:
        row = ids.index(photo_id) + step
        return ids[row] if 0 <= row < len(ids) else None

    settings = Settings(questions.folder / "window.ini")
    wearing = Theme(application(), scheme="light")
    viewer = Viewer(questions, background, wearing, settings, neighbour=neighbour)
    viewer.resize(*SIZE)
    viewer.show()
    viewer.show_photo(ids[0])
    return viewer


def _first(viewer: Viewer, begin: float) -> Iterator[Figure]:
    """The first photo of all: what reads files comes with it."""
    _until_sharp(viewer)
    taken = 1000 * (time.perf_counter() - begin)
    alone = Pictures()
    begin = time.perf_counter()
    alone.begin()
    bare = 1000 * (time.perf_counter() - begin)
    alone.close()
    yield Figure(
        "the first photo of a viewer, until it is sharp", taken, "ms", bare,
        "the start alone of what reads it",
    )  # fmt: skip


def _walk(viewer: Viewer, background: Background, count: int) -> Iterator[Figure]:
    """Step on when the neighbours are read, as somebody does who looks at each photo."""
    taken = []
    for _ in range(count - 1):
        _rest(background)
        begin = time.perf_counter()
        QTest.keyClick(viewer, Qt.Key.Key_Right)
        _until_sharp(viewer)
        taken.append(1000 * (time.perf_counter() - begin))
    bare = 1000 * _label(viewer)
    for name, value in (("median", median(taken)), ("worst", max(taken))):
        yield Figure(
            f"from the key to a sharp neighbour of 24 megapixels, {name} of {len(taken)}", value,
            "ms", bare, "a picture of that size in a bare label", "<= 100 ms", value <= 100,
        )  # fmt: skip


def _label(viewer: Viewer) -> float:
    """Return the seconds in which Qt alone shows a picture that is there already."""
    image = viewer.looks.of(viewer.photo_id).image or QImage()
    shown = QLabel()
    shown.resize(viewer.picture.size())
    shown.show()
    QApplication.processEvents()

    def show() -> None:
        shown.setPixmap(QPixmap.fromImage(image))
        shown.repaint()

    return median(seconds_of(show, times=5))


def _jump(viewer: Viewer, background: Background, ids: list[int], path: str) -> Iterator[Figure]:
    """Go where nothing was read ahead: to the other end of the list, and back."""
    taken = []
    for photo_id in (ids[0], ids[-1]) * 3:
        _rest(background)
        begin = time.perf_counter()
        viewer.show_photo(photo_id)
        _until_sharp(viewer)
        taken.append(1000 * (time.perf_counter() - begin))
    yield Figure(
        "a photo of 24 megapixels that nobody foresaw, until it is sharp", median(taken), "ms",
        1000 * median(seconds_of(partial(_bare, path), times=5)), "Pillow alone, at this size",
    )  # fmt: skip


def _bare(path: str) -> None:
    with Image.open(path) as picture:
        picture.draft("RGB", SIZE)
        picture.thumbnail(SIZE)


def _pixel_for_pixel(viewer: Viewer, background: Background, path: str) -> Iterator[Figure]:
    _rest(background)
    begin = time.perf_counter()
    QTest.keyClick(viewer, Qt.Key.Key_1)
    while not viewer.looks.of(viewer.photo_id).whole:
        _wait()
    viewer.picture.repaint()
    whole = 1000 * (time.perf_counter() - begin)
    bare = 1000 * median(seconds_of(lambda: as_image(read_picture(path)), times=3))
    yield Figure(
        "from 100 % to every pixel of 24 million", whole, "ms", bare, "reading the file alone"
    )


def _rest(background: Background) -> None:
    while not background.idle:
        _wait()


def _until_sharp(viewer: Viewer) -> None:
    while not viewer.looks.of(viewer.photo_id).sharp:
        _wait()
    viewer.picture.repaint()


def _wait() -> None:
    """Sleep until something has come: who asks again and again keeps Python from who reads."""
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
