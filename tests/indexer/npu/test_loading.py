"""A graph goes to the NPU (here: QNN's emulator of it) whole, and is compiled once."""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

pytest.importorskip("onnxruntime_qnn")
if (sys.platform, platform.machine()) != ("linux", "x86_64"):
    pytest.skip("QNN's emulator exists for Linux on x86-64 only", allow_module_level=True)

from indexer.npu import (
    LoadedGraph,
    NpuError,
    Purpose,
    compile_ahead,
    contexts,
    find_target,
    load,
    run_options,
)
from indexer.npu.chips import CHIPS
from indexer.npu.contexts import MANIFEST, WRAPPER, ContextCache
from indexer.npu.loading import COMPILING, LOADING
from indexer.places import shipped_models
from indexer.session import open_session
from tests.bundles import CONTEXT, SIZE, TinyModel, make_tiny_bundle
from tests.indexer.npu.graphs import save_steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

SHA256 = "5" * 64
LOAD = """
import os, signal, sys
from pathlib import Path
from indexer.npu import contexts, find_target, load

graph, folder, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
if moment == "die":
    contexts._write_manifest = die
target = find_target("htp-emulator")
print("ready", file=sys.stderr, flush=True)
sys.stdin.readline()
loaded = load(graph, target, sha256="5" * 64, cache=contexts.ContextCache(folder))
print(loaded.cached, file=sys.stderr, flush=True)
"""


@pytest.fixture
def cache(tmp_path: Path) -> ContextCache:
    return ContextCache(tmp_path / "contexts")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_bundle(tmp_path_factory.mktemp("models") / "tiny")


def loaded(
    graph: Path, cache: ContextCache, stages: list[str] | None = None, **options: Any
) -> LoadedGraph:
    told = [] if stages is None else stages
    target = find_target("htp-emulator")
    return load(graph, target, sha256=SHA256, on_stage=told.append, cache=cache, **options)


def rows(tower: str) -> dict[str, NDArray[Any]]:
    chance = np.random.default_rng(3)
    if tower == "text":
        return {"tokens": chance.integers(4, 20, (1, CONTEXT))}
    return {"image": chance.uniform(-1, 1, (1, 3, SIZE, SIZE)).astype(np.float32)}


def assert_agrees(found: LoadedGraph, graph: Path) -> None:
    """What the NPU gives points where the processor's points."""
    feeds = rows(graph.stem)
    (given,) = found.session.run(["embedding"], feeds, run_options())
    right = open_session(graph, device="cpu").run(feeds)
    cosine = np.sum(given * right) / np.linalg.norm(given) / np.linalg.norm(right)
    assert given.shape == right.shape
    assert cosine > 0.9999


@pytest.mark.parametrize(("tower", "steps"), [("image", 6), ("text", 3)])
def test_both_towers_run_wholly_there_and_agree_with_the_processor(
    folder: Path, cache: ContextCache, tower: str, steps: int
) -> None:
    graph = folder / f"{tower}.onnx"
    found = loaded(graph, cache)
    assert (found.nodes_on_device, found.nodes_elsewhere, found.cached) == (steps, 0, False)
    assert_agrees(found, graph)


def test_the_second_time_it_is_not_compiled(folder: Path, cache: ContextCache) -> None:
    graph = folder / "image.onnx"
    first, second = list[str](), list[str]()
    loaded(graph, cache, first)
    found = loaded(graph, cache, second)
    assert (first, second) == ([COMPILING, LOADING], [LOADING])
    assert (found.nodes_on_device, found.nodes_elsewhere, found.cached) == (6, 0, True)
    assert_agrees(found, graph)


@pytest.mark.parametrize("tower", ["image", "text"])
def test_the_model_that_ships_goes_there_wholly(cache: ContextCache, tower: str) -> None:
    found = loaded(shipped_models() / "starter" / f"{tower}.onnx", cache)
    assert (found.nodes_on_device > 100, found.nodes_elsewhere) == (True, 0)


def test_a_background_session_takes_what_a_foreground_one_compiled(
    folder: Path, cache: ContextCache
) -> None:
    loaded(folder / "text.onnx", cache)
    assert loaded(folder / "text.onnx", cache, purpose=Purpose(background=True)).cached


