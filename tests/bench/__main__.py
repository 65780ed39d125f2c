"""`python -m tests.bench [--smoke] [NAME ...]`: all benchmarks, or those named.

`--smoke` runs each on a handful of photos: it shows that they run, not how fast Shoebox is.
"""

from __future__ import annotations

import argparse
import compileall
import importlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import app
import indexer
import resources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.figures import Figure

NAMES = (
    "decode",
    "ingest",
    "rescan",
    "moves",
    "living",
    "search",
    "videos",
    "scale",
    "filters",
    "memory",
    "grid",
    "window",
    "stalls",
    "endurance",
    "viewer",
    "rclip",
    "retrieval",
    "duplicates",
    "algebra",
    "prompts",
    "cut",
    "tags",
    "sidecars",
    "albums",
    "tag_feedback",
    "load",
)


class Benchmark(Protocol):
    """What each module of this folder that is a benchmark offers."""

    def figures(self, scratch: Path, *, smoke: bool) -> Iterator[Figure]:
        """Measure, in an empty folder that is thrown away afterwards."""
        ...


def main() -> int:
    """Run the benchmarks and print their figures."""
    # For what loads ONNX Runtime by itself, as rclip does: no measurement tells its maker.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="small sizes: does it run at all?")
    parser.add_argument("name", nargs="*", choices=(*NAMES, []), help="which; all by default")
    asked = parser.parse_args()
    # As pip leaves what it installs: else each process that is measured might compile it again.
    for package in (app, indexer, resources):
        compileall.compile_dir(package.__path__[0], quiet=1)
    for name in asked.name or NAMES:
        _run(name, smoke=asked.smoke)
    return 0


def _run(name: str, *, smoke: bool) -> None:
    benchmark = cast("Benchmark", importlib.import_module(f"tests.bench.{name}"))
    start = time.perf_counter()
    print(f"== {name}{' (smoke: sizes too small to judge)' if smoke else ''}", flush=True)
    with tempfile.TemporaryDirectory(prefix="shoebox-bench-") as scratch:
        for figure in benchmark.figures(Path(scratch), smoke=smoke):
            print(f"   {figure.line()}", flush=True)
    print(f"   ({time.perf_counter() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
