"""A process ends when it has to, also where foreign code holds the interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: It hears no Python any more: whoever calls by `PyDLL` keeps the interpreter for itself.
HELD_UP = """
import ctypes
import sys

from indexer.processes import end_within

end_within(1)
ctypes.PyDLL(None).sleep(600)
"""

#: An index whose library never opens, as on a drive that hangs.
HANGING_INDEX = """
import sys
import time

from indexer.cli import control, index, main

control.SECONDS_ALONE = 1
index.open_library = lambda *_, **__: time.sleep(600)
sys.exit(main(["index", sys.argv[1], "--until-closed"]))
"""

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="a thread sees to it there")


@posix_only
def test_a_process_that_foreign_code_holds_up_is_ended() -> None:
    import signal

    done = subprocess.run([sys.executable, "-c", HELD_UP], check=False, timeout=120)
    assert done.returncode == -signal.SIGALRM


def test_an_index_that_hangs_does_not_outlive_whoever_started_it(tmp_path: object) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HANGING_INDEX, str(tmp_path)],
        stdin=subprocess.DEVNULL,  # It is at its end at once, as where the window is gone.
        stderr=subprocess.PIPE,
        check=False,
        timeout=120,
    )
    assert done.returncode != 0
    assert done.stderr == b""