@pytest.mark.parametrize("batch", [None, 1])
def test_a_free_number_of_rows_is_fixed_to_one(
    tmp_path: Path, cache: ContextCache, batch: int | None
) -> None:
    graph = make_tiny_bundle(tmp_path / "tiny", TinyModel(batch=batch)) / "image.onnx"
    found = loaded(graph, cache)
    assert found.session.get_inputs()[0].shape == [1, 3, SIZE, SIZE]
    assert_agrees(found, graph)


@pytest.mark.parametrize("shape", [["rows", "width"], [None, 4], [1, None]])
def test_any_other_free_length_is_refused(
    tmp_path: Path, cache: ContextCache, shape: list[Any]
) -> None:
    graph = save_steps(tmp_path / "free.onnx", shape, "Relu")
    with pytest.raises(NpuError, match=r"fixed sizes only; “x0” of free\.onnx has a free one"):
        loaded(graph, cache)


def test_nothing_is_written_beside_the_graph(tmp_path: Path, cache: ContextCache) -> None:
    folder = make_tiny_bundle(tmp_path / "read-only")
    before = set(folder.iterdir())
    folder.chmod(0o555)
    try:
        assert loaded(folder / "image.onnx", cache).nodes_elsewhere == 0
    finally:
        folder.chmod(0o755)
    assert set(folder.iterdir()) == before


def test_a_graph_that_is_none_is_refused(tmp_path: Path, cache: ContextCache) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"no graph")
    for name, reason in (("bad.onnx", "is no ONNX graph"), ("gone.onnx", "cannot be read")):
        with pytest.raises(NpuError, match=f"The model cannot be loaded: {name} {reason}"):
            loaded(tmp_path / name, cache)


def test_a_graph_that_onnx_runtime_refuses_says_why(tmp_path: Path, cache: ContextCache) -> None:
    graph = save_steps(tmp_path / "steps.onnx", [1, 4], "NoSuchStep")
    with pytest.raises(NpuError, match=r"does not take this model: .*NoSuchStep"):
        loaded(graph, cache)
    assert not [path for path in cache.folder.iterdir() if path.is_dir()]


def test_a_graph_that_does_not_go_there_wholly_is_compiled_once(
    tmp_path: Path, cache: ContextCache
) -> None:
    graph, stages = save_steps(tmp_path / "steps.onnx", [1, 4], "Relu", "Sinh"), list[str]()
    with pytest.raises(NpuError, match=r"^The NPU cannot calculate every step of this model\.$"):
        loaded(graph, cache, stages)
    assert stages == [COMPILING]
    assert not [path for path in cache.folder.iterdir() if path.is_dir()]


# -- the cache: stale, broken, full, shared --------------------------------------------------


def entry(cache: ContextCache) -> Path:
    (found,) = (path for path in cache.folder.iterdir() if path.is_dir())
    return found


def test_a_broken_cache_is_made_again_without_a_word(folder: Path, cache: ContextCache) -> None:
    loaded(folder / "text.onnx", cache)
    binary = entry(cache) / "context_qnn.bin"
    binary.write_bytes(bytes(binary.stat().st_size))
    stages = list[str]()
    found = loaded(folder / "text.onnx", cache, stages)
    assert (found.cached, stages) == (False, [COMPILING, LOADING])
    assert loaded(folder / "text.onnx", cache).cached


def test_what_qnn_no_longer_knows_is_made_again_without_a_word(
    folder: Path, cache: ContextCache
) -> None:
    """Whole by its manifest, but of a form that this QNN does not load: as after an update."""
    loaded(folder / "text.onnx", cache)
    place = entry(cache)
    (place / "context_qnn.bin").write_bytes(bytes(1000))
    manifest = json.loads((place / MANIFEST).read_bytes())
    manifest["files"] = {
        name: contexts._fingerprint(place / name) for name in (WRAPPER, "context_qnn.bin")
    }
    (place / MANIFEST).write_text(json.dumps(manifest))
    stages = list[str]()
    found = loaded(folder / "text.onnx", cache, stages)
    assert (found.cached, stages) == (False, [LOADING, COMPILING, LOADING])
    assert_agrees(found, folder / "text.onnx")
    assert loaded(folder / "text.onnx", cache).cached


