"""What the plugin is told, it knows: it would take anything else without a word."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime_qnn")
if (sys.platform, platform.machine()) != ("linux", "x86_64"):
    pytest.skip("QNN's emulator exists for Linux on x86-64 only", allow_module_level=True)

from indexer.npu import Purpose, find_target, run_options
from indexer.npu.options import BASE, RUN, STRICT, compile_options, session_options
from indexer.npu.targets import Target

PREFIX = "ep.qnnexecutionprovider."
"""How ONNX Runtime files a plugin's options among a session's settings."""


def test_a_session_is_strict_and_for_the_chip_that_is_meant() -> None:
    options = session_options(find_target("htp-emulator"), Purpose(), lengths={})
    for key, value in STRICT.items():
        assert options.get_session_config_entry(key) == value
    for key, value in {**BASE, "soc_model": "60", "htp_arch": "73"}.items():
        assert options.get_session_config_entry(PREFIX + key) == value


def test_a_graph_is_compiled_as_well_as_can_be_and_its_overflows_are_numbers() -> None:
    options = session_options(find_target("htp-emulator"), Purpose(), lengths={})
    for key, value in (
        ("htp_graph_finalization_optimization_mode", "3"),
        ("enable_htp_fp16_clamp_overflow", "1"),
        ("offload_graph_io_quantization", "0"),
    ):
        assert options.get_session_config_entry(PREFIX + key) == value


def test_work_in_the_background_lets_others_go_first() -> None:
    target = find_target("htp-emulator")
    for purpose, priority in ((Purpose(background=True), "low"), (Purpose(), "normal")):
        options = session_options(target, purpose, lengths={})
        assert options.get_session_config_entry(f"{PREFIX}qnn_context_priority") == priority


def test_a_real_npu_is_not_told_what_it_is() -> None:
    assert compile_options(Target("npu", None, "")) == BASE


def test_priority_does_not_make_another_compiled_graph() -> None:
    assert "qnn_context_priority" not in compile_options(find_target("htp-emulator"))


def test_a_run_is_fast_and_leaves_the_npu_as_it_was() -> None:
    options = run_options()
    assert options.get_run_config_entry("qnn.htp_perf_mode") == "burst"
    assert options.get_run_config_entry("qnn.htp_perf_mode_post_run") == "default"


def test_a_run_can_be_told_to_spare_power() -> None:
    options = run_options("default")
    assert options.get_run_config_entry("qnn.htp_perf_mode") == "default"


@pytest.fixture(scope="module")
def words() -> bytes:
    """All texts inside the plugin."""
    import onnxruntime_qnn

    return Path(onnxruntime_qnn.get_library_path()).read_bytes()


@pytest.mark.parametrize(
    "key", [*BASE, *RUN, "soc_model", "htp_arch", "backend_path", "qnn_context_priority"]
)
def test_the_plugin_knows_each_option_by_name(words: bytes, key: str) -> None:
    assert key.encode() + b"\0" in words


def test_the_plugin_does_not_know_a_wrong_name(words: bytes) -> None:
    assert b"qnn.perf_mode\0" not in words
