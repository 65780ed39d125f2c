"""Where models can run on this machine, each with the sentence that says what to expect of it.

Taken in the background, for it asks the system and the disk. What became of a device when it was
tried is told by the ingest's remarks and by the self-test.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import wording
from indexer.machine import cores
from indexer.npu.chips import this_chip
from indexer.session import ladder


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
    """Return the choices; loads neither model nor driver."""
    found, chip = ladder(), this_chip()
    best = wording.device(found.rungs[0].device)
    refused = {refusal.device: refusal.reason for refusal in found.refusals}
    npu = refused.get("npu") or (f"This is a {chip.name}." if chip else "This machine has one.")
    return (
        Part("auto", "Automatic", f"{_BEST} First tried here: the {best}."),
        Part("npu", "NPU", npu, usable="npu" not in refused),
        Part(
            "cpu", "CPU", f"Works everywhere. This machine has {wording.counted(cores(), 'core')}."
        ),
    )


_BEST = "The fastest part that passes the self-test."
#: What is shown until the machine was looked at.
UNSEEN = (
    Part("auto", "Automatic", _BEST),
    Part("npu", "NPU", usable=False),
    Part("cpu", "CPU"),
)
