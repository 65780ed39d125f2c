"""Graphs on the processor, in this process: where everything runs in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.errors import LibraryError
from indexer.machine import cores
from indexer.runtime import first_line, runtime, runtime_errors
from indexer.session.graph import GraphSession, Place

if TYPE_CHECKING:
    from pathlib import Path

    import onnxruntime

MOST_THREADS = 8
PROVIDER = "CPUExecutionProvider"


class CpuSession(GraphSession):
    """A graph on ONNX Runtime's CPU provider.

    Its threads sleep when they have nothing to do. By default they spin, which gains 4 % on an
    idle machine and loses far more beside decoding: on two busy cores a starter picture then costs
    33 ms of processor time instead of 21, and a query 31 ms instead of 18. The number of threads
    is always given, since ONNX Runtime otherwise ties each to one processor, even one that this
    process may not use. Left as they are, since measuring gave nothing for changing them: the
    optimisation level (below the highest, pictures take twice as long), prepacking, the arena.
    """

    def __init__(self, graph: Path, *, threads: int | None = None) -> None:
        """Load a graph.

        Args:
            graph: An ONNX file.
            threads: How many CPU threads one run may use; by default, one for each processor that
                this process may use, up to `MOST_THREADS`.

        Raises:
            LibraryError: The file cannot be loaded.
        """
        threads = threads or _processors()
        # Processor time per row is the same from 1 to 32 rows, and each picture takes 20 MB while
        # it is under way (starter model); but two threads share four rows better than one (7 %).
        super().__init__(
            graph.name,
            _load(graph, threads),
            Place("cpu", PROVIDER, "float32"),
            batch_size=4 if threads > 1 else 1,
        )


def _load(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    onnx = runtime()
    options = onnx.SessionOptions()
    options.log_severity_level = 4  # Fatal only: whatever it complains of is raised as well.
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        # Without `enable_fallback=0` it prints when a provider fails, and tries another.
        return onnx.InferenceSession(str(graph), options, providers=[PROVIDER], enable_fallback=0)
    except runtime_errors() as error:
        raise LibraryError(
            f"The model file {graph} cannot be loaded: {first_line(error)}"
        ) from error


def _processors() -> int:
    """Return how many threads a run should use on this machine.

    One more than there are processors costs 5 % (measured with two), so sibling threads of one core
    are not told apart. The limit is a judgement: graphs of 100 small steps do not share out well.
    """
    return min(cores(), MOST_THREADS)
