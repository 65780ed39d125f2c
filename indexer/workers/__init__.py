"""Processes that read photos, so that a file that kills or hangs its decoder costs that file only.

`process`  one of them, at the other end of a pipe, with what it may take
`many`     a few of them, for all files of an ingest
`lone`     one, for a file that somebody waits for
"""

from __future__ import annotations

from indexer.workers.lone import LoneWorker
from indexer.workers.many import DecodeWorkers, Read, default_count
from indexer.workers.process import MOST_MEMORY, WorkerStartError

__all__ = [
    "MOST_MEMORY", "DecodeWorkers", "LoneWorker", "Read", "WorkerStartError", "default_count",
]  # fmt: skip
