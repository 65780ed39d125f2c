"""Whether things may move by themselves: some people get dizzy of it, and tell their system so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from app import bus
from app.settings import REDUCE_MOTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.settings import Settings

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
        wish = ["org.gnome.desktop.interface", "enable-animations"]
        settings = "org.freedesktop.portal.Settings"
        bus.ask(bus.Call(*bus.PORTAL, settings, "ReadOne", wish), self, self._on_told)

    def _on_told(self, told: Sequence[object] | None) -> None:
        self._by_system = not told or told[0] is not False


def _wanted_by_windows() -> bool:
    import ctypes

    told = ctypes.c_int(1)
    windows = getattr(ctypes, "windll").user32  # noqa: B009 - it is there on Windows alone.
    windows.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(told), 0)
    return bool(told.value)
