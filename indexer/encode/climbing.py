"""Which rung of the ladder a tower stands on: the best that holds, and why not a better one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.errors import LibraryError
from indexer.session import Refusal, RungError, TowerGraph, ladder, open_rung

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.models import Bundle, ImageSpec, TextSpec
    from indexer.session import Rung, Session


@dataclass(frozen=True, slots=True)
class Wish:
    """How a tower is to be opened.

    Attributes:
        device: One of `session.DEVICES`; all but `auto` are that one or nothing.
        threads: How many threads a run may use on the CPU; None: what suits the machine.
        background: Whether other programs' graphs should go first on an accelerator.
        on_stage: Is told what takes its time, in a few words for the user.
    """

    device: str = "auto"
    threads: int | None = None
    background: bool = False
    on_stage: Callable[[str], None] | None = None


class Climb:
    """The rungs of one tower, tried one after the other, each at most once.

    Attributes:
        refusals: Why rungs better than the one in use are not.
    """

    def __init__(self, bundle: Bundle, spec: ImageSpec | TextSpec, wish: Wish) -> None:
        self._wish = wish
        self._graph = TowerGraph.of(bundle, spec)
        found = ladder(wish.device, compiled=self._graph.compiled is not None)
        self._left = list(found.rungs)
        self.refusals = list(found.refusals)

    def next(self) -> Session:
        """Open the best of the rungs that are left.

        Raises:
            LibraryError: None of them holds, or the model's files are broken.
        """
        while self._left:
            rung = self._left.pop(0)
            try:
                return self._opened(rung)
            except RungError as error:
                self.refuse(rung.device, str(error))
        raise LibraryError(" ".join(dict.fromkeys(told.reason for told in self.refusals)))

    def refuse(self, device: str, reason: str) -> None:
        """Note why a device that was tried is not, or no more, in use."""
        self.refusals.append(Refusal(device, reason, tried=True))

    def _opened(self, rung: Rung) -> Session:
        wish = self._wish
        return open_rung(
            rung,
            self._graph,
            threads=wish.threads,
            background=wish.background,
            on_stage=wish.on_stage,
        )