@contextmanager
def small_files_only() -> Iterator[None]:
    """A disk that takes no more than some bytes of a file."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_the_graph_runs_without_being_kept(
    folder: Path, cache: ContextCache
) -> None:
    with small_files_only():
        found = loaded(folder / "image.onnx", cache)
    assert (found.nodes_on_device, found.cached) == (6, False)
    assert_agrees(found, folder / "image.onnx")
    assert [path for path in cache.folder.iterdir() if path.is_dir()] == []


def test_a_disk_that_is_almost_full_is_not_filled(
    folder: Path, cache: ContextCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contexts, "RESERVE", 2**62)
    stages = list[str]()
    assert loaded(folder / "text.onnx", cache, stages).nodes_on_device == 3
    assert stages == [COMPILING]
    assert [path for path in cache.folder.iterdir() if path.is_dir()] == []


def test_where_there_can_be_no_cache_the_graph_runs_without(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = loaded(folder / "text.onnx", ContextCache(tmp_path / "file" / "contexts"))
    assert (found.nodes_on_device, found.cached) == (3, False)


def start(graph: Path, cache: ContextCache, moment: str = "") -> subprocess.Popen[str]:
    """Start a process that waits for a line before it loads a graph."""
    child = subprocess.Popen(
        [sys.executable, "-c", LOAD, str(graph), str(cache.folder), moment],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "ORT_DISABLE_TELEMETRY": "1"},
    )
    assert child.stderr is not None
    assert child.stderr.readline() == "ready\n"
    return child


def test_of_two_processes_at_once_one_compiles_and_both_run(
    folder: Path, cache: ContextCache
) -> None:
    children = [start(folder / "image.onnx", cache) for _ in range(2)]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    told = sorted(child.communicate(timeout=60)[1].strip() for child in children)
    assert [child.returncode for child in children] == [0, 0]
    assert told == ["False", "True"]


def test_a_process_killed_in_the_middle_is_made_good(folder: Path, cache: ContextCache) -> None:
    child = start(folder / "image.onnx", cache, "die")
    child.communicate("go\n", timeout=60)
    assert child.returncode == -signal.SIGKILL
    found = loaded(folder / "image.onnx", cache)
    assert (found.nodes_on_device, found.cached) == (6, False)
    assert loaded(folder / "image.onnx", cache).cached
    assert (entry(cache) / MANIFEST).is_file()


# -- compiled for another machine ------------------------------------------------------------


@pytest.mark.parametrize("tower", ["image", "text"])
def test_what_was_compiled_ahead_is_loaded_as_it_is(
    folder: Path, tmp_path: Path, tower: str
) -> None:
    graph = folder / f"{tower}.onnx"
    made = compile_ahead(graph, soc_model=60, to=tmp_path)
    assert made.binary.stat().st_size > 1000
    assert made.wrapper.parent == made.binary.parent == tmp_path
    stages, cache = list[str](), ContextCache(tmp_path / "contexts")
    found = loaded(made.wrapper, cache, stages)
    assert (found.nodes_on_device, found.nodes_elsewhere, stages) == (1, 0, [LOADING])
    assert not cache.folder.exists()
    assert_agrees(found, graph)


def test_compiling_ahead_replaces_what_was_there(folder: Path, tmp_path: Path) -> None:
    made = [compile_ahead(folder / "text.onnx", soc_model=60, to=tmp_path) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].nodes_on_device == 3


@pytest.mark.parametrize("known", [known for known in CHIPS if known.fp16], ids=lambda c: c.name)
def test_the_table_is_right_that_a_chip_calculates_in_half_precision(
    folder: Path, tmp_path: Path, known: Any
) -> None:
    made = compile_ahead(folder / "image.onnx", soc_model=known.soc_model, to=tmp_path)
    assert made.nodes_on_device == 6


def test_what_was_compiled_for_a_newer_npu_is_refused(folder: Path, tmp_path: Path) -> None:
    made = compile_ahead(folder / "image.onnx", soc_model=87, to=tmp_path)
    with pytest.raises(NpuError, match="does not take this model"):
        loaded(made.wrapper, ContextCache(tmp_path / "contexts"))


def test_a_disk_that_takes_no_compiled_graph_says_so(folder: Path, tmp_path: Path) -> None:
    with small_files_only(), pytest.raises(NpuError, match="Failed to write"):
        compile_ahead(folder / "image.onnx", soc_model=60, to=tmp_path)
