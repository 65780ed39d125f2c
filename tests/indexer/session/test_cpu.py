"""A graph runs on the CPU as it is fed, and what cannot run says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from indexer.errors import LibraryError
from indexer.session import ClosedError, ModelError, Port, graph, open_session, providers
from indexer.session.interface import cast_feeds
from tests.bundles import CONTEXT, DIM, SIZE, TinyModel, make_tiny_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle


def test_a_session_tells_where_and_how_it_runs(tiny_bundle: Bundle) -> None:
    session = open_session(tiny_bundle.path("image.onnx"))
    assert (session.device, session.provider) == ("cpu", "CPUExecutionProvider")
    assert (session.precision, session.batches) == ("float32", True)
    assert session.inputs == (Port("image", (None, 3, SIZE, SIZE), "float32"),)
    assert session.outputs == (Port("embedding", (None, DIM), "float32"),)


def test_what_a_machine_can_run_graphs_on_is_known() -> None:
    assert "CPUExecutionProvider" in providers()


def test_a_graph_of_one_row_says_that_it_takes_one(tmp_path: Path) -> None:
    folder = make_tiny_bundle(tmp_path, TinyModel(batch=1))
    session = open_session(folder / "text.onnx")
    assert not session.batches
    assert session.inputs == (Port("tokens", (1, CONTEXT), "int64"),)


def test_rows_are_cast_to_what_the_graph_takes(tmp_path: Path, tiny_bundle: Bundle) -> None:
    halves = make_tiny_bundle(tmp_path, TinyModel(dtype="float16", token_dtype="int32"))
    rows: dict[str, NDArray[Any]] = {
        "image": np.full((2, 3, SIZE, SIZE), 0.25, np.float32),
        "text": np.ones((2, CONTEXT), np.int64),
    }
    for tower, name in (("image", "image"), ("text", "tokens")):
        feeds = {name: rows[tower]}
        narrow = open_session(halves / f"{tower}.onnx").run(feeds)
        wide = open_session(tiny_bundle.path(f"{tower}.onnx")).run(feeds)
        assert narrow.dtype == np.float32
        np.testing.assert_allclose(narrow, wide, atol=1e-3)


def test_an_output_may_be_named(tiny_bundle: Bundle) -> None:
    session = open_session(tiny_bundle.path("text.onnx"))
    feeds = {"tokens": np.ones((1, CONTEXT), np.int64)}
    np.testing.assert_array_equal(session.run(feeds, output="embedding"), session.run(feeds))


@pytest.mark.parametrize("threads", [1, 2, None])
def test_threads_do_not_change_the_answer(tiny_bundle: Bundle, threads: int | None) -> None:
    feeds = {"image": np.linspace(-1, 1, 3 * SIZE * SIZE).reshape(1, 3, SIZE, SIZE)}
    alone = open_session(tiny_bundle.path("image.onnx"), threads=1).run(feeds)
    some = open_session(tiny_bundle.path("image.onnx"), threads=threads).run(feeds)
    np.testing.assert_allclose(some, alone, atol=1e-6)


@pytest.mark.parametrize("device", ["npu", "htp-emulator"])
def test_a_graph_alone_runs_on_no_accelerator(tiny_bundle: Bundle, device: str) -> None:
    with pytest.raises(LibraryError):
        open_session(tiny_bundle.path("image.onnx"), device=device)


def test_an_unknown_device_is_told_with_the_known(tiny_bundle: Bundle) -> None:
    with pytest.raises(LibraryError, match="no device “gpu”; there are auto, cpu"):
        open_session(tiny_bundle.path("image.onnx"), device="gpu")


def test_a_graph_that_is_not_there_or_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "nonsense.onnx").write_bytes(b"not a graph")
    for name in ("missing.onnx", "nonsense.onnx"):
        with pytest.raises(LibraryError, match=f"{name} cannot be loaded") as caught:
            open_session(tmp_path / name)
        assert "\n" not in str(caught.value)


def test_a_run_that_fails_is_the_model_s_fault_not_the_user_s(tiny_bundle: Bundle) -> None:
    session = open_session(tiny_bundle.path("text.onnx"))
    with pytest.raises(ModelError, match=r"text\.onnx fails"):
        session.run({"tokens": np.full((1, CONTEXT), 10_000)})


def test_a_closed_session_runs_no_more(tiny_bundle: Bundle) -> None:
    session = open_session(tiny_bundle.path("text.onnx"))
    session.close()
    session.close()
    with pytest.raises(RuntimeError, match="closed"):
        session.run({"tokens": np.ones((1, CONTEXT), np.int64)})


def test_a_session_that_is_closed_while_it_runs_ends_its_run_first(
    tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(tiny_bundle.path("text.onnx"))

    def close_and_cast(*told: Any) -> dict[str, NDArray[Any]]:
        session.close()  # As another thread may at this very moment.
        return cast_feeds(*told)

    monkeypatch.setattr(graph, "cast_feeds", close_and_cast)
    assert session.run({"tokens": np.ones((1, CONTEXT), np.int64)}).shape == (1, DIM)
    with pytest.raises(ClosedError):
        session.run({"tokens": np.ones((1, CONTEXT), np.int64)})


def test_a_graph_is_found_under_an_odd_name(tiny_bundle: Bundle, tmp_path: Path) -> None:
    odd = tmp_path / "ひ ö’s #%.onnx"
    shutil.copy(tiny_bundle.path("text.onnx"), odd)
    assert open_session(odd).outputs[0].name == "embedding"


def test_nothing_is_ever_printed(tiny_bundle: Bundle, tmp_path: Path) -> None:
    """Its C++ half writes past Python, so another process is asked."""
    (tmp_path / "nonsense.onnx").write_bytes(b"not a graph")
    code = f"""
import numpy as np
from pathlib import Path
from indexer.errors import LibraryError
from indexer.session import ModelError, open_session
try:
    open_session(Path({str(tmp_path / "nonsense.onnx")!r}))
except LibraryError:
    pass
session = open_session(Path({str(tiny_bundle.path("text.onnx"))!r}))
try:
    session.run({{"tokens": np.full((1, {CONTEXT}), 10_000)}})
except ModelError:
    pass
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, env=os.environ
    )
    assert (done.stdout, done.stderr) == ("", "")
