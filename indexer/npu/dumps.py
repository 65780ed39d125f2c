"""What QNN's own tools wrote of a context binary into a JSON beside it.

Two kinds: the dump of `qnn-context-binary-utility`, which tells the binary, and the `*_net.json`
of the converters, which tells the graph that was compiled into it. They are read where the binary
itself cannot be (`binary`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from indexer.models.bundle import Quantisation
from indexer.npu.binary import BinaryGraph, BinaryTensor, ContextBinary, build_version
from indexer.npu.system_library import DTYPES

if TYPE_CHECKING:
    from pathlib import Path

LARGEST: Final = 256 << 20
"""A converter's JSON tells every inner tensor, small ones with their values."""

KINDS: Final = {
    **{"INT": "int", "UINT": "uint", "FLOAT": "float", "BOOL": "bool"},
    **{"SFIXED_POINT": "int", "FIXED_POINT": "int", "UFIXED_POINT": "uint"},
}
"""`QNN_DATATYPE_..._8` -> what NumPy calls it, without the bits."""

_SCALE_OFFSET: Final = ("QNN_QUANTIZATION_ENCODING_SCALE_OFFSET", 0)
_DEFINED: Final = ("QNN_DEFINITION_DEFINED", 1)
_NETWORK_INPUT, _NETWORK_OUTPUT = 0, 1  # Qnn_TensorType_t


def read_dump_beside(path: Path) -> ContextBinary | None:
    """Return what a JSON beside a binary tells of it, or None where none does.

    Its name begins as the binary's: `clip.json` or `clip_net.json` beside `clip.qnn236.ctx.bin`.
    """
    stem = path.name.partition(".")[0]
    for candidate in sorted(path.parent.glob("*.json")):
        told = candidate.stem.removesuffix("_net")
        if told in (stem, path.name, path.stem) and candidate.stat().st_size <= LARGEST:
            binary = _read(candidate)
            if binary is not None:
                return binary
    return None


def _read(path: Path) -> ContextBinary | None:
    """Read one JSON; whatever is not as the tools write it tells nothing."""
    try:
        values = json.loads(path.read_bytes())
        if "info" in values:
            return _utility_dump(values["info"])
        return _converter_notes(values["graph"], path.stem.removesuffix("_net"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _utility_dump(info: dict[str, Any]) -> ContextBinary:
    return ContextBinary(
        qnn=build_version(info["buildId"]),
        soc_model=int(info.get("socModel") or 0) or None,
        graphs=tuple(_dumped_graph(graph["info"]) for graph in info["graphs"]),
    )


def _dumped_graph(info: dict[str, Any]) -> BinaryGraph:
    def tensors(key: str) -> tuple[BinaryTensor, ...]:
        return tuple(_dumped_tensor(tensor["info"]) for tensor in info[key])

    return BinaryGraph(str(info["graphName"]), tensors("graphInputs"), tensors("graphOutputs"))


def _dumped_tensor(info: dict[str, Any]) -> BinaryTensor:
    kind, _, bits = info["dataType"].removeprefix("QNN_DATATYPE_").rpartition("_")
    dtype = KINDS[kind] if kind == "BOOL" else f"{KINDS[kind]}{int(bits)}"
    params = info.get("quantizeParams", {})
    return BinaryTensor(
        name=str(info["name"]),
        shape=tuple(int(length) for length in info["dimensions"]),
        dtype=dtype,
        quantisation=_quantisation(
            params, encoding=params.get("quantizationEncoding"), by=params.get("scaleOffset")
        ),
    )


def _converter_notes(graph: dict[str, Any], name: str) -> ContextBinary:
    def tensors(kind: int) -> tuple[BinaryTensor, ...]:
        found = [each for each in graph["tensors"].items() if each[1]["type"] == kind]
        return tuple(_noted_tensor(*each) for each in sorted(found, key=lambda it: it[1]["id"]))

    noted = BinaryGraph(name, tensors(_NETWORK_INPUT), tensors(_NETWORK_OUTPUT))
    return ContextBinary(qnn="", soc_model=None, graphs=(noted,))


def _noted_tensor(name: str, notes: dict[str, Any]) -> BinaryTensor:
    params = notes.get("quant_params", {})
    return BinaryTensor(
        name=name,
        shape=tuple(int(length) for length in notes["dims"]),
        dtype=DTYPES[notes["data_type"]],
        quantisation=_quantisation(
            params, encoding=params.get("encoding"), by=params.get("scale_offset")
        ),
    )


def _quantisation(
    params: dict[str, Any], *, encoding: object, by: dict[str, Any] | None
) -> Quantisation | None:
    """Return what the parameters of either kind say; QNN adds its offset before it scales."""
    if params.get("definition") not in _DEFINED or encoding not in _SCALE_OFFSET or by is None:
        return None
    return Quantisation(float(by["scale"]), -int(by["offset"]))
