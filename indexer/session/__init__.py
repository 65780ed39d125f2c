"""Runs one graph, on whatever this machine has for it.

interface   what the rest of the house may ask of a graph that runs somewhere
ladder      where this machine can run graphs, best first, and why not elsewhere; opens a rung
cpu         graphs on the processor, in this process
isolated    graphs in a process of their own, which alone dies of a driver
loading     what such a process does: brings the graph onto the NPU or another accelerator
aidlite     a second way to the NPU, on boards that have it
providers   what accelerators other than the NPU there may be, and what they are told
offered     which of these are here, for whoever must not load what runs graphs
graph       a graph that ONNX Runtime has loaded
trials      what became of each accelerator here, so that a deadly one is not tried again and again

What the numbers mean, and whether an accelerator's are right, is `encode`'s business.
"""

from __future__ import annotations

from indexer.session.interface import (
    BrokenOffError,
    ClosedError,
    DiedError,
    LostSessionError,
    ModelError,
    Port,
    RungError,
    Session,
    TowerGraph,
)
from indexer.session.ladder import (
    CPU,
    DEVICES,
    Ladder,
    Rung,
    check_device,
    ladder,
    open_rung,
    open_session,
    providers,
)
from indexer.session.trials import Trial, Trials, all_trials

__all__ = [
    "CPU",
    "DEVICES",
    "BrokenOffError",
    "ClosedError",
    "DiedError",
    "Ladder",
    "LostSessionError",
    "ModelError",
    "Port",
    "Rung",
    "RungError",
    "Session",
    "TowerGraph",
    "Trial",
    "Trials",
    "all_trials",
    "check_device",
    "ladder",
    "open_rung",
    "open_session",
    "providers",
]
