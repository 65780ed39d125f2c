"""Finds the two towers among a package's files, by what the binaries say of themselves.

Names decide only where a binary is silent: for which chip it is, in which precision it calculates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.models.packages.opening import ENCRYPTED, PackageError, encrypted, files_of
from indexer.npu.binary import BinaryError, looks_like_binary, read_binary
from indexer.npu.chips import CHIPS, Chip, chip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from indexer.npu.binary import BinaryGraph, BinaryTensor, ContextBinary

MOST_BINARIES: Final = 256
WHOLE_NUMBERS: Final = re.compile(r"(?<![a-z0-9])(int8|int16|w\d+a\d+)(?![a-z0-9])")
"""How names tell that a model calculates in whole numbers, which costs it some accuracy."""

PIXELS: Final = ("float32", "float16", "uint8", "uint16")
TOKENS: Final = ("int64", "int32", "float32")
VECTORS: Final = ("float32", "float16", "uint8", "uint16", "int8", "int16")


@dataclass(frozen=True, slots=True)
class Tower:
    """A compiled graph that takes pictures, or one that takes words.

    Attributes:
        kind: `image` or `text`.
        path: The binary.
        place: Where it lies in the package, for people.
        binary: What the binary says of itself.
        graph: Which of its graphs this is.
        input: The one input.
        output: The one that gives vectors, `[1, dim]`.
        chip: What it is compiled for; None where neither the binary nor a name tells.
        precision: The whole numbers that it calculates in, as in "int8" or "w8a16"; None: in none.
    """

    kind: str
    path: Path
    place: str
    binary: ContextBinary
    graph: BinaryGraph
    input: BinaryTensor
    output: BinaryTensor
    chip: Chip | None
    precision: str | None

    @property
    def quantised(self) -> bool:
        """Whether it calculates in whole numbers."""
        return self.precision is not None

    @property
    def dim(self) -> int:
        """Length of its vectors."""
        return self.output.shape[1]

    @property
    def length(self) -> int:
        """Side of its pictures in pixels, or how many token ids it takes."""
        return self.input.shape[2] if self.kind == "image" else self.input.shape[1]

    @property
    def soc_model(self) -> int | None:
        """QNN's number of the chip that it is compiled for, known to us or not."""
        return self.binary.soc_model or (self.chip.soc_model if self.chip else None)


@dataclass(frozen=True, slots=True)
class Pair:
    """The two towers of a model that belong together."""

    image: Tower
    text: Tower

    @property
    def towers(self) -> tuple[Tower, Tower]:
        """Both."""
        return self.image, self.text

    def file(self, tower: Tower) -> str:
        """Return the name that a tower's binary has in a bundle; both may lie in one."""
        return "towers.bin" if self.image.path == self.text.path else f"{tower.kind}.bin"

    @property
    def quantised(self) -> bool:
        """Whether any of it calculates in whole numbers."""
        return self.image.quantised or self.text.quantised


def find_pair(folder: Path, here: Chip | None, *, emulated: bool = False) -> Pair:
    """Return the towers in a package that a machine's NPU can run, the best where there are more.

    Args:
        folder: The package.
        here: The machine's chip; None: an NPU that we do not know, which may run anything.
        emulated: Whether that chip is not the machine's own, but the one that is emulated on it.

    Raises:
        PackageError: There are none; the text tells what there is instead.
        BinaryError: What should be one cannot be read.
    """
    files = files_of(folder)
    towers, wrong = _read_towers(folder, files)
    if not towers:
        raise wrong or PackageError(_nothing_here(folder, files))
    able = [tower for tower in towers if _runs(tower, here)]
    if here is not None and not able:
        raise PackageError(_wrong_chip(towers, here, emulated=emulated))
    able.sort(key=lambda tower: _rank(tower, here))
    for image in (tower for tower in able if tower.kind == "image"):
        fitting = [it for it in able if it.kind == "text" and it.dim == image.dim]
        if fitting:
            beside = [it for it in fitting if _like(it, image)]
            return Pair(image, (beside or fitting)[0])
    raise wrong or PackageError(_half(folder, files, able))


def _read_towers(folder: Path, files: Sequence[Path]) -> tuple[list[Tower], BinaryError | None]:
    """Return the towers of every binary, and what is wrong with the first that cannot be read."""
    binaries = [path for path in files if path.suffix == ".bin" or looks_like_binary(path)]
    if len(binaries) > MOST_BINARIES:
        raise PackageError(f"{folder} is no package: it holds {len(binaries)} files named .bin.")
    towers: list[Tower] = []
    wrong: BinaryError | None = None
    for path in binaries:
        try:
            binary = read_binary(path)
        except BinaryError as error:
            wrong = wrong or error
            continue
        towers += _towers(path, path.relative_to(folder).as_posix(), binary)
    return towers, wrong


