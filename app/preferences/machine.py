"""Where models can run on this machine, what to expect of each, and what became of it last time.

Taken in the background, for it asks the system and the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app import merits, wording
from indexer.machine import cores
from indexer.npu.chips import this_chip
from indexer.session import all_trials, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.session import Trial


@dataclass(frozen=True, slots=True)
class Part:
    """One choice of where models run.

    Attributes:
        device: As the command line calls it.
        title: What it is called.
        sentence: What this machine has of it.
        usable: Whether it can be chosen here.
    """

    device: str
    title: str
    sentence: str = ""
    usable: bool = True


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine has: its parts, and a line for each accelerator that was tried."""

    parts: tuple[Part, ...]
    lines: tuple[str, ...] = ()


def look_at_machine() -> Machine:
    """Return what there is; loads neither model nor driver."""
    return Machine(_parts(), tuple(_tried()))


def _parts() -> tuple[Part, ...]:
    found, chip = ladder(), this_chip()
    best = wording.device(found.rungs[0].device)
    refused = {refusal.device: refusal.reason for refusal in found.refusals}
    npu = refused.get("npu") or (f"This is a {chip.name}." if chip else "This machine has one.")
    return (
        Part("auto", "Automatic", f"{_BEST} Tried first here: the {best}."),
        Part("npu", "NPU", npu, usable="npu" not in refused),
        Part(
            "cpu", "CPU", f"Works everywhere. This machine has {wording.counted(cores(), 'core')}."
        ),
    )


_BEST = "The fastest part that passes the self-test."
#: What is shown until the machine was looked at.
UNSEEN = Machine(
    (
        Part("auto", "Automatic", _BEST),
        Part("npu", "NPU", usable=False),
        Part("cpu", "CPU"),
    )
)


def _tried() -> Iterator[str]:
    """Yield what became of each model on each accelerator when it was tried last, newest first."""
    told: set[tuple[str, str]] = set()
    for trial in all_trials():
        what = (wording.device(trial.device), merits.title(trial.graph.partition("/")[0]))
        if what not in told and trial.outcome != "started":
            told.add(what)
            yield _line(trial, *what)


def _line(trial: Trial, device: str, model: str) -> str:
    day = wording.day(datetime.fromtimestamp(trial.at).date().isoformat())
    if trial.outcome != "passed":
        return f"{model} on the {device}, {day}: {trial.reason}"
    near = f" (cosine {wording.cosine(trial.cosine)})" if trial.cosine is not None else ""
    return f"{model} on the {device}, {day}: passed{near}."
