"""Tells when something has changed below the folders that the library follows.

Only that it has: what has changed is for `scan` to find, which sees the disk as it is and misses
nothing that happened while nobody looked.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Final, Self

from indexer.scan import PICTURE_SUFFIXES

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

QUIET_MS: Final = 800
"""A copy of many files is one change: it is told once nothing more comes for this long."""

LONGEST_WAIT_MS: Final = 10_000
"""A copy that takes long is told in parts, so that its first photos do not wait for its last."""

BREATH_MS: Final = 1000
"""How often the caller gets to look at what else it was asked to do."""

QUICKLY: Final = (1, 1, 1)
"""The same three spans in milliseconds, for a look in passing."""

SECONDS_BETWEEN_LOOKS: Final = 300.0
"""Where the system cannot tell of changes: too many folders, some network drives."""


_THEIR_SUFFIXES: Final = PICTURE_SUFFIXES | {"xmp"}


class Watch:
    """Sees every change below some folders, from the moment it is made on.

    So it is made before a scan: what changes while the scan runs is told after it. A folder that
    comes or goes, as a drive that is plugged in, is a change too.
    """

    def __init__(self, roots: Sequence[str], *, leave_out: str = "") -> None:
        """Begin to watch.

        Args:
            roots: folders to follow, with all below them; they need not be there yet.
            leave_out: a folder whose changes do not count: the library's own.
        """
        self._roots = tuple(roots)
        self._leave_out = os.path.join(leave_out, "") if leave_out else ""
        self._system: Any = None
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Watch no longer."""
        if self._system is not None:
            self._system.close()
            self._system = None

    def wait(self, stopped: threading.Event) -> bool:
        """Wait for a burst of changes, but about a second at most if all is quiet.

        Args:
            stopped: ends the wait early.

        Returns:
            Whether something has changed.
        """
        changed = self._heard(stopped) if self._system is not None else self._looked(stopped)
        return self._roots_changed(stopped) or changed

    def noticed(self, stopped: threading.Event) -> bool:
        """Whether something has changed by now, without waiting if nothing has.

        The rest of a burst is waited for: nobody wants files that are being copied.
        """
        if self._system is None:
            changed = self._time_to_look()
        else:
            changed = self._heard(stopped, QUICKLY)
            if changed:
                self.wait(stopped)
        return self._roots_changed(stopped) or changed

    def _roots_changed(self, stopped: threading.Event) -> bool:
        """Whether a folder has come or gone; if so, watches those that are there now."""
        if stopped.is_set() or _present(self._roots) == self._present:
            return False
        self.close()
        self._begin()
        return True

    def _begin(self) -> None:
        """Have the system tell of changes from now on, if it can."""
        # Here, because only `--watch` needs it. Its Rust half is used without the generator
        # around it, for that begins to watch only when it is asked for the first change.
        from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

        self._present = _present(self._roots)
        self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
        if not self._present:
            return
        try:
            self._system = RustNotify(
                self._present,
                debug=False,
                force_polling=False,
                poll_delay_ms=0,
                recursive=True,
                ignore_permission_denied=True,
            )
        except (OSError, UnicodeError, WatchfilesRustInternalError):
            # Too many folders for the system's limit, or a name that is no text.
            self._system = None

    def _heard(
        self,
        stopped: threading.Event,
        spans: tuple[int, int, int] = (LONGEST_WAIT_MS, QUIET_MS, BREATH_MS),
    ) -> bool:
        """What the system tells."""
        from watchfiles._rust_notify import WatchfilesRustInternalError

        try:
            burst = self._system.watch(*spans, stopped)
        except (OSError, UnicodeError, WatchfilesRustInternalError):
            # Something happened to a file whose name is no text: the watch ends over it.
            self.close()
            self._begin()
            return True
        return isinstance(burst, set) and any(self._counts(path) for _, path in burst)

    def _looked(self, stopped: threading.Event) -> bool:
        """Where the system does not tell, whether it is time to look."""
        stopped.wait(BREATH_MS / 1000)
        return self._time_to_look()

    def _time_to_look(self) -> bool:
        if not self._present or time.monotonic() < self._next_look:
            return False
        self._next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
        return True

    def _counts(self, path: str) -> bool:
        """Whether a change at this path may be one of photos: a picture, a sidecar, a folder."""
        if self._leave_out and path.startswith(self._leave_out):
            return False
        suffix = os.path.splitext(path)[1].lower().removeprefix(".")
        return not suffix or suffix in _THEIR_SUFFIXES or os.path.isdir(path)


def _present(roots: Sequence[str]) -> list[str]:
    return [root for root in roots if os.path.isdir(root)]
