"""The machine that we run on, and how much of it we take."""

from __future__ import annotations

import os
import sys


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
