"""A context binary tells what it holds; a file that is none, or is broken, costs a sentence."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("onnxruntime_qnn")
if sys.platform != "linux":
    pytest.skip("QNN compiles for chips on PCs only", allow_module_level=True)

from indexer.errors import LibraryError
from indexer.models import Quantisation
from indexer.npu.binary import (
    MAGIC,
    BinaryError,
    BinaryTensor,
    build_version,
    looks_like_binary,
    read_binary,
)
from tests.context_binaries import (
    ELITE_GEN_5,
    SmallGraph,
    compile_binary,
    compile_together,
    quantised,
)

if TYPE_CHECKING:
    from pathlib import Path

# Places in the binary of `SmallGraph` whose bits, found by trying each, bring the library down.
FATAL = ((60, 0x01), (183, 0x80))


@pytest.fixture(scope="module")
def binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_binary(SmallGraph().model(), tmp_path_factory.mktemp("binary") / "small.bin")


def complaint(path: Path) -> str:
    with pytest.raises(BinaryError) as caught:
        read_binary(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_binary_tells_its_compiler_its_chip_and_its_ports(binary: Path) -> None:
    told = read_binary(binary)
    assert (told.qnn, told.soc_model) == ("2.51.0", 60)
    (graph,) = told.graphs
    assert graph.name
    assert graph.inputs == (BinaryTensor("image", (1, 3, 8, 8), "float32"),)
    assert graph.outputs == (BinaryTensor("embedding", (1, 16), "float32"),)


def test_a_binary_for_another_chip_tells_that_chip(tmp_path: Path) -> None:
    path = compile_binary(SmallGraph().model(), tmp_path / "gen5.bin", soc=ELITE_GEN_5)
    assert read_binary(path).soc_model == ELITE_GEN_5


def test_each_graph_of_a_binary_is_told(tmp_path: Path) -> None:
    planes = SmallGraph().model()
    pixels = SmallGraph(shape=(1, 8, 8, 3), order=(0, 3, 1, 2), seed=1).model()
    told = read_binary(compile_together(planes, pixels, tmp_path / "both.bin"))
    assert [graph.inputs[0].shape for graph in told.graphs] == [(1, 3, 8, 8), (1, 8, 8, 3)]
    assert len({graph.name for graph in told.graphs}) == 2


def test_whole_numbers_that_stand_for_others_are_told_with_their_scale(tmp_path: Path) -> None:
    (graph,) = read_binary(compile_binary(quantised(), tmp_path / "quantised.bin")).graphs
    assert graph.inputs[0].dtype == "uint8"
    assert graph.inputs[0].quantisation == Quantisation(float(np.float32(0.02)), 128)
    assert graph.outputs[0].dtype == "uint8"
    assert graph.outputs[0].quantisation == Quantisation(0.5, 100)


@pytest.mark.parametrize("length", [300, 4096, 60_000])
def test_a_binary_that_is_cut_short_is_told_so(binary: Path, tmp_path: Path, length: int) -> None:
    short = tmp_path / "short.bin"
    short.write_bytes(binary.read_bytes()[:length])
    assert "is damaged, cut short" in complaint(short)


@pytest.mark.parametrize(("place", "bits"), FATAL)
def test_a_flipped_bit_that_kills_the_library_does_not_kill_us(
    binary: Path, tmp_path: Path, place: int, bits: int
) -> None:
    damaged = bytearray(binary.read_bytes())
    damaged[place] ^= bits
    path = tmp_path / "damaged.bin"
    path.write_bytes(damaged)
    # Whether the library falls over it or refuses it depends on what lies behind it in the memory.
    told = complaint(path)
    ways = ("is damaged: it brings down the library that reads it", "is damaged, cut short")
    assert any(way in told for way in ways)


def test_a_text_by_the_name_of_a_binary_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "clip.ctx.bin"
    path.write_text("version https://git-lfs.github.com/spec/v1\n" * 20)
    assert "it is a text" in complaint(path)


def test_other_bytes_by_the_name_of_a_binary_are_told_so(tmp_path: Path) -> None:
    path = tmp_path / "clip.ctx.bin"
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40)
    assert "is no QNN context binary, or one that is damaged" in complaint(path)


@pytest.mark.parametrize("size", [0, 5, 100])
def test_a_file_too_small_for_a_binary_never_reaches_the_library(tmp_path: Path, size: int) -> None:
    path = tmp_path / "clip.ctx.bin"
    path.write_bytes(MAGIC[:size].ljust(size, b"\0"))
    assert f"it has {size} bytes" in complaint(path)


def test_a_file_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"absent\.bin cannot be read"):
        read_binary(tmp_path / "absent.bin")


def test_a_binary_is_known_by_its_beginning(binary: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"other")
    assert looks_like_binary(binary)
    assert not looks_like_binary(tmp_path / "other")


@pytest.mark.parametrize(
    ("build", "version"),
    [("v2.51.0.260929181845", "2.51.0"), ("2.36.0", "2.36.0"), ("", ""), ("unknown", "")],
)
def test_a_build_is_told_by_its_version(build: str, version: str) -> None:
    assert build_version(build) == version
