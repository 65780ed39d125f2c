"""Times a model on each device that takes it, and says what that costs in accuracy.

A row of the table is one device with one file and one arithmetic. The vectors are held against the
reference as in `parity`; the emulator's times say nothing of a chip, and its rows are marked.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from indexer.models.bundle import ImageSpec, TextSpec
from indexer.models.check import check_files
from indexer.models.parity import ONCE, Proof, Repeat, find_reference, prove_on
from indexer.npu import find_target, load
from indexer.npu.apart import call_apart
from indexer.npu.contexts import ContextCache
from indexer.npu.graph_file import GraphFileError, read_weights
from indexer.records import Refusal
from indexer.session import LostSessionError, RungError, TowerGraph, ladder
from indexer.session.ladder import EMULATOR, NPU

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from indexer.models.bundle import Bundle
    from indexer.session import Rung

Spec = TypeVar("Spec", ImageSpec, TextSpec)

STORED: Final = {
    "float32": "FP32",
    "float16": "FP16",
    "bfloat16": "BF16",
    "int8": "INT8",
    "uint8": "INT8",
}
THOROUGH: Final = Repeat(runs=60, seconds=10)
PATIENCE: Final = 600.0
"""Seconds that both towers may take to be compiled."""
SHORT: Final = Repeat(runs=30, seconds=3)


@dataclass(frozen=True, slots=True)
class Times:
    """How long one row takes one tower, in milliseconds.

    Attributes:
        p50: Half of the runs were quicker.
        p95: Nineteen of twenty were.
        runs: How many were timed; the first one of all is not, where there are others.
    """

    p50: float
    p95: float
    runs: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        device: Where it ran, as in `Session`.
        weights: How the file stores its weights: `FP32`, `FP16`, `INT8`, `compiled`.
        megabytes: Size of both graphs with what belongs to them.
        power: The NPU's mode of power, None where there is no choice.
        proof: The accuracy, and what ran it.
        image: One picture.
        text: One sentence.
    """

    device: str
    weights: str
    megabytes: float
    power: str | None
    proof: Proof
    image: Times
    text: Times

    @property
    def emulated(self) -> bool:
        """Whether the times say nothing of a chip."""
        return self.device == EMULATOR.device


@dataclass(frozen=True, slots=True)
class CompileTimes:
    """What it takes to get one tower onto the NPU.

    Attributes:
        compiling: Seconds to compile, keep and load it.
        loading: Seconds to load what was kept.
        megabytes: Size of what was kept.
        cached: Whether it was kept at all, as it should be.
    """

    compiling: float
    loading: float
    megabytes: float
    cached: bool


def bench(
    bundle: Bundle,
    *,
    device: str = "auto",
    repeat: Repeat = THOROUGH,
    on_stage: Callable[[str], None] | None = None,
) -> Iterator[Row | Refusal]:
    """Yield a row for each device, or why it has none.

    Args:
        bundle: A loaded bundle.
        device: One of `DEVICES`; `auto` takes all, the emulator last.
        repeat: How often each tower is run; on the emulator its golden inputs are enough.
        on_stage: Is told what takes its time.

    Raises:
        LibraryError: A file is not what the bundle promises, or cannot be loaded.
        ModelError: The model cannot be run as its bundle says.
    """
    check_files(bundle)
    reference = find_reference(bundle)
    rungs, refusals = _rungs(bundle, device)
    yield from refusals
    for rung in rungs:
        often = ONCE if rung == EMULATOR else repeat
        for variant in _variants(bundle, rung):
            if on_stage:
                on_stage(f"Timing the {rung.title}")
            try:
                proof = prove_on(variant, rung, reference, repeat=often, on_stage=on_stage)
            except (RungError, LostSessionError) as error:
                yield Refusal(rung.device, str(error), tried=True)
            else:
                yield _row(variant, proof, _power(rung))


def time_compiling(bundle: Bundle, device: str) -> list[CompileTimes]:
    """Compile both towers anew, beside the cache that is in use, and load them again.

    Args:
        bundle: One that is not compiled already.
        device: `npu` or `htp-emulator`.

    Returns:
        The image tower's times and the text tower's.

    Raises:
        NpuError: The NPU does not take them.
        ApartError: The process that tried died or hung.
        OSError: What was compiled cannot be kept.
    """
    towers = [TowerGraph.of(bundle, spec) for spec in (bundle.image, bundle.text)]
    with TemporaryDirectory(prefix="shoebox-", ignore_cleanup_errors=True) as folder:
        return call_apart(PATIENCE, _compile_and_load, towers, device, Path(folder))


