"""What only a real chip can prove, and whether a run on this machine has proved it.

The numbers of the NPU are proved on its emulator, in each test run. The rest is asked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.models import Bundle
    from indexer.models.bench import Row
    from indexer.models.parity import Proof
    from indexer.npu import Survey

FIRST_THAT_OVERFLOWS = 79
"""From Hexagon V79 on a convolution in half precision may give infinity instead of its limit."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the steps of a report have found on the NPU; the emulator's do not belong here.

    Attributes:
        seen: The machine.
        bundle: The model.
        proof: Its self-test, None where it never came to an end.
        rows: Its times, in every mode of power.
        failures: Why steps on the NPU failed or were lost; not why this machine has none.
    """

    seen: Survey
    bundle: Bundle
    proof: Proof | None
    rows: Sequence[Row]
    failures: Sequence[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One of the questions.

    Attributes:
        question: What is to be proved.
        proved: Yes, no, or None: nothing can be said from this run.
        because: Why, in a sentence.
    """

    question: str
    proved: bool | None
    because: str


def verdicts(found: Findings) -> list[Verdict]:
    """Return the answers that this run gives."""
    if found.proof is None:
        why = " ".join(found.failures) or found.seen.npu
        died = False if found.failures else None
        return [
            Verdict(question, died if question == LASTING else None, why) for question in QUESTIONS
        ]
    answers = (_takes, _right, _overflow, _older, _times, _power, _lasting)
    return [
        Verdict(question, *answer(found, found.proof))
        for question, answer in zip(QUESTIONS, answers, strict=True)
    ]


LASTING = "It neither hangs nor dies"
QUESTIONS = (
    "The NPU runs every step of both towers",
    "Its vectors are those of the processor",
    "Half precision does not overflow (Hexagon V79 and newer)",
    "A model that was compiled by an older QNN still loads",
    "How long a picture and a sentence take",
    "What the modes of power change",
    LASTING,
)

Answer = tuple[bool | None, str]


def _takes(_found: Findings, proof: Proof) -> Answer:
    towers = (proof.image, proof.text)
    taken = sum(tower.nodes_on_device or 0 for tower in towers)
    left = sum(tower.nodes_elsewhere or 0 for tower in towers)
    return not left, f"{taken} steps run there, {left} elsewhere."


def _right(_found: Findings, proof: Proof) -> Answer:
    if proof.wrong:
        return False, f"{'; '.join(proof.wrong)}.".capitalize()
    if proof.image.agreement is None or proof.text.agreement is None:
        return None, "Without a reference it is known only that they make sense."
    least = min(proof.image.agreement.cosine_min, proof.text.agreement.cosine_min)
    return True, f"The least cosine is {least:.6f}."


def _overflow(found: Findings, proof: Proof) -> Answer:
    chip = found.seen.chip
    if chip is None:
        return None, "The chip is not known to Shoebox, so neither is its Hexagon."
    if chip.arch < FIRST_THAT_OVERFLOWS:
        return None, f"This chip's Hexagon {chip.hexagon} does not overflow so."
    if proof.finite:
        return True, "Every number of the golden set's vectors is one."
    return False, "Some numbers of the golden set's vectors are none."


def _older(found: Findings, _proof: Proof) -> Answer:
    compiled = found.bundle.image.compiled
    here = found.seen.versions.qnn if found.seen.versions else ""
    if compiled is None:
        return None, "This model was compiled here; try it with one of `shoebox model import`."
    if compiled.qnn.split(".")[:2] == here.split(".")[:2]:
        return None, f"This model was compiled by QNN {compiled.qnn}, which is the one in use."
    return True, f"Compiled by QNN {compiled.qnn}, it runs under QNN {here}."


def _times(found: Findings, _proof: Proof) -> Answer:
    if not found.rows:
        return None, " ".join(found.failures) or "No time was taken."
    row = found.rows[0]
    return True, f"Half are done in {row.image.p50:.1f} and {row.text.p50:.1f} ms."


def _power(found: Findings, _proof: Proof) -> Answer:
    if len(found.rows) < 2:
        return None, "One mode alone was timed."
    told = (f"{row.power}: {row.image.p50:.1f} ms a picture" for row in found.rows)
    return True, f"{'; '.join(told)}.".capitalize()


def _lasting(found: Findings, proof: Proof) -> Answer:
    if found.failures:
        return False, " ".join(found.failures)
    runs = [proof.image, proof.text, *(row.proof.image for row in found.rows)]
    runs += [row.proof.text for row in found.rows]
    return True, f"{sum(len(tower.runs) for tower in runs)} runs came to their end."
