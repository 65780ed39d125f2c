"""Which rung of the ladder a tower stands on: the best that holds, and why not a better one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

from indexer.encode.tower import Tower
from indexer.errors import LibraryError
from indexer.records import Refusal
from indexer.session import (
    CPU,
    BrokenOffError,
    DiedError,
    Ladder,
    LostSessionError,
    RungError,
    TowerGraph,
    Trials,
    ladder,
    open_rung,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from indexer.encode.proof import Proof
    from indexer.models import Bundle, ImageSpec, TextSpec
    from indexer.session import Rung, Session


PROVING: Final = "Checking what the device computes"

COMPILED_ONLY: Final = "This model is compiled for the Snapdragon NPU and runs there only."

_EMULATOR: Final = "htp-emulator"


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


class Opening(Protocol):
    """What opens a rung, as `session.open_rung` does."""

    def __call__(
        self,
        rung: Rung,
        tower: TowerGraph,
        *,
        threads: int | None,
        background: bool,
        on_stage: Callable[[str], None] | None,
    ) -> Session:
        """Load a tower's graph there, or raise `RungError`."""


class Climb:
    """The rungs of one tower, tried one after the other, each at most once.

    Attributes:
        refusals: Why rungs better than the one in use are not.
    """

    def __init__(
        self,
        bundle: Bundle,
        spec: ImageSpec | TextSpec,
        wish: Wish,
        *,
        found: Ladder | None = None,
        opening: Opening = open_rung,
    ) -> None:
        """Look up; nothing is opened yet.

        Args:
            bundle: The model.
            spec: Which of its towers.
            wish: How it is to be opened.
            found: The ladder; None: this machine's.
            opening: What opens a rung.

        Raises:
            LibraryError: There is no such device.
        """
        self._bundle, self._spec, self._wish, self._opening = bundle, spec, wish, opening
        self._graph = TowerGraph.of(bundle, spec)
        found = found or ladder(wish.device, compiled=self._graph.compiled is not None)
        runs_on_cpu = self._graph.cpu_path is not None
        self._left = [rung for rung in found.rungs if rung != CPU or runs_on_cpu]
        self._current = CPU
        self.refusals = list(found.refusals)

    def next(self) -> Session:
        """Open the best of the rungs that are left, and have it prove itself.

        Raises:
            LibraryError: None of them holds, or the model's files are broken.
        """
        while self._left:
            self._current = self._left.pop(0)
            try:
                return self._open(self._current)
            except RungError as error:
                self._refuse(str(error))
        raise LibraryError(self._why_none())

    @property
    def standing(self) -> Ladder:
        """The rungs that would be tried now, and why not the others; nothing is opened for it."""
        told = [(rung, self._objection(rung)) for rung in self._left]
        refusals = [Refusal(rung.device, why, tried=True) for rung, why in told if why]
        if self._graph.cpu_path is None:
            refusals.append(Refusal(CPU.device, COMPILED_ONLY))
        rungs = tuple(rung for rung, why in told if why is None)
        return Ladder(rungs, (*self.refusals, *refusals))

    @property
    def why_nowhere(self) -> str | None:
        """Why there is no rung to be tried (any more); None where there is one."""
        return None if self._left else self._why_none()

    def lose(self, error: LostSessionError) -> None:
        """Note that the rung in use has broken; `next` is the one below."""
        if self._current != CPU and not isinstance(error, BrokenOffError):
            outcome = "died" if isinstance(error, DiedError) else "failed"
            Trials(self._graph, self._current).end(outcome, reason=str(error))
        self._refuse(str(error))

    @property
    def has_second_opinion(self) -> bool:
        """Whether the processor may be asked where the device in use gives no answer."""
        return self._current != CPU and CPU in self._left

    def second_opinion(self, rows: NDArray[Any]) -> NDArray[np.float32]:
        """Return what the processor gives for rows of input."""
        session = self._opened(CPU)
        try:
            return Tower(self._bundle, self._spec, session).raw(rows)
        finally:
            session.close()

    @property
    def title(self) -> str:
        """What a person calls the device in use."""
        return self._current.title

    def _why_none(self) -> str:
        reasons = list(dict.fromkeys(told.reason for told in self.refusals))
        if self._graph.cpu_path is None:
            reasons.insert(0, COMPILED_ONLY)
            if self._wish.device != _EMULATOR and ladder(_EMULATOR, compiled=True).rungs:
                reasons.append(f"`--device {_EMULATOR}` runs it slowly here.")
        return " ".join(reasons)

    def _objection(self, rung: Rung) -> str | None:
        """Why a rung is left alone for now after what became of it before; not if it is named."""
        if rung == CPU or self._wish.device != "auto":
            return None
        return Trials(self._graph, rung).objection()

    def _open(self, rung: Rung) -> Session:
        if rung == CPU:
            return self._opened(rung)
        objection = self._objection(rung)
        if objection:
            raise RungError(objection)
        trials = Trials(self._graph, rung)
        before = trials.last
        trials.start()
        try:
            return self._proved(rung, trials, brief=before.outcome == "passed" and before.whole)
        except RungError as error:
            trials.end("died" if isinstance(error, DiedError) else "failed", reason=str(error))
            raise
        except BaseException:
            trials.abandon(before)  # The user stopped us, or the model is broken.
            raise

    def _proved(self, rung: Rung, trials: Trials, *, brief: bool) -> Session:
        session = self._opened(rung)
        try:
            proof = self._proof(Tower(self._bundle, self._spec, session), rung, brief=brief)
        except BaseException as error:
            session.close()
            if isinstance(error, LostSessionError) and not isinstance(error, RungError):
                raise RungError(str(error)) from error
            raise
        if brief:
            trials.end("passed", cosine=trials.last.cosine, whole=True)
        elif proof is None:
            trials.end("passed")
        else:
            trials.end("passed", cosine=proof.cosine, whole=proof.whole)
        return session

    def _proof(self, tower: Tower, rung: Rung, *, brief: bool) -> Proof | None:
        """Have a tower prove itself; whoever listens is told so again and again, and may end it."""
        # Imported here: on a processor there is nothing to prove, and a search must not wait.
        from concurrent.futures import ThreadPoolExecutor, wait

        from indexer.encode.proof import prove
        from indexer.session.isolated import SECONDS_BETWEEN_WORDS

        ask = partial(prove, self._bundle, tower, rung.title, brief=brief)
        tell = self._wish.on_stage
        if tell is None:
            return ask()
        tell(PROVING)
        with ThreadPoolExecutor(1) as beside:
            asking = beside.submit(ask)
            try:
                while not wait([asking], SECONDS_BETWEEN_WORDS).done:
                    tell(PROVING)
            except BaseException:
                tower.session.close()  # Which ends the run that is awaited.
                raise
            return asking.result()

    def _opened(self, rung: Rung) -> Session:
        wish = self._wish
        return self._opening(
            rung,
            self._graph,
            threads=wish.threads,
            background=wish.background,
            on_stage=wish.on_stage,
        )

    def _refuse(self, reason: str) -> None:
        self.refusals.append(Refusal(self._current.device, reason, tried=True))


