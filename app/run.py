"""Opens the window: builds everything once and passes it on; alone knows all the parts."""

from __future__ import annotations

import gc
import logging
import signal
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from app import language, theme
from app.background import Background
from app.indexing import Indexing
from app.leaving import run_until_gone
from app.questions import Questions
from app.settings import DEVICE, ON_BATTERY, SCHEME, Settings
from app.theme import Theme
from app.window import Window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType


def run(
    library_folder: Path,
    paths: Sequence[str],
    *,
    model: str | None = None,
    device: str | None = None,
) -> int:
    """Show the window on a library until it is closed.

    Args:
        library_folder: Where the library lies, or will lie.
        paths: Folders to add to it.
        model: The name of another model than the library's own.
        device: Where models run, in place of where the settings say.

    Returns:
        The exit code.
    """
    terminal = logging.StreamHandler()
    terminal.setLevel(logging.WARNING)
    logging.basicConfig(format="shoebox: %(message)s", handlers=[terminal])
    application = make_application()
    window = make_window(application, Settings(), library_folder, model=model, device=device)
    _tell_faults_to(window)
    # Qt's loop runs no Python while nothing happens: let Ctrl+C end us as it ends any program.
    # The child notices, as it notices every end of ours.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    bring_to_life(window, paths)
    return run_until_gone(application, window)


def make_window(
    application: QApplication,
    settings: Settings,
    library_folder: Path,
    *,
    model: str | None = None,
    device: str | None = None,
) -> Window:
    """Return the window on a library, with everything that it needs; `begin` brings it to life."""
    if device is not None:
        settings.fix(DEVICE, device)
    where = settings.get(DEVICE)
    questions = Questions(library_folder, model=model, device=where, beside=True)
    indexing = Indexing(
        library_folder,
        model=model,
        device=where,
        on_battery=settings.get(ON_BATTERY),
        parent=application,
    )
    wearing = Theme(application, scheme=settings.get(SCHEME))
    return Window(questions, Background(application), indexing, settings, wearing)


def bring_to_life(window: Window, folders: Sequence[str] = ()) -> None:
    """Show a window and let it begin."""
    window.show()
    window.begin(folders)
    gc.freeze()


def make_application() -> QApplication:
    """Return the application with its name, its icon and its language."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("shoebox")
    application.setApplicationDisplayName("Shoebox")
    application.setDesktopFileName("shoebox")
    application.setQuitOnLastWindowClosed(False)
    application.setWindowIcon(theme.icon("shoebox", theme.LIGHT.text))
    language.speak(application, QLocale().uiLanguages())
    return application


def _tell_faults_to(window: Window) -> None:
    """Let a fault in a slot be seen: in the terminal whole, in the window in a line."""

    def tell(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, fault, trace)
        logging.getLogger("shoebox").info("A fault in a slot", exc_info=fault)
        if isinstance(fault, Exception):
            window.complain(fault)

    sys.excepthook = tell
