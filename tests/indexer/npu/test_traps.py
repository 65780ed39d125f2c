"""Each known trap of the NPU and of its models has a test that fails where one falls into it.

 1  S3, S4 and L-14 take OpenAI's mean and std, S0, S2 and B none: test_trap_1_mean_and_std,
    ../models/test_known.py::test_the_numbers_are_those_of_open_clip
 2  Texts are filled up with 0, whatever the tokenizer's file says: test_trap_2_padding,
    ../models/test_known.py::test_every_model_fills_up_with_0_as_in_its_training
 3  Some chips cannot calculate in half precision; by number, not by generation:
    test_trap_3_chips_without_half_precision, test_trap_3_the_same_generation_with_it
 4  The usual way to name a provider silently means the processor:
    test_trap_4_the_session_is_really_the_plugins
 5  A session names the plugin even where the processor does the work:
    test_trap_5_a_step_for_the_processor_is_refused, test_trap_5_the_record_is_read_as_well,
    test_trap_5_a_failing_run_is_not_repeated_on_the_processor
 6  On a PC the plugin's device is the processor itself: test_trap_6_a_pc_is_no_npu,
    test_trap_6_a_pc_that_has_not_asked_keeps_its_devices
 7  Wrong options and names of chips are taken without a word: test_trap_7_a_chip_that_qnn_mistakes,
    test_options.py::test_the_plugin_knows_each_option_by_name
 8  On Windows the driver must be led to the plugin's code: test_trap_8_before_the_plugin_is_loaded,
    test_plugin.py::test_the_driver_is_led_to_the_plugins_own_code_first
 9  Half precision overflows to infinity on Hexagon V79 and newer unless it is clamped:
    test_trap_9_overflow_is_clamped
10  Apple's weights are for research only: test_trap_10_the_licence,
    ../models/test_known.py::test_a_licence_says_in_a_sentence_what_it_allows
"""

from __future__ import annotations

import gzip
import platform
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import onnx
import pytest
from onnx import TensorProto

from indexer.models import TokenizerSpec
from indexer.models.known import KNOWN, known_model
from indexer.npu import (
    NpuError,
    Purpose,
    compile_ahead,
    find_target,
    installed,
    load,
    loading,
    run_options,
    targets,
)
from indexer.npu.chips import chip
from indexer.npu.contexts import ContextCache
from indexer.npu.options import STRICT, session_options
from indexer.npu.plugin import PROVIDER, emulating_devices, npu_devices
from indexer.preprocess import normalise
from indexer.runtime import runtime
from indexer.tokenizer import Tokenizer, clip_tokenizer_json
from tests.bundles import SIZE, make_tiny_bundle
from tests.indexer.npu.graphs import save_steps

if TYPE_CHECKING:
    from indexer.models import Bundle
    from indexer.npu import LoadedGraph

HERE = Path(__file__).parent
EMULATED = installed() and (sys.platform, platform.machine()) == ("linux", "x86_64")
emulator = pytest.mark.skipif(not EMULATED, reason="QNN's emulator exists for Linux on PCs only")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_bundle(tmp_path_factory.mktemp("models") / "tiny")


def loaded(graph: Path, cache: Path, soc_model: int = 60) -> LoadedGraph:
    target = find_target("htp-emulator", soc_model=soc_model)
    return load(graph, target, sha256=graph.name, cache=ContextCache(cache))


@pytest.mark.parametrize("name", [model.name for model in KNOWN])
def test_trap_1_mean_and_std(tiny_bundle: Bundle, name: str) -> None:
    model = known_model(name)
    assert model is not None
    spec = replace(tiny_bundle.image, mean=model.mean, std=model.std)
    white = normalise(np.full((1, SIZE, SIZE, 3), 255, np.uint8), spec)[0, :, 0, 0]
    plain = name in ("mobileclip2-s0", "mobileclip2-s2", "mobileclip2-b")
    # (1 - 0.48145466) / 0.26862954 and so on: what a white pixel is to OpenAI's CLIP.
    np.testing.assert_allclose(white, 1 if plain else [1.930336, 2.074884, 2.145897], rtol=1e-4)


