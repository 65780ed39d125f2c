"""Nothing leaves the machine, and nothing of a run stays outside of the library."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_indexing_and_searching_leave_no_trace_outside_of_the_library(
    real_pictures: Path, tmp_path: Path
) -> None:
    """ONNX Runtime would keep a diary in the user's cache, to be sent to its maker."""
    home, library = tmp_path / "clean home", tmp_path / "library"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if "XDG" not in name}
    environment = {**kept, "HOME": str(home), "LOCALAPPDATA": str(home), "APPDATA": str(home)}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    for command in (["index", str(real_pictures)], ["search", "a cat"], ["doctor"]):
        subprocess.run(
            [sys.executable, "-m", "app", "--library", str(library), *command],
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
    assert (library / "library.db").is_file()
    assert sorted(home.rglob("*")) == []
