"""Where models can run on this machine, each with the sentence that says what to expect of it.

Taken in the background, for it asks drivers and disk. What became of a device in the last hours is
told by the ingest's remarks and by the self-test.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import wording
from indexer.machine import cores
from indexer.npu import survey


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


def parts_of_machine() -> tuple[Part, ...]:
    """Return the choices; loads no model."""
    found = survey()
    here = "NPU" if found.ready else "CPU"
    npu = f"{found.chip.name}: {found.npu}" if found.ready and found.chip else found.npu
    return (
        Part("auto", "Automatic", f"The fastest part that passes the self-test. Here: the {here}."),
        Part("npu", "NPU", npu, usable=found.ready),
        Part(
            "cpu", "CPU", f"Works everywhere. This machine has {wording.counted(cores(), 'core')}."
        ),
    )


#: What is shown until the machine was looked at.
UNSEEN = (
    Part("auto", "Automatic", "The fastest part that passes the self-test."),
    Part("npu", "NPU", usable=False),
    Part("cpu", "CPU"),
)
