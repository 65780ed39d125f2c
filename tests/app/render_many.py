"""A library of 100,000 photos, to be looked at: the timeline, a search. Part of `render_pages`."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.asked import Everything
from indexer.library import Library
from indexer.models import find_bundle
from indexer.scan import SeenFile
from tests.bench.libraries import AT_ONCE, photo_of, stamp_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.records import IndexedPhoto, Photo
    from tests.app.render_pages import Stage

#: The days on which they were taken; pixels of a preview's longer side, and how it is written.
_FIRST, _DAYS, _SIDE, _QUALITY = "2009-03-01", 5800, 288, 60
#: How far a photo lies from the one that it is made of, as a share of its vector's length.
_APART: Final = 0.5


@dataclass(frozen=True, slots=True)
class _Source:
    """A photo that was read, of which many are made."""

    photo: Photo
    preview: bytes
    vector: NDArray[np.float32]


def make_many(folder: Path, count: int) -> None:
    """Put photos into a library that has some, until they are so many: variants of these.

    Nobody decodes them and no file is theirs: real rows, vectors near those of the photo that each
    is made of, and its preview.
    """
    bundle, chance = find_bundle("starter"), np.random.default_rng(7)
    with Library.open(folder, write=True) as library:
        sources = _sources(library)
        had = len(sources)
        for start in range(had, count, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, count))
            batch = [_variant(sources[each % had], each, count, chance) for each in numbers]
            library.add(batch, stamp_of(bundle))
        library.vectors(bundle)
        library.save_caches()


def _sources(library: Library) -> list[_Source]:
    catalog, index = library.catalog, library.vectors(find_bundle("starter"))
    ids = catalog.all_ids()
    _, vectors = index.vectors_of(ids)
    photos = {photo.id: photo for photo in catalog.photos(ids.tolist())}
    return [
        _Source(photos[photo_id], _small(library.previews.small(photo_id) or b""), vector)
        for photo_id, vector in zip(ids.tolist(), vectors, strict=True)
    ]


def _small(preview: bytes) -> bytes:
    with Image.open(io.BytesIO(preview)) as picture:
        picture.thumbnail((_SIDE, _SIDE))
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def _variant(source: _Source, number: int, count: int, chance: np.random.Generator) -> IndexedPhoto:
    """Make a photo of another: in its folder, at a day of its own, a little apart from it."""
    folder = source.photo.path.rpartition("/")[0]
    file = SeenFile(f"{folder}/IMG_{number:06}.jpg", 4_000_000 + number, number)
    moved = source.vector + _APART * chance.standard_normal(len(source.vector)) / np.sqrt(
        len(source.vector)
    )
    vector = (moved / np.linalg.norm(moved)).astype(np.float32)
    made = photo_of(file, number, vector, source.preview)
    # Most days have none, a few have hundreds, as in the libraries of people.
    day = np.datetime64(_FIRST) + int(_DAYS * number / count) // 3 * 3
    taken_at = f"{day}T{8 + number % 12:02}:{number % 60:02}:00"
    facts = replace(source.photo.facts, taken_at=taken_at)
    return replace(made, photo=replace(made.photo, facts=facts))


def draw_many(stage: Stage) -> None:
    """Draw the timeline from its end and amid it, all of it selected, and a search."""
    window, scrubber = stage.window, stage.window.surface.scrubber
    stage.draw("many-all")
    place = QPoint(20, scrubber.height() // 3)
    QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=place)
    stage.draw("many-dates")
    QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=place + QPoint(-200, 0))
    window.deeds["rows"].trigger()
    for _ in range(3):
        window.deeds["smaller"].trigger()
    stage.draw("many-rows-small")
    window.deeds["rows"].trigger()
    window.deeds["larger"].trigger()
    window.grid.setFocus()
    window.grid.selectAll()
    stage.settle(1)
    stage.draw("many-selected")
    stage.search("a rocket at night")
    stage.settle(1)
    stage.draw("many-search")
    window.looking.browsing.go(Everything())
    stage.close()