def test_trap_2_padding(tiny_bundle: Bundle, tmp_path: Path) -> None:
    """A file as the hub has them, which fills up with the end mark."""
    import tokenizers

    merges = gzip.decompress((HERE.parent / "references" / "clip_merges.txt.gz").read_bytes())
    words = tokenizers.Tokenizer.from_str(clip_tokenizer_json(merges.decode().split("\n")))
    words.enable_padding(length=77, pad_id=49407, pad_token="<end_of_text>")
    words.save(str(tmp_path / "tokenizer.json"))
    for model in KNOWN:
        spec = TokenizerSpec(kind="clip", file="tokenizer.json", pad_id=model.pad_id)
        text = replace(tiny_bundle.text, context_length=model.context_length, tokenizer=spec)
        (ids,) = Tokenizer.load(replace(tiny_bundle, folder=tmp_path, text=text)).encode(["a dog"])
        assert ids.tolist() == [49406, 320, 1929, 49407, *[0] * 73]


@emulator
@pytest.mark.parametrize("soc_model", [35, 37, 78, 93])
def test_trap_3_chips_without_half_precision(folder: Path, tmp_path: Path, soc_model: int) -> None:
    known = chip(soc_model)
    assert known is not None
    for tower in ("image", "text"):
        with pytest.raises(NpuError, match=r"calculates in whole numbers only.*\(FP16\)\.") as told:
            loaded(folder / f"{tower}.onnx", tmp_path, soc_model)
        assert known.name in str(told.value)
    with pytest.raises(NpuError, match="whole numbers only"):
        compile_ahead(folder / "image.onnx", soc_model=soc_model, to=tmp_path)


@emulator
def test_trap_3_the_same_generation_with_it(folder: Path, tmp_path: Path) -> None:
    refused, taken = chip(93), chip(30)
    assert refused is not None
    assert taken is not None
    assert refused.arch == taken.arch
    assert loaded(folder / "image.onnx", tmp_path, taken.soc_model).nodes_on_device == 6


@emulator
def test_trap_4_the_session_is_really_the_plugins(folder: Path, tmp_path: Path) -> None:
    found = loaded(folder / "image.onnx", tmp_path)
    assert (found.nodes_on_device, found.nodes_elsewhere) == (6, 0)
    (part,) = found.session.get_provider_graph_assignment_info()
    assert part.ep_name == PROVIDER


@emulator
def test_trap_5_a_step_for_the_processor_is_refused(tmp_path: Path) -> None:
    graph = save_steps(tmp_path / "steps.onnx", [1, 4], "Relu", "Sinh")
    with pytest.raises(NpuError, match="cannot calculate every step"):
        loaded(graph, tmp_path / "contexts")


