"""The real command in a real process, beside the model `tiny`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer.places import user_models
from tests.bundles import make_tiny_bundle

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Shoebox:
    """Runs `python -m indexer` on one library."""

    library: Path

    def command(self, *words: str | Path) -> list[str]:
        """The command line of a process of its own."""
        return [sys.executable, "-m", "indexer", "--library", str(self.library), *map(str, words)]

    def run(self, *words: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(*words),
            **options,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *words: str | Path, **options: Any) -> subprocess.Popen[str]:
        """Start a command whose lines can be read, and which can be spoken to."""
        return subprocess.Popen(
            self.command(*words),
            **options,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def index(self, *folders: Path) -> dict[str, Any]:
        """Index folders to the end; the sums come back."""
        done = self.run("index", *folders, "--model", "tiny", "--workers", "1", "--json")
        assert (done.returncode, done.stderr) == (0, "")
        last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        assert last["event"] == "done"
        return last

    def verify(self) -> dict[str, list[str]]:
        """What `verify` finds, which must be nothing wrong."""
        done = self.run("verify", "--json", "--model", "tiny")
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        report: dict[str, list[str]] = json.loads(done.stdout)
        assert report["wrong"] == []
        return report


@pytest.fixture
def shoebox(tmp_path: Path) -> Shoebox:
    """The command, with a library that is not there yet."""
    make_tiny_bundle(user_models() / "tiny")
    return Shoebox(tmp_path / "library")


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The one line by which a command that failed says why."""
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("shoebox: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert os.linesep not in done.stderr.rstrip()
    return done.stderr
