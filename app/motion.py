"""Whether things may move by themselves: some people get dizzy of it, and tell their system so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from app.settings import REDUCE_MOTION

if TYPE_CHECKING:
    from app.settings import Settings

_PORTAL: Final = "org.freedesktop.portal.Desktop"
#: What Windows calls the wish for animations, for `SystemParametersInfoW`.
_CLIENT_AREA_ANIMATION: Final = 0x1042


class Motion(QObject):
    """Knows what the settings say, and the system: on Windows at once, on Linux a moment later."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._by_system = True
        if sys.platform == "win32":
            self._by_system = _wanted_by_windows()
        elif sys.platform != "darwin":
            self._ask_desktop()

    @property
    def wanted(self) -> bool:
        """Whether things may move by themselves."""
        return self._by_system and not self._settings.get(REDUCE_MOTION)

    def _ask_desktop(self) -> None:
        # Here, for other systems may come without a D-Bus.
        from PySide6.QtDBus import (
            QDBusConnection,
            QDBusMessage,
            QDBusPendingCall,
            QDBusPendingCallWatcher,
        )

        asked = QDBusMessage.createMethodCall(
            _PORTAL, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings", "ReadOne"
        )
        asked.setArguments(["org.gnome.desktop.interface", "enable-animations"])
        call = QDBusConnection.sessionBus().asyncCall(asked)

        def answered(reply: QDBusPendingCall) -> None:
            told = reply.reply().arguments()
            if not reply.isError() and told:
                self._by_system = told[0] is not False

        if call.isFinished():  # Without a bus at once, and then nobody would be told.
            answered(call)
            return
        watcher = QDBusPendingCallWatcher(call, self)
        watcher.finished.connect(answered)
        watcher.finished.connect(watcher.deleteLater)


def _wanted_by_windows() -> bool:
    import ctypes

    told = ctypes.c_int(1)
    windows = getattr(ctypes, "windll").user32  # noqa: B009 - it is there on Windows alone.
    windows.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(told), 0)
    return bool(told.value)
