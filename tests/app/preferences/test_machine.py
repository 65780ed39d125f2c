"""What the settings page says of machine and models is found out without loading what runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from app.preferences.machine import look_at_machine

if TYPE_CHECKING:
    from pathlib import Path

#: Loads the page, looks as it does when it is opened, and tells what was loaded for it.
PROGRAM = """
import json, sys
from dataclasses import asdict

if __name__ == "__main__":
    import app.preferences.choosing
    import app.preferences.page
    page = [*sys.modules]
    from app.preferences.machine import look_at_machine
    from app.preferences.stock import take_stock
    machine = look_at_machine()
    take_stock(None)
    print(json.dumps([page, [*sys.modules], asdict(machine)]))
"""


@pytest.fixture
def opened(tmp_path: Path) -> list[Any]:
    """What is loaded with the page, what after it has looked, and what it says of the machine."""
    (tmp_path / "opens.py").write_text(PROGRAM)
    ran = subprocess.run(
        [sys.executable, str(tmp_path / "opens.py")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    told: list[Any] = json.loads(ran.stdout)
    return told


def test_the_page_tells_of_the_machine_and_the_window_loads_nothing_heavy_for_it(
    opened: list[Any],
) -> None:
    page, looked, machine = opened
    assert {"indexer.session", "indexer.npu", "ssl", "http.client"}.isdisjoint(page)
    assert {"onnxruntime", "onnxruntime_qnn", "PIL.Image", "tokenizers", "torch"}.isdisjoint(looked)
    assert machine == json.loads(json.dumps(asdict(look_at_machine())))
