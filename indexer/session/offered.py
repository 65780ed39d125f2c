"""What ONNX Runtime offers on this machine, asked without loading it where somebody draws.

To load it holds Python for 0.03 s, in which a window cannot go on.
"""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache

from indexer.processes import deaf_to_interrupts, settle_in
from indexer.session.ladder import providers


@cache
def providers_beside() -> tuple[str, ...]:
    """Return what `ladder.providers` does, from a process of its own, once for all.

    Where it is loaded here already it is asked here. Where it cannot be loaded it offers nothing.
    """
    if "onnxruntime" in sys.modules:
        return providers()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, settle_in_here) as pool:
        with deaf_to_interrupts():
            asked = pool.submit(providers)
        try:
            return asked.result()
        except (BrokenProcessPool, ImportError, OSError, RuntimeError):
            return ()


def settle_in_here() -> None:
    """Be the process that is asked: silent, and gone with whoever asks."""
    settle_in(steps_back=0)
