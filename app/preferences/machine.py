"""Where models can run on this machine, what to expect of each, and what became of it last time.

Taken in the background, for it asks the system and the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app import merits, wording
from app.language import tr, translated
from indexer.machine import cores

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
    """Return what there is; loads neither model nor driver, nor here what would run a model."""
    return Machine(_parts(), tuple(_tried()))


def _parts() -> tuple[Part, ...]:
    # Here and below: the page is there before it is looked at.
    from indexer.npu.chips import this_chip
    from indexer.session import ladder
    from indexer.session.offered import providers_beside

    found, chip = ladder(offered=providers_beside()), this_chip()
    best = wording.device(found.rungs[0].device)
    refused = {refusal.device: translated(refusal.reason) for refusal in found.refusals}
    found_npu = tr("This is a {chip}.", chip=chip.name) if chip else tr("This machine has one.")
    npu = refused.get("npu") or found_npu
    return (
        Part(
            "auto",
            tr("Automatic"),
            tr(
                "The fastest part that passes the self-test. Tried first here: the {device}.",
                device=best,
            ),
        ),
        Part("npu", "NPU", npu, usable="npu" not in refused),
        Part(
            "cpu",
            "CPU",
            tr(
                "Works everywhere. This machine has {n} cores.",
                "Works everywhere. This machine has {n} core.",
                cores(),
            ),
        ),
    )


def unseen() -> Machine:
    """Return what is shown until the machine was looked at."""
    return Machine(
        (
            Part("auto", tr("Automatic"), tr("The fastest part that passes the self-test.")),
            Part("npu", "NPU", usable=False),
            Part("cpu", "CPU"),
        )
    )


def _tried() -> Iterator[str]:
    """Yield what became of each model on each accelerator when it was tried last, newest first."""
    from indexer.session import all_trials

    told: set[tuple[str, str]] = set()
    for trial in all_trials():
        what = (wording.device(trial.device), merits.title(trial.graph.partition("/")[0]))
        if what not in told and trial.outcome != "started":
            told.add(what)
            yield _line(trial, *what)


def _line(trial: Trial, device: str, model: str) -> str:
    day = wording.day(datetime.fromtimestamp(trial.at).date().isoformat())
    if trial.outcome != "passed":
        told = tr("{model} on the {device}, {day}: {reason}")
        return told.format(model=model, device=device, day=day, reason=translated(trial.reason))
    if trial.cosine is None:
        told = tr("{model} on the {device}, {day}: passed.")
        return told.format(model=model, device=device, day=day)
    told = tr("{model} on the {device}, {day}: passed (cosine {cosine}).")
    near = wording.cosine(trial.cosine)
    return told.format(model=model, device=device, day=day, cosine=near)
