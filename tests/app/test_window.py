"""Journeys through the real window, with a real library and the real child process."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import psutil
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.asked import Everything, Folder
from app.indexing import Phase
from app.searches import Search
from app.settings import LAST_FOLDER, SHOW_DETAILS
from app.sidebar import Problems
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from tests.app.conftest import paint_colours

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window import Window
    from indexer.models import Bundle


def _drop(window: Window, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how, nothing = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    button = Qt.MouseButton.LeftButton
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(400, 400), how, mime, button, nothing))
    QApplication.sendEvent(window, QDropEvent(QPoint(400, 400), how, mime, button, nothing))


def _shown(window: Window) -> list[str]:
    """Return the names of the photos that the grid shows, in order."""
    ids = window.grid.photos.ids.tolist()
    return [path.rpartition("/")[2] for path in window._questions.paths(ids)]


def _wait_for_photos(qtbot: QtBot, window: Window, count: int) -> None:
    qtbot.waitUntil(lambda: window.grid.cells.count == count)


def _search(qtbot: QtBot, window: Window, words: str) -> None:
    window.surface.search.begin()
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClicks(window.surface.search.field, words)
        QTest.keyClick(window.surface.search.field, Qt.Key.Key_Return)


@pytest.fixture
def library(filled_library: Path, tmp_path: Path) -> Path:
    """A copy of the filled library that may be written to."""
    return shutil.copytree(filled_library, tmp_path / "library")


@pytest.fixture
def window(qtbot: QtBot, open_window: Callable[[Path], Window], library: Path) -> Window:
    """The window on the filled library, its child at rest."""
    opened = open_window(library)
    opened.begin()
    _wait_for_photos(qtbot, opened, 12)
    indexing = opened.keeping.indexing
    qtbot.waitUntil(lambda: indexing.ingest.phase is Phase.UP_TO_DATE)
    return opened


def test_the_first_run_from_nothing_to_the_right_picture(
    qtbot: QtBot, open_window: Callable[[Path], Window], tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    window.begin()
    surface = window.surface
    qtbot.waitUntil(surface.empty.button.isVisible)
    qtbot.waitUntil(lambda: not surface.sidebar.isVisible())
    _drop(window, paint_colours(tmp_path / "photos", each=40))
    qtbot.waitUntil(lambda: window.grid.cells.count > 0)
    assert window.grid.isVisible()
    _wait_for_photos(qtbot, window, 160)
    qtbot.waitUntil(surface.sidebar.isVisible)
    _search(qtbot, window, "yellow")
    assert all(name.startswith("yellow") for name in _shown(window)[:10])
    qtbot.waitUntil(lambda: surface.foot.state.text() == "Up to date")


def test_a_folder_that_is_chosen_is_added_and_remembered(
    qtbot: QtBot,
    open_window: Callable[[Path], Window],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = open_window(tmp_path / "library")
    photos = paint_colours(tmp_path / "photos")
    answers = ["", str(photos)]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: answers.pop(0))
    window.begin()
    qtbot.waitUntil(window.surface.empty.button.isVisible)
    window.surface.empty.button.click()
    assert not window.keeping.indexing.running
    window.surface.empty.button.click()
    _wait_for_photos(qtbot, window, 12)
    assert window._settings.get(LAST_FOLDER) == str(tmp_path)


def test_photos_appear_while_the_rest_is_read(
    qtbot: QtBot,
    open_window: Callable[[Path], Window],
    tiny_bundle: Bundle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("indexer.ingest.pending.SECONDS_BETWEEN_COMMITS", 0.0)
    photos = str(paint_colours(tmp_path / "photos"))
    with Library.open(tmp_path / "library", write=True) as library:
        library.catalog.add_root(photos)
        with closing(ingest(library, tiny_bundle, IngestOptions((photos,), workers=1))) as steps:
            while not library.catalog.count():
                next(steps)
            some = library.catalog.count()
            assert some < 12
            window = open_window(tmp_path / "library")
            window.begin()
            _wait_for_photos(qtbot, window, some)
        indexing = window.keeping.indexing
        qtbot.waitUntil(lambda: indexing.ingest.phase is Phase.ELSEWHERE)
    window.keeping.go_on()
    _wait_for_photos(qtbot, window, 12)


def test_nobody_loses_their_place_when_photos_come(
    qtbot: QtBot, open_window: Callable[[Path], Window], tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    window.begin([str(paint_colours(tmp_path / "photos", each=25))])
    _wait_for_photos(qtbot, window, 100)
    ids = window.grid.photos.ids
    window.grid.go_to(int(ids[-1]))
    chosen, top = window.grid.current_photo(), window.grid.place().top
    paint_colours(tmp_path / "photos" / "more", each=25)
    _wait_for_photos(qtbot, window, 200)
    assert window.grid.current_photo() == chosen
    assert window.grid.selected_photos().tolist() == [chosen]
    assert window.grid.place().top == top


def _begin_and_pause(qtbot: QtBot, window: Window, photos: Path) -> None:
    """Let the child begin with these photos, and pause it at once, before it has read them."""
    window.begin()
    qtbot.waitUntil(window.surface.empty.button.isVisible)
    window.add_folders([str(photos)])
    # On a busy machine there is no child yet: what the library follows may be still looked up.
    qtbot.waitUntil(window.surface.foot.pause_button.isVisible)
    window.surface.foot.pause_button.click()
    _wait_for_phase(qtbot, window, Phase.PAUSED)


def _wait_for_phase(qtbot: QtBot, window: Window, phase: Phase) -> None:
    indexing = window.keeping.indexing
    qtbot.waitUntil(lambda: indexing.ingest.phase is phase)


def test_pausing_stopping_and_resuming_by_the_buttons(
    qtbot: QtBot, open_window: Callable[[Path], Window], tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    foot, indexing = window.surface.foot, window.keeping.indexing
    _begin_and_pause(qtbot, window, paint_colours(tmp_path / "photos"))
    foot.stop_button.click()
    qtbot.waitUntil(lambda: not indexing.running)
    foot.begin_button.click()
    qtbot.waitUntil(foot.pause_button.isVisible)
    foot.pause_button.click()
    _wait_for_phase(qtbot, window, Phase.PAUSED)
    window.deeds["pause"].trigger()
    _wait_for_phase(qtbot, window, Phase.UP_TO_DATE)
    _wait_for_photos(qtbot, window, 12)


def test_a_child_that_dies_is_told_in_one_line_and_goes_on_at_a_click(
    qtbot: QtBot, open_window: Callable[[Path], Window], tmp_path: Path
) -> None:
    window = open_window(tmp_path / "library")
    indexing, notice = window.keeping.indexing, window.surface.notice
    _begin_and_pause(qtbot, window, paint_colours(tmp_path / "photos"))
    psutil.Process(indexing.process_id).kill()
    qtbot.waitUntil(notice.isVisible)
    assert "kept" in notice.line.text()
    assert notice.button.text() == "Go on"
    notice.button.click()
    _wait_for_photos(qtbot, window, 12)


def test_searching_while_typing_and_back_to_where_one_was(qtbot: QtBot, window: Window) -> None:
    before = _shown(window)
    window.grid.go_to(window.grid.photos.photo_id(4))
    chosen = window.grid.current_photo()
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClicks(window.grid, "b")
    field = window.surface.search.field
    assert field.text() == "b"
    with qtbot.waitSignal(window.looking.browsing.answered):
        QTest.keyClicks(field, "lue")
    assert _shown(window)[0].startswith("blue")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert _shown(window) == before
    assert window.grid.current_photo() == chosen
    assert field.text() == ""


def test_return_in_the_search_field_leads_to_the_first_photo(qtbot: QtBot, window: Window) -> None:
    _search(qtbot, window, "green")
    qtbot.waitUntil(lambda: window.grid.currentIndex().row() == 0)
    assert window.surface.heading.title.text() == "“green”"
    assert not window.surface.sidebar.list.selectedIndexes()


def test_from_a_photo_to_its_like_and_on_and_back(qtbot: QtBot, window: Window) -> None:
    browsing = window.looking.browsing
    _search(qtbot, window, "red")
    qtbot.waitUntil(lambda: window.grid.current_photo() is not None)
    first = window.grid.current_photo()
    with qtbot.waitSignal(browsing.answered):
        window.deeds["similar"].trigger()
    assert browsing.question == Search.like(first or 0)
    assert window.surface.heading.title.text().startswith("Looks like red")
    assert [name[:3] for name in _shown(window)[:2]] == ["red", "red"]
    QTest.keyClick(window.grid, Qt.Key.Key_Escape)
    assert window.surface.heading.title.text() == "“red”"
    assert window.grid.current_photo() == first
    QTest.keyClick(window.grid, Qt.Key.Key_Escape)
    assert window.surface.heading.title.text() == "All photos"


def test_a_dropped_picture_finds_its_like(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    Image.new("RGB", (60, 40), "blue").save(tmp_path / "sky.png")
    with qtbot.waitSignal(window.looking.browsing.answered):
        _drop(window, tmp_path / "sky.png")
    assert window.looking.browsing.question == Search.like(str(tmp_path / "sky.png"))
    assert all(name.startswith("blue") for name in _shown(window)[:3])


def test_a_dropped_file_that_is_no_picture_is_told_in_one_line(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    (tmp_path / "no.jpg").write_text("no picture")
    _drop(window, tmp_path / "no.jpg")
    notice = window.surface.notice
    qtbot.waitUntil(notice.isVisible)
    assert "no.jpg" in notice.line.text()
    assert "\n" not in notice.line.text()


def test_one_more_dropped_folder_is_added(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    _drop(window, paint_colours(tmp_path / "more"))
    _wait_for_photos(qtbot, window, 24)
    model = window.surface.sidebar.list.model()
    qtbot.waitUntil(
        lambda: "more" in [model.index(row, 0).data() for row in range(model.rowCount())]
    )
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.surface.sidebar.chosen.emit(Folder(str(tmp_path / "more")))
    assert window.grid.cells.count == 12
    assert window.surface.heading.title.text() == "more"


def test_the_viewer_and_back_to_the_photo_that_was_seen_last(qtbot: QtBot, window: Window) -> None:
    ids = window.grid.photos.ids
    window.grid.go_to(int(ids[0]))
    QTest.keyClick(window.grid, Qt.Key.Key_Return)
    assert window.viewer.isVisible()
    qtbot.waitUntil(lambda: bool(window.viewer.bar.name.text()))
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    QTest.keyClick(window.viewer, Qt.Key.Key_Right)
    QTest.keyClick(window.viewer, Qt.Key.Key_Escape)
    assert window.grid.isVisible()
    assert window.grid.current_photo() == int(ids[2])
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.grid.opened.emit(int(ids[1]))
        window.viewer.wanted.emit("similar")
    assert window.grid.isVisible()


def test_all_that_is_selected_is_copied_as_files_pictures_and_paths(
    qtbot: QtBot, window: Window
) -> None:
    window.grid.selectAll()
    QGuiApplication.clipboard().clear()
    window.deeds["copy"].trigger()
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: len(clipboard.text().splitlines()) == 12)
    assert len(clipboard.mimeData().urls()) == 12
    window.deeds["copy-picture"].trigger()
    qtbot.waitUntil(lambda: clipboard.image().width() == 400)
    window.deeds["copy-path"].trigger()
    qtbot.waitUntil(lambda: len(clipboard.text().splitlines()) == 12)
    assert not clipboard.mimeData().hasUrls()


def test_the_problems_are_counted_and_told(qtbot: QtBot, window: Window) -> None:
    window.surface.sidebar.chosen.emit(Problems())
    problems = window.surface.problems
    qtbot.waitUntil(lambda: problems.model.rowCount() == 1)
    assert problems.isVisible()
    assert problems.model.index(0).data() == "broken.jpg"
    with qtbot.waitSignal(window.looking.browsing.answered):
        window.surface.sidebar.chosen.emit(Everything())
    assert window.grid.isVisible()


def test_the_size_of_the_previews_and_the_panels_are_remembered(
    qtbot: QtBot, window: Window, open_window: Callable[[Path], Window], library: Path
) -> None:
    window.deeds["larger"].trigger()
    window.deeds["details"].trigger()
    assert not window.surface.details.isVisible()
    with qtbot.waitSignal(window.gone):
        window.close()
    again = open_window(library)
    assert again._settings.get(SHOW_DETAILS) is False
    assert not again.surface.details.isVisible()
    assert again.surface.heading.slider.value() == window.surface.heading.slider.value()


def test_a_narrow_window_gives_the_photos_the_room(qtbot: QtBot, window: Window) -> None:
    window.resize(900, 700)
    assert not window.surface.details.isVisible()
    window.resize(1200, 800)
    assert window.surface.details.isVisible()


def test_a_library_of_another_kind_is_told_in_one_line(
    qtbot: QtBot, open_window: Callable[[Path], Window], tmp_path: Path
) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "library.db").write_bytes(b"this is no library, it is a letter" * 99)
    window = open_window(tmp_path / "library")
    window.begin()
    qtbot.waitUntil(window.surface.notice.isVisible)
    assert "library.db" in window.surface.notice.line.text()


def test_closing_ends_the_child_gently_and_everything_with_it(qtbot: QtBot, window: Window) -> None:
    child = psutil.Process(window.keeping.indexing.process_id)
    family = [child, *child.children(recursive=True)]
    with qtbot.waitSignal(window.gone):
        window.deeds["quit"].trigger()
    assert not window.isVisible()
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []


def test_whatever_can_be_pressed_has_a_name(window: Window) -> None:
    window.surface.notice.say("Look.", offer="Go on", act=window.showNormal)
    pressed = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    nameless = []
    for widget in pressed:
        heard = QAccessible.queryAccessibleInterface(widget)
        if heard is not None and not heard.text(QAccessible.Text.Name):
            nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    assert nameless == []


def test_a_fault_of_ours_is_one_line_in_the_window(
    qtbot: QtBot, window: Window, caplog: pytest.LogCaptureFixture
) -> None:
    window.complain(ZeroDivisionError("by nothing"))
    assert "ZeroDivisionError" in window.surface.notice.line.text()
    assert "by nothing" in caplog.text
