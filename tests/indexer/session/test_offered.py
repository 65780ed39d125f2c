"""What ONNX Runtime offers is told by a process of its own, and nothing is loaded for it here."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from indexer.session import providers

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import sys
from indexer.session.offered import providers_beside

if __name__ == "__main__":
    print(*providers_beside())
    print(*{"onnxruntime"} & set(sys.modules))
"""


def asked(folder: Path, **variables: str) -> list[str]:
    """What a process that has loaded nothing is told, and what it has loaded then: two lines."""
    (folder / "asks.py").write_text(PROGRAM)
    ran = subprocess.run(
        [sys.executable, str(folder / "asks.py")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.split("\n")[:2]


def test_it_is_what_onnx_runtime_says_here(tmp_path: Path) -> None:
    offered, loaded = asked(tmp_path)
    # Another test may have this process offer more, by a plugin.
    assert "CPUExecutionProvider" in offered.split()
    assert set(offered.split()) <= set(providers())
    assert loaded == ""


@pytest.mark.parametrize(
    "broken",
    ["raise ImportError", "raise OSError", "raise RuntimeError", "import os; os._exit(3)"],
)
def test_where_it_cannot_be_loaded_it_offers_nothing(tmp_path: Path, broken: str) -> None:
    (tmp_path / "onnxruntime.py").write_text(broken)
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    assert asked(tmp_path, PYTHONPATH=paths) == ["", ""]
