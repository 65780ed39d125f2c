"""Compiles a model ahead of time for the NPUs of named chips, and packs it for `importing`.

A package of ours is a bundle: that of its first chip, whose `files` count the graphs of the others
too. It is put together aside and renamed last, so what looks whole is whole.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from indexer.models.bundle import Compiled
from indexer.models.installing import describe, hash_files
from indexer.models.packages.facts import TOKENIZER
from indexer.models.packages.opening import PackageError, demand_tools, told_of_the_disk
from indexer.models.parity import find_reference
from indexer.npu.apart import ApartError, call_apart
from indexer.npu.binary import read_binary
from indexer.npu.chips import CHIPS, Chip, chip
from indexer.npu.loading import compile_ahead
from indexer.npu.plugin import NpuError
from indexer.npu.targets import without_fp16
from indexer.npu.wrapper import write_wrapper

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from indexer.models.bundle import Bundle, ImageSpec, TextSpec

SECONDS: Final = 3600.0
"""How long one tower may take to compile; MobileCLIP2-S3's takes 12 s on two cores."""

README: Final = "README.txt"


@dataclass(frozen=True, slots=True)
class CompiledPackage:
    """A package that was written.

    Attributes:
        folder: Where it lies.
        chips: What it is for.
        megabytes: Its size (millions of bytes).
    """

    folder: Path
    chips: tuple[Chip, ...]
    megabytes: float


@told_of_the_disk()
def compile_package(
    bundle: Bundle, soc_models: Sequence[int], to: Path, *, on_stage: Callable[[str], None]
) -> CompiledPackage:
    """Write a package of a model for each of some chips.

    Args:
        bundle: The model.
        soc_models: QNN's numbers of the chips.
        to: The folder in which the package's own is made.
        on_stage: Is told what takes its time, in a few words.

    Raises:
        LibraryError: A chip is unknown or cannot run it, it cannot be compiled here, or not written
            there; nothing that looks like a package is left then.
    """
    chips = [_demand_chip(number) for number in soc_models]
    if bundle.image.compiled or bundle.text.compiled:
        raise PackageError(f"{bundle.name} is compiled already; compile the model that it was.")
    demand_tools("Compiling for an NPU")
    folder = to / f"{bundle.name}-npu"
    aside = to / f".{folder.name}.making"
    if folder.exists():
        raise PackageError(f"There is a {folder} already: move it away first.")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        _fill(aside, bundle, chips, on_stage)
        aside.rename(folder)
    except OSError as error:
        raise PackageError(f"{folder} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return CompiledPackage(folder, tuple(chips), round(size / 1e6, 1))


def _demand_chip(number: int) -> Chip:
    known = chip(number)
    if known is None:
        able = (f"{each.soc_model} ({each.name})" for each in CHIPS if each.fp16)
        raise PackageError(
            f"No chip is known by the number {number}. Those known are {', '.join(able)}."
        )
    if not known.fp16:
        raise PackageError(without_fp16(known))
    return known


def _fill(
    folder: Path, bundle: Bundle, chips: Sequence[Chip], on_stage: Callable[[str], None]
) -> None:
    reference = find_reference(bundle).golden
    words = replace(bundle.text.tokenizer, file=TOKENIZER)
    shutil.copyfile(bundle.path(bundle.text.tokenizer.file), folder / TOKENIZER)
    made = [_towers_for(known, folder, bundle, on_stage) for known in chips]
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    (folder / README).write_text(_readme(bundle, chips), "utf-8")
    image, text = made[0]
    packed = replace(
        bundle,
        folder=folder,
        image=image,
        text=replace(text, tokenizer=words),
        files=hash_files(folder, names),
    )
    describe(packed, reference)


def _towers_for(
    known: Chip, folder: Path, bundle: Bundle, on_stage: Callable[[str], None]
) -> tuple[ImageSpec, TextSpec]:
    """Compile both towers for a chip; return what a bundle says of them."""
    place = folder / f"soc-{known.soc_model}"
    place.mkdir()
    compiled: dict[str, Compiled] = {}
    for kind, spec in (("image", bundle.image), ("text", bundle.text)):
        on_stage(f"Compiling the {kind} tower for {known.name} (Hexagon {known.hexagon})")
        made = _compile(bundle.path(spec.file), known, place / f"{kind}.bin")
        compiled[kind] = replace(made, file=f"{place.name}/{made.file}")
    return (
        replace(
            bundle.image, file=f"{place.name}/image.onnx", cpu_file=None, compiled=compiled["image"]
        ),
        replace(
            bundle.text, file=f"{place.name}/text.onnx", cpu_file=None, compiled=compiled["text"]
        ),
    )


def _compile(graph: Path, known: Chip, binary: Path) -> Compiled:
    """Compile one tower, wrap it as `importing` does, and return what it is."""
    try:
        # Apart, for the compiler writes to standard output, and takes 2 GB that come back so.
        made = call_apart(
            SECONDS, compile_ahead, graph, soc_model=known.soc_model, to=binary.parent
        )
    except NpuError as error:
        raise PackageError(str(error)) from error
    except ApartError as error:
        raise PackageError(f"The compiler for {known.name} gave up on {graph}: {error}.") from error
    made.wrapper.unlink()
    made.binary.rename(binary)
    told = read_binary(binary)
    (inside,) = told.graphs
    write_wrapper(binary.with_suffix(".onnx"), inside, binary=binary.name, qnn=told.qnn)
    return Compiled(binary.name, graph=inside.name, soc=known.soc_model, qnn=told.qnn)


def _readme(bundle: Bundle, chips: Sequence[Chip]) -> str:
    there_are = "\n".join(
        f"  soc-{known.soc_model}: {known.name} (Hexagon {known.hexagon})" for known in chips
    )
    return f"""\
{bundle.title}
compiled for the NPU of

{there_are}

An NPU also takes what was compiled for an older one. On the machine with that chip:

  shoebox model import FOLDER
  shoebox model use {bundle.name}-npu

where FOLDER is this one, or a zip of it. Nothing is installed before it is proved there against
the vectors in golden.npz, which the model gave on a processor.

Licence of the weights: {bundle.licence}
They come from: {bundle.source}
Whoever passes this on passes on the weights, in another form: the licence holds for it too.
"""
