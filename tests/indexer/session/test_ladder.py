"""The ladder tells at once what may hold, and each rung says for itself whether it does."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest

from indexer.errors import LibraryError
from indexer.npu import contexts
from indexer.npu.contexts import MANIFEST, ContextCache
from indexer.npu.loading import COMPILING, LOADING
from indexer.places import user_cache
from indexer.records import Refusal
from indexer.runtime import runtime
from indexer.session import (
    CPU,
    RungError,
    TowerGraph,
    check_device,
    isolated,
    ladder,
    open_rung,
    providers,
)
from indexer.session.isolated import IsolatedSession, Manner
from indexer.session.ladder import AIDLITE, EMULATOR, NPU
from indexer.session.loading import provider_loader
from indexer.session.providers import CACHE, PROVIDERS, Provider
from tests.bundles import CONTEXT

rungs = sys.modules["indexer.session.ladder"]  # Its function goes by the same name.

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models import Bundle
    from indexer.session import Rung

TOKENS = {"tokens": np.arange(CONTEXT)[None] % 10}
pc_only = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="a machine without an NPU"
)


@pytest.fixture
def words(tiny_bundle: Bundle) -> TowerGraph:
    return TowerGraph.of(tiny_bundle, tiny_bundle.text)


@pc_only
def test_a_machine_without_an_npu_has_the_rest_and_the_reason() -> None:
    found = ladder("auto")
    assert found.rungs[-1] == CPU
    assert NPU not in found.rungs
    assert EMULATOR not in found.rungs
    reason = "This machine has no Snapdragon NPU (its processor is x86_64)."
    assert found.refusals == (Refusal("npu", reason, tried=False),)


@pc_only
def test_a_named_device_stands_alone() -> None:
    assert ladder("cpu") == replace(ladder("cpu"), rungs=(CPU,), refusals=())
    assert ladder("npu").rungs == ()
    with pytest.raises(LibraryError, match=r"^This machine has no Snapdragon NPU"):
        check_device("npu")
    for device in ("auto", "cpu"):
        check_device(device)


@pc_only
def test_the_emulator_is_climbed_only_by_name() -> None:
    pytest.importorskip("onnxruntime_qnn")
    assert ladder("htp-emulator").rungs == (EMULATOR,)
    assert EMULATOR not in ladder("auto").rungs


@pc_only
def test_a_machine_without_the_plugin_says_what_is_missing() -> None:
    """In a process in which the package cannot be found."""
    code = """
import sys
from importlib.machinery import PathFinder
class Without:
    def find_spec(self, name, path=None, target=None):
        found = None if name == "onnxruntime_qnn" else PathFinder.find_spec(name, path, target)
        return found
sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not PathFinder] + [Without()]
from indexer.errors import LibraryError
from indexer.places import user_cache
from indexer.runtime import runtime
from indexer.session import check_device, ladder
try:
    check_device("htp-emulator")
except LibraryError as error:
    print(error)
print([rung.device for rung in ladder("auto").rungs])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == (
        "The NPU's emulator is not installed (the package onnxruntime-qnn); "
        "`.venv/bin/pip install '.[compile]'` in Shoebox's own folder brings it.\n['cpu']\n"
    )


OFFERED = ("CoreMLExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider")


@pytest.fixture
def well_equipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose ONNX Runtime has two accelerators more."""
    monkeypatch.setattr(rungs, "providers", lambda: OFFERED)


@pytest.mark.usefixtures("well_equipped")
def test_compiled_graphs_climb_no_other_accelerator(words: TowerGraph) -> None:
    known = {NPU, AIDLITE, CPU}
    found = ladder("auto", compiled=True)
    assert set(found.rungs) <= known
    assert {refusal.device for refusal in found.refusals} <= {"npu"}
    cuda = next(rung for rung in ladder("auto").rungs if rung.device == "cuda")
    compiled = replace(words, compiled=words.path)
    with pytest.raises(RungError, match="compiled for the NPU and cannot run on the NVIDIA"):
        open_rung(cuda, compiled)


def test_an_unknown_device_is_told_with_the_known() -> None:
    with pytest.raises(LibraryError, match="no device “gpu”; there are auto, cpu"):
        check_device("gpu")


def test_the_processor_starts_no_process_and_runs_the_graph_that_it_is_quicker_with(
    words: TowerGraph, tiny_bundle: Bundle
) -> None:
    before = psutil.Process().children()
    session = open_rung(CPU, replace(words, path=tiny_bundle.path("image.onnx")))
    assert session.inputs[0].name == "tokens"
    assert psutil.Process().children() == before


def test_the_processor_cannot_run_what_is_compiled(words: TowerGraph) -> None:
    with pytest.raises(RungError, match="compiled for the NPU and cannot run on the processor"):
        open_rung(CPU, replace(words, cpu_path=None))


@pytest.mark.usefixtures("well_equipped")
def test_providers_that_are_offered_stand_between_npu_and_processor_best_first() -> None:
    devices = [rung.device for rung in ladder("auto").rungs if rung != NPU]
    assert devices == ["cuda", "coreml", "cpu"]


def test_other_providers_are_taken_only_where_they_are_offered() -> None:
    offered = {rung.provider for rung in ladder("auto").rungs} - {CPU.provider, NPU.provider}
    assert offered == {each.name for each in PROVIDERS} & set(providers())


def test_another_provider_runs_in_a_process_of_its_own(words: TowerGraph) -> None:
    """ONNX Runtime's own processor provider stands in: it is loaded just as the others are."""
    twin = Provider("twin", "CPUExecutionProvider", "twin", "float32", {}, sequential=True)
    session = IsolatedSession(provider_loader(twin), words, Manner("twin"))
    assert (session.device, session.provider) == ("twin", "CPUExecutionProvider")
    assert (session.nodes_on_device, session.nodes_elsewhere) == (3, 0)
    np.testing.assert_array_equal(session.run(TOKENS), open_rung(CPU, words).run(TOKENS))
    session.close()


