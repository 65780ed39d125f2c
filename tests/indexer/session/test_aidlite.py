"""AidLite is called as APLUX's samples call it: in order, with the types and sizes it was told.

The imitation is a real package on the path. It takes no call that the samples do not make, and
computes, so that an answer proves that the row arrived.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("onnx")

from indexer.npu.binary import BinaryGraph, BinaryTensor
from indexer.npu.wrapper import write_wrapper
from indexer.session import LostSessionError, ModelError, RungError, TowerGraph
from indexer.session.aidlite import installed, open_aidlite

if TYPE_CHECKING:
    from pathlib import Path

IMITATION = """
import numpy as np

log = []
faults = {}


class DataType:
    TYPE_FLOAT32, TYPE_INT32 = 4, 5


class ImplementType:
    TYPE_LOCAL = 3


class FrameworkType:
    TYPE_QNN, TYPE_QNN236 = 9, 108


class AccelerateType:
    TYPE_DSP = 3


class Model:
    @staticmethod
    def create_instance(path):
        assert type(path) is str
        with open(path, "rb") as file:
            assert file.read() == b"compiled"
        return faults.get("model", Model())

    def set_model_properties(self, inputs, input_type, outputs, output_type):
        assert output_type == DataType.TYPE_FLOAT32
        for shapes in (inputs, outputs):
            assert all(type(n) is int for shape in shapes for n in shape), shapes
        self.taken = {DataType.TYPE_FLOAT32: "float32", DataType.TYPE_INT32: "int32"}[input_type]
        self.inputs, self.outputs = inputs, outputs


class Config:
    __slots__ = ("implement_type", "framework_type", "accelerate_type", "is_quantify_model")

    @staticmethod
    def create_instance():
        return faults.get("config", Config())


class Interpreter:
    def __init__(self, model, config):
        self.model, self.config, self.state = model, config, "built"
        self.fed = {}

    def _step(self, before, after):
        assert self.state == before, (self.state, before)
        self.state = after

    def init(self):
        self._step("built", "initialised")
        return faults.get("init", 0)

    def load_model(self):
        self._step("initialised", "loaded")
        return faults.get("load_model", 0)

    def set_input_tensor(self, index, array):
        assert self.state == "loaded" and type(index) is int
        assert isinstance(array, np.ndarray) and array.flags.c_contiguous
        assert array.dtype == self.model.taken
        assert array.size == np.prod(self.model.inputs[index])
        self.fed[index] = array.copy()
        return faults.get("set_input_tensor", 0)

    def invoke(self):
        assert len(self.fed) == len(self.model.inputs)
        self.found = [
            np.full(np.prod(shape), self.fed[0].astype(np.float64).sum() + at, np.float32)
            for at, shape in enumerate(self.model.outputs)
        ]
        self.fed = {}
        return faults.get("invoke", 0)

    def get_output_tensor(self, index):
        assert type(index) is int
        return faults.get("get_output_tensor", self.found[index])

    def DESTROY(self):
        assert self.state != "destroyed"
        self.state = "destroyed"
        log.append("destroyed")


class InterpreterBuilder:
    @staticmethod
    def BUILD(model, config):
        assert hasattr(model, "taken"), "no properties"
        assert config.implement_type == 3 and config.accelerate_type == 3
        assert config.is_quantify_model == 1
        log.append(config.framework_type)
        return faults.get("interpreter", Interpreter(model, config))
