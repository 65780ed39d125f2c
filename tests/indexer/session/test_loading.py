"""A graph is brought to the NPU's emulator wholly, in a process that says nothing."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from indexer.npu import compile_ahead
from indexer.npu.apart import call_apart
from indexer.session import CPU, TowerGraph, open_rung
from indexer.session.ladder import EMULATOR
from tests.bundles import CONTEXT, SIZE

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle, ImageSpec, TextSpec

pytest.importorskip("onnxruntime_qnn")
pytestmark = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the emulator's only home"
)


def test_both_towers_run_on_the_emulator_wholly(tiny_bundle: Bundle) -> None:
    rows = np.linspace(-1, 1, 3 * SIZE * SIZE, dtype=np.float32).reshape(1, 3, SIZE, SIZE)
    words = np.arange(CONTEXT)[None] % 10
    towers: tuple[tuple[ImageSpec | TextSpec, NDArray[Any]], ...] = (
        (tiny_bundle.image, rows),
        (tiny_bundle.text, words),
    )
    for spec, fed in towers:
        tower, stages = TowerGraph.of(tiny_bundle, spec), list[str]()
        session = open_rung(EMULATOR, tower, on_stage=stages.append)
        assert "Compiling the model for the NPU" in stages
        assert (session.device, session.precision) == ("htp-emulator", "float16")
        assert session.nodes_on_device
        assert session.nodes_elsewhere == 0
        assert not session.batches
        there, here = (each.run({spec.input: fed}) for each in (session, open_rung(CPU, tower)))
        np.testing.assert_allclose(there, here, atol=2e-3)
        session.close()


def test_what_was_compiled_is_found_again(tiny_bundle: Bundle) -> None:
    tower = TowerGraph.of(tiny_bundle, tiny_bundle.text)
    open_rung(EMULATOR, tower).close()
    stages: list[str] = []
    open_rung(EMULATOR, tower, background=True, on_stage=stages.append).close()
    assert "Compiling the model for the NPU" not in stages


def test_a_graph_that_was_compiled_elsewhere_is_run_as_it_is(
    tiny_bundle: Bundle, tmp_path: Path
) -> None:
    made = call_apart(120, compile_ahead, tiny_bundle.path("text.onnx"), soc_model=60, to=tmp_path)
    tower = TowerGraph(made.wrapper, None, sha256="0" * 64, compiled=made.binary)
    stages: list[str] = []
    session = open_rung(EMULATOR, tower, on_stage=stages.append)
    fed = {"tokens": np.arange(CONTEXT)[None] % 10}
    plain = open_rung(CPU, TowerGraph.of(tiny_bundle, tiny_bundle.text))
    np.testing.assert_allclose(session.run(fed), plain.run(fed), atol=2e-3)
    assert "Compiling the model for the NPU" not in stages
    assert session.precision == "float16"
    session.close()
    with closing(open_rung(EMULATOR, replace(tower, precision="w8a16"))) as whole:
        assert whole.precision == "w8a16"


def test_the_emulator_s_own_words_never_reach_the_terminal(tiny_bundle: Bundle) -> None:
    """It writes to standard output where JSON may be expected."""
    code = f"""
import numpy as np
from pathlib import Path
from indexer.models import load_bundle
from indexer.session import TowerGraph, open_rung
from indexer.session.ladder import EMULATOR
if __name__ == "__main__":
    bundle = load_bundle(Path({str(tiny_bundle.folder)!r}))
    session = open_rung(EMULATOR, TowerGraph.of(bundle, bundle.text))
    session.run({{"tokens": np.zeros((1, {CONTEXT}), np.int64)}})
    session.close()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, env=os.environ
    )
    assert (done.stdout, done.stderr) == ("", "")
