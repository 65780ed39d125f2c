"""What a self-test found: does a device compute what the model's makers computed?

Kept among the settings from one day to the next, the last one of each model.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, Qt

from app import merits, wording
from app.language import tr, translated
from app.settings import VERDICTS

if TYPE_CHECKING:
    from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one self-test.

    Attributes:
        model: The name of the model.
        device: Where it ran; what was asked for where it did not come to that.
        precision: In what it counted.
        pictures: The smallest cosine between its vectors of pictures and the reference.
        words: The same for sentences.
        reason: Why it failed, in a sentence; "" where it passed.
        day: When, ISO 8601.
    """

    model: str
    device: str
    precision: str = ""
    pictures: float | None = None
    words: float | None = None
    reason: str = ""
    day: str = ""

    @property
    def passed(self) -> bool:
        """Whether the device may be trusted with this model."""
        return not self.reason

    @property
    def sentence(self) -> str:
        """All of it, as a person reads it."""
        title, day = merits.title(self.model), wording.day(self.day)
        if not self.passed:
            failed = tr("{model} failed on {day}. {reason}")
            return failed.format(model=title, day=day, reason=translated(self.reason))
        where = tr(
            "{device} in {precision}",
            device=wording.device(self.device),
            precision=wording.precision(self.precision),
        )
        if self.pictures is None or self.words is None:
            passed = tr("{model} passed on {day}: on the {device} its answers make sense.")
            return passed.format(model=title, day=day, device=where)
        return tr(
            "{model} passed on {day}: on the {device} it computes what it should "
            "(cosine to the reference: pictures {pictures}, words {words}).",
            model=title,
            day=day,
            device=where,
            pictures=wording.cosine(self.pictures),
            words=wording.cosine(self.words),
        )


def verdict_on(report: dict[str, Any]) -> Verdict:
    """Return what a report of `shoebox model check --json` comes to."""
    wrong = "; ".join(map(str, report.get("wrong", ())))
    reason = tr("It is not to be trusted there: {reasons}.", reasons=wrong) if wrong else ""
    return Verdict(
        model=report["model"],
        device=report["device"],
        precision=report["precision"],
        pictures=report["image_cosine_min"],
        words=report["text_cosine_min"],
        reason=reason,
        day=_today(),
    )


def unproved(model: str, device: str, reason: str) -> Verdict:
    """Return the verdict on a test that did not come to a report, and why it did not."""
    return Verdict(model, device, reason=reason, day=_today())


def last_verdict(settings: Settings, model: str) -> Verdict | None:
    """Return what the last self-test of a model found; None where there was none."""
    kept = _kept(settings).get(model)
    try:
        return Verdict(**kept) if kept else None
    except TypeError:  # Another version of us kept it.
        return None


def keep_verdict(settings: Settings, verdict: Verdict) -> None:
    """Remember a verdict, in place of the model's last one."""
    kept = {**_kept(settings), verdict.model: asdict(verdict)}
    settings.set(VERDICTS, json.dumps(kept))


def _kept(settings: Settings) -> dict[str, Any]:
    try:
        kept = json.loads(settings.get(VERDICTS) or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _today() -> str:
    return QDate.currentDate().toString(Qt.DateFormat.ISODate)
