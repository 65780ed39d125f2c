"""Tells when something has changed below the folders that the library follows.

Only that it has: what has changed is for `scan` to find, which sees the disk as it is and misses
nothing that happened while nobody looked. The system tells of most folders by itself. Those on
shares and FAT drives, and all of them where there are more than it watches, are looked at.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Final, Self

from indexer.files import reachable
from indexer.scan import PICTURE_SUFFIXES, SeenFile, walk
from indexer.volumes import mounted

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence

    from indexer.volumes import Volumes

QUIET_MS: Final = 800
"""A copy of many files is one change: it is told once nothing more comes for this long."""

LONGEST_WAIT_MS: Final = 10_000
"""A copy that takes long is told in parts, so that its first photos do not wait for its last."""

BREATH_MS: Final = 1000
"""How often the caller gets to look at what else it was asked to do."""

QUICKLY: Final = (1, 1, 1)
"""The same three spans in milliseconds, for a look in passing."""

SECONDS_BETWEEN_LOOKS: Final = 10.0
"""How often folders are looked at of whose changes the system does not tell, at most."""

LOOKS_TAKE_AT_MOST: Final = 1 / 50
"""This share of the time is spent with looking: large folders are looked at more rarely."""

SECONDS_BETWEEN_DRIVES: Final = 5.0
"""How often drives are looked for whose folders are away."""

TOO_MANY: Final = (
    "There are more folders than this system watches for us: they are looked at now and then "
    "instead. On Linux, fs.inotify.max_user_watches says how many it watches."
)

_THEIR_SUFFIXES: Final = PICTURE_SUFFIXES | {"xmp"}


class Watch:
    """Sees every change below some folders, from the moment it is made on.

    So it is made before a scan: what changes while the scan runs is told after it. A folder that
    comes or goes, as a drive that is plugged in, is a change too, also where another folder is left
    in its place.

    Attributes:
        remark: What a person should know of how it is watched; "" for nothing.
    """

    def __init__(
        self,
        roots: Sequence[str],
        *,
        leave_out: str = "",
        volumes: Callable[[], Volumes] = mounted,
        is_back: Callable[[], bool] = lambda: False,
    ) -> None:
        """Begin to watch.

        Args:
            roots: folders to follow, with all below them; they need not be there yet.
            leave_out: a folder whose changes do not count: the library's own.
            volumes: asks for the drives that are here.
            is_back: asked now and then whether a drive is back, at whatever place.
        """
        self.remark = ""
        self._roots = tuple(roots)
        self._leave_out = os.path.join(leave_out, "") if leave_out else ""
        self._volumes = volumes
        self._is_back = is_back
        self._system: Any = None
        self._looks: Looks | None = None
        self._next_drives = 0.0
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

    def follow(self, roots: Sequence[str]) -> None:
        """Watch these folders from now on, in place of those before."""
        self.close()
        self._roots = tuple(roots)
        self._begin()

    def wait(self, stopped: threading.Event) -> bool:
        """Wait for a burst of changes, but about a second at most if all is quiet.

        Args:
            stopped: ends the wait early.

        Returns:
            Whether something has changed.
        """
        if self._system is not None:
            changed = self._heard(stopped)
        else:
            stopped.wait(BREATH_MS / 1000)
            changed = False
        return self._seen(stopped) or changed

    def noticed(self, stopped: threading.Event) -> bool:
        """Whether something has changed by now, without waiting if nothing has.

        The rest of a burst is waited for: nobody wants files that are being copied.
        """
        changed = self._system is not None and self._heard(stopped, QUICKLY)
        if changed:
            self.wait(stopped)
        return self._seen(stopped) or changed

    def _seen(self, stopped: threading.Event) -> bool:
        """What the system does not tell: folders and drives that come and go, looked-at ones."""
        if stopped.is_set():
            return False
        if _present(self._roots) != self._present:
            self.close()
            self._begin()
            return True
        if self._drive_is_back():
            return True
        return self._looks is not None and self._looks.find_change(stopped)

    def _drive_is_back(self) -> bool:
        if time.monotonic() < self._next_drives:
            return False
        self._next_drives = time.monotonic() + SECONDS_BETWEEN_DRIVES
        return self._is_back()

    def _begin(self) -> None:
        """Have the system tell of changes from now on, if it can; look at what it cannot tell."""
        self._present = _present(self._roots)
        volumes = self._volumes() if self._present else None
        told = [root for root in self._present if volumes and _tells_of_changes(root, volumes)]
        told = self._have_told(told) if told else []
        looked_at = [root for root in self._present if root not in told]
        self._looks = Looks(looked_at) if looked_at else None

    def _have_told(self, roots: Sequence[str]) -> list[str]:
        """Have the system tell of changes below these; below which of them it does."""
        try:
            self._system = _opened(roots)
        except PermissionError:
            # It would pass over all that comes behind a folder that it may not enter.
            able = [root for root in roots if _can_tell(root)]
            return self._have_told(able) if able and len(able) < len(roots) else []
        except OSError as error:
            if not isinstance(error, FileNotFoundError):  # Otherwise it has just gone.
                self.remark = TOO_MANY
            return []
        return list(roots) if self._system is not None else []

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
            # Something happened to a file whose name is no text, or there are too many folders by
            # now: the watch ends over it.
            self.close()
            self._begin()
            return True
        return isinstance(burst, set) and any(self._counts(path) for _, path in burst)

    def _counts(self, path: str) -> bool:
        """Whether a change at this path may be one of photos: a picture, a sidecar, a folder."""
        if self._leave_out and path.startswith(self._leave_out):
            return False
        suffix = os.path.splitext(path)[1].lower().removeprefix(".")
        return not suffix or suffix in _THEIR_SUFFIXES or os.path.isdir(path)


class Looks:
    """Looks at folders now and then, and compares what is there with what was there before."""

    def __init__(self, roots: Sequence[str]) -> None:
        self._roots = tuple(roots)
        self._before: int | None = None
        self._next = time.monotonic() + SECONDS_BETWEEN_LOOKS

    def find_change(self, stopped: threading.Event) -> bool:
        """Look, if it is time to; whether anything is otherwise than at the last look.

        The first look has nothing to compare with: what came since this was made is told by it.
        """
        if time.monotonic() < self._next:
            return False
        began = time.monotonic()
        now = self._look(stopped)
        took = time.monotonic() - began
        self._next = time.monotonic() + max(SECONDS_BETWEEN_LOOKS, took / LOOKS_TAKE_AT_MOST)
        if now is None:
            return False
        before, self._before = self._before, now
        return now != before

    def _look(self, stopped: threading.Event) -> int | None:
        """A sum of all pictures, by path, size, time and sidecars; None once stopped.

        One number, and not the files themselves: of a million, those took hundreds of megabytes.
        """
        total = 0
        for root in self._roots:
            for each in walk(root):
                if stopped.is_set():
                    return None
                if isinstance(each, SeenFile):
                    total += hash(each)
        return total


def _opened(roots: Sequence[str]) -> Any:
    """What has the system tell of changes below folders; None where a name is no text.

    Raises:
        PermissionError: There is a folder in one of them that may not be entered.
        OSError: There are too many folders, or one of them is gone.
    """
    # Here, because only `--watch` needs it. Its Rust half is used without the generator around it,
    # for that begins to watch only when it is asked for the first change.
    from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

    # Told to pass over what may not be entered, it hides each other error too.
    try:
        return RustNotify(
            list(roots),
            debug=False,
            force_polling=False,
            poll_delay_ms=0,
            recursive=True,
            ignore_permission_denied=False,
        )
    except UnicodeError:
        return None
    except WatchfilesRustInternalError as error:
        raise OSError(str(error)) from error


def _can_tell(root: str) -> bool:
    """Whether the system can tell of all changes below a folder."""
    try:
        system = _opened([root])
    except OSError:
        return False
    if system is not None:
        system.close()
    return system is not None


def _tells_of_changes(root: str, volumes: Volumes) -> bool:
    place = volumes.place_of(root)
    return place is None or place.volume.tells_of_changes


def _present(roots: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Those roots that are there, each with what tells it from another folder in its place."""
    present = {}
    for root in roots:
        try:
            status = os.stat(reachable(root))
        except OSError:
            continue
        if os.path.isdir(reachable(root)):
            present[root] = (status.st_dev, status.st_ino)
    return present
