"""The model holds ids in order, finds their rows, and says what it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from app.grid.model import PhotoModel
from indexer.search import Band

if TYPE_CHECKING:
    from tests.app.conftest import CheckModel


def _ids(*ids: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(ids, np.int64)


def _bands(*bands: int) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.array(bands, np.uint8)


def test_qt_finds_nothing_to_complain_about(check_model: CheckModel) -> None:
    model = PhotoModel(lambda photo_id: f"{photo_id}.jpg")
    check_model(model)
    model.show(_ids(7, 3, 9), _bands(3, 2, 1))
    check_model(model)
    model.show(_ids(3))
    check_model(model)


def test_a_row_tells_its_photo_and_its_band() -> None:
    model = PhotoModel({7: "beach.jpg"}.get)  # type: ignore[arg-type] # None is as good as "".
    model.show(_ids(7, 3), _bands(3, 2))
    assert model.index(1).data(PhotoModel.PHOTO_ID) == 3
    assert model.index(1).data(PhotoModel.BAND) is Band.LIKELY
    read_out = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert read_out == ["beach.jpg, strong", "Photo 2, likely"]
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) == "beach.jpg  ·  strong"
    assert model.photo_id(0) == 7


def test_without_a_search_there_is_no_band() -> None:
    model = PhotoModel()
    model.show(_ids(7))
    assert model.index(0).data(PhotoModel.BAND) is None


def test_a_photo_is_read_out_by_its_name_or_else_its_place() -> None:
    model = PhotoModel({7: "beach.jpg"}.get)  # type: ignore[arg-type] # None is as good as "".
    model.show(_ids(7, 3))
    read_out = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert read_out == ["beach.jpg", "Photo 2"]
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) == "beach.jpg"


def test_rows_are_found_by_id_after_each_change() -> None:
    model = PhotoModel()
    assert model.row_of(7) is None
    model.show(_ids(7, 3, 9))
    assert model.rows_of(_ids(9, 7, 5)).tolist() == [0, 2]
    model.show(_ids(9, 7))
    assert model.row_of(9) == 0
    assert model.row_of(3) is None
