"""What an ONNX file says of itself, read without loading it: inputs, steps, metadata.

A graph file is Protocol Buffers' wire format, and weights are skipped in it, so half a gigabyte
costs no more than its table of contents. ONNX Runtime alone could tell the same, by loading it all.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# Numbers of fields in onnx.proto.
_GRAPH_OF_MODEL, _METADATA_OF_MODEL = 7, 14
_KEY_OF_ENTRY, _VALUE_OF_ENTRY = 1, 2
_NODE_OF_GRAPH, _WEIGHTS_OF_GRAPH, _INPUT_OF_GRAPH = 1, 5, 11
_DIMENSIONS_OF_TENSOR, _TYPE_OF_TENSOR = 1, 2
_OP_TYPE_OF_NODE: Final = 4
_NAME_OF_VALUE, _TYPE_OF_VALUE = 1, 2
_TENSOR_OF_TYPE, _SHAPE_OF_TENSOR, _LENGTH_OF_SHAPE = 1, 2, 1
_VALUE_OF_LENGTH, _NAME_OF_LENGTH = 1, 2
_VARINT, _EIGHT_BYTES, _SIZED, _FOUR_BYTES = 0, 1, 2, 5
# TensorProto.DataType, those that weights are stored in.
_ELEMENTS: Final = {1: "float32", 2: "uint8", 3: "int8", 10: "float16", 16: "bfloat16"}


class GraphFileError(Exception):
    """The file is no ONNX graph."""


@dataclass(frozen=True, slots=True)
class GraphInput:
    """One input; each length is a number, the name of one that is free, or None: free, no name."""

    name: str
    shape: tuple[int | str | None, ...]


@dataclass(frozen=True, slots=True)
class GraphOutline:
    """Inputs, steps and metadata of a file; old files list weights as inputs too."""

    inputs: tuple[GraphInput, ...]
    operators: tuple[str, ...]
    metadata: Mapping[str, str]

    @property
    def is_compiled(self) -> bool:
        """Whether this is but the wrapper around what QNN has compiled already."""
        return "EPContext" in self.operators


def read_outline(path: Path) -> GraphOutline:
    """Read the outline of a graph.

    Raises:
        GraphFileError: It is none, or cannot be read.
    """
    with _told(path), path.open("rb") as file:
        return _outline(file, file.seek(0, 2))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (EOFError, UnicodeDecodeError, ValueError) as error:
        raise GraphFileError(f"{path.name} is no ONNX graph") from error
    except OSError as error:
        raise GraphFileError(f"{path.name} cannot be read: {error.strerror or error}") from error


def read_weights(path: Path) -> dict[str, int]:
    """Return how many weights a graph stores in each type: float32, float16, bfloat16, (u)int8.

    Other whole numbers (places, shapes) are no weights. Weights that lie beside the file count too.

    Raises:
        GraphFileError: It is no graph, or cannot be read.
    """
    counts: dict[str, int] = {}
    with _told(path), path.open("rb") as file:
        for graph in _parts(file, 0, file.seek(0, 2), _GRAPH_OF_MODEL):
            for tensor in _parts(file, *graph, _WEIGHTS_OF_GRAPH):
                element = next(_numbers(file, *tensor, _TYPE_OF_TENSOR), 0)
                if element in _ELEMENTS:
                    count = math.prod(_numbers(file, *tensor, _DIMENSIONS_OF_TENSOR))
                    counts[_ELEMENTS[element]] = counts.get(_ELEMENTS[element], 0) + count
    return counts


def _outline(file: BinaryIO, size: int) -> GraphOutline:
    inputs: list[GraphInput] = []
    operators: list[str] = []
    for graph in _parts(file, 0, size, _GRAPH_OF_MODEL):
        for field, start, end in _fields(file, *graph):
            if field == _NODE_OF_GRAPH:
                operators.append(_text(file, start, end, _OP_TYPE_OF_NODE) or "")
            elif field == _INPUT_OF_GRAPH:
                inputs.append(_input(file, start, end))
    if not operators:
        raise ValueError("no steps")
    return GraphOutline(tuple(inputs), tuple(operators), _metadata(file, size))


def _metadata(file: BinaryIO, size: int) -> dict[str, str]:
    entries = _parts(file, 0, size, _METADATA_OF_MODEL)
    return {
        _text(file, *entry, _KEY_OF_ENTRY) or "": _text(file, *entry, _VALUE_OF_ENTRY) or ""
        for entry in entries
    }


def _input(file: BinaryIO, start: int, end: int) -> GraphInput:
    name = _text(file, start, end, _NAME_OF_VALUE) or ""
    shapes = [(start, end)]
    for field in (_TYPE_OF_VALUE, _TENSOR_OF_TYPE, _SHAPE_OF_TENSOR):
        shapes = [part for at, to in shapes for part in _parts(file, at, to, field)]
    lengths = [part for at, to in shapes for part in _parts(file, at, to, _LENGTH_OF_SHAPE)]
    return GraphInput(name, tuple(_length(file, at, to) for at, to in lengths))


def _length(file: BinaryIO, start: int, end: int) -> int | str | None:
    for field, at, _ in _fields(file, start, end):
        if field == _VALUE_OF_LENGTH:
            file.seek(at)
            return _varint(file)
    return _text(file, start, end, _NAME_OF_LENGTH) or None


def _text(file: BinaryIO, start: int, end: int, wanted: int) -> str | None:
    for at, to in _parts(file, start, end, wanted):
        file.seek(at)
        return file.read(to - at).decode()
    return None


def _parts(file: BinaryIO, start: int, end: int, wanted: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each field of that number."""
    return ((at, to) for field, at, to in _fields(file, start, end) if field == wanted)


def _fields(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield number, start and end of each field of the message that lies there."""
    at = start
    while at < end:
        file.seek(at)
        number, kind = divmod(_varint(file), 8)
        begin = file.tell()
        size = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}.get(kind, 0)
        if kind in (_VARINT, _SIZED):
            value = _varint(file)
            size = value if kind == _SIZED else file.tell() - begin
            begin = file.tell() if kind == _SIZED else begin
        at = begin + size
        if at > end or (not size and kind not in (_VARINT, _SIZED)):
            raise ValueError("a field that leads out of its message")
        yield number, begin, at


def _numbers(file: BinaryIO, start: int, end: int, wanted: int) -> Iterator[int]:
    """Yield the numbers of a field, which is there once for each or holds them all."""
    for at, to in _parts(file, start, end, wanted):
        file.seek(at)
        while file.tell() < to:
            yield _varint(file)


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise EOFError
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise ValueError("a number without an end")