def standing(bundle: Bundle, device: str = "auto") -> Ladder:
    """Return where both towers of a model would be tried now, best first, and why not elsewhere.

    Nothing is loaded for it; what was tried before counts, as it would if the model was opened.

    Args:
        bundle: The model.
        device: One of `session.DEVICES`.

    Raises:
        LibraryError: There is no such device.
    """
    image, text = (
        Climb(bundle, spec, Wish(device)).standing for spec in (bundle.image, bundle.text)
    )
    return Ladder(
        rungs=tuple(rung for rung in image.rungs if rung in text.rungs),
        refusals=tuple(dict.fromkeys((*image.refusals, *text.refusals))),
    )


def why_nowhere(bundle: Bundle, device: str = "auto") -> str | None:
    """Return why a model cannot be run here, as far as that can be told at once.

    That can be told of what is compiled for an NPU alone; nothing is loaded for it.

    Args:
        bundle: The model.
        device: One of `session.DEVICES`.

    Returns:
        What `ImageEncoder.open` or `TextEncoder.open` would raise; None where they may hold.
    """
    for spec in (bundle.image, bundle.text):
        if spec.compiled is not None and spec.cpu_file is None:
            why = Climb(bundle, spec, Wish(device)).why_nowhere
            if why is not None:
                return why
    return None
