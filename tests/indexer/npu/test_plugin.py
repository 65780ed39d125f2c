"""The plugin is registered once, only when it is asked for, and finds its driver."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("onnxruntime_qnn")

from indexer.npu import NpuError, installed, plugin, versions
from indexer.npu.plugin import DRIVER_PATH, driver_environment, emulating_devices, npu_devices
from indexer.runtime import runtime

FOLDER = "/packages/onnxruntime_qnn"


def test_versions_are_numbers() -> None:
    used = versions()
    assert used.runtime == runtime().__version__
    assert used.qnn.count(".") == 2
    assert all(part.isdigit() for part in used.qnn.split("."))


def test_asking_whether_it_is_here_loads_nothing() -> None:
    program = (
        "import sys; from indexer.npu import installed; assert installed();"
        " assert not {'onnxruntime', 'onnxruntime_qnn', 'numpy', 'onnx'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_many_threads_register_it_once() -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: len(emulating_devices() + npu_devices()), range(16)))
    assert len(set(found)) == 1


def test_where_it_is_not_installed_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime_qnn", None)
    monkeypatch.setattr(plugin, "find_spec", lambda _: None)
    assert not installed()
    with pytest.raises(NpuError, match=r"is not installed \(the package onnxruntime-qnn\)\."):
        versions()


def test_a_plugin_that_cannot_be_loaded_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    import onnxruntime_qnn

    monkeypatch.setattr(plugin, "_registered", False)
    monkeypatch.setattr(onnxruntime_qnn, "get_library_path", lambda: f"{tmp_path}/none.so")
    with pytest.raises(NpuError, match="cannot be loaded"):
        npu_devices()


@pytest.mark.parametrize(
    ("system", "processor", "given", "wanted"),
    [
        ("win32", "ARM64", None, FOLDER),
        ("win32", "ARM64", "C:/vendor", f"{FOLDER};C:/vendor"),
        ("win32", "ARM64", f"{FOLDER};C:/vendor", None),
        ("win32", "AMD64", None, None),
        ("linux", "aarch64", None, None),
        ("linux", "aarch64", "/dsp", f"{FOLDER};/dsp"),
        ("linux", "x86_64", None, None),
        ("darwin", "arm64", None, None),
    ],
)
def test_the_driver_is_led_to_the_plugins_own_code_first(
    system: str, processor: str, given: str | None, wanted: str | None
) -> None:
    environ = {"PATH": "/bin", **({DRIVER_PATH: given} if given else {})}
    told = driver_environment(environ, system=system, processor=processor, folder=FOLDER)
    assert told == ({DRIVER_PATH: wanted} if wanted else {})
