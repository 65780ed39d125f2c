"""Photos go into a folder from the window: what is asked, how far it is, what came of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.exporting.form import Chosen, ExportForm, Scope

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.theme import Theme
    from app.window import Window
    from tests.app.conftest import OpenWindow


@pytest.fixture
def form(qtbot: QtBot, open_window: OpenWindow, filled_library: Path, theme: Theme) -> ExportForm:
    """The question, of two photos that are selected among twelve."""
    scopes = [Scope("Selected", [3, 5]), Scope("All that are shown", range(1, 13))]
    window = open_window(filled_library)
    return ExportForm(scopes, "", theme, window)


def _ask(window: Window) -> ExportForm:
    window.deeds["export"].trigger()
    form = window.albums.exporting.question
    assert isinstance(form, ExportForm)
    return form


def _export(qtbot: QtBot, window: Window, form: ExportForm) -> str:
    with qtbot.waitSignal(window.albums.exporting.ended):
        form.yes.click()
    return window.surface.notice.line.text()


def test_a_folder_is_needed_and_the_photos_are_counted(form: ExportForm, tmp_path: Path) -> None:
    assert not form.yes.isEnabled()
    assert form.title.text() == "Export 2 photos"
    form.folder.setText(str(tmp_path))
    assert form.yes.isEnabled()
    form.scope.show_choice(1)
    form.scope.chosen.emit(1)
    assert form.title.text() == "Export 12 photos"
    answer = form.answer
    assert isinstance(answer, Chosen)
    assert (list(answer.ids), answer.how.folder) == (list(range(1, 13)), tmp_path)
    assert (answer.how.pattern, answer.how.link, answer.how.table) == (None, False, None)


def test_a_pattern_shows_by_an_example_what_it_makes_or_what_is_wrong(
    form: ExportForm, window: Window, tmp_path: Path
) -> None:
    photo = window._questions.photo(3)
    assert photo is not None
    form.folder.setText(str(tmp_path))
    form.show_example(photo)
    assert form.example.text().startswith("For example: ")
    assert form.pattern.isHidden()
    form.names.show_choice(1)
    form.names.chosen.emit(1)
    form.pattern.setText("{rank:3} of {folder}")
    assert form.example.text() == "For example: 001 of photos.png"
    form.pattern.setText("{rank:3")
    assert "braces" in form.pattern_fault.line.text()
    assert not form.yes.isEnabled()
    form.names.show_choice(0)
    form.names.chosen.emit(0)
    assert form.pattern_fault.isHidden()
    assert form.yes.isEnabled()


def test_what_is_shown_goes_into_a_folder_and_the_line_says_so(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    form, out = _ask(window), tmp_path / "out"
    assert form.title.text() == "Export 12 photos"
    form.folder.setText(str(out))
    form.table.show_choice(2)
    assert _export(qtbot, window, form) == "12 photos went into “out”."
    assert len(list(out.glob("*.png"))) == 12
    assert len(json.loads((out / "photos.json").read_text())) == 12
    assert window.surface.foot.export.isHidden()
    again = _ask(window)
    assert again.folder.text() == str(out)
    told = _export(qtbot, window, again)
    assert told == "0 photos went into “out”. 12 were there already."


def test_only_what_is_selected_goes_where_that_is_wanted(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    window.grid.go_to_first()
    QTest.keyClick(window.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    form, out = _ask(window), tmp_path / "out"
    assert form.title.text() == "Export 2 photos"
    form.folder.setText(str(out))
    form.kind.show_choice(1)
    _export(qtbot, window, form)
    paths = window._questions.paths(window.grid.photos.ids[:2].tolist())
    assert {each.name for each in out.glob("*.png")} == {path.split("/")[-1] for path in paths}


def test_one_photo_that_was_clicked_is_what_is_meant_and_the_keyboards_first_is_not(
    window: Window,
) -> None:
    grid = window.grid
    grid.go_to_first()
    form = _ask(window)
    assert form.title.text() == "Export 12 photos"
    for row in (0, 4):
        form.no.click()
        place = grid.visualRect(grid.photos.index(row)).center()
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
        form = _ask(window)
        assert form.title.text() == "Export 1 photo"
        assert window.grid.current_photo() == grid.photos.ids[row]


def test_an_album_goes_out_in_its_order(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    ids = window.grid.photos.ids[[4, 0, 9]].tolist()
    window.ledger.editing.make(lambda catalog: catalog.make_album("Mine", ids))
    shelving = window.albums.shelving
    qtbot.waitUntil(lambda: bool(shelving.shelf.albums))
    window.albums.act("export", shelving.shelf.albums[0])
    exporting = window.albums.exporting
    qtbot.waitUntil(lambda: exporting.question is not None)
    form, out = exporting.question, tmp_path / "out"
    assert isinstance(form, ExportForm)
    form.folder.setText(str(out))
    answer = form.answer
    assert isinstance(answer, Chosen)
    assert list(answer.ids) == ids
    assert _export(qtbot, window, form) == "3 photos went into “out”."


def test_a_folder_of_the_library_is_refused_in_a_line(qtbot: QtBot, window: Window) -> None:
    form = _ask(window)
    form.folder.setText(str(window._questions.folder))
    _export(qtbot, window, form)
    assert "belongs to the library" in window.surface.notice.line.text()
    assert not window.albums.exporting.running


def test_who_stops_is_told_how_to_go_on(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    form = _ask(window)
    form.folder.setText(str(tmp_path / "out"))
    exporting = window.albums.exporting
    with qtbot.waitSignal(exporting.ended):
        form.yes.click()
        window.surface.foot.export.stop_button.click()
    assert "export the same again, and it goes on" in window.surface.notice.line.text()


def test_a_window_that_closes_waits_for_the_photo_at_hand(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    form = _ask(window)
    form.folder.setText(str(tmp_path / "out"))
    form.yes.click()
    with qtbot.waitSignal(window.gone):
        window.close()
    assert not window.albums.exporting.running
    assert not list((tmp_path / "out").glob(".*.part"))
