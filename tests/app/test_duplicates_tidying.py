"""From the sidebar to the trash: the real window, the real child, a real trash."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.indexing import Phase
from app.searches import Search
from app.sidebar import Duplicates
from indexer.duplicates import Kind
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from tests.indexer.duplicates.trashes import own_trash

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.duplicates.confirming import Confirmation
    from app.window import Window
    from indexer.models import Bundle
    from tests.app.conftest import OpenWindow
    from tests.conftest import PaintPhoto


@pytest.fixture
def photos(tmp_path: Path, paint_photo: PaintPhoto) -> Path:
    """Three pictures, one of them three times."""
    folder = tmp_path / "photos"
    for seed in (1, 2, 3):
        paint_photo(folder / f"picture-{seed}.png", seed=seed)
    for copy in ("a copy.png", "another copy.png"):
        shutil.copyfile(folder / "picture-1.png", folder / copy)
    return folder


@pytest.fixture
def window(
    qtbot: QtBot, open_window: OpenWindow, tiny_bundle: Bundle, photos: Path,
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> Window:  # fmt: skip
    """The window on a library of these, its child at rest."""
    # Else it would be that of the first test of this process which had one, out of which nothing
    # comes back here.
    own_trash(monkeypatch)
    with Library.open(tmp_path / "library", write=True) as library:
        library.catalog.add_root(str(photos))
        for _ in ingest(library, tiny_bundle, IngestOptions(roots=(str(photos),), workers=1)):
            pass
    opened = open_window(tmp_path / "library")
    opened.begin()
    qtbot.waitUntil(lambda: opened.grid.cells.count == 5)
    indexing = opened.keeping.indexing
    qtbot.waitUntil(lambda: indexing.ingest.phase is Phase.UP_TO_DATE)
    return opened


def _look(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.tidying.ended):
        window.surface.sidebar.duplicates.emit()
    assert window.tidying.finding.search.fault == ""
    assert window.tidying.finding.search.finished


def _asked(window: Window) -> Confirmation:
    window.surface.duplicates.move_button.click()
    question = window.tidying.question
    assert question is not None
    return question


def _left(photos: Path) -> set[str]:
    return set(os.listdir(photos))


ALL = {"picture-1.png", "picture-2.png", "picture-3.png", "a copy.png", "another copy.png"}


def test_the_sidebar_leads_to_the_groups_that_the_child_finds(qtbot: QtBot, window: Window) -> None:
    _look(qtbot, window)
    page = window.surface.duplicates
    assert window.surface.shows_duplicates
    assert page.groups.count() == page.groups.count(Kind.EXACT) == 1
    assert len(page.groups.group(0).members) == 3
    assert page.move_button.text() == "Move 2 photos to the trash…"
    assert page.view.isVisible()


def test_a_look_that_goes_on_out_of_sight_is_told_at_the_foot_and_stopped_there(
    qtbot: QtBot, window: Window
) -> None:
    surface, told = window.surface, window.surface.foot.duplicates
    surface.sidebar.duplicates.emit()
    assert window.tidying.running
    # The child cannot be heard before the test lets events pass: it is at work all the while.
    assert told.isHidden()
    surface.show_answer()
    assert told.isVisible()
    assert told.state.text() == "Looking for duplicates"
    surface.show_duplicates()
    assert told.isHidden()
    surface.show_answer()
    with qtbot.waitSignal(window.tidying.ended):
        told.stop_button.click()
    assert told.isHidden()
    assert not window.tidying.finding.search.finished


def test_the_question_says_how_many_how_large_and_what_stays_and_no_changes_nothing(
    qtbot: QtBot, window: Window, photos: Path
) -> None:
    _look(qtbot, window)
    question = _asked(window)
    size = window.surface.duplicates.groups.sum().size
    assert "Move 2 photos to the trash?" in question.title.text()
    assert "1 photo of the same group stays" in question.sentence.text()
    assert question.coming.size == size > 0
    assert question.list.model().rowCount() == 2
    spoken = question.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith(".png stays")
    assert question.no.isDefault()
    question.grab()
    question.reject()
    qtbot.waitUntil(lambda: window.tidying.question is None)
    assert _left(photos) == ALL


@pytest.mark.skipif(sys.platform != "linux", reason="Only here a test can have a trash of its own.")
def test_the_others_go_to_the_trash_and_one_stays(
    qtbot: QtBot, window: Window, photos: Path
) -> None:
    _look(qtbot, window)
    kept = window.surface.duplicates.groups.group(0).best
    question = _asked(window)
    with qtbot.waitSignal(window.tidying.ended):
        question.yes.click()
    assert len(_left(photos)) == 3
    assert {"picture-2.png", "picture-3.png"} < _left(photos)
    assert "2 photos went to the trash" in window.surface.notice.line.text()
    assert window.surface.duplicates.groups.count() == 0
    qtbot.waitUntil(lambda: window.grid.cells.count == 3)
    assert window.surface.shows_duplicates
    assert kept in window.grid.photos.ids.tolist()
    window.deeds["undo"].trigger()
    qtbot.waitUntil(lambda: window.grid.cells.count == 5)
    assert _left(photos) == ALL


def test_a_copy_whose_twin_has_gone_meanwhile_stays(
    qtbot: QtBot, window: Window, photos: Path
) -> None:
    _look(qtbot, window)
    best = next(
        each for each in window.surface.duplicates.groups.group(0).members
        if window.surface.duplicates.groups.plan.stays(each.photo_id)
    )  # fmt: skip
    question = _asked(window)
    os.remove(best.path)
    with qtbot.waitSignal(window.tidying.ended):
        question.yes.click()
    assert len(_left(photos)) == 4
    assert "2 were left where they are" in window.surface.notice.line.text()


def test_a_look_can_be_called_off_and_begun_again_with_another_distance(
    qtbot: QtBot, window: Window
) -> None:
    finding, page = window.tidying.finding, window.surface.duplicates
    window.surface.sidebar.duplicates.emit()
    assert page.stop_button.isVisible()
    with qtbot.waitSignal(finding.ended):
        page.stop_button.click()
    assert not finding.search.fault
    assert not finding.search.finished
    assert page.blank.button.isVisible()
    page.slider.setValue(0)
    page.slider.setValue(6)
    with qtbot.waitSignal(finding.ended):
        pass
    assert (finding.search.finished, finding.search.distance) == (True, 6.0)


def test_escape_leads_back_to_the_photos(qtbot: QtBot, window: Window) -> None:
    _look(qtbot, window)
    assert window.surface.sidebar.list.currentIndex().data() == "Duplicates"
    QTest.keyClick(window.surface.duplicates.view, Qt.Key.Key_Escape)
    assert not window.surface.shows_duplicates
    assert window.surface.sidebar.list.currentIndex().data() == "All photos"
    window.surface.sidebar.duplicates.emit()
    assert window.surface.duplicates.groups.count() == 1


def test_a_photo_of_a_group_is_looked_at_and_its_like_is_found(
    qtbot: QtBot, window: Window
) -> None:
    _look(qtbot, window)
    view = window.surface.duplicates.view
    view.setFocus()
    view.go_to_first()
    first, second = window.surface.duplicates.groups.group(0).ids[:2]
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert window.viewer.photo_id == first
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
    assert view.current_photo() == second
    assert window.surface.shows_duplicates
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.deeds["similar"].trigger()
    assert window.looking.browsing.question == Search.like(second)
    assert not window.surface.shows_duplicates


def test_a_window_that_closes_takes_the_look_with_it(qtbot: QtBot, window: Window) -> None:
    window.surface.sidebar.duplicates.emit()
    assert window.tidying.running
    with qtbot.waitSignal(window.gone):
        window.close()
    assert not window.tidying.running


def test_the_mark_of_the_sidebar_stays_while_the_library_changes(
    qtbot: QtBot, window: Window, photos: Path, paint_photo: PaintPhoto
) -> None:
    _look(qtbot, window)
    paint_photo(photos / "new.png", seed=9)
    qtbot.waitUntil(lambda: window.grid.cells.count == 6)
    assert window.surface.shows_duplicates
    entry = window.surface.sidebar.list.currentIndex().data(Qt.ItemDataRole.UserRole + 1)
    assert entry.goes_to == Duplicates()
