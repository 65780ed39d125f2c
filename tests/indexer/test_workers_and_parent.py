"""Workers end with their parent, however it ends, and without a word."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.indexer.test_workers import hang_quietly, posix_only, spin_in_c

if TYPE_CHECKING:
    from indexer.decode import DecodedPhoto, DecodeRecipe
    from indexer.models import Bundle
    from tests.conftest import PaintPhoto


@pytest.fixture
def photos(tmp_path: Path, paint_photo: PaintPhoto) -> None:
    """More photos than there are workers."""
    for number in range(4):
        paint_photo(tmp_path / f"{number}.jpg", seed=number)


PARENT = """
    import signal, sys, threading
    from pathlib import Path
    import psutil
    from indexer.decode import DecodeRecipe
    from indexer.models import load_bundle
    from indexer.scan import walk
    from indexer.workers import DecodeWorkers
    from tests.indexer import test_workers_and_parent

    def tell_when_up():
        while len(list(Path(sys.argv[2]).glob("*.up"))) < 2:
            pass
        print(*(child.pid for child in psutil.Process().children()), flush=True)

    if __name__ == "__main__":
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        recipe = DecodeRecipe(load_bundle(Path(sys.argv[1])).image)
        read = getattr(test_workers_and_parent, sys.argv[3])
        threading.Thread(target=tell_when_up, daemon=True).start()
        try:
            with DecodeWorkers(recipe, count=2, seconds_per_file=1, read=read) as workers:
                list(workers.decode(walk(sys.argv[2]), look_ahead=8))
        except KeyboardInterrupt:
            print("stopped", flush=True)
"""


def _report_and_hang(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    Path(path + ".up").touch()
    return hang_quietly(path, recipe)


def _report_and_spin(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    Path(path + ".up").touch()
    return spin_in_c(path, recipe)


def _start_parent(tmp_path: Path, bundle: Bundle, read: str) -> subprocess.Popen[str]:
    (tmp_path / "parent.py").write_text(textwrap.dedent(PARENT))
    return subprocess.Popen(
        [sys.executable, str(tmp_path / "parent.py"), str(bundle.folder), str(tmp_path), read],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.parametrize(
    "read", ["_report_and_hang", pytest.param("_report_and_spin", marks=posix_only)]
)
@pytest.mark.usefixtures("photos")
def test_workers_end_when_their_parent_is_killed(
    tmp_path: Path, tiny_bundle: Bundle, read: str
) -> None:
    parent = _start_parent(tmp_path, tiny_bundle, read)
    assert parent.stdout is not None
    workers = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
    assert len(workers) >= 2
    parent.kill()
    parent.communicate()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []


@posix_only
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.usefixtures("photos")
def test_ctrl_c_and_logout_end_the_work_without_a_word_from_the_workers(
    tmp_path: Path, tiny_bundle: Bundle, name: str
) -> None:
    parent = _start_parent(tmp_path, tiny_bundle, "_report_and_hang")
    assert parent.stdout is not None
    workers = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
    os.killpg(parent.pid, signal.Signals[name])  # As a terminal does: to everybody.
    out, err = parent.communicate(timeout=60)
    assert (out, err) == ("stopped\n", "")
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert alive == []


def test_workers_that_cannot_start_are_no_files_fault(tmp_path: Path, tiny_bundle: Bundle) -> None:
    """A program that forgets to guard its main part starts itself again in each worker."""
    program = (
        textwrap.dedent(PARENT)
        .split("if __name__")[0]
        .replace("import signal, sys, threading", "import sys")
    )
    program += "recipe = DecodeRecipe(load_bundle(Path(sys.argv[1])).image)\n"
    program += (
        "print(list(DecodeWorkers(recipe, count=1).decode(walk(sys.argv[2]), look_ahead=1)))\n"
    )
    (tmp_path / "parent.py").write_text(program)
    (tmp_path / "a.jpg").touch()
    done = subprocess.run(
        [sys.executable, str(tmp_path / "parent.py"), str(tiny_bundle.folder), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "WorkerStartError: A decode worker ended before it was up." in done.stderr
    assert done.returncode == 1
    assert done.stdout == ""
