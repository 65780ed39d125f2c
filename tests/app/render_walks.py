"""The pages between photos, to be looked at: why, the trail, duplicates. Part of `render_pages`."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageEnhance
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor

from app.asked import Everything
from tests.bench import altered

if TYPE_CHECKING:
    from pathlib import Path

    from tests.app.render_pages import Stage


def paint_copies(photos: Path) -> None:
    """Put copies among the photos: files twice, small and edited ones, and a burst."""
    backup = photos / "Backup"
    backup.mkdir(exist_ok=True)
    for path in sorted((photos / "Home").glob("cat-*.jpg"))[:2]:
        shutil.copy2(path, backup / path.name)
    (palace,) = sorted((photos / "Journeys").rglob("palace-*.jpg"))[:1]
    with Image.open(palace) as picture:
        half = (picture.width // 2, picture.height // 2)
        picture.resize(half).save(backup / "palace small.jpg", quality=80)
        picture.save(backup / "palace-from-messenger.jpg", quality=35)
        brighter = ImageEnhance.Brightness(picture).enhance(1.15)
        brighter.save(backup / "palace edited.png")
        # As far from it as another shot may be: it is asked about.
        stamped = altered.watermarked(picture, np.random.default_rng(3))
        stamped.save(backup / "palace-from-a-page.jpg", quality=60)
    (flower,) = sorted((photos / "Garden").glob("flower-*.jpg"))[:1]
    with Image.open(flower) as picture:
        exif = picture.getexif()
        for shot in range(3):
            moment = f"2024:06:01 12:00:0{shot}"
            exif[0x0132] = moment
            exif.get_ifd(0x8769)[0x9003] = moment
            box = (
                6 * shot,
                4 * shot,
                picture.width - 24 + 6 * shot,
                picture.height - 16 + 4 * shot,
            )
            picture.crop(box).save(photos / "Garden" / f"shot-{shot}.jpg", quality=92, exif=exif)


def draw_walks(stage: Stage) -> None:
    """Draw why a photo is there, and a walk from photo to photo."""
    window = stage.window
    stage.search('a cup of coffee + "golden light" *0.5 - people')
    window.looking.browsing.show_weak(wanted=True)
    stage.settle()
    window.looking.go_to_photos()
    stage.settle(1)
    stage.draw("why")
    _point_at(stage, 2)
    stage.draw("buttons")
    for deed in ("similar", "more", "similar", "less"):
        window.grid.setFocus()
        _go_to_last(stage)
        window.deeds[deed].trigger()
        stage.settle(0.6)
    window.looking.browsing.show_weak(wanted=True)
    stage.settle()
    window.grid.go_to_first()
    stage.settle(0.6)
    stage.draw("trail")
    window.looking.browsing.go(Everything())
    stage.settle()


def draw_duplicates(stage: Stage) -> None:
    """Draw the page of duplicates while it looks, with what it found, and the question."""
    window, page = stage.window, stage.window.surface.duplicates
    window.activateWindow()
    window.surface.sidebar.duplicates.emit()
    stage.settle(0.1)
    window.grab().save(str(stage.path("duplicates-looking")))
    end = time.perf_counter() + 60
    while window.tidying.running and time.perf_counter() < end:
        stage.settle(0.1)
    window.activateWindow()
    stage.settle(0.1)
    page.view.setFocus()
    page.view.go_to_first()
    stage.press(Qt.Key.Key_Right)
    stage.settle(0.6)
    stage.draw("duplicates")
    page.view.verticalScrollBar().setValue(page.view.verticalScrollBar().maximum())
    stage.settle(0.6)
    stage.draw("duplicates-end")
    page.move_button.click()
    stage.settle(0.3)
    if window.tidying.question is not None:
        window.tidying.question.grab().save(str(stage.path("duplicates-question")))
        window.tidying.question.reject()
    page.groups.clear()
    stage.draw("duplicates-none")
    window.looking.browsing.go(Everything())
    stage.settle()


def _go_to_last(stage: Stage) -> None:
    grid = stage.window.grid
    grid.go_to(grid.photos.photo_id(min(grid.photos.rowCount(), 4) - 1))
    stage.settle(0.1)


def _point_at(stage: Stage, row: int) -> None:
    grid = stage.window.grid
    at = grid.row_rect(row).center() + QPoint(0, 10)
    QCursor.setPos(grid.viewport().mapToGlobal(at))
    grid._hover(row)
