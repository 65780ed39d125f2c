"""Photos of a few days, and a grid that shows them, for the tests of what stands by date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.grid.delegate import PhotoDelegate
from app.grid.model import PhotoModel
from app.grid.pixmaps import Pixmaps, Shape, Tile, cut
from app.grid.sheet import Dates, Sheet
from app.grid.view import PhotoGrid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.background import Background
    from app.theme import Theme

IDS = np.arange(1, 31, dtype=np.int64)


def sheet(*, marks: int = 0, stars: int = 0, seconds: float = 0.0, burst: int = 0) -> Sheet:
    """Thirty photos of three days, ten each, wide and tall by turns; the first has the badges."""
    days = np.repeat(np.array(["2023-05-03", "2023-05-02", "2022-12-24"], "datetime64[D]"), 10)
    given = np.zeros((2, 30), np.uint8)
    given[:, 0] = stars, marks
    lengths, bursts = np.zeros(30, np.float32), np.zeros(30, np.int64)
    lengths[0], bursts[0] = seconds, burst
    dates = Dates(np.array([0, 10, 20]), "D")
    ratios = np.tile([1.5, 0.75], 15)
    return Sheet(ratios, days, given[0], given[1], lengths, bursts, dates)


class Source:
    """Cuts one picture for every cell, and notes how."""

    def __init__(self, preview: bytes) -> None:
        self.preview = preview
        self.shapes: dict[int, Shape] = {}

    def __call__(
        self, photo_ids: Sequence[int], shape: Shape, *, large: bool
    ) -> Mapping[int, Tile]:
        assert not large
        self.shapes |= dict.fromkeys(photo_ids, shape)
        return {each: Tile("", cut(self.preview, shape)) for each in photo_ids}


def open_grid(background: Background, theme: Theme, source: Source) -> PhotoGrid:
    """Return a grid that takes its previews from a source."""
    pixmaps = Pixmaps(background, source)
    made = PhotoGrid(PhotoModel(pixmaps.name), pixmaps)
    made.setItemDelegate(PhotoDelegate(pixmaps, theme, made))
    made.resize(900, 700)
    return made
