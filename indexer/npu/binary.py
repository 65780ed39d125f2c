"""What a QNN context binary says of itself: its graphs, their inputs and outputs, its chip.

Qualcomm's System library (in the wheel of the plugin) reads it, in a process of its own: a file
with one wrong bit can kill that library. Where it cannot read one, a JSON of QNN's own tools beside
the file may tell the same (`dumps`). Making ONNX Runtime take the binary is `wrapper`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.models.bundle import Quantisation

HTP: Final = 6
"""The number of the NPU's backend in a binary (`QNN_BACKEND_ID_HTP` of QnnCommon.h)."""

MAGIC: Final = bytes.fromhex("0000000200000003")
"""How every binary begins that QNN 2.51 wrote here; of older ones it is not known."""

SMALLEST: Final = 256
LARGEST: Final = 8 << 30
SECONDS: Final = 120.0
"""How long the reader may take: it maps the file, so this is for a machine that does much else."""


class BinaryError(LibraryError):
    """A file cannot be read as a context binary; the text says why in one sentence."""


class NoReaderError(BinaryError):
    """Qualcomm's System library is not on this machine, or not one that we know how to ask."""


@dataclass(frozen=True, slots=True)
class BinaryTensor:
    """One input or output of a compiled graph.

    Attributes:
        name: As the compiler kept it.
        shape: Its lengths, all of them fixed.
        dtype: NumPy's name of the type that is fed or given: a quantised tensor's is `uint8`.
        quantisation: What whole numbers stand for, where they stand for others.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    quantisation: Quantisation | None = None


@dataclass(frozen=True, slots=True)
class BinaryGraph:
    """One graph of a context binary."""

    name: str
    inputs: tuple[BinaryTensor, ...]
    outputs: tuple[BinaryTensor, ...]


@dataclass(frozen=True, slots=True)
class ContextBinary:
    """What a context binary says of itself.

    Attributes:
        qnn: The version of QNN that made it, as in "2.51.0"; empty where it is not said.
        soc_model: Qualcomm's number of the chip that it was made for; None where it is not said.
        graphs: Its graphs, in its order.
    """

    qnn: str
    soc_model: int | None
    graphs: tuple[BinaryGraph, ...]


def read_binary(path: Path) -> ContextBinary:
    """Return what a context binary says of itself, or what a JSON beside it says of it.

    Raises:
        BinaryError: It is none, is damaged, or is of a kind that we do not know.
    """
    from indexer.npu.dumps import read_dump_beside

    _look_at(path)
    try:
        return _read_apart(path)
    except BinaryError:
        told = read_dump_beside(path)
        if told is None:
            raise
        return told


def looks_like_binary(path: Path) -> bool:
    """Whether a file begins as context binaries of QNN 2.51 do; older ones may begin otherwise."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def build_version(build_id: str) -> str:
    """Return "2.51.0" of a build's name such as "v2.51.0.260929181845"."""
    parts = build_id.lstrip("v").split(".")
    return ".".join(parts[:3]) if parts[0].isdigit() else ""


def _look_at(path: Path) -> None:
    """Refuse what can be seen to be no binary, before it reaches a library that trusts it."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(SMALLEST)
    except OSError as error:
        raise BinaryError(f"{path} cannot be read: {error.strerror}.") from error
    if not SMALLEST <= size <= LARGEST:
        raise BinaryError(f"{path} is no QNN context binary: it has {size:,} bytes.")
    if b"\0" not in head:
        raise BinaryError(f"{path} is no QNN context binary: it is a text.")


def _read_apart(path: Path) -> ContextBinary:
    """Have a process of its own read the file; what that process dies of is the file's fault."""
    from indexer.npu.apart import ApartError, HungError, call_apart
    from indexer.npu.system_library import read_information

    try:
        return call_apart(SECONDS, read_information, path)
    except HungError as error:
        raise BinaryError(f"{path} is damaged: it keeps its reader busy without end.") from error
    except ApartError as error:
        raise BinaryError(
            f"{path} is damaged: it brings down the library that reads it."
        ) from error
    except OSError as error:
        raise BinaryError(f"{path} cannot be read: {error.strerror}.") from error