"""
OLD = ("build_interpretper_from_model_and_config", "destory")
NEW = ("build_interpreter_from_model_and_config", "destroy")
PICTURE = BinaryTensor("image", (1, 4, 4, 3), "float32")
TOKENS = BinaryTensor("tokens", (1, 7), "int64")
OUTPUTS = (BinaryTensor("features", (1, 5), "float32"), BinaryTensor("vector", (1, 8), "uint16"))


@pytest.fixture(params=[OLD, NEW], ids=["old spelling", "new spelling"])
def aidlite(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> object:
    """The imitation, with names as an old or a new version spells them."""
    build, destroy = request.param
    (tmp_path / "site" / "aidlite").mkdir(parents=True)
    source = IMITATION.replace("BUILD", build).replace("DESTROY", destroy)
    (tmp_path / "site" / "aidlite" / "__init__.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.delitem(sys.modules, "aidlite", raising=False)
    import aidlite

    yield aidlite
    sys.modules.pop("aidlite", None)


def tower(folder: Path, taken: BinaryTensor = PICTURE, *, qnn: str = "2.36.0") -> TowerGraph:
    (folder / "tower.bin").write_bytes(b"compiled")
    graph = BinaryGraph("clip", (taken,), OUTPUTS)
    write_wrapper(folder / "tower.onnx", graph, binary="tower.bin", qnn=qnn)
    return TowerGraph(folder / "tower.onnx", None, "0" * 64, folder / "tower.bin")


def test_without_the_package_there_is_no_such_engine(tmp_path: Path) -> None:
    assert not installed()
    with pytest.raises(RungError, match="AidLite cannot be used"):
        open_aidlite(tower(tmp_path))


def test_a_picture_goes_in_and_its_vector_comes_out(aidlite: object, tmp_path: Path) -> None:
    assert installed()
    session = open_aidlite(tower(tmp_path))
    # Not contiguous, and in the wrong type: both are put right.
    row = np.arange(48, dtype=np.float64).reshape(1, 3, 4, 4).transpose(0, 2, 3, 1)
    vector = session.run({"image": row}, output="vector")
    np.testing.assert_array_equal(vector, np.full((1, 8), 48 * 47 / 2 + 1, np.float32))
    assert session.run({"image": row}).shape == (1, 5)
    assert (session.device, session.provider, session.batch_size) == ("npu", "AidLite", 1)


def test_it_tells_in_what_the_tower_calculates(aidlite: object, tmp_path: Path) -> None:
    half = tower(tmp_path)
    assert open_aidlite(half).precision == "float16"
    assert open_aidlite(replace(half, precision="w8a16")).precision == "w8a16"


def test_token_ids_go_in_as_whole_numbers(aidlite: object, tmp_path: Path) -> None:
    session = open_aidlite(tower(tmp_path, TOKENS))
    vector = session.run({"tokens": np.full((1, 7), 49_407, np.int64)}, output="vector")
    assert vector[0, 0] == 7 * 49_407 + 1


@pytest.mark.parametrize(("qnn", "engine"), [("2.36.0", 108), ("2.51.0", 9), ("", 9)])
def test_a_binary_gets_the_engine_of_its_own_version_where_there_is_one(
    aidlite: object, tmp_path: Path, qnn: str, engine: int
) -> None:
    open_aidlite(tower(tmp_path, qnn=qnn))
    assert aidlite.log == [engine]  # type: ignore[attr-defined] # the imitation's own


def test_closing_ends_the_interpreter_once(aidlite: object, tmp_path: Path) -> None:
    session = open_aidlite(tower(tmp_path))
    session.close()
    session.close()
    assert aidlite.log[1:] == ["destroyed"]  # type: ignore[attr-defined] # the imitation's own
    with pytest.raises(RuntimeError, match="is closed"):
        session.run({"image": np.zeros((1, 4, 4, 3))})


@pytest.mark.parametrize(
    ("step", "answer"),
    [("model", None), ("config", None), ("interpreter", None), ("init", 7), ("load_model", 120010)],
)
def test_a_step_that_fails_while_it_loads_is_a_rung_that_does_not_hold(
    aidlite: object, tmp_path: Path, step: str, answer: int | None
) -> None:
    aidlite.faults[step] = answer  # type: ignore[attr-defined] # the imitation's own
    with pytest.raises(RungError, match="AidLite does not") as caught:
        open_aidlite(tower(tmp_path))
    assert str(answer or "") in str(caught.value)
    ended = ["destroyed"] if step in ("init", "load_model") else []
    assert aidlite.log[1:] == ended  # type: ignore[attr-defined] # the imitation's own


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("set_input_tensor", 3),
        ("invoke", 4),
        ("get_output_tensor", None),
        ("get_output_tensor", np.zeros(3, np.float32)),
    ],
)
def test_a_step_that_fails_while_it_runs_is_a_lost_session(
    aidlite: object, tmp_path: Path, step: str, answer: object
) -> None:
    session = open_aidlite(tower(tmp_path))
    aidlite.faults[step] = answer  # type: ignore[attr-defined] # the imitation's own
    with pytest.raises(LostSessionError, match=r"AidLite (cannot|gave no answer)"):
        session.run({"image": np.zeros((1, 4, 4, 3))})


def test_what_it_does_not_take_never_reaches_it(aidlite: object, tmp_path: Path) -> None:
    session = open_aidlite(tower(tmp_path))
    with pytest.raises(ModelError, match="takes “image”, not “picture”"):
        session.run({"picture": np.zeros((1, 4, 4, 3))})


def test_a_graph_that_is_not_compiled_is_not_for_it(aidlite: object, tmp_path: Path) -> None:
    plain = TowerGraph(tmp_path / "image.onnx", tmp_path / "image.onnx", "0" * 64)
    with pytest.raises(RungError, match="compiled models only"):
        open_aidlite(plain)
