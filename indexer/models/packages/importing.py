"""Takes a package in: finds the towers that run here, has them proved, installs them as a model.

What is proved, and how, is told in `trying`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from indexer.models.bundle import Bundle, Compiled
from indexer.models.installing import describe, hash_files, install, require_free_name
from indexer.models.packages.facts import TOKENIZER, Facts, settle_facts
from indexer.models.packages.finding import Pair, Tower, find_pair
from indexer.models.packages.opening import (
    RESERVE,
    PackageError,
    aside,
    demand_there,
    demand_tools,
    opened,
    told_of_the_disk,
)
from indexer.models.packages.trying import Trial
from indexer.npu.chips import chip, this_chip
from indexer.npu.targets import EMULATOR_SOC
from indexer.session import ladder
from indexer.session.ladder import EMULATOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indexer.models.packages.trying import Tried
    from indexer.npu.chips import Chip
    from indexer.session import Rung

_TERMS: Final = ("LICENSE", "LICENCE", "COPYING")
_MOST_TERMS: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class ImportWish:
    """What the user says of a package.

    Attributes:
        like: The installed model that it is, compiled.
        save_as: What it is to be called.
        device: `auto`, `npu` or `htp-emulator`: where it is proved.
    """

    like: str | None = None
    save_as: str | None = None
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class Imported:
    """A package that has become a model.

    Attributes:
        bundle: The model.
        tried: How it was proved.
    """

    bundle: Bundle
    tried: Tried


@told_of_the_disk()
def import_package(path: Path, wish: ImportWish, *, on_stage: Callable[[str], None]) -> Imported:
    """Make a package one of the user's models, if it runs here and computes what it should.

    Args:
        path: A folder or a zip, as Model Farm or `compiling` make it.
        wish: What the user says of it.
        on_stage: Is told what takes its time, in a few words.

    Raises:
        LibraryError: It cannot be used; nothing is installed then, and the text says why.
    """
    demand_there(path)
    rungs, here = _where(wish.device)
    if wish.save_as is not None:
        require_free_name(wish.save_as)
    demand_tools("Taking in a package")
    on_stage("Unpacking the package" if path.is_file() else "Reading the package")
    with aside() as staged, opened(path) as folder:
        pair = find_pair(folder, here, emulated=rungs[0] == EMULATOR)
        facts = settle_facts(folder, staged, like=wish.like, called=path.absolute().name)
        name = wish.save_as or f"{facts.model.name.removesuffix('-npu')}-npu"
        require_free_name(name)
        _demand_fit(pair, facts)
        _put_files(folder, staged, pair)
        bundle = _bundle(staged, name, pair, facts)
        tried = Trial(rungs, pair, facts, on_stage).run(bundle)
        decisive = sorted({name for name, _ in tried.bundle.files})
        proved = replace(tried.bundle, files=hash_files(staged, decisive))
        describe(proved, tried.golden)
        return Imported(install(staged, name), tried)


def _where(device: str) -> tuple[tuple[Rung, ...], Chip | None]:
    """Return where a compiled graph can be run here, and for which chip it must be compiled.

    Raises:
        PackageError: Nowhere.
    """
    if device == "cpu":
        raise PackageError("A package is compiled for an NPU: the processor cannot run it.")
    reasons = []
    for one in ("npu", "htp-emulator") if device == "auto" else (device,):
        found = ladder(one, compiled=True)
        if found.rungs:
            return found.rungs, this_chip() if one == "npu" else chip(EMULATOR_SOC)
        reasons += [refusal.reason for refusal in found.refusals]
    raise PackageError(
        f"A package is taken in only where it can be proved, and not here: {' '.join(reasons)}"
    )


def _demand_fit(pair: Pair, facts: Facts) -> None:
    """Hold the towers against the model that they are said to be."""
    model = facts.model
    told = (
        ("takes pictures of side", pair.image, pair.image.length, model.image.size),
        ("takes token ids in a row of", pair.text, pair.text.length, model.text.context_length),
        ("gives vectors of length", pair.image, pair.image.dim, model.embedding_dim),
    )
    for does, tower, found, wanted in told:
        if found != wanted:
            raise PackageError(
                f"{tower.place} is not {model.name}: it {does} {found}, "
                f"and {facts.told_by} says {wanted}."
            )


def _put_files(folder: Path, staged: Path, pair: Pair) -> None:
    """Copy the binaries, and the terms that came with them, into the new bundle."""
    size = sum({tower.path: tower.path.stat().st_size for tower in pair.towers}.values())
    if shutil.disk_usage(staged).free < size + RESERVE:
        raise PackageError(f"There is no room for the model: it takes {size / 1e9:.1f} GB.")
    terms = [
        path
        for place in (folder, folder / "code")
        for path in (place.iterdir() if place.is_dir() else ())
        if path.name.upper().startswith(_TERMS)
        and path.is_file()
        and path.stat().st_size <= _MOST_TERMS
    ]
    for tower in pair.towers:
        shutil.copyfile(tower.path, staged / pair.file(tower))
    for path in terms:
        shutil.copyfile(path, staged / path.name)


def _bundle(staged: Path, name: str, pair: Pair, facts: Facts) -> Bundle:
    """Return the new model as far as it is known before it is tried; its hashes are not."""
    model, image, text = facts.model, pair.image, pair.text
    graphs = ("image.onnx", "text.onnx", *{pair.file(tower) for tower in pair.towers})
    return replace(
        model,
        folder=staged,
        name=name,
        title=f"{model.title}, compiled for {_meant(image)}",
        source=f"{model.source}; {image.place} and {text.place}",
        image=replace(
            model.image,
            file="image.onnx",
            input=image.input.name,
            output=image.output.name,
            dtype=image.input.dtype,
            cpu_file=None,
            compiled=_compiled(image, pair),
            input_quantisation=image.input.quantisation,
            output_quantisation=image.output.quantisation,
        ),
        text=replace(
            model.text,
            file="text.onnx",
            input=text.input.name,
            output=text.output.name,
            dtype=text.input.dtype,
            tokenizer=replace(model.text.tokenizer, file=TOKENIZER),
            cpu_file=None,
            compiled=_compiled(text, pair),
            output_quantisation=text.output.quantisation,
        ),
        files=tuple((file, "") for file in sorted((*graphs, TOKENIZER))),
        golden=None,
    )


def _compiled(tower: Tower, pair: Pair) -> Compiled:
    return Compiled(
        file=pair.file(tower),
        graph=tower.graph.name,
        soc=tower.soc_model or 0,
        qnn=tower.binary.qnn or "unknown",
        precision=tower.precision,
    )


def _meant(tower: Tower) -> str:
    return tower.chip.name if tower.chip else "an NPU"