@pytest.mark.parametrize(("rung", "seconds"), [(NPU, 60), (AIDLITE, 60), (EMULATOR, 600)])
def test_only_the_emulator_may_take_minutes_for_its_first_run(
    words: TowerGraph, monkeypatch: pytest.MonkeyPatch, rung: Rung, seconds: float
) -> None:
    manners: list[Manner] = []
    monkeypatch.setattr(isolated, "IsolatedSession", lambda *told: manners.append(told[2]))
    open_rung(rung, words)
    assert [manner.patience.first_run for manner in manners] == [seconds]


def harm_what_is_kept(at: int) -> None:
    """Flip a bit of the one compiled graph, unseen by its manifest."""
    (manifest,) = ContextCache().folder.glob(f"*/{MANIFEST}")
    binary = manifest.with_name("context_qnn.bin")
    content = bytearray(binary.read_bytes())
    content[at] ^= 1
    binary.write_bytes(content)
    told = json.loads(manifest.read_bytes())
    told["files"][binary.name] = contexts._fingerprint(binary)
    manifest.write_text(json.dumps(told))


@pc_only
def test_a_kept_graph_that_kills_who_loads_it_is_made_again_without_a_word(
    words: TowerGraph,
) -> None:
    pytest.importorskip("onnxruntime_qnn")
    open_rung(EMULATOR, words).close()
    harm_what_is_kept(60)  # In the tables that QNN reads without a check.
    stages: list[str] = []
    session = open_rung(EMULATOR, words, on_stage=stages.append)
    assert stages.index(LOADING) < stages.index(COMPILING)
    np.testing.assert_allclose(session.run(TOKENS), open_rung(CPU, words).run(TOKENS), atol=0.01)
    session.close()


@pc_only
def test_whoever_ends_the_loading_of_a_kept_graph_does_not_lose_it(words: TowerGraph) -> None:
    pytest.importorskip("onnxruntime_qnn")
    open_rung(EMULATOR, words).close()

    def stop(stage: str) -> None:
        if stage == LOADING:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        open_rung(EMULATOR, words, on_stage=stop)
    stages: list[str] = []
    open_rung(EMULATOR, words, on_stage=stages.append).close()
    assert COMPILING not in stages


def test_a_provider_that_takes_nothing_is_none(words: TowerGraph) -> None:
    if "AzureExecutionProvider" not in providers():
        pytest.skip("this build of ONNX Runtime has no provider that never takes a step")
    idle = Provider("azure", "AzureExecutionProvider", "cloud", "float32", {})
    with pytest.raises(RungError, match=r"^The cloud takes no step of this model\.$"):
        IsolatedSession(provider_loader(idle), words, Manner("cloud"))


def test_a_file_that_is_no_graph_is_refused_there_too(words: TowerGraph, tmp_path: Path) -> None:
    (tmp_path / "nonsense.onnx").write_bytes(b"not a graph")
    twin = Provider("twin", "CPUExecutionProvider", "twin", "float32", {})
    broken = replace(words, path=tmp_path / "nonsense.onnx")
    with pytest.raises(RungError, match="The twin does not take this model") as caught:
        IsolatedSession(provider_loader(twin), broken, Manner("twin"))
    assert "\n" not in str(caught.value)


def test_what_a_provider_kept_goes_with_its_runtime_and_where_it_does_not_load(
    words: TowerGraph, tmp_path: Path
) -> None:
    twin = Provider("twin", "CPUExecutionProvider", "twin", "float32", {"cache_dir": CACHE})
    kept = user_cache() / "twin"
    (kept / "1.2.3" / "old").mkdir(parents=True)
    (tmp_path / "nonsense.onnx").write_bytes(b"not a graph")
    broken = replace(words, path=tmp_path / "nonsense.onnx", sha256="0" * 64)
    mine = kept / str(runtime().__version__) / broken.sha256
    mine.mkdir(parents=True)
    (mine / "compiled.blob").write_bytes(b"broken")
    with pytest.raises(RungError, match="The twin does not take this model"):
        provider_loader(twin)(broken, lambda _: None)
    assert not (mine / "compiled.blob").exists()
    assert not (kept / "1.2.3").exists()
    provider_loader(twin)(words, lambda _: None).close()