@emulator
def test_trap_5_the_record_is_read_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the processor not locked out, its steps would be counted, and be too many."""
    monkeypatch.delitem(STRICT, "session.disable_cpu_ep_fallback")
    graph = save_steps(tmp_path / "steps.onnx", [1, 4], "Relu", "Sinh")
    lax = session_options(find_target("htp-emulator"), Purpose(), lengths={})
    assert PROVIDER in runtime().InferenceSession(str(graph), lax).get_providers()
    with pytest.raises(NpuError, match="Only 1 of 2 steps would run on the NPU"):
        loaded(graph, tmp_path / "contexts")


@emulator
def test_trap_5_a_failing_run_is_not_repeated_on_the_processor(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    made = compile_ahead(folder / "image.onnx", soc_model=60, to=tmp_path)
    wrapper = onnx.load(made.wrapper)
    # A lie about the output's type, which nobody notices before the first run.
    wrapper.graph.output[0].type.tensor_type.elem_type = TensorProto.FLOAT16
    onnx.save(wrapper, made.wrapper)
    session = loaded(made.wrapper, tmp_path).session
    with pytest.raises(runtime().capi.onnxruntime_pybind11_state.EPFail, match="does not match"):
        session.run(None, {"image": np.zeros((1, 3, SIZE, SIZE), np.float32)}, run_options())
    assert "EP Error" not in capfd.readouterr().out  # Printed before it is tried elsewhere.


@emulator
def test_trap_6_a_pc_is_no_npu() -> None:
    assert emulating_devices()
    assert npu_devices() == []
    with pytest.raises(NpuError, match="no Snapdragon NPU"):
        find_target("npu")


@emulator
def test_trap_6_a_pc_that_has_not_asked_keeps_its_devices() -> None:
    """Once the plugin is registered, ONNX Runtime can choose no device by policy any more."""
    program = (
        "from contextlib import suppress\n"
        "from indexer.npu import NpuError, find_target, survey\n"
        "from indexer.runtime import runtime\n"
        "survey()\n"
        "with suppress(NpuError):\n    find_target('npu')\n"
        "names = {device.ep_name for device in runtime().get_ep_devices()}\n"
        "assert names == {'CPUExecutionProvider'}, names\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@emulator
def test_trap_7_a_chip_that_qnn_mistakes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """QNN takes a name that it does not know for number 0, and compiles for that."""
    known, name = chip(66), cast("int", "QCS8550")
    assert known is not None
    with pytest.raises(NpuError, match="no chip known by the number QCS8550"):
        compile_ahead(folder / "image.onnx", soc_model=name, to=tmp_path)
    monkeypatch.setattr(targets, "chip", lambda _: replace(known, soc_model=name))
    with pytest.raises(NpuError, match=r"another chip than number QCS8550 \(“v2:.*:73:0:0:0”\)"):
        compile_ahead(folder / "image.onnx", soc_model=name, to=tmp_path)


@pytest.mark.skipif(not installed(), reason="needs the plugin to be here")
def test_trap_8_before_the_plugin_is_loaded() -> None:
    program = (
        "import os\n"
        "from indexer.npu import plugin\n"
        "from indexer.runtime import runtime\n"
        "plugin.driver_environment = lambda *_, **__: {plugin.DRIVER_PATH: 'here'}\n"
        "register = runtime().register_execution_provider_library\n"
        "seen = []\n"
        "def registering(*names):\n"
        "    seen.append(os.environ.get(plugin.DRIVER_PATH))\n"
        "    return register(*names)\n"
        "runtime().register_execution_provider_library = registering\n"
        "plugin.npu_devices(), plugin.npu_devices()\n"
        "assert seen == ['here'], seen\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@emulator
def test_trap_9_overflow_is_clamped(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for when it compiles and when it loads; the emulator itself never overflows."""
    asked = []

    def seen(*names: object, **options: object) -> object:
        made = session_options(*names, **options)  # type: ignore[arg-type] # As it was called.
        key = "ep.qnnexecutionprovider.enable_htp_fp16_clamp_overflow"
        asked.append(made.get_session_config_entry(key))
        return made

    monkeypatch.setattr(loading, "session_options", seen)
    for cached in (False, True):
        assert loaded(folder / "image.onnx", tmp_path).cached is cached
    assert asked == ["1", "1", "1"]  # Compiled, loaded, loaded again.


def test_trap_10_the_licence() -> None:
    for model in KNOWN:
        for_research = "non-commercial scientific research" in model.licence.meaning
        assert for_research == model.name.startswith("mobileclip2")


def test_each_trap_names_tests_that_exist() -> None:
    assert __doc__ is not None
    named = re.findall(r"([\w./]+\.py::)?(test_\w+)\b(?!\.py)", __doc__)
    assert set(re.findall(r"^ ?(\d+)  ", __doc__, re.MULTILINE)) == {str(n) for n in range(1, 11)}
    for file, name in named:
        source = HERE / file.removesuffix("::") if file else Path(__file__)
        assert f"def {name}(" in source.read_text("utf-8"), name
