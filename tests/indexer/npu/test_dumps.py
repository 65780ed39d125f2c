"""A JSON of QNN's own tools beside a binary tells what the binary does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from indexer.models.bundle import Quantisation
from indexer.npu.binary import BinaryError, BinaryGraph, BinaryTensor, ContextBinary, read_binary
from indexer.npu.dumps import read_dump_beside

if TYPE_CHECKING:
    from pathlib import Path

SCALE_OFFSET = "QNN_QUANTIZATION_ENCODING_SCALE_OFFSET"
UTILITY = {
    "info": {
        "backendId": 6,
        "buildId": "v2.36.0.250627101419_123859",
        "socModel": 66,
        "graphs": [
            {
                "info": {
                    "graphName": "clip_visual",
                    "graphInputs": [
                        {
                            "info": {
                                "name": "image",
                                "dimensions": [1, 256, 256, 3],
                                "dataType": "QNN_DATATYPE_UFIXED_POINT_16",
                                "quantizeParams": {
                                    "definition": "QNN_DEFINITION_DEFINED",
                                    "quantizationEncoding": SCALE_OFFSET,
                                    "scaleOffset": {"scale": 0.5, "offset": -3},
                                },
                            }
                        }
                    ],
                    "graphOutputs": [
                        {
                            "info": {
                                "name": "embedding",
                                "dimensions": [1, 768],
                                "dataType": "QNN_DATATYPE_FLOAT_16",
                                "quantizeParams": {
                                    "definition": "QNN_DEFINITION_UNDEFINED",
                                    "quantizationEncoding": "QNN_QUANTIZATION_ENCODING_UNDEFINED",
                                },
                            }
                        }
                    ],
                }
            }
        ],
    }
}
UNDEFINED = {"definition": 0x7FFFFFFF, "encoding": 0x7FFFFFFF}
CONVERTER = {
    "model.cpp": "clip.cpp",
    "graph": {
        "tensors": {
            "weights": {
                "id": 3, "type": 4, "data_type": 562, "dims": [9], "quant_params": UNDEFINED,
            },
            "embedding": {
                "id": 7, "type": 1, "data_type": 562, "dims": [1, 768], "quant_params": UNDEFINED,
            },
            "tokens": {
                "id": 1, "type": 0, "data_type": 50, "dims": [1, 77], "quant_params": UNDEFINED,
            },
        },
        "nodes": {},
    },
}  # fmt: skip


def beside(folder: Path, name: str, values: object) -> Path:
    """Put a JSON beside a binary that nothing can read, and return the binary."""
    (folder / name).write_text(json.dumps(values))
    binary = folder / "clip.qnn236.ctx.bin"
    binary.write_bytes(bytes(4096))
    return binary


def test_the_dump_of_a_binary_tells_its_graphs(tmp_path: Path) -> None:
    image = BinaryTensor("image", (1, 256, 256, 3), "uint16", Quantisation(0.5, 3))
    graph = BinaryGraph("clip_visual", (image,), (BinaryTensor("embedding", (1, 768), "float16"),))
    told = read_dump_beside(beside(tmp_path, "clip.json", UTILITY))
    assert told == ContextBinary("2.36.0", 66, (graph,))


def test_the_notes_of_a_converter_tell_what_goes_in_and_out(tmp_path: Path) -> None:
    tokens = BinaryTensor("tokens", (1, 77), "int32")
    graph = BinaryGraph("clip", (tokens,), (BinaryTensor("embedding", (1, 768), "float32"),))
    told = read_dump_beside(beside(tmp_path, "clip_net.json", CONVERTER))
    assert told == ContextBinary("", None, (graph,))


def test_a_binary_that_cannot_be_read_is_told_of_by_its_dump(tmp_path: Path) -> None:
    told = read_binary(beside(tmp_path, "clip.qnn236.ctx.bin.json", UTILITY))
    assert told.graphs[0].name == "clip_visual"


@pytest.mark.parametrize(
    "values",
    [
        [],
        {"info": {"graphs": 3}},
        {"graph": {"tensors": {"x": {}}}},
        {"info": {"buildId": "v2", "graphs": [{"info": {"graphName": "x", "graphInputs": [1]}}]}},
        {"inputDimensions": [[1, 3, 256, 256]]},
    ],
)
def test_a_json_of_another_kind_tells_nothing(tmp_path: Path, values: object) -> None:
    binary = beside(tmp_path, "clip.json", values)
    assert read_dump_beside(binary) is None
    with pytest.raises(BinaryError):
        read_binary(binary)


def test_a_json_of_another_name_tells_nothing(tmp_path: Path) -> None:
    assert read_dump_beside(beside(tmp_path, "text_net.json", CONVERTER)) is None
