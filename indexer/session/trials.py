"""What became of each accelerator that was tried with a graph here, kept from run to run.

An accelerator that brought its process down, or computed rubbish, would do so again at each start:
it is left alone for a while, until the versions change, or until the user names it. One that has
proved itself need not do so at length again.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

from indexer import npu, places
from indexer.machine import same_start, this_start
from indexer.runtime import runtime

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.session.interface import TowerGraph
    from indexer.session.ladder import Rung

DAY: Final = 86400.0
DAYS_AFTER_DEATH: Final = 7
DAYS_AFTER_FAILURE: Final = 1
MOST_FALLS: Final = 3
"""A machine that went down in the middle may have been switched off: once is no proof."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One accelerator and one graph.

    Attributes:
        graph: The graph's file with its model's folder, for people.
        device: The accelerator.
        provider: What runs graphs there.
        versions: Of what runs them.
        sha256: What the graph is known by.
        outcome: `started`, `passed`, `failed` or `died`.
        reason: Why it failed or died, in one sentence.
        cosine: How near its vectors came to the processor's, where it passed.
        whole: Whether it passed all questions, so that one will do the next time.
        at: When, in seconds since 1970.
        start: Which start of the machine it was last begun in.
        falls: How often the machine went down before it came to an end.
    """

    graph: str
    device: str
    provider: str
    versions: str
    sha256: str
    outcome: str = "started"
    reason: str = ""
    cosine: float | None = None
    whole: bool = False
    at: float = 0.0
    start: str = ""
    falls: int = 0


class Trials:
    """The trials of one graph on one rung; each change is written at once."""

    def __init__(self, tower: TowerGraph, rung: Rung) -> None:
        new = Trial(
            graph=f"{tower.path.parent.name}/{tower.path.name}",
            device=rung.device,
            provider=rung.provider,
            versions=_versions(rung),
            sha256=tower.sha256,
        )
        parts = (new.sha256, new.device, new.provider, new.versions)
        name = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
        self._path = folder() / f"{name}.json"
        self.last = _read(self._path) or new

    def objection(self) -> str | None:
        """Return why it should not be tried again yet unless the user names it, or None."""
        last = self.last
        falls = self._falls()
        if falls >= MOST_FALLS:
            reason = f"This machine went down {falls} times while Shoebox tried this device."
            return _until(reason, last.at, DAYS_AFTER_DEATH)
        if last.outcome == "died":
            return _until(last.reason, last.at, DAYS_AFTER_DEATH)
        if last.outcome == "failed":
            return _until(last.reason, last.at, DAYS_AFTER_FAILURE)
        return None

    def start(self) -> None:
        """Note that it is tried now."""
        begun = replace(self.last, outcome="started", reason="", at=time.time())
        self._keep(replace(begun, start=this_start(), falls=self._falls()))

    def abandon(self, before: Trial) -> None:
        """Take a start back that was broken off for no fault of the device."""
        self._keep(before)

    def end(
        self,
        outcome: str,
        *,
        reason: str = "",
        cosine: float | None = None,
        whole: bool = False,
    ) -> None:
        """Note how it came out: `passed`, `failed` or `died`."""
        ended = replace(self.last, outcome=outcome, reason=reason, cosine=cosine, whole=whole)
        self._keep(replace(ended, at=time.time(), falls=0))

    def _falls(self) -> int:
        """Return how often the machine has gone down over it since it last came to an end.

        A start without an end is just Shoebox ended by a signal, unless the machine was started
        anew since: a driver that fells its own process alone is caught in the act.
        """
        last = self.last
        if last.outcome != "started" or not last.start:
            return 0
        return last.falls + (not same_start(last.start, this_start()))

    def _keep(self, trial: Trial) -> None:
        self.last = trial
        try:
            if not trial.at:  # It was never tried.
                self._path.unlink(missing_ok=True)
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            aside = self._path.with_suffix(f".{os.getpid()}.part")
            aside.write_text(json.dumps(asdict(self.last), indent=2), "utf-8")
            os.replace(aside, self._path)
        except OSError:
            pass  # A full disk must not keep a model from running; it is then tried each time.


def folder() -> Path:
    """Return where trials are kept; deleting it costs nothing but time."""
    return places.user_cache() / "npu" / "trials"


def all_trials() -> tuple[Trial, ...]:
    """Return what is known of this machine's accelerators, the newest first."""
    found = [_read(path) for path in folder().glob("*.json")] if folder().is_dir() else []
    return tuple(sorted(filter(None, found), key=lambda trial: -trial.at))


def _until(reason: str, at: float, days: int) -> str | None:
    age = time.time() - at
    if not 0 <= age < days * DAY:
        return None
    left = round(days - age / DAY)
    when = f"in {left} days" if left > 1 else "tomorrow"
    return f"{reason} It will be tried again {when}."


def _versions(rung: Rung) -> str:
    if rung.provider != "QNNExecutionProvider":
        return f"ONNX Runtime {runtime().__version__}"
    try:
        used = npu.versions()
    except npu.NpuError:
        return ""
    return f"QNN {used.qnn}, ONNX Runtime {used.runtime}"


def _read(path: Path) -> Trial | None:
    try:
        return Trial(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
