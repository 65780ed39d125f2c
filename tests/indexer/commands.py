"""Commands as the tests of several of them run them, on a library of real pictures."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from indexer.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def indexed(pictures: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Copy pictures into a folder, and take that into the library."""
    shutil.copytree(pictures, folder)
    assert main(["index", str(folder), "--workers", "1"]) == 0
    capsys.readouterr()
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    """Run a command; what it said in JSON."""
    assert main([*words, "--json", "--quiet"]) == code
    return json.loads(capsys.readouterr().out)
