"""A folder leaves the library from the window: asked about, told, and with a way back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.asked import Everything, Folder
from app.indexing import Departure, Phase
from indexer.copies import list_backups
from indexer.library import Library
from tests.app.conftest import paint_colours

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.folders.departing import Departing
    from app.indexing import Ingest
    from app.window import Window
    from indexer.catalog import Catalog
    from tests.app.conftest import OpenWindow


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path) -> Window:
    """The window on two folders of four photos each, all of them read."""
    opened = open_window(tmp_path / "library")
    folders = [str(paint_colours(tmp_path / name, each=1)) for name in ("stays", "goes")]
    opened.begin(folders)
    indexing = opened.keeping.indexing
    qtbot.waitUntil(lambda: opened.grid.cells.count == 8)
    qtbot.waitUntil(lambda: indexing.ingest.phase is Phase.UP_TO_DATE)
    return opened


def _stand_on(window: Window, folder: Path) -> None:
    """Put the keyboard on the line of a folder."""
    sidebar = window.surface.sidebar
    row = sidebar._model.row_of(Folder(str(folder)))
    assert row is not None
    sidebar.list.setFocus()
    sidebar.list.setCurrentIndex(sidebar._model.index(row))


def _asked(window: Window, folder: Path) -> Departing:
    """Press Del on the line of a folder."""
    _stand_on(window, folder)
    QTest.keyClick(window.surface.sidebar.list, Qt.Key.Key_Delete)
    departing = window.folders.departing
    assert departing.question is not None
    return departing


def _id(catalog: Catalog, path: str) -> int:
    photo = catalog.photo_by_path(path)
    assert photo is not None
    return photo.id


def _followed(library: Path) -> list[str]:
    with Library.open(library) as opened:
        return [os.path.basename(root.path) for root in opened.catalog.roots()]


def _wait_until_gone(qtbot: QtBot, window: Window, *, left: int = 4) -> None:
    notice, browsing = window.surface.notice, window.looking.browsing
    qtbot.waitUntil(lambda: "has left" in notice.line.accessibleName())
    qtbot.waitUntil(lambda: browsing.question == Everything() and browsing.is_answered)
    qtbot.waitUntil(lambda: window.grid.cells.count == left)


def test_the_child_lets_it_go_and_all_is_told(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    red = str(tmp_path / "goes" / "red-0.png")
    window.ledger.editing.make(lambda catalog: catalog.confirm_tag([_id(catalog, red)], "ours"))
    departing = _asked(window, tmp_path / "goes")
    question = departing.question
    assert question is not None
    assert question.title.text() == "Take “goes” out of the library?"
    for word in ("4 photos stay on disk", "tags, stars", "for a year", "Undo takes", "A copy"):
        assert word in question.sentence.text()
    assert question.no.isDefault()
    question.yes.click()
    assert "Taking “goes” out" in window.ledger.receipt.line.accessibleName()
    _wait_until_gone(qtbot, window)
    assert _followed(tmp_path / "library") == ["stays"]
    assert len(os.listdir(tmp_path / "goes")) == 4
    notice = window.surface.notice
    (backup,) = [each for each in list_backups(tmp_path / "library") if not each.daily]
    told = notice.line.accessibleName()
    assert told.startswith("“goes” has left the library with 4 photos; no file was touched.")
    assert told.endswith(f"A copy of the library as it was is kept: {backup.name}.")
    assert window.keeping.indexing.running
    notice.button.click()
    qtbot.waitUntil(lambda: window.grid.cells.count == 8)
    qtbot.waitUntil(lambda: not window.trashing._awaited)
    with Library.open(tmp_path / "library") as library:
        known = _id(library.catalog, red)
        assert library.catalog.tags_of([known])[known] == ("ours",)
    assert "trash" not in window.ledger.receipt.line.text()
    # A child that is ending hears nothing any more: another one is sent.
    window.keeping.indexing.stop()
    question = _asked(window, tmp_path / "goes").question
    assert question is not None
    notice.hide()
    question.yes.click()
    qtbot.waitUntil(notice.isVisible)
    _wait_until_gone(qtbot, window)
    assert _followed(tmp_path / "library") == ["stays"]


def _have_it_leave_with_stars(qtbot: QtBot, window: Window, photo: Path) -> None:
    """Give a photo five stars, then have its folder leave."""
    window.ledger.editing.make(lambda catalog: catalog.set_rating([_id(catalog, str(photo))], 5))
    question = _asked(window, photo.parent).question
    assert question is not None
    question.yes.click()
    _wait_until_gone(qtbot, window)


def test_undo_has_it_back_in_its_turn_whatever_was_said_since(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    catalog = window._questions.library().catalog
    red, other = (str(tmp_path / name / "red-0.png") for name in ("goes", "stays"))
    editing, undo = window.ledger.editing, window.deeds["undo"]
    _have_it_leave_with_stars(qtbot, window, Path(red))
    with qtbot.waitSignal(editing.made):
        editing.make(lambda catalog: catalog.set_rating([_id(catalog, other)], 3))
    with qtbot.waitSignal(editing.undone):
        undo.trigger()
    # A copy of the one that has left, which has its stars since.
    assert catalog.photos([_id(catalog, other)])[0].rating == 5
    assert window.grid.cells.count == 4
    undo.trigger()
    qtbot.waitUntil(window.surface.notice.isHidden)
    qtbot.waitUntil(lambda: window.grid.cells.count == 8)
    qtbot.waitUntil(lambda: not window.trashing._awaited)
    assert catalog.photos([_id(catalog, red)])[0].rating == 5


def test_undo_goes_on_though_a_photo_of_it_never_comes(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    red, other = (str(tmp_path / name / "red-0.png") for name in ("goes", "stays"))
    editing, undo = window.ledger.editing, window.deeds["undo"]
    _have_it_leave_with_stars(qtbot, window, Path(red))
    os.unlink(red)
    window.surface.notice.say("Something else happened.")
    undo.trigger()
    qtbot.waitUntil(lambda: window.grid.cells.count == 7)
    with qtbot.waitSignal(editing.made):
        editing.make(lambda catalog: catalog.set_rating([_id(catalog, other)], 3))
    indexing, pressed = window.keeping.indexing, list[Phase]()

    def press_once_it_looks(ingest: Ingest) -> None:
        if ingest.phase.busy and not pressed:
            pressed.append(ingest.phase)
            undo.trigger()

    indexing.changed.connect(press_once_it_looks)
    with qtbot.waitSignal(editing.undone):
        indexing.look()
    assert [each.path for each in window.trashing._awaited] == [red]
    assert window.surface.notice.line.text() == "Something else happened."


@pytest.fixture
def idle(qtbot: QtBot, open_window: OpenWindow, filled_library: Path, tmp_path: Path) -> Window:
    """The window on twelve photos of one folder and on one that is empty; no child is at work."""
    (tmp_path / "stays").mkdir()
    with Library.open(filled_library, write=True) as library:
        library.catalog.add_root(str(tmp_path / "stays"))
    opened = open_window(filled_library)
    opened.keeping._looked = True  # Else a child begins now.
    opened.keeping.look()
    qtbot.waitUntil(lambda: opened.surface.sidebar.list.model().rowCount() > 6)
    return opened


@pytest.fixture
def photos(filled_library: Path) -> Path:
    """The folder of the twelve photos."""
    with Library.open(filled_library) as library:
        (root,) = (root for root in library.catalog.roots() if root.photos)
    return Path(root.path)


def test_who_thinks_better_of_it_keeps_all(
    qtbot: QtBot, idle: Window, photos: Path, filled_library: Path
) -> None:
    departing = _asked(idle, photos)
    question = departing.question
    assert question is not None
    with qtbot.waitSignal(question.finished):
        QTest.keyClick(question, Qt.Key.Key_Return)
    assert departing.question is None
    assert len(_followed(filled_library)) == 2


def test_where_no_child_is_at_work_one_is_sent_for_it(
    qtbot: QtBot, idle: Window, photos: Path, filled_library: Path
) -> None:
    question = _asked(idle, photos).question
    assert question is not None
    question.yes.click()
    qtbot.waitUntil(lambda: idle.folders.departing.running)
    doing = idle.surface.foot.doing
    assert doing.isVisible()
    assert doing.state.text() == f"Taking “{photos.name}” out of the library…"
    _wait_until_gone(qtbot, idle, left=0)
    assert doing.isHidden()
    assert _followed(filled_library) == ["stays"]
    qtbot.waitUntil(lambda: not idle.folders.departing.running)


def test_what_keeps_it_is_told(
    qtbot: QtBot, idle: Window, photos: Path, filled_library: Path
) -> None:
    with Library.open(filled_library, write=True):
        question = _asked(idle, photos).question
        assert question is not None
        with qtbot.waitSignal(idle.folders.failed) as failed:
            question.yes.click()
    assert failed.args is not None
    assert "Another Shoebox" in str(failed.args[0])
    assert len(_followed(filled_library)) == 2


def test_of_a_folder_that_is_away_nothing_is_promised_that_cannot_be(
    qtbot: QtBot, idle: Window, photos: Path, filled_library: Path
) -> None:
    departing = idle.folders.departing
    (root,) = (each for each in idle.folders._roots if each.photos)
    departing.ask(root, "Its drive HOLIDAY is away")
    assert departing.question is not None
    told = departing.question.sentence.text()
    assert "Its drive HOLIDAY is away: its files stay as they are." in told
    assert "Undo" not in told
    departing.question.reject()
    idle.keeping.indexing.left.emit(Departure(str(photos), 12, "2026-01-02"))
    assert not idle.surface.notice.button.isVisible()
    assert "is kept: 2026-01-02." in idle.surface.notice.line.accessibleName()
