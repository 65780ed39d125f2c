"""Work that is done on all cores: NumPy and the decoder of JPEG let other threads run meanwhile."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

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
    with ThreadPoolExecutor(cores()) as threads:
        for each in zip(*given, strict=True):
            begun.append(threads.submit(work, *each))
            if len(begun) > 2 * cores():
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
