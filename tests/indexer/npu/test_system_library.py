"""C structures are read as QNN's headers lay them out, and none of a version that is not known."""

from __future__ import annotations

import ctypes
import struct
from pathlib import Path

import pytest

from indexer.models.bundle import Quantisation
from indexer.npu import system_library
from indexer.npu.binary import (
    BinaryError,
    BinaryGraph,
    BinaryTensor,
    ContextBinary,
    NoReaderError,
)
from indexer.npu.system_library import interpret

PATH = Path("clip.ctx.bin")


class Memory:
    """Bytes at places that stay, as a C library hands them out."""

    def __init__(self) -> None:
        self._kept: list[ctypes.Array[ctypes.c_char]] = []

    def put(self, raw: bytes) -> int:
        """Keep some bytes and return their address."""
        self._kept.append(ctypes.create_string_buffer(raw, len(raw)))
        return ctypes.addressof(self._kept[-1])

    def text(self, text: str) -> int:
        return self.put(text.encode() + b"\0")

    def tensor(self, name: str = "image", **said: int | float | tuple[int, ...]) -> bytes:
        """One `Qnn_Tensor_t`: 144 bytes, its fields at the offsets of QNN 2.51's."""
        shape = said.get("shape", (1, 3, 4, 4))
        assert isinstance(shape, tuple)
        raw = bytearray(144)
        struct.pack_into("<I", raw, 0, said.get("version", 1))
        struct.pack_into("<Q", raw, 16, self.text(name))
        struct.pack_into("<I", raw, 32, said.get("dtype", 0x232))
        struct.pack_into("<II", raw, 40, said.get("definition", 0x7FFFFFFF), 0)
        struct.pack_into("<fi", raw, 48, said.get("scale", 0.0), said.get("offset", 0))
        struct.pack_into("<I", raw, 80, said.get("rank", len(shape)))
        struct.pack_into("<Q", raw, 88, self.put(struct.pack(f"<{len(shape)}I", *shape)))
        return bytes(raw)

    def graph(self, inputs: bytes, outputs: bytes, *, version: int = 1) -> bytes:
        """One `QnnSystemContext_GraphInfo_t`: 88 bytes."""
        raw = bytearray(88)
        struct.pack_into("<I", raw, 0, version)
        struct.pack_into("<Q", raw, 8, self.text("clip"))
        struct.pack_into("<IxxxxQ", raw, 16, len(inputs) // 144, self.put(inputs))
        struct.pack_into("<IxxxxQ", raw, 32, len(outputs) // 144, self.put(outputs))
        return bytes(raw)

    def info(self, graphs: bytes, *, version: int = 3, backend: int = 6) -> int:
        """Return the address of a `QnnSystemContext_BinaryInfo_t`."""
        raw = bytearray(160)
        struct.pack_into("<I", raw, 0, version)
        struct.pack_into("<IxxxxQ", raw, 8, backend, self.text("v2.36.0.250627101419_123859"))
        at = 8 + (88 if version == 3 else 112)
        struct.pack_into("<IxxxxQ", raw, at, len(graphs) // 88, self.put(graphs))
        if version == 3:
            struct.pack_into("<I", raw, 8 + 128, 66)
        return self.put(bytes(raw))


@pytest.fixture
def memory() -> Memory:
    return Memory()


def complaint(address: int) -> str:
    with pytest.raises(BinaryError) as caught:
        interpret(address, PATH)
    return str(caught.value)


@pytest.mark.parametrize(("version", "soc"), [(1, None), (2, None), (3, 66)])
def test_every_known_version_is_read(memory: Memory, version: int, soc: int | None) -> None:
    graph = memory.graph(memory.tensor(), memory.tensor("embedding", shape=(1, 768)))
    read = interpret(memory.info(graph, version=version), PATH)
    image = BinaryTensor("image", (1, 3, 4, 4), "float32")
    embedding = BinaryTensor("embedding", (1, 768), "float32")
    assert read == ContextBinary("2.36.0", soc, (BinaryGraph("clip", (image,), (embedding,)),))


def test_an_offset_is_added_before_scaling_so_its_zero_point_is_its_opposite(
    memory: Memory,
) -> None:
    quantised = memory.tensor(dtype=0x416, definition=1, scale=0.25, offset=-7)
    (graph,) = interpret(memory.info(memory.graph(quantised, b"")), PATH).graphs
    assert graph.inputs[0].dtype == "uint16"
    assert graph.inputs[0].quantisation == Quantisation(0.25, 7)


def test_an_unknown_version_is_refused_by_its_number(memory: Memory) -> None:
    plain = memory.graph(memory.tensor(), b"")
    assert "describes itself in version 4" in complaint(memory.info(plain, version=4))
    newer = memory.graph(memory.tensor(), b"", version=9)
    assert "describes a graph in version 9" in complaint(memory.info(newer))
    odd = memory.graph(memory.tensor(version=3), b"")
    assert "describes “image” in version 3" in complaint(memory.info(odd))


def test_an_unknown_type_is_refused_by_its_number(memory: Memory) -> None:
    odd = memory.graph(memory.tensor(dtype=0x999), b"")
    assert "“image” in a type unknown to Shoebox (0x999)" in complaint(memory.info(odd))


def test_what_is_compiled_for_a_graphics_processor_is_refused(memory: Memory) -> None:
    graph = memory.graph(memory.tensor(), b"")
    assert "for QNN's backend 4, not for an NPU" in complaint(memory.info(graph, backend=4))


def test_a_count_beyond_all_sense_is_not_followed(memory: Memory) -> None:
    odd = memory.graph(memory.tensor(rank=4_000_000), b"")
    assert "4000000" in complaint(memory.info(odd))


def test_without_the_library_its_absence_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_library, "find_spec", {}.get)
    with pytest.raises(NoReaderError, match="onnxruntime-qnn is not installed"):
        system_library.read_information(PATH)
