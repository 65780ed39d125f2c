"""What a benchmark says: a figure, the baseline of the same run, and the budget it is held to."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and what it is to be compared with.

    Attributes:
        name: What was measured.
        value: The figure, in `unit`.
        unit: "s", "ms", "photos/s", "MB", "CPU ms/photo" ...
        baseline: The comparison of the same run, in the same unit; None where there is none.
        against: What the baseline is.
        budget: The promise of DESIGN as a sentence; "" where none was made.
        met: Whether the promise is kept; None where none was made.
    """

    name: str
    value: float
    unit: str
    baseline: float | None = None
    against: str = ""
    budget: str = ""
    met: bool | None = None

    def line(self) -> str:
        """One line for a person: figure, baseline, ratio, budget."""
        parts = [f"{self.name}: {self.value:,.4g} {self.unit}"]
        if self.baseline is not None:
            ratio = self.value / self.baseline if self.baseline else float("nan")
            parts.append(f"{self.against}: {self.baseline:,.4g} {self.unit} (ratio {ratio:.3g})")
        if self.budget:
            verdict = {True: "met", False: "MISSED", None: "not judged"}[self.met]
            parts.append(f"budget {self.budget}: {verdict}")
        return "  |  ".join(parts)


class Stopwatch:
    """Wall and CPU seconds of one stretch of work; CPU counts this process alone."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    """Measure the body of a `with`."""
    watch = Stopwatch()
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        yield watch
    finally:
        watch.wall, watch.cpu = time.perf_counter() - wall, time.process_time() - cpu


def median_seconds(work: Callable[[], object], *, times: int) -> float:
    """Median wall seconds of `times` calls after one that warms up."""
    return median(seconds_of(work, times=times))


def seconds_of(work: Callable[[], object], *, times: int) -> list[float]:
    """Wall seconds of each of `times` calls after one that warms up."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken
