"""When an index waits so as to spare the battery, and what makes it go on all the same."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.cli.control import Control
    from indexer.cli.watchers import Watcher

SECONDS_BETWEEN_LOOKS: Final = 5.0
"""How often the battery is asked about."""


class Sparing:
    """Waits while the machine runs on its battery, unless a person says that it should go on.

    Such a word holds until the machine is plugged in again.
    """

    def __init__(self, on_battery: Callable[[], bool]) -> None:
        self._on_battery = on_battery
        self._is_on_battery = False
        self._told_to_go_on = False
        self._next_look = 0.0

    def waits(self) -> bool:
        """Whether to wait now."""
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
            self._is_on_battery = self._on_battery()
            self._told_to_go_on = self._told_to_go_on and self._is_on_battery
        return self._is_on_battery and not self._told_to_go_on

    def wait(self, control: Control, watcher: Watcher) -> None:
        """Wait until the machine is plugged in, a person says that it should go on, or the end.

        A folder that shall leave the library is seen to first.
        """
        if not self.waits():
            return
        control.hurried.clear()
        watcher.sparing()
        while self.waits() and not (control.stopped.is_set() or control.leaving):
            if control.hurried.wait(SECONDS_BETWEEN_LOOKS) and not control.leaving:
                self.go_on()
        watcher.resumed()

    def go_on(self) -> None:
        """Wait no more until the machine is plugged in and out again."""
        self._told_to_go_on = True
