"""The first run offers the system's folder of pictures by name, and a stronger model, calmly."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.asked import Answer, Everything
from app.indexing import Ingest, Phase
from app.pages import WELCOME, Page, page_for
from app.preferences.stock import Model, Stock
from app.settings import OFFERED_MODEL
from app.welcome import OFFERED, offer, pictures_folder
from indexer.models.known import known_model
from tests.app.conftest import paint_colours

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.app.conftest import OpenWindow

KNOWN = known_model(OFFERED)
assert KNOWN is not None
STRONGER = Model(OFFERED, KNOWN.licence, 995)
STARTER = Model("starter", KNOWN.licence, 36, installed=True)
STOCK = Stock((STARTER, STRONGER))
of_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere the folder is no matter of $HOME"
)
SENTENCE = (
    "Shoebox comes with a small model. MobileCLIP2-S3 finds far more: 995 MB, for research only."
)


def test_the_offer_names_size_and_terms() -> None:
    assert offer(STOCK) == SENTENCE


@pytest.mark.parametrize(
    "stock",
    [
        Stock((STARTER, replace(STRONGER, installed=True))),
        replace(STOCK, in_use="vit-b-32-256"),
        replace(STOCK, wanted="mobileclip2-s0"),
        replace(STOCK, fixed=True),
        Stock(),
    ],
)
def test_nothing_is_offered_to_whoever_has_chosen_already(stock: Stock) -> None:
    assert offer(stock) == ""


@of_linux
def test_the_systems_folder_of_pictures_is_found_where_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert pictures_folder() == ""
    (tmp_path / "Pictures").mkdir()
    assert pictures_folder() == str(tmp_path / "Pictures")
    (tmp_path / "Bilder").mkdir()
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "user-dirs.dirs").write_text('XDG_PICTURES_DIR="$HOME/Bilder"\n')
    assert pictures_folder() == str(tmp_path / "Bilder")
    (tmp_path / "config" / "user-dirs.dirs").write_text('XDG_PICTURES_DIR="$HOME/"\n')
    assert pictures_folder() == ""


@of_linux
def test_one_press_reads_the_folder_that_the_system_keeps_for_pictures(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = paint_colours(tmp_path / "Pictures", each=1)
    window = open_window(tmp_path / "library")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "user-dirs.dirs").write_text(f'XDG_PICTURES_DIR="{photos}"\n')
    window.begin()
    empty = window.surface.empty
    qtbot.waitUntil(lambda: empty.button.text() == "Add “Pictures”")
    assert empty.other_button.isVisible()
    assert empty.button.hasFocus()
    QTest.keyClick(empty.button, Qt.Key.Key_Return)
    found = window.keeping
    qtbot.waitUntil(lambda: found.overview is not None and bool(found.overview.roots))
    assert found.overview is not None
    assert [root.path for root in found.overview.roots] == [str(photos)]
    qtbot.waitUntil(lambda: window.grid.cells.count == 4)
    assert window.grid.hasFocus()


def test_who_comes_to_the_window_while_the_first_photos_are_awaited_is_at_the_photos(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window, front = open_window(tmp_path / "library"), QWidget()
    qtbot.addWidget(front)
    front.show()
    _bring_to_front(qtbot, front)
    surface, awaited = window.surface, _awaited()
    surface.sidebar.show()
    surface.show_page(awaited)
    _bring_to_front(qtbot, window)
    assert surface.empty.hasFocus()
    surface.show_page(None)
    assert window.grid.hasFocus()


def test_who_pressed_the_button_of_the_first_page_is_at_the_photos_then(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    surface, awaited = window.surface, _awaited()
    _bring_to_front(qtbot, window)
    surface.show_page(WELCOME)
    assert surface.empty.button.hasFocus()
    surface.show_page(awaited)
    assert surface.empty.hasFocus()
    surface.search.begin()
    surface.show_page(None)
    assert surface.search.field.hasFocus()


def _awaited() -> Page:
    """The page that is there while the first photos are read."""
    nothing_yet = Answer(Everything(), np.empty(0, np.int64))
    page = page_for(None, nothing_yet, Ingest(Phase.READING))
    assert page is not None
    return page


def _bring_to_front(qtbot: QtBot, window: QWidget) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def test_the_model_is_offered_beside_the_folder_and_leads_to_its_licence(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library", model=None)
    window.begin()
    model = window.surface.empty.model
    qtbot.waitUntil(model.isVisible)
    assert model.line.text() == SENTENCE
    model.button.click()
    preferences = window.surface.preferences
    assert preferences.isVisible()
    qtbot.waitUntil(lambda: OFFERED in preferences.rows)
    qtbot.waitUntil(preferences.rows[OFFERED].consent.isVisible)
    assert preferences.rows[OFFERED].consent.tick.hasFocus()


def test_it_is_offered_once_more_when_the_first_photos_are_in(
    qtbot: QtBot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library", model=None)
    notice, indexing = window.surface.notice, window.keeping.indexing
    indexing.changed.emit(Ingest(Phase.UP_TO_DATE, total=12, done=12))
    qtbot.waitUntil(notice.isVisible)
    assert notice.line.text() == SENTENCE
    assert window._settings.get(OFFERED_MODEL)
    notice.hide()
    indexing.changed.emit(Ingest(Phase.UP_TO_DATE, total=12, done=12))
    qtbot.waitUntil(lambda: window._background.idle)
    assert notice.isHidden()
