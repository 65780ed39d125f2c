"""The Snapdragon NPU: which chip this is, how a graph gets onto it, and what is kept compiled.

chips       the one table of facts about each Snapdragon; recognises this machine's
plugin      ONNX Runtime's plugin for it: registered once, its devices
targets     which NPU is meant, or why there is none
options     what ONNX Runtime and the plugin are told, for compiling, loading and each run
graph_file  what an ONNX file says of itself, without loading it
contexts    compiled graphs that are kept
loading     graph -> session, wholly on the NPU; graph -> compiled file for another chip
binary      what a file compiled elsewhere says of itself; `system_library` and `dumps` ask it
wrapper     the ONNX file through which such a file is run
apart       calls what may crash in a process of its own
survey      what this machine has and lacks

An NPU that is emulated (Linux on x86-64) takes the same way as a real one, but for its name.
"""

from __future__ import annotations

from indexer.npu.chips import CHIPS, Chip, chip, this_chip
from indexer.npu.loading import CompiledGraph, LoadedGraph, compile_ahead, load
from indexer.npu.options import Purpose, run_options
from indexer.npu.plugin import NpuError, Versions, installed, versions
from indexer.npu.survey import Survey, survey
from indexer.npu.targets import Target, find_target

__all__ = [
    "CHIPS",
    "Chip",
    "CompiledGraph",
    "LoadedGraph",
    "NpuError",
    "Purpose",
    "Survey",
    "Target",
    "Versions",
    "chip",
    "compile_ahead",
    "find_target",
    "installed",
    "load",
    "run_options",
    "survey",
    "this_chip",
    "versions",
]
