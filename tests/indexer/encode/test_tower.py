"""A graph's own numbers, whole or half, on the one side, real ones on the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from indexer.encode import ImageEncoder, TextEncoder
from indexer.models import Quantisation
from indexer.session import LostSessionError, ModelError, open_session
from indexer.tokenizer import Tokenizer
from tests.bundles import COLOURS
from tests.indexer.encode.test_encoders import squares

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle
    from indexer.session import Session

TYPES = {"uint8": TensorProto.UINT8, "uint16": TensorProto.UINT16}


def quantise(source: Path, to: Path, quantisation: dict[str, Quantisation], dtype: str) -> None:
    """Write the graph with whole numbers at its ends, named as before."""
    model = onnx.load(source)
    graph, (given,), (made,) = model.graph, model.graph.input, model.graph.output
    for node in graph.node:
        node.input[:] = ["real in" if name == given.name else name for name in node.input]
        node.output[:] = ["real out" if name == made.name else name for name in node.output]
    for end, each in quantisation.items():
        zero_point = np.array(each.zero_point, dtype)
        graph.initializer.extend(
            [
                numpy_helper.from_array(np.array(each.scale, np.float32), f"{end} scale"),
                numpy_helper.from_array(zero_point, f"{end} zero point"),
            ]
        )
    first = ["in scale", "in zero point"]
    last = ["real out", "out scale", "out zero point"]
    graph.node.insert(0, helper.make_node("DequantizeLinear", [given.name, *first], ["real in"]))
    graph.node.append(helper.make_node("QuantizeLinear", last, [made.name]))
    for port in (given, made):
        port.type.tensor_type.elem_type = TYPES[dtype]
    if dtype == "uint16":
        model.opset_import[0].version = 21
    onnx.save(model, to)


@pytest.mark.parametrize(("dtype", "steps"), [("uint8", 255), ("uint16", 65535)])
def test_whole_numbers_are_scaled_on_both_sides(
    tiny_bundle: Bundle, tmp_path: Path, dtype: str, steps: int
) -> None:
    into, out = Quantisation(2 / steps, steps // 2 + 1), Quantisation(1 / steps, 0)
    quantise(tiny_bundle.path("image.onnx"), tmp_path / "q.onnx", {"in": into, "out": out}, dtype)
    spec = replace(tiny_bundle.image, dtype=dtype, input_quantisation=into, output_quantisation=out)
    bundle = replace(tiny_bundle, image=spec)
    with (
        ImageEncoder.open(tiny_bundle) as real,
        ImageEncoder(bundle, open_session(tmp_path / "q.onnx")) as whole,
    ):
        assert whole.session.inputs[0].dtype == dtype
        np.testing.assert_allclose(whole.raw(squares(8)), real.raw(squares(8)), atol=2 / steps)


def test_a_real_graph_in_place_of_a_quantised_one_is_given_real_numbers(
    tiny_bundle: Bundle,
) -> None:
    """As the graph that the processor runs beside a compiled one."""
    scaled = Quantisation(2 / 255, 128)
    spec = replace(tiny_bundle.image, input_quantisation=scaled, output_quantisation=scaled)
    with (
        ImageEncoder.open(tiny_bundle) as real,
        ImageEncoder(replace(tiny_bundle, image=spec), real.session) as other,
    ):
        np.testing.assert_array_equal(other.raw(squares(8)), real.raw(squares(8)))


def test_tokens_may_be_real_numbers(tiny_bundle: Bundle, tmp_path: Path) -> None:
    model = onnx.load(tiny_bundle.path("text.onnx"))
    model.graph.node[0].input[1] = "whole"
    cast = helper.make_node("Cast", ["tokens"], ["whole"], to=TensorProto.INT64)
    model.graph.node.insert(0, cast)
    model.graph.input[0].type.tensor_type.elem_type = TensorProto.FLOAT
    onnx.save(model, tmp_path / "float.onnx")
    bundle = replace(tiny_bundle, text=replace(tiny_bundle.text, dtype="float32"))
    session = open_session(tmp_path / "float.onnx")
    with (
        TextEncoder.open(tiny_bundle) as whole,
        TextEncoder(bundle, session, Tokenizer.load(bundle)) as real,
    ):
        assert session.inputs[0].dtype == "float32"
        np.testing.assert_array_equal(real.encode(COLOURS), whole.encode(COLOURS))


def test_a_bundle_that_promises_another_port_or_length_is_told(tiny_bundle: Bundle) -> None:
    session = open_session(tiny_bundle.path("image.onnx"))
    scaled = Quantisation(1.0, 0)
    for wrong in (
        replace(tiny_bundle, image=replace(tiny_bundle.image, input="picture")),
        replace(tiny_bundle, image=replace(tiny_bundle.image, output="vector")),
        replace(
            tiny_bundle,
            image=replace(tiny_bundle.image, input="picture", input_quantisation=scaled),
        ),
        replace(tiny_bundle, embedding_dim=7),
    ):
        with pytest.raises(ModelError):
            ImageEncoder(wrong, session).encode(squares(1))


class Repeats:
    """A session of an accelerator that gives several vectors for one row."""

    def __init__(self, inner: Session) -> None:
        self._inner = inner
        self.device = "npu"

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def run(self, feeds: Mapping[str, NDArray[Any]], *, output: str) -> NDArray[np.float32]:
        return np.repeat(self._inner.run(feeds, output=output), 2, axis=0)


def test_an_answer_of_another_shape_is_the_accelerator_s_fault_not_the_model_s(
    tiny_bundle: Bundle,
) -> None:
    session = cast("Session", Repeats(open_session(tiny_bundle.path("image.onnx"))))
    with pytest.raises(LostSessionError, match=r"gives the shape \(2, 16\) on “npu”"):
        ImageEncoder(tiny_bundle, session).raw(squares(1))
