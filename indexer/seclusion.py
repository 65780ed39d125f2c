"""Processes that reach no network, whatever a file makes a decoder do, where the system lets us.

Linux alone does, by a filter of system calls that anybody may put on himself and nobody take off
(seccomp(2); kernel.org/doc/html/latest/userspace-api/seccomp_filter.html). macOS and Windows would
have to shut a process in from outside, as a part of how an app is installed.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import sys
from typing import Final, NamedTuple


class _Processor(NamedTuple):
    """How Linux calls a processor (linux/audit.h), and its numbers of system calls."""

    audited_as: int
    socket: int
    seccomp: int


_PROCESSORS: Final = {
    "x86_64": _Processor(0xC000003E, socket=41, seccomp=317),
    "aarch64": _Processor(0xC00000B7, socket=198, seccomp=277),
}
_IO_URING_SETUP: Final = 425
"""On all processors: through its rings sockets can be had without asking for one."""
_FOREIGN: Final = 0x40000000
"""From here on system calls are those of another way to call (x32), which needs none of ours."""

_NO_NEW_PRIVILEGES: Final = 38
_SET_FILTER: Final = 1
_FOR_ALL_THREADS: Final = 1

# Of linux/bpf_common.h, and of linux/seccomp.h.
_LOAD: Final = 0x20
_IS: Final = 0x15
_IS_FROM: Final = 0x35
_END: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EACCES
_CALL, _PROCESSOR = 0, 4


class _Step(ctypes.Structure):
    """`struct sock_filter`: what to do, how many steps to pass over if so and if not, a number."""

    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_so", ctypes.c_uint8),
        ("if_not", ctypes.c_uint8),
        ("number", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Step)))


def shut_off_network() -> bool:
    """Have this process, with all of its threads, ask in vain for sockets.

    Local ones too: behind them are programs that reach a network for whoever asks, as a desktop's
    bus starts others. Pipes, pairs of sockets and files are as before. Whoever asks is told that
    permission is denied.

    Returns:
        Whether it is so now; False where the system does not let us.
    """
    processor = _PROCESSORS.get(platform.machine()) if sys.platform == "linux" else None
    if processor is None or sys.maxsize < 2**32:
        return False
    steps = _steps(processor)
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    system = ctypes.CDLL(None)
    if system.prctl(_NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))):
        return False
    what = map(ctypes.c_ulong, (processor.seccomp, _SET_FILTER, _FOR_ALL_THREADS))
    return bool(system.syscall(*what, ctypes.byref(program)) == 0)


def _steps(processor: _Processor) -> list[_Step]:
    """The filter: refuse what is not this processor's, rings, and all sockets but pairs."""
    steps = (
        (_LOAD, 0, 0, _PROCESSOR),
        (_IS, 0, 5, processor.audited_as),
        (_LOAD, 0, 0, _CALL),
        (_IS_FROM, 3, 0, _FOREIGN),
        (_IS, 2, 0, _IO_URING_SETUP),
        (_IS, 1, 0, processor.socket),
        (_END, 0, 0, _ALLOW),
        (_END, 0, 0, _REFUSE),
    )
    return [_Step(*each) for each in steps]
