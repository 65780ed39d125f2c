"""Asks Qualcomm's System library what is in a context binary; to be run in a process of its own.

The library hands out C structures, which are laid out here as in QNN's headers (QnnTypes.h,
QnnSystemContext.h and QnnSystemInterface.h of API 1.x). `apart` starts the process.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import sys
from ctypes import POINTER, Structure, c_char_p, c_float, c_int32, c_uint32, c_uint64, c_void_p
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from indexer.models.bundle import Quantisation
from indexer.npu.binary import (
    HTP,
    MAGIC,
    BinaryError,
    BinaryGraph,
    BinaryTensor,
    ContextBinary,
    NoReaderError,
    build_version,
)

if TYPE_CHECKING:
    from pathlib import Path

DTYPES: Final = {
    **{0x0008: "int8", 0x0016: "int16", 0x0032: "int32", 0x0064: "int64"},
    **{0x0108: "uint8", 0x0116: "uint16", 0x0132: "uint32", 0x0164: "uint64"},
    **{0x0216: "float16", 0x0232: "float32", 0x0508: "bool"},
    # Fixed point: whole numbers that stand for others.
    **{0x0308: "int8", 0x0316: "int16", 0x0332: "int32"},
    **{0x0408: "uint8", 0x0416: "uint16", 0x0432: "uint32"},
}
"""`Qnn_DataType_t` -> NumPy's name."""

_DEFINED: Final = 1  # QNN_DEFINITION_DEFINED
_SCALE_OFFSET, _BITWIDTH_SCALE_OFFSET = 0, 2  # Qnn_QuantizationEncoding_t
_MOST: Final = 64
"""More graphs, or inputs of one, than any encoder has: then the numbers are not what we think."""
_MOST_LENGTHS: Final = 8


# Each structure that has versions holds a union, which begins on a multiple of eight.
_VERSION: Final = (("version", c_uint32), ("_padding", c_uint32))


class _Version(Structure):
    _fields_ = (("major", c_uint32), ("minor", c_uint32), ("patch", c_uint32))


class _ScaleOffset(Structure):
    _fields_ = (("scale", c_float), ("offset", c_int32))


class _BitwidthScaleOffset(Structure):
    _fields_ = (("bitwidth", c_uint32), ("scale", c_float), ("offset", c_int32))


class _Encoding(ctypes.Union):
    _fields_ = (
        ("scale_offset", _ScaleOffset),
        ("bitwidth_scale_offset", _BitwidthScaleOffset),
        ("others", c_uint64 * 4),
    )


class _Quantised(Structure):
    _fields_ = (("definition", c_uint32), ("encoding", c_uint32), ("by", _Encoding))


class _Tensor(Structure):
    """`Qnn_Tensor_t`; versions 1 and 2 agree in all that stands here."""

    _fields_ = (
        *(*_VERSION, ("id", c_uint32), ("name", c_char_p), ("type", c_uint32)),
        *(("format", c_uint32), ("dtype", c_uint32), ("quantised", _Quantised)),
        *(("rank", c_uint32), ("lengths", POINTER(c_uint32)), ("_rest", c_uint64 * 6)),
    )


class _Graph(Structure):
    """`QnnSystemContext_GraphInfo_t`; versions 1 to 3 agree in all that stands here."""

    _fields_ = (
        *(*_VERSION, ("name", c_char_p)),
        *(("input_count", c_uint32), ("inputs", POINTER(_Tensor))),
        *(("output_count", c_uint32), ("outputs", POINTER(_Tensor))),
        ("_rest", c_uint64 * 5),
    )


class _Origin(Structure):
    """How each version of `QnnSystemContext_BinaryInfo_t` begins, its number in front."""

    _fields_ = (
        *(*_VERSION, ("backend", c_uint32), ("build", c_char_p)),
        *(("core_api", _Version), ("backend_api", _Version), ("soc_version", c_char_p)),
    )


class _Graphs(Structure):
    _fields_ = (
        *(("context_tensor_count", c_uint32), ("context_tensors", c_void_p)),
        *(("count", c_uint32), ("graphs", POINTER(_Graph))),
    )


class _InfoV1(Structure):
    """Version 1, and version 2, which only adds to its end."""

    _fields_ = (
        ("origin", _Origin),
        *(("hardware_blob_version", _Version), ("blob_version", _Version)),
        *(("hardware_blob_size", c_uint32), ("hardware_blob", c_void_p)),
        *(("blob_size", c_uint64), ("holds", _Graphs)),
    )


class _InfoV3(Structure):
    _fields_ = (
        *(("origin", _Origin), ("blob_version", _Version), ("blob_size", c_uint64)),
        *(("holds", _Graphs), ("platform", c_void_p)),
        *(("metadata_size", c_uint32), ("metadata", c_void_p), ("soc_model", c_uint32)),
    )


class _Provider(Structure):
    """`QnnSystemInterface_t` with the first functions of its API 1.x."""

    _fields_ = (
        *(("backend", c_uint32), ("name", c_char_p), ("api", _Version)),
        *(("create", c_void_p), ("binary_info", c_void_p)),
        *(("metadata", c_void_p), ("free", c_void_p)),
    )


_create = ctypes.CFUNCTYPE(c_uint64, POINTER(c_void_p))
_binary_info = ctypes.CFUNCTYPE(
    c_uint64, c_void_p, c_void_p, c_uint64, POINTER(c_void_p), POINTER(c_uint64)
)


