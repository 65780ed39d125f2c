"""The machine that we run on, how much of it we take, and whether it was started anew since."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Final

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_MOST_SECONDS_APART: Final = 120.0
"""Clocks are set right now and then; no machine starts, works and starts again within this."""


def cores() -> int:
    """Return the number of cores that this process may use."""
    if sys.platform == "linux":  # Elsewhere a process may use them all.
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def step_back(steps: int) -> None:
    """Let the window, and whatever else its user does, go first.

    Args:
        steps: How far, as `nice` counts: up to 19. Windows knows one step below normal only.
    """
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetPriorityClass.argtypes = (wintypes.HANDLE, wintypes.DWORD)
        below_normal = 0x4000
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
    else:
        os.nice(steps)


def this_start() -> str:
    """Return what tells the time since the machine was started from all times before.

    Linux gives each a name. Elsewhere it is when that was, in seconds since 1970.
    """
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return f"{time.time() - _seconds_up():.0f}"


def same_start(one: str, other: str) -> bool:
    """Whether two answers of `this_start` tell of the same start."""
    try:
        return abs(float(one) - float(other)) < _MOST_SECONDS_APART
    except ValueError:
        return one == other


def _seconds_up() -> float:
    """Return how long the machine has been up, its sleep included."""
    if sys.platform == "win32":
        return time.monotonic()
    return time.clock_gettime(time.CLOCK_MONOTONIC)
