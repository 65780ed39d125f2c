"""Real parts for the window's tests, and the watch over what a test leaves behind."""

from __future__ import annotations

import os
import shutil
import threading
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any, Protocol

import psutil
import pytest
import shiboken6
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.background import Background
from app.indexing import Indexing
from app.questions import Questions
from app.settings import DEVICE, Settings
from app.theme import Theme
from app.window import Window
from indexer.ingest import IngestOptions, ingest
from indexer.library import Library
from indexer.places import user_models
from resources.translations.gather import gather
from tests.app.translations import Speaking, make_language
from tests.bundles import make_tiny_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtCore import QAbstractItemModel, SignalInstance
    from PySide6.QtWidgets import QApplication
    from pytestqt.wait_signal import MultiSignalBlocker, SignalBlocker

    from indexer.models import Bundle

#: The colours that the tiny model knows, and how many pictures of each there are.
COLOURS = ("red", "green", "blue", "yellow")
EACH = 3
#: Milliseconds that a test waits for another process, on a machine that does much else.
PATIENCE = 120_000


def paint_colours(folder: Path, *, each: int = EACH) -> Path:
    """Paint pictures of one colour each into a folder: red-0.png, red-1.png ..."""
    folder.mkdir(parents=True, exist_ok=True)
    for colour in COLOURS:
        for number in range(each):
            picture = Image.new("RGB", (400, 300), colour)
            picture.paste("white", (0, 0, 8 * number + 8, 8))
            picture.save(folder / f"{colour}-{number}.png")
    return folder


class OpenWindow(Protocol):
    """Opens the real window on a library folder; with None for a model, the library's own.

    The model runs in this process, which is up at once, or as in `app.run` in one of its own. The
    window has room for all its parts, or is as large as it was left.
    """

    def __call__(
        self,
        library: Path,
        *,
        model: str | None = "tiny",
        beside: bool = False,
        as_left: bool = False,
    ) -> Window: ...


class CheckModel(Protocol):
    """Lets Qt's own tester look for faults in a model."""

    def __call__(self, model: QAbstractItemModel) -> None: ...


class Opener(QObject):
    """Stands in for the program that opens files."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url)


@pytest.fixture
def check_model(qtmodeltester: Any) -> CheckModel:  # pytest-qt leaves its tester untyped.
    """pytest-qt's model tester, as a typed function."""

    def check(model: QAbstractItemModel) -> None:
        qtmodeltester.check(model)

    return check


class PatientBot(QtBot):
    """pytest-qt's robot, who by default waits as long as a machine may need that does much else."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(
        self, signal: SignalInstance, *, timeout: int = PATIENCE, **wishes: Any
    ) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, **wishes)

    def waitSignals(
        self, signals: list[SignalInstance], *, timeout: int = PATIENCE, **wishes: Any
    ) -> MultiSignalBlocker:
        return super().waitSignals(signals, timeout=timeout, **wishes)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The robot of all tests here."""
    assert qapp is not None
    return PatientBot(request)


@pytest.fixture(scope="session", autouse=True)
def _clipboard_emptied_in_time(qapp: QApplication) -> Iterator[None]:
    """Empty the clipboard while Python lives.

    Offscreen, Qt frees what lies there when the process ends, and a QMimeData that Python made
    then asks an interpreter that is gone.
    """
    yield
    qapp.clipboard().clear()


@pytest.fixture
def _nothing_left() -> Iterator[None]:
    """Fail a test that leaves a thread, a process or a running timer behind."""
    if os.name == "posix":
        # It comes with the first process that is spawned, and lives as long as we do.
        resource_tracker.ensure_running()
    before = at_work()
    yield
    # What is about to be deleted takes its timers along.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert at_work() - before == set()


def at_work() -> set[str]:
    """Return each thread and each process of ours, and each timer that will go off."""
    threads = {f"thread {each.name}" for each in threading.enumerate()}
    children = psutil.Process().children(recursive=True)
    processes = {f"process {each.pid}" for each in children if each.is_running()}
    timers = (each for each in shiboken6.getAllValidWrappers() if isinstance(each, QTimer))
    going = {
        f"timer of {each.interval()} ms: {each.parent()!r}" for each in timers if each.isActive()
    }
    return threads | processes | going