def read_information(path: Path) -> ContextBinary:
    """Return what is in a binary; a damaged one may end the process.

    Raises:
        BinaryError: It is none, or of a kind that we do not know.
        OSError: It cannot be read.
    """
    provider = _provider()
    handle, info, size = c_void_p(), c_void_p(), c_uint64()
    if _create(provider.create)(ctypes.byref(handle)):
        raise NoReaderError("Qualcomm's System library cannot be opened.")
    # Copied where written to: the library asks for memory that it may change.
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY) as whole:
        held = (ctypes.c_char * len(whole)).from_buffer(whole)
        failed = _binary_info(provider.binary_info)(
            handle, ctypes.addressof(held), len(whole), ctypes.byref(info), ctypes.byref(size)
        )
        try:
            if failed or not info.value:
                raise BinaryError(_why_unread(path, whole[: len(MAGIC)] == MAGIC, failed))
            return interpret(info.value, path)
        finally:
            del held  # Or the map could not be closed.


def interpret(address: int, path: Path) -> ContextBinary:
    """Return what stands at `address`, a `QnnSystemContext_BinaryInfo_t`.

    Raises:
        BinaryError: It is of a version that we do not know, or not for the NPU.
    """
    origin = _Origin.from_address(address)
    if origin.version not in (1, 2, 3):
        raise BinaryError(
            f"{path} describes itself in version {origin.version}, "
            "and Shoebox knows versions 1 to 3."
        )
    if origin.backend != HTP:
        raise BinaryError(f"{path} is compiled for QNN's backend {origin.backend}, not for an NPU.")
    info = (_InfoV3 if origin.version == 3 else _InfoV1).from_address(address)
    return ContextBinary(
        qnn=build_version(_text(origin.build)),
        soc_model=getattr(info, "soc_model", None) or None,
        graphs=tuple(_graph(graph, path) for graph in _array(info.holds.graphs, info.holds.count)),
    )


def _why_unread(path: Path, begins_as_one: bool, code: int) -> str:
    """Return the sentence for an error code of the System library."""
    if begins_as_one:
        return (
            f"{path} is damaged, cut short, or of a newer kind than this QNN reads (error {code})."
        )
    return f"{path} is no QNN context binary, or one that is damaged (error {code})."


def _provider() -> _Provider:
    if find_spec("onnxruntime_qnn") is None:
        raise NoReaderError(
            "Nothing on this machine can read a QNN context binary: "
            "the package onnxruntime-qnn is not installed."
        )
    import onnxruntime_qnn

    name = "QnnSystem.dll" if sys.platform == "win32" else "libQnnSystem.so"
    try:
        library = ctypes.CDLL(os.path.join(onnxruntime_qnn.LIB_DIR_FULL_PATH, name))
        providers, count = POINTER(POINTER(_Provider))(), c_uint32()
        failed = library.QnnSystemInterface_getProviders(
            ctypes.byref(providers), ctypes.byref(count)
        )
    except (OSError, AttributeError) as error:
        raise NoReaderError(f"Qualcomm's System library cannot be loaded: {error}") from error
    for provider in [] if failed else _array(providers, count.value):
        if provider.contents.api.major == 1:
            found: _Provider = provider.contents
            return found
    raise NoReaderError("Qualcomm's System library is of a version that Shoebox does not know.")


def _graph(graph: _Graph, path: Path) -> BinaryGraph:
    if graph.version not in (1, 2, 3):
        raise BinaryError(
            f"{path} describes a graph in version {graph.version}, "
            "and Shoebox knows versions 1 to 3."
        )
    return BinaryGraph(
        name=_text(graph.name),
        inputs=tuple(_tensor(each, path) for each in _array(graph.inputs, graph.input_count)),
        outputs=tuple(_tensor(each, path) for each in _array(graph.outputs, graph.output_count)),
    )


def _tensor(tensor: _Tensor, path: Path) -> BinaryTensor:
    name = _text(tensor.name)
    if tensor.version not in (1, 2):
        raise BinaryError(
            f"{path} describes “{name}” in version {tensor.version}, "
            "and Shoebox knows versions 1 and 2."
        )
    if tensor.dtype not in DTYPES:
        raise BinaryError(f"{path} has “{name}” in a type unknown to Shoebox (0x{tensor.dtype:x}).")
    lengths = _array(tensor.lengths, tensor.rank, most=_MOST_LENGTHS)
    return BinaryTensor(name, tuple(lengths), DTYPES[tensor.dtype], _quantisation(tensor))


def _quantisation(tensor: _Tensor) -> Quantisation | None:
    """Return what stands in a tensor's parameters; QNN adds its offset before it scales."""
    said = tensor.quantised
    if said.definition != _DEFINED:
        return None
    if said.encoding == _SCALE_OFFSET:
        by = said.by.scale_offset
    elif said.encoding == _BITWIDTH_SCALE_OFFSET:
        by = said.by.bitwidth_scale_offset
    else:
        return None
    return Quantisation(by.scale, -by.offset)


def _array(pointer: Any, count: int, *, most: int = _MOST) -> list[Any]:
    if count > most:
        raise BinaryError(f"A context binary says that it holds {count} of what there are few.")
    return [pointer[at] for at in range(count)] if pointer else []


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")
