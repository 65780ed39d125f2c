"""What the window asks of the desktop: open a file, show it in its folder, copy its path."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QProcess, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

_FILE_MANAGER = "org.freedesktop.FileManager1"


def file_url(path: str) -> QUrl:
    """Return the URL of a file, whatever bytes its name is made of."""
    return QUrl(Path(path).absolute().as_uri())


def open_file(path: str) -> bool:
    """Open a file with the program that its owner prefers; False where there is none."""
    return QDesktopServices.openUrl(file_url(path))


def show_in_file_manager(path: str, owner: QObject) -> None:
    """Open the folder of a file, with the file selected where the system can do that.

    Args:
        path: The file.
        owner: Who keeps the question to the file manager alive until it is answered.
    """
    if sys.platform == "win32":
        explorer = QProcess()
        explorer.setProgram("explorer.exe")
        # Explorer reads its command line by itself: the quotes have to stand behind the comma.
        explorer.setNativeArguments(f'/select,"{os.path.normpath(path)}"')
        explorer.startDetached()
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", path])
    else:
        _ask_file_manager(path, owner)


def copy_paths(paths: Sequence[str]) -> None:
    """Put files on the clipboard: as text their paths, to a file manager the files themselves."""
    copied = QMimeData()
    copied.setText("\n".join(wording.readable(path) for path in paths))
    copied.setUrls([file_url(path) for path in paths])
    QGuiApplication.clipboard().setMimeData(copied)


def _ask_file_manager(path: str, owner: QObject) -> None:
    # Here, for other systems may come without a D-Bus.
    from PySide6.QtDBus import (
        QDBusConnection,
        QDBusMessage,
        QDBusPendingCall,
        QDBusPendingCallWatcher,
    )

    asked = QDBusMessage.createMethodCall(
        _FILE_MANAGER, f"/{_FILE_MANAGER.replace('.', '/')}", _FILE_MANAGER, "ShowItems"
    )
    asked.setArguments([[file_url(path).toString(QUrl.ComponentFormattingOption.FullyEncoded)], ""])
    call = QDBusConnection.sessionBus().asyncCall(asked)

    def answered(reply: QDBusPendingCall) -> None:
        # No such file manager, or no bus at all: the folder itself, without a selection.
        if reply.isError():
            QDesktopServices.openUrl(file_url(os.path.dirname(path)))

    if call.isFinished():  # Without a bus at once, and then nobody would be told.
        answered(call)
        return
    watcher = QDBusPendingCallWatcher(call, owner)
    watcher.finished.connect(answered)
    watcher.finished.connect(watcher.deleteLater)
