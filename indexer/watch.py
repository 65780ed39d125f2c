"""Tells when something has changed below the folders that the library follows.

Only that it has: what has changed is for `scan` to find, which sees the disk as it is and misses
nothing that happened while nobody looked.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from indexer.scan import PICTURE_SUFFIXES

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Sequence

QUIET_MS = 800
"""A copy of many files is one change: it is told once nothing more comes for this long."""

LONGEST_WAIT_MS = 10_000
"""A copy that takes long is told in parts, so that its first photos do not wait for its last."""

BREATH_MS = 1000
"""How often the caller gets to look at what else it was asked to do."""

SECONDS_BETWEEN_LOOKS = 300.0
"""Where the system cannot tell of changes: too many folders, some network drives."""


def changes(
    roots: Sequence[str], *, stopped: threading.Event, leave_out: str = ""
) -> Iterator[bool]:
    """Yield True after each burst of changes, and False about once a second while all is quiet.

    A root that comes or goes, as a drive that is plugged in, is a change too.

    Args:
        roots: folders to follow, with all below them; they need not exist yet.
        stopped: ends it, within about a second.
        leave_out: a folder whose changes do not count: the library's own.
    """
    while not stopped.is_set():
        present = _present(roots)
        yield from _while_present(roots, present, stopped=stopped, leave_out=leave_out)
        if not stopped.is_set():
            yield True  # a root came or went


def _while_present(
    roots: Sequence[str], present: list[str], *, stopped: threading.Event, leave_out: str
) -> Iterator[bool]:
    """Follow the roots that are there, until others are."""
    if not present:
        ticks: Iterator[bool] = _quiet(stopped)
    else:
        ticks = _followed(present, stopped=stopped, leave_out=leave_out)
    for changed in ticks:
        if _present(roots) != present:
            return
        yield changed


def _present(roots: Sequence[str]) -> list[str]:
    return [root for root in roots if os.path.isdir(root)]


def _quiet(stopped: threading.Event) -> Iterator[bool]:
    while not stopped.wait(BREATH_MS / 1000):
        yield False


def _followed(roots: Sequence[str], *, stopped: threading.Event, leave_out: str) -> Iterator[bool]:
    """Ask the system to tell of changes; look now and then where it cannot."""
    import watchfiles  # here, because only `--watch` needs it

    try:
        for burst in watchfiles.watch(
            *roots,
            watch_filter=lambda _change, path: _counts(path, leave_out),
            debounce=LONGEST_WAIT_MS,
            step=QUIET_MS,
            stop_event=stopped,
            rust_timeout=BREATH_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            yield bool(burst)
    except OSError:  # the system's limit on watched folders, or a file system without watching
        yield from _now_and_then(stopped)


def _now_and_then(stopped: threading.Event) -> Iterator[bool]:
    next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
    for _ in _quiet(stopped):
        look = time.monotonic() >= next_look
        if look:
            next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
        yield look


def _counts(path: str, leave_out: str) -> bool:
    """Whether a change at this path may be one of photos: a picture, or a folder as it seems."""
    if leave_out and path.startswith(os.path.join(leave_out, "")):
        return False
    suffix = os.path.splitext(path)[1].lower()
    return not suffix or suffix.lstrip(".") in _SUFFIXES or os.path.isdir(path)


_SUFFIXES = frozenset(suffix.lower().lstrip(".") for suffix in PICTURE_SUFFIXES)
