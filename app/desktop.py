"""What the window asks of the desktop: open a file, show it in its folder, copy it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QProcess, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app import bus, wording
from app.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

_FILE_MANAGER = "org.freedesktop.FileManager1"
#: A command line of macOS holds a million bytes, and a path of it up to a thousand.
_MOST_ARGUMENTS = 900


def file_url(path: str) -> QUrl:
    """Return the URL of a file, whatever bytes its name is made of."""
    return QUrl(Path(path).absolute().as_uri())


def open_file(path: str) -> bool:
    """Open a file with the program that its owner prefers; False where there is none."""
    return QDesktopServices.openUrl(file_url(path))


def show_in_file_manager(paths: Sequence[str], owner: QObject) -> None:
    """Open the folders of files, with the files selected where the system can do that.

    Args:
        paths: The files.
        owner: Who keeps the question to the file manager alive until it is answered.
    """
    if sys.platform == "win32":
        # Explorer selects one file in each of its windows: the first one of a folder.
        for path in {os.path.dirname(each): each for each in reversed(paths)}.values():
            explorer = QProcess()
            explorer.setProgram("explorer.exe")
            # It reads its command line by itself: the quotes have to stand behind the comma.
            explorer.setNativeArguments(f'/select,"{os.path.normpath(path)}"')
            explorer.startDetached()
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", *paths[:_MOST_ARGUMENTS]])
    else:
        _ask_file_manager(paths, owner)


def copy_files(paths: Sequence[str]) -> None:
    """Put files on the clipboard: as text their paths, to a file manager the files themselves."""
    copied = QMimeData()
    copied.setText(_lines(paths))
    copied.setUrls([file_url(path) for path in paths])
    QGuiApplication.clipboard().setMimeData(copied)


def copy_paths(paths: Sequence[str]) -> None:
    """Put the paths of files on the clipboard, as text alone, a line each."""
    QGuiApplication.clipboard().setText(_lines(paths))


def copy_picture(image: QImage) -> None:
    """Put a picture on the clipboard, to be pasted into another one, or a letter."""
    QGuiApplication.clipboard().setImage(image)


def _lines(paths: Sequence[str]) -> str:
    return "\n".join(wording.readable(path) for path in paths)


def hold(path: str) -> int | None:
    """Open a file for whoever is to open it next; None where the system takes its path.

    Raises:
        OSError: It cannot be read.
    """
    if sys.platform in ("win32", "darwin"):
        return None
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def open_with(path: str, held: int | None, owner: QWidget) -> None:
    """Let the user choose the program that opens a file.

    Args:
        path: The file.
        held: What `hold` has made of it; it is closed here.
        owner: Who keeps the question alive until it is answered.
    """
    if sys.platform == "win32":
        QProcess.startDetached(
            "rundll32.exe", ["shell32.dll,OpenAs_RunDLL", os.path.normpath(path)]
        )
    elif sys.platform == "darwin":
        programs = tr("Programs (*.app)")
        chosen, _ = QFileDialog.getOpenFileName(owner, tr("Open with"), "/Applications", programs)
        if chosen:
            QProcess.startDetached("open", ["-a", chosen, path])
    elif held is not None:
        # The desktop asks which program, and opens the default one where it cannot ask.
        arguments = ["", bus.open_descriptor(held), {"ask": True}]
        os.close(held)
        call = bus.Call(*bus.PORTAL, "org.freedesktop.portal.OpenURI", "OpenFile", arguments)
        bus.ask(call, owner, lambda told: open_file(path) if told is None else None)


def _ask_file_manager(paths: Sequence[str], owner: QObject) -> None:
    urls = [file_url(path).toString(QUrl.ComponentFormattingOption.FullyEncoded) for path in paths]
    place = f"/{_FILE_MANAGER.replace('.', '/')}"
    call = bus.Call(_FILE_MANAGER, place, _FILE_MANAGER, "ShowItems", [urls, ""])

    def answered(told: Sequence[object] | None) -> None:
        # No such file manager, or no bus at all: the folders themselves, without a selection.
        for folder in dict.fromkeys(map(os.path.dirname, paths)) if told is None else ():
            QDesktopServices.openUrl(file_url(folder))

    bus.ask(call, owner, answered)
