"""`shoebox model export` in a process of its own: what it says, and what it leaves when it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from indexer.cli import main
from indexer.models import find_bundle, list_bundles
from indexer.models.installing import incoming
from indexer.places import user_models
from tests.export.rehearsals import SMALL
from tests.faults.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.export.rehearsals import Rehearsal

EXPORT = [sys.executable, "-m", "indexer", "model", "export"]


def export(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    return subprocess.run(
        [*EXPORT, *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


def told(answer: subprocess.CompletedProcess[str]) -> str:
    """The one line in which it says what is wrong."""
    (line,) = answer.stderr.splitlines()
    assert (answer.returncode, answer.stdout) == (1, "")
    return line


def test_another_process_makes_the_same_model_and_tells_each_stage(small: Rehearsal) -> None:
    answer = export(SMALL, "--random-weights", "--as", "again", "--json")
    assert (answer.returncode, answer.stderr) == (0, "")
    *stages, done = map(json.loads, answer.stdout.splitlines())
    assert {each["event"] for each in stages} == {"stage"}
    assert stages[0]["message"] == f"Loading {SMALL}"
    assert (done["event"], done["model"]) == ("done", "again")
    assert done["sha256"] == small.bundle.sha256
    assert find_bundle("again").sha256 == small.bundle.sha256
    assert "already" in told(export(SMALL, "--random-weights", "--as", "again"))
    checked = main(["model", "check", "again", "--device", "cpu", "--json"])
    assert checked == 0


def test_a_killed_export_leaves_no_model_and_the_next_one_is_whole() -> None:
    process = subprocess.Popen(
        [*EXPORT, SMALL, "--random-weights", "--json"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        assert any("Writing the text tower" in line for line in process.stdout)
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        process.wait(60)
    assert [each.name for each in list_bundles([user_models()])] == []
    name = f"{SMALL.lower()}-random"
    assert any((incoming() / f"{name}.export").iterdir())
    answer = export(SMALL, "--random-weights", "--quiet")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    assert find_bundle(name).folder == user_models() / name
    assert [path.name for path in incoming().iterdir()] == [f"{name}.lock"]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no limit for the size of files")
def test_a_disk_that_is_full_is_told_in_one_line() -> None:
    import resource

    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))

    answer = subprocess.run(
        [*EXPORT, SMALL, "--random-weights", "--quiet"],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
        preexec_fn=small_files_only,
    )  # fmt: skip
    assert "cannot be written" in told(answer)
    assert [path.name for path in user_models().iterdir()] == [".incoming"]
    assert [path.suffix for path in incoming().iterdir()] == [".lock"]


def test_what_is_wrong_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "wrong.pt").write_text("wrong")
    assert "--weights FILE; `shoebox model get mobileclip2-s3`" in told(export("mobileclip2-s3"))
    assert "does not hold the weights" in told(
        export(SMALL, "--weights", tmp_path / "wrong.pt", "--quiet")
    )