def _towers(path: Path, place: str, binary: ContextBinary) -> list[Tower]:
    towers = []
    for graph in binary.graphs:
        kind, output = _kind(graph), _vectors(graph)
        if kind and output:
            (taken,) = graph.inputs
            told = chip(binary.soc_model) if binary.soc_model is not None else _named_chip(place)
            precision = _precision(place, taken, output)
            tower = Tower(kind, path, place, binary, graph, taken, output, told, precision)
            towers.append(tower)
    return towers


def _precision(place: str, taken: BinaryTensor, output: BinaryTensor) -> str | None:
    """Return the whole numbers that a graph calculates in: as it is named, else as it is fed."""
    named = WHOLE_NUMBERS.search(place.lower())
    if named:
        return named[0]
    fed = [tensor.dtype for tensor in (taken, output) if tensor.quantisation]
    return fed[0].removeprefix("u") if fed else None


def _kind(graph: BinaryGraph) -> str | None:
    """Return what a graph takes: pictures have four lengths, rows of words have two."""
    if len(graph.inputs) != 1:
        return None
    (taken,) = graph.inputs
    if len(taken.shape) == 4 and layouts(taken) and taken.dtype in PIXELS:
        return "image"
    if len(taken.shape) == 2 and taken.shape[0] == 1 and taken.dtype in TOKENS:
        return "text" if taken.shape[1] >= 3 else None
    return None


def layouts(taken: BinaryTensor) -> tuple[str, ...]:
    """Return the layouts that the shape of a picture's input allows, likeliest first."""
    rows, *lengths = taken.shape
    if rows != 1:
        return ()
    if lengths[0] == 3 and lengths[1] == lengths[2]:
        return ("NCHW", "NHWC")
    if lengths[2] == 3 and lengths[0] == lengths[1]:
        return ("NHWC", "NCHW")
    return ()


def _vectors(graph: BinaryGraph) -> BinaryTensor | None:
    fitting = [
        given
        for given in graph.outputs
        if len(given.shape) == 2 and given.shape[0] == 1 and given.dtype in VECTORS
    ]
    named = [given for given in fitting if re.search("emb|feat", given.name.lower())]
    return next(iter(named or fitting), None)


def _named_chip(place: str) -> Chip | None:
    """Return the chip that a path names: `models/QCS8550/FP16/...`."""
    words = re.split(r"[^a-z0-9]+", place.lower())
    for known in CHIPS:
        if any(part.lower() in words for part in known.name.split(", ")):
            return known
    return None


def _runs(tower: Tower, here: Chip | None) -> bool:
    """Whether a chip's NPU takes what was compiled for another: for one that is no newer."""
    return here is None or tower.chip is None or tower.chip.arch <= here.arch


def _rank(tower: Tower, here: Chip | None) -> tuple[bool, bool, int, str]:
    """Best first: for this very chip, then in full precision, then for the newest before it."""
    other = tower.chip is None or here is None or tower.chip.soc_model != here.soc_model
    whole = tower.quantised if here is None or here.fp16 else not tower.quantised
    return whole, other, -(tower.chip.arch if tower.chip else 0), tower.place


def _like(text: Tower, image: Tower) -> bool:
    """Whether a text tower is of the same making as an image tower."""
    return (text.chip, text.quantised, text.path.parent) == (
        image.chip,
        image.quantised,
        image.path.parent,
    )


def _encrypted(files: Iterable[Path]) -> str | None:
    """The sentence for the first file that nobody else can run; None where there is none."""
    names = (path.name for path in files if path.name.lower().endswith(ENCRYPTED))
    return next(map(encrypted, names), None)


def _nothing_here(folder: Path, files: Iterable[Path]) -> str:
    return _encrypted(files) or (
        f"{folder} is no package of Model Farm, nor one of `shoebox model compile`: "
        "it holds no graph for pictures or words that is compiled for an NPU."
    )


def _wrong_chip(towers: Iterable[Tower], here: Chip, *, emulated: bool) -> str:
    meant = {tower.chip for tower in towers if tower.chip}
    told = "; ".join(sorted(f"{each.name} (Hexagon {each.hexagon})" for each in meant))
    mine = f"{here.name}, Hexagon {here.hexagon}"
    older, instead = f"this machine's chip is older ({mine})", "get the package for it"
    if emulated:
        older, instead = f"the emulator here is of an older chip ({mine})", "take it in on a device"
    return (
        f"This package is compiled for {told}, and {older}: {instead}, or compile the model with "
        f"`shoebox model compile NAME --soc {here.soc_model}`."
    )


def _half(folder: Path, files: Iterable[Path], able: Sequence[Tower]) -> str:
    kinds = {tower.kind for tower in able}
    other = _encrypted(files) if len(kinds) == 1 else None
    if other is not None:
        return other
    if kinds == {"image"}:
        return f"{folder} has no text tower: a graph that takes words, such as [1, 77] token ids."
    if kinds == {"text"}:
        return (
            f"{folder} has no image tower: a graph that takes pictures, such as [1, 3, 256, 256]."
        )
    dims = ", ".join(f"{tower.place} gives {tower.dim}" for tower in able)
    return f"No two towers in {folder} give vectors of one length: {dims}."
