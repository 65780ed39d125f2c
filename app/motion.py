"""Whether things may move by themselves: some people get dizzy of it, and tell their system so.

The one place that knows it. What Qt moves of its own accord is held here, a bar that shows no share
as well; what the window moves, slides and moving pictures, asks the theme for this.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QApplication, QProgressBar
from typing_extensions import override

from app import bus

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What Windows calls the wish for animations, for `SystemParametersInfoW`.
_CLIENT_AREA_ANIMATION: Final = 0x1042
#: Where macOS keeps it.
_OF_MACOS: Final = "Library/Preferences/com.apple.universalaccess.plist"


class Motion(QObject):
    """Knows what the settings say, and the system: on Linux a moment later, elsewhere at once.

    The system is asked again whenever somebody comes back to the window, as from its settings.

    Signals:
        changed(): It is otherwise now.
    """

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._had_effects = application.isEffectEnabled(Qt.UIEffect.UI_General)
        self._by_system, self._reduced = True, False
        application.applicationStateChanged.connect(self._on_state)
        self._ask_system()

    @property
    def wanted(self) -> bool:
        """Whether things may move by themselves."""
        return self._by_system and not self._reduced

    def reduce(self, wanted: bool) -> None:
        """Let nothing move, whatever the system says; or be as the system is."""
        self._know(self._by_system, wanted)

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self._ask_system()

    def _ask_system(self) -> None:
        if sys.platform == "win32":
            self._know(_wanted_by_windows(), self._reduced)
        elif sys.platform == "darwin":
            self._know(_wanted_by_macos(), self._reduced)
        else:
            wish = ["org.gnome.desktop.interface", "enable-animations"]
            settings = "org.freedesktop.portal.Settings"
            bus.ask(bus.Call(*bus.PORTAL, settings, "ReadOne", wish), self, self._on_told)

    def _on_told(self, told: Sequence[object] | None) -> None:
        self._know(not told or told[0] is not False, self._reduced)

    def _know(self, by_system: bool, reduced: bool) -> None:
        before = self.wanted
        self._by_system, self._reduced = by_system, reduced
        if self.wanted != before:
            # Menus, tool tips and lists that roll or fade.
            effects = self.wanted and self._had_effects
            self._application.setEffectEnabled(Qt.UIEffect.UI_General, effects)
            self.changed.emit()


class Bar(QProgressBar):
    """A bar without words; where nobody knows how far something has come, it moves if it may."""

    def __init__(self, motion: Motion) -> None:
        super().__init__()
        self._motion = motion
        self._range = (0, 1)
        self.setTextVisible(False)
        motion.changed.connect(self._follow)

    @property
    def lies_still(self) -> bool:
        """Whether it would move, and may not."""
        return self._range == (0, 0) and not self._motion.wanted

    @override
    def setRange(self, minimum: int, maximum: int) -> None:
        """Override of Qt's: of (0, 0) it makes what moves."""
        self._range = (minimum, maximum)
        self._follow()

    def _follow(self) -> None:
        super().setRange(*((0, 1) if self.lies_still else self._range))
        if bool(self.property("still")) != self.lies_still:
            self.setProperty("still", self.lies_still)
            self.style().polish(self)


def _wanted_by_windows() -> bool:
    import ctypes

    told = ctypes.c_int(1)
    windows = getattr(ctypes, "windll").user32  # noqa: B009 - it is there on Windows alone.
    windows.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(told), 0)
    return bool(told.value)


def _wanted_by_macos() -> bool:
    kept = QSettings(str(Path.home() / _OF_MACOS), QSettings.Format.NativeFormat)
    return kept.value("reduceMotion") not in (True, 1, "1", "true")
