"""Where this machine can run graphs, best first; and why not elsewhere.

Standing on the ladder costs nothing: no plugin is loaded and no process started before a rung is
opened. Whether a rung holds is then for its opening to find out, and for `encode` to prove.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.errors import LibraryError
from indexer.npu.options import BURST
from indexer.npu.plugin import installed
from indexer.npu.targets import Machine, refusal
from indexer.records import Refusal
from indexer.runtime import runtime
from indexer.session import aidlite
from indexer.session.cpu import PROVIDER, CpuSession
from indexer.session.interface import DiedError, RungError
from indexer.session.providers import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from indexer.session.interface import Session, TowerGraph

DEVICES: Final = ("auto", "cpu", "npu", "htp-emulator")
"""What a user may name."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to run a graph.

    Attributes:
        device: Where: `npu`, `htp-emulator`, `coreml`, `directml`, `openvino`, `cuda` or `cpu`.
        provider: ONNX Runtime's name of what runs it, or `AidLite`.
        title: What a person calls it.
        power: The NPU's mode of power while it runs, as QNN names it.
    """

    device: str
    provider: str
    title: str
    power: str = BURST


@dataclass(frozen=True, slots=True)
class Ladder:
    """What can be tried, best first, and what cannot."""

    rungs: tuple[Rung, ...]
    refusals: tuple[Refusal, ...]


NPU: Final = Rung("npu", "QNNExecutionProvider", "Snapdragon NPU")
AIDLITE: Final = Rung("npu", aidlite.PROVIDER, "Snapdragon NPU through AidLite")
EMULATOR: Final = Rung("htp-emulator", "QNNExecutionProvider", "emulator of the Snapdragon NPU")
CPU: Final = Rung("cpu", PROVIDER, "processor")


def ladder(
    device: str = "auto", *, compiled: bool = False, offered: Sequence[str] | None = None
) -> Ladder:
    """Return the rungs for a device: itself alone, or all that this machine has for `auto`.

    Args:
        device: One of `DEVICES`.
        compiled: Whether what will be run is compiled for the NPU already: that runs nowhere else,
            but on chips without half precision too.
        offered: What `providers` says, of whoever knows it already.

    Raises:
        LibraryError: There is no such device.
    """
    if device not in DEVICES:
        raise LibraryError(f"There is no device “{device}”; there are {', '.join(DEVICES)}.")
    among = _compiled() if compiled else _all(providers() if offered is None else offered)
    wanted = [rung for rung in among if device in ("auto", rung.device)]
    if device == EMULATOR.device:
        wanted = [EMULATOR]  # It proves what a chip computes, no more: never of itself.
    told = [(rung, _refusal(rung, compiled=compiled)) for rung in wanted]
    return Ladder(
        rungs=tuple(rung for rung, reason in told if reason is None),
        refusals=tuple(Refusal(rung.device, reason) for rung, reason in told if reason),
    )


def check_device(device: str) -> None:
    """Ask whether this machine can have such a device at all, before there is a model to be loaded.

    Raises:
        LibraryError: It cannot.
    """
    found = ladder(device, compiled=True)  # What some chips can, they can.
    if not found.rungs:
        raise LibraryError(" ".join(refusal.reason for refusal in found.refusals))


def open_rung(
    rung: Rung,
    tower: TowerGraph,
    *,
    threads: int | None = None,
    background: bool = False,
    on_stage: Callable[[str], None] | None = None,
) -> Session:
    """Load a tower's graph on one rung.

    Args:
        rung: One of a `ladder`.
        tower: The graph.
        threads: How many threads a run may use on the CPU; see `CpuSession`.
        background: Whether other programs' graphs should go first.
        on_stage: Is told what takes its time, in a few words for the user.

    Raises:
        RungError: It cannot be run there.
        LibraryError: The file is no graph that can be loaded.
    """
    if rung == CPU:
        if tower.cpu_path is None:
            raise RungError("This model is compiled for the NPU and cannot run on the processor.")
        return CpuSession(tower.cpu_path, threads=threads)
    return _isolated(rung, tower, background=background, on_stage=on_stage)


def open_session(graph: Path, *, device: str = "cpu", threads: int | None = None) -> Session:
    """Load a graph on the processor, plainly; `encode` climbs the ladder.

    Args:
        graph: An ONNX file.
        device: `cpu`, or `auto`, which here is the same.
        threads: See `CpuSession`.

    Raises:
        LibraryError: The file cannot be loaded, or the device is another.
    """
    check_device(device)
    if device not in ("auto", "cpu"):
        raise LibraryError(f"A graph alone is run on the processor, not on “{device}”.")
    return CpuSession(graph, threads=threads)


def providers() -> tuple[str, ...]:
    """Return what ONNX Runtime can run graphs on here, by its own names."""
    return tuple(runtime().get_available_providers())


def _compiled() -> tuple[Rung, ...]:
    """Return all that there may be here for graphs that are compiled for the NPU."""
    return (NPU, AIDLITE, CPU) if aidlite.installed() else (NPU, CPU)


def _all(offered: Sequence[str]) -> tuple[Rung, ...]:
    """Return all that there may be here for other graphs."""
    others = (Rung(each.device, each.name, each.title) for each in PROVIDERS)
    return NPU, *(rung for rung in others if rung.provider in offered), CPU


def _refusal(rung: Rung, *, compiled: bool) -> str | None:
    """Return why a rung cannot be there at all, as far as that can be told at once."""
    if rung == NPU:
        return refusal(Machine.this(), ready_made=compiled)
    if rung == EMULATOR:
        if not Machine.this().emulates:
            return "The NPU's emulator exists for Linux on x86-64 processors only."
        if not installed():
            return (
                "The NPU's emulator is not installed (the package onnxruntime-qnn); "
                "`.venv/bin/pip install '.[compile]'` in Shoebox's own folder brings it."
            )
    return None


def _isolated(
    rung: Rung,
    tower: TowerGraph,
    *,
    background: bool,
    on_stage: Callable[[str], None] | None,
) -> Session:
    """Load a graph on an accelerator, in a process of its own."""
    # Imported here: a search on the processor must not wait for it.
    from indexer.npu.contexts import ContextCache
    from indexer.session.isolated import PATIENCE, PATIENCE_WITH_EMULATOR, IsolatedSession, Manner
    from indexer.session.loading import aidlite_loader, npu_loader, provider_loader

    if rung.provider == NPU.provider:
        load = npu_loader(rung.device, background=background, power=rung.power)
    elif rung == AIDLITE:
        load = aidlite_loader()
    elif tower.compiled is not None:
        raise RungError(f"This model is compiled for the NPU and cannot run on the {rung.title}.")
    else:
        load = provider_loader(next(each for each in PROVIDERS if each.name == rung.provider))
    patience = PATIENCE_WITH_EMULATOR if rung.device == EMULATOR.device else PATIENCE
    manner = Manner(rung.title, background, patience, on_stage)
    try:
        return IsolatedSession(load, tower, manner)
    except DiedError:
        # Of what was compiled and kept, perhaps: that is broken, not the device.
        if not ContextCache().remove_deadly():
            raise
    except RungError:
        raise
    except BaseException:
        ContextCache().spare()  # Whoever listens to the stages has ended it.
        raise
    return IsolatedSession(load, tower, manner)
