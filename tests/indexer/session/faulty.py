"""Accelerators that do what none can be asked to do: refuse, lie, hang and die.

Each is a function that an isolated session loads its graph with; what is right about them is
computed by a real session on the CPU.
"""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.session import ModelError, RungError
from indexer.session.cpu import CpuSession
from indexer.session.isolated import IsolatedSession, Manner, Patience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from indexer.session import Rung, Session, TowerGraph
    from indexer.session.isolated import Loader

IMPATIENT = Patience(stage=0.5, first_run=0.5, run=0.5, times=1)


class Faulty:
    """A CPU session that passes for an accelerator's, with `fault` in its runs."""

    provider = "Faulty"
    precision = "float16"
    batches = False
    batch_size = 1
    nodes_on_device: int | None = 5
    nodes_elsewhere: int | None = 2

    def __init__(self, tower: TowerGraph, fault: str) -> None:
        assert tower.cpu_path is not None
        self.device = "npu"
        self._inner = CpuSession(tower.cpu_path, threads=1)
        self._fault = fault
        self._runs = 0
        self.inputs, self.outputs = self._inner.inputs, self._inner.outputs
        if fault == "takes another input":
            self.inputs = tuple(replace(port, name="other") for port in self.inputs)

    def run(
        self, feeds: Mapping[str, NDArray[Any]], *, output: str | None = None
    ) -> NDArray[np.float32]:
        self._runs += 1
        return _spoilt(self._inner.run(feeds, output=output), self._fault, self._runs)

    def close(self) -> None:
        self._inner.close()


def _spoilt(vectors: NDArray[np.float32], fault: str, runs: int) -> NDArray[np.float32]:
    if fault == "hangs":
        wait_for_ever()
    if fault == "hangs the second time" and runs > 1:
        wait_for_ever()
    if fault == "dies":
        os._exit(3)
    if fault == "fails" or (fault == "fails the second time" and runs > 1):
        raise ModelError("the driver has had enough")
    if fault == "is our mistake":
        raise KeyError("what?")
    if fault == "no numbers for bright pictures" and vectors[0, -2:].max() > 0.5:
        return np.full_like(vectors, np.nan)
    shapes = {"flat": vectors.reshape(-1), "two for one": np.repeat(vectors, 2, axis=0)}
    spoil = {"no numbers": np.nan, "too long": 1.05, "zero": 0.0}
    return shapes.get(fault, vectors) * np.float32(spoil.get(fault, 1.0))


def wait_for_ever() -> None:
    """Hang as a driver does, where no signal but the last is heard."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    threading.Event().wait()


def loads(fault: str = "none") -> Loader:
    """Return what loads a graph that runs with that fault."""
    return partial(_load, fault=fault)


def _load(tower: TowerGraph, on_stage: Callable[[str], None], *, fault: str) -> Session:
    return Faulty(tower, fault)


def refuses(tower: TowerGraph, on_stage: Callable[[str], None]) -> Session:
    raise RungError("It does not care for this model.")


def hangs(tower: TowerGraph, on_stage: Callable[[str], None]) -> Session:
    on_stage("Compiling for a very long time")
    wait_for_ever()
    raise AssertionError


def hangs_without_a_word(tower: TowerGraph, on_stage: Callable[[str], None]) -> Session:
    wait_for_ever()
    raise AssertionError


class NeverStarts:
    """A loader whose process hangs before its first line, as on a machine that swaps."""

    def __call__(self, tower: TowerGraph, on_stage: Callable[[str], None]) -> Session:
        raise AssertionError(tower, on_stage)

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return wait_for_ever, ()


def dies(tower: TowerGraph, on_stage: Callable[[str], None]) -> Session:
    os._exit(3)


def is_our_mistake(tower: TowerGraph, on_stage: Callable[[str], None]) -> Session:
    raise KeyError("what?")


class OpensFaulty:
    """Opens rungs as `open_rung` does, but all but the CPU's with `load`; counts them."""

    def __init__(self, load: Loader, *, patience: Patience | None = None) -> None:
        self.opened: list[str] = []
        self._load = load
        self._patience = patience or Patience()

    def __call__(
        self,
        rung: Rung,
        tower: TowerGraph,
        *,
        threads: int | None,
        background: bool,
        on_stage: Callable[[str], None] | None,
    ) -> Session:
        self.opened.append(rung.device)
        if rung.device == "cpu":
            assert tower.cpu_path is not None
            return CpuSession(tower.cpu_path, threads=threads)
        manner = Manner(rung.title, background, self._patience, on_stage)
        return IsolatedSession(self._load, tower, manner)