@pytest.fixture
def background(qtbot: QtBot, _nothing_left: None) -> Iterator[Background]:
    """The door between threads, closed after the test."""
    door = Background()
    yield door
    door.close()


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The light theme."""
    return Theme(qapp, scheme="light")


@pytest.fixture(scope="session")
def _filled_once(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle) -> Path:
    """A library of twelve painted photos, of which each test has its copy."""
    folder = tmp_path_factory.mktemp("filled")
    photos = paint_colours(folder / "photos")
    (folder / "photos" / "broken.jpg").write_bytes(b"no picture")
    with Library.open(folder / "library", write=True) as library:
        library.catalog.add_root(str(photos))
        for _ in ingest(library, tiny_bundle, IngestOptions(roots=(str(photos),), workers=1)):
            pass
    return folder / "library"


@pytest.fixture
def filled_library(_filled_once: Path, tmp_path: Path) -> Path:
    """A library of twelve painted photos, of this test alone: what it edits, no other finds."""
    return shutil.copytree(_filled_once, tmp_path / "filled")


@pytest.fixture
def questions(filled_library: Path, _nothing_left: None) -> Iterator[Questions]:
    """The filled library, asked with the tiny model."""
    make_tiny_bundle(user_models() / "tiny")
    asked = Questions(filled_library, model="tiny")
    yield asked
    asked.close()


@pytest.fixture(scope="session")
def translations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three made-up languages in the places of German, Polish and Arabic."""
    folder = tmp_path_factory.mktemp("translations")
    found = gather(folder / "found.ts")
    for name, forms in (("de", 2), ("pl", 3), ("ar", 6)):
        make_language(found, name, forms=forms)
    return folder


@pytest.fixture
def speak(qapp: QApplication, translations: Path) -> Iterator[Speaking]:
    """Speak one of these languages, until the test ends."""
    speaking = Speaking(qapp, translations)
    yield speaking
    speaking.end()


@pytest.fixture
def german(speak: Speaking) -> None:
    """Speak the one that stands for German; asked for before the window."""
    speak("de")


@pytest.fixture
def arabic(speak: Speaking) -> None:
    """Speak the one that stands for Arabic; asked for before the window."""
    speak("ar")


def _nobody_is_there(*_asked: object) -> str:
    raise AssertionError("A dialog opened, and nobody is there to close it.")


@pytest.fixture
def open_window(
    qtbot: QtBot,
    theme: Theme,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    _nothing_left: None,
) -> Iterator[OpenWindow]:
    """Open the real window on a library folder, with the tiny model and a real child process."""
    make_tiny_bundle(user_models() / "tiny")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", _nobody_is_there)
    opened: list[Window] = []

    def make(
        library: Path, *, model: str | None = "tiny", beside: bool = False, as_left: bool = False
    ) -> Window:
        settings = Settings(tmp_path / "window.ini")
        window = Window(
            Questions(library, model=model, device=settings.get(DEVICE), beside=beside),
            Background(),
            Indexing(library, model=model, device=settings.get(DEVICE)),
            settings,
            theme,
        )
        opened.append(window)
        if not as_left:
            window.resize(1200, 800)
        window.show()
        return window

    yield make
    for window in opened:
        # Not by qtbot, which would delete it before its child has ended.
        if window.isVisible():
            with qtbot.waitSignal(window.gone):
                window.close()
        window.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, open_window: OpenWindow, filled_library: Path, tmp_path: Path) -> Window:
    """The window on a copy of the filled library."""
    opened = open_window(shutil.copytree(filled_library, tmp_path / "library"))
    opened.begin()
    qtbot.waitUntil(lambda: opened.grid.cells.count == 12)
    return opened


@pytest.fixture
def opener(qtbot: QtBot) -> Iterator[Opener]:
    """The program that opens files, until the test ends."""
    made = Opener()
    QDesktopServices.setUrlHandler("file", made, "open")  # type: ignore[arg-type] # The stub is wrong.
    yield made
    QDesktopServices.unsetUrlHandler("file")
