"""A model's row shows its face, and hides its licence where that can do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.preferences.face import Face, Offer
from app.preferences.row import ModelRow
from app.preferences.stock import Model
from app.theme import Theme
from indexer.models.known import APPLE

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def test_a_licence_that_is_open_folds_up_while_another_model_is_fetched(
    qtbot: QtBot, qapp: QApplication
) -> None:
    row = ModelRow(Model("mobileclip2-s3", APPLE, 995), Theme(qapp))
    qtbot.addWidget(row)
    row.show_face(Face("S3", offer=Offer.GET))
    row.button.click()
    row.show_face(Face("S3", offer=Offer.GET))
    assert not row.consent.isHidden()
    row.show_face(Face("S3", offer=Offer.GET, possible=False))
    assert row.consent.isHidden()
    assert not row.button.isHidden()
    assert not row.button.isEnabled()