def _compile_and_load(towers: list[TowerGraph], device: str, folder: Path) -> list[CompileTimes]:
    """Do it; runs in a process of its own."""
    target, found = find_target(device), []
    for tower in towers:
        cache = ContextCache(folder / tower.sha256)
        began = perf_counter()
        load(tower.path, target, sha256=tower.sha256, cache=cache)
        compiled = perf_counter()
        again = load(tower.path, target, sha256=tower.sha256, cache=cache)
        loaded = perf_counter()
        size = sum(path.stat().st_size for path in cache.folder.rglob("*") if path.is_file())
        found.append(CompileTimes(compiled - began, loaded - compiled, size / 1e6, again.cached))
    return found


def times(seconds: Sequence[float]) -> Times:
    """Sum runs up. The first one also fills caches and wakes the device: it is left out."""
    counted = np.array(seconds[1:] or seconds) * 1000
    half, most = np.percentile(counted, (50, 95))
    return Times(float(half), float(most), len(counted))


def _rungs(bundle: Bundle, device: str) -> tuple[list[Rung], list[Refusal]]:
    compiled = bundle.image.compiled is not None
    found = ladder(device, compiled=compiled)
    rungs, refusals = list(found.rungs), list(found.refusals)
    if NPU in rungs:
        rungs.insert(rungs.index(NPU) + 1, replace(NPU, power="default"))
    if device == "auto":
        # Where there is no emulator nobody misses it.
        rungs += ladder(EMULATOR.device, compiled=compiled).rungs
    return rungs, refusals


def _power(rung: Rung) -> str | None:
    """Return the mode of power where there is a choice: on a chip, through QNN."""
    return rung.power if (rung.device, rung.provider) == (NPU.device, NPU.provider) else None


def _variants(bundle: Bundle, rung: Rung) -> list[Bundle]:
    """Return the bundle once for each pair of files that a device may run, with these alone.

    For accelerators it stays as it is: what they have compiled is known by what the bundle says.
    """
    if rung.device != "cpu":
        return [bundle]
    chosen = replace(bundle, image=_as_on_cpu(bundle.image), text=_as_on_cpu(bundle.text))
    plain = replace(
        bundle,
        image=replace(bundle.image, cpu_file=None),
        text=replace(bundle.text, cpu_file=None),
    )
    if chosen == plain or plain.image.compiled or plain.text.compiled:
        return [chosen]
    return [chosen, plain]


def _as_on_cpu(spec: Spec) -> Spec:
    """Return a tower with the file that the CPU runs as its only one."""
    if spec.cpu_file is None:
        return spec
    return replace(spec, file=spec.cpu_file, cpu_file=None, compiled=None)


def _row(bundle: Bundle, proof: Proof, power: str | None) -> Row:
    return Row(
        device=proof.image.device,
        weights=_weights(bundle),
        megabytes=sum(bundle.path(name).stat().st_size for name in _parts(bundle)) / 1e6,
        power=power,
        proof=proof,
        image=times(proof.image.runs),
        text=times(proof.text.runs),
    )


def _weights(bundle: Bundle) -> str:
    """Return in which type both graphs store most of their weights, in a word for the table."""
    counts: Counter[str] = Counter()
    for spec in (bundle.image, bundle.text):
        if spec.compiled:
            return "compiled"
        with suppress(GraphFileError):
            for element, count in read_weights(bundle.path(spec.file)).items():
                counts[STORED[element]] += count
    return counts.most_common(1)[0][0] if counts else "none"


def _parts(bundle: Bundle) -> set[str]:
    """Return the files of both graphs, with the weights and compiled files that lie beside them."""
    graphs = (bundle.image.file, bundle.text.file)
    compiled = {spec.compiled.file for spec in (bundle.image, bundle.text) if spec.compiled}
    return compiled | {name for name, _ in bundle.files if name.startswith(graphs)}
