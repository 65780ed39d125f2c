"""How far an ingest has come: the record that travels to whoever shows it, and the counting."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.encode import Stamp
    from indexer.records import MadeOn

SECONDS_OF_RATE = 10.0
"""The span over which photos per second are counted while it runs."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest has come.

    Once it is done, `seen` is the sum of added, updated, moved, unreadable and unchanged.

    Attributes:
        stage: "scan", "decode", "switched" where `model` has taken over, or "done".
        seen: picture files that the scan has seen.
        total: files to read in this run.
        done: files of these that are read, or found unreadable.
        added: photos that are new in the library.
        updated: photos that were read again.
        moved: photos whose file was found at another place.
        removed: photos whose file is no more.
        unreadable: files that this run could not read.
        unchanged: files that are as the library knows them.
        retold: photos whose sidecars are new, changed or gone; they are counted above as well.
        seconds: since the ingest began.
        photos_per_second: lately; in the end, over all that was read with `model`.
        remaining_seconds: what is left at this rate; None while nobody can know.
        path: the file at hand.
        model: whose vectors are being made.
        switching: whether that is not the model in use, but the one that is to take over.
        device: where the encoder runs; before it was needed, where the model's newest vectors were
            made; None where there are none.
        precision: of the arithmetic there, known when `device` is.
        provider: what runs the model there; None while it has not been needed.
        preparing: what has to be done before the encoder can run, in words; most often None.
        missing: photos that `model` does not find and the one before it did, where it has taken
            over; else those on drives that are away, for which it has to wait.
        waiting: photos whose files are gone in such numbers that a person has to say that they may
            be forgotten.
        remarks: what its user should know and was not told before, a sentence each.
    """

    stage: str
    seen: int = 0
    total: int = 0
    done: int = 0
    added: int = 0
    updated: int = 0
    moved: int = 0
    removed: int = 0
    unreadable: int = 0
    unchanged: int = 0
    retold: int = 0
    seconds: float = 0.0
    photos_per_second: float = 0.0
    remaining_seconds: float | None = None
    path: str | None = None
    model: str = ""
    switching: bool = False
    device: str | None = None
    precision: str | None = None
    provider: str | None = None
    preparing: str | None = None
    missing: int = 0
    waiting: int = 0
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """The counts of a running ingest, from which each `Progress` is taken."""

    seen: int = 0
    total: int = 0
    done: int = 0
    added: int = 0
    updated: int = 0
    moved: int = 0
    removed: int = 0
    unreadable: int = 0
    unchanged: int = 0
    retold: int = 0
    path: str | None = None
    model: str = ""
    switching: bool = False
    device: str | None = None
    precision: str | None = None
    provider: str | None = None
    preparing: str | None = None
    missing: int = 0
    waiting: int = 0
    _remarks: list[str] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)
    _began_reading: float | None = None
    _last_done: float = 0.0
    _lately: deque[tuple[float, int]] = field(default_factory=deque)

    def turn_to(self, model: str, made_on: MadeOn | None, *, switching: bool) -> None:
        """From now on it is about the vectors of this model, made there when it last ran."""
        self.model, self.switching = model, switching
        self.device = made_on.device if made_on else None
        self.precision = made_on.precision if made_on else None
        self.provider = None

    def runs_on(self, stamp: Stamp, provider: str) -> None:
        """The encoder runs there by now."""
        self.device, self.precision, self.provider = stamp.device, stamp.precision, provider

    def beside(self) -> Tally:
        """A tally for what another model makes meanwhile: all the same but the work that it counts.

        Each remark is told once, by whichever of the two comes to it first.
        """
        return replace(self, _lately=deque())

    def remark(self, sentence: str) -> None:
        """Have the user told something with the next progress."""
        self._remarks.append(sentence)

    def begin_reading(self, total: int) -> None:
        """From now on photos are read, this many in all; what was read before is told no more."""
        self.total, self.done = total, 0
        self._lately.clear()
        self._began_reading = time.monotonic()

    def count_done(self) -> None:
        """One more file is through."""
        self.done += 1
        now = time.monotonic()
        if self.done == 1:  # the start of model and workers says nothing of the rate
            self._lately = deque([(now, 1)])
        # A point for each tenth of a second is enough, however fast they come.
        if now - self._lately[-1][0] >= 0.1:
            self._lately.append((now, self.done))
        self._last_done = now
        while len(self._lately) > 2 and now - self._lately[0][0] > SECONDS_OF_RATE:
            self._lately.popleft()

    def progress(self, stage: str) -> Progress:
        """The counts as they are now."""
        rate = self._overall_rate() if stage == "done" else self._rate_lately()
        left = self.total - self.done
        return Progress(
            stage=stage,
            seen=self.seen,
            total=self.total,
            done=self.done,
            added=self.added,
            updated=self.updated,
            moved=self.moved,
            removed=self.removed,
            unreadable=self.unreadable,
            unchanged=self.unchanged,
            retold=self.retold,
            seconds=time.monotonic() - self._began,
            photos_per_second=rate,
            remaining_seconds=left / rate if rate and stage == "decode" else None,
            path=self.path,
            model=self.model,
            switching=self.switching,
            device=self.device,
            precision=self.precision,
            provider=self.provider,
            preparing=self.preparing,
            missing=self.missing,
            waiting=self.waiting,
            remarks=self._told_now(),
        )

    def _told_now(self) -> tuple[str, ...]:
        """The remarks that were not told before."""
        told = tuple(self._remarks)
        del self._remarks[: len(told)]
        return told

    def _overall_rate(self) -> float:
        if self._began_reading is None or not self.done:
            return 0.0
        return self.done / max(1e-6, self._last_done - self._began_reading)

    def _rate_lately(self) -> float:
        if len(self._lately) < 2:
            return 0.0
        (began, before), (now, done) = self._lately[0], self._lately[-1]
        return (done - before) / max(1e-6, now - began)
