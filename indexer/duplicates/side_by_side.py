"""Work that is done on all cores: NumPy and the decoder of JPEG let other threads run meanwhile.

Each of these threads has one core: OpenBLAS would begin as many again for each of its products, and
they would wait for each other in loops. 20,000 photos took 30 s of CPU in place of 10 (measured).
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from threadpoolctl import threadpool_limits

from indexer.machine import cores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

Result = TypeVar("Result")


def in_parallel(work: Callable[..., Result], *given: Iterable[object]) -> Iterator[Result]:
    """What `work` makes of each, in order, a few ahead of whoever takes it.

    So the memory is that of a few, and who stops taking has to wait for a few only.
    """
    begun: deque[Future[Result]] = deque()
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(cores()) as threads:
        for each in zip(*given, strict=True):
            begun.append(threads.submit(work, *each))
            if len(begun) > 2 * cores():
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
