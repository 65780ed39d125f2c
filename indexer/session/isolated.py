"""Graphs in a process of their own: a driver that crashes or hangs costs that process alone.

The process loads one graph and runs it when asked, over a pipe; it is watched, and killed when it
takes too long. A picture of 1 x 3 x 256 x 256 float32 there and its vector back take 0.3 ms
(pickled; 0.2 ms at best), so the pipe stays plain. What the process loads is `loading`'s business.
"""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from indexer.processes import deaf_to_interrupts, last_resort, settle_in
from indexer.session.interface import (
    BrokenOffError,
    ClosedError,
    DiedError,
    LostSessionError,
    ModelError,
    Port,
    RungError,
    cast_feeds,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.connection import Connection

    from numpy.typing import NDArray

    from indexer.session.interface import Session, TowerGraph


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a process may take, in seconds.

    Attributes:
        start: To come up, on a machine that does much else.
        stage: Between two signs of life while it opens; a board compiles for minutes, and may have
            to wait for another process that compiles the same.
        first_run: For its first run, which may yet prepare much.
        run: For any later run at least.
        times: How many times as long as its slowest run so far a later one may take.
    """

    start: float = 120.0
    stage: float = 900.0
    first_run: float = 60.0
    run: float = 60.0
    times: float = 10.0


PATIENCE: Final = Patience()
PATIENCE_WITH_EMULATOR: Final = Patience(first_run=600.0)
"""The emulator takes 20 s for a picture of a large model on a quiet machine."""

SECONDS_BETWEEN_WORDS: Final = 1.0
"""How often whoever listens to the stages is told again, and so may end the waiting."""

_UP, _STAGE, _READY, _REFUSED, _VECTORS, _FAILED = range(6)


class Loader(Protocol):
    """What the process loads a graph with; it is pickled, so a function at the top of a module."""

    def __call__(self, tower: TowerGraph, on_stage: Callable[[str], None]) -> Session:
        """Return the loaded graph, or raise `RungError`."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a process is to be treated.

    Attributes:
        title: What a person calls the device.
        background: Whether everything else goes first.
        patience: How long it may take.
        on_stage: Is told what takes its time. What it raises ends the process, and comes out.
    """

    title: str
    background: bool = False
    patience: Patience = PATIENCE
    on_stage: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """What the process says of its session; the fields are those of `Session`."""

    device: str
    provider: str
    precision: str
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    batches: bool
    batch_size: int
    nodes_on_device: int | None
    nodes_elsewhere: int | None


class IsolatedSession:
    """A `Session` at the other end of a pipe; runs that several threads ask for wait in line."""

    def __init__(self, load: Loader, tower: TowerGraph, manner: Manner) -> None:
        """Start the process and load the graph there.

        Raises:
            DiedError: The process died or hung over it.
            RungError: The device does not take the graph.
        """
        self._name, self._manner = tower.path.name, manner
        self._turn = Lock()
        self._closed = False
        self._lost: LostSessionError | None = None
        self._slowest: float | None = None
        self._spent = 0.0
        self._start(load, tower)
        try:
            told = self._opened()
        except BaseException:
            self._end()
            raise
        self.device, self.provider, self.precision = told.device, told.provider, told.precision
        self.inputs, self.outputs = told.inputs, told.outputs
        self.batches, self.batch_size = told.batches, told.batch_size
        self.nodes_on_device = told.nodes_on_device
        self.nodes_elsewhere = told.nodes_elsewhere

    @property
    def pid(self) -> int | None:
        """The process's number."""
        return self._process.pid

    def run(
        self, feeds: Mapping[str, NDArray[Any]], *, output: str | None = None
    ) -> NDArray[np.float32]:
        """Return one output, as `Session` says."""
        cast = cast_feeds(self._name, self.inputs, feeds)
        with self._turn:
            self._require_open()
            try:
                kind, answer = self._asked(cast, output or self.outputs[0].name)
            except DiedError as died:
                self._lost = died
                self._end()
                self._require_open()
                raise
            except BaseException:
                # Half a message, or an answer that nobody fetched, would spoil the next run.
                self._lost = BrokenOffError(f"The {self._manner.title} was interrupted.")
                self._end()
                raise
            self._slowest = max(self._slowest or 0.0, self._spent)
        if kind == _FAILED:
            raise LostSessionError(f"The {self._manner.title} failed: {answer}.")
        return np.asarray(answer, np.float32)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._closed = True
        self._end()

    def _start(self, load: Loader, tower: TowerGraph) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        steps_back = 10 if self._manner.background else 0
        self._process = context.Process(
            target=_serve,
            args=(theirs, load, tower, steps_back, self._manner.patience.stage),
            daemon=True,
            name=f"session on {self._manner.title}",
        )
        try:
            with deaf_to_interrupts():
                self._process.start()
        except OSError as error:
            title = self._manner.title
            raise RungError(f"No process can be started for the {title} ({error}).") from error
        finally:
            theirs.close()

    def _opened(self) -> _Told:
        """Wait until the graph is loaded, and pass on what the process says meanwhile."""
        patience, words = self._manner.patience, f"Starting the {self._manner.title}"
        self._receive(patience.start, words, doing="start")
        while True:
            kind, told = self._receive(patience.stage, words, doing="load the model")
            if kind == _READY:
                return told  # type: ignore[no-any-return] # The pipe carries anything.
            if kind == _REFUSED:
                raise RungError(told)
            words = told
            self._say(words)

    def _asked(self, feeds: dict[str, NDArray[Any]], output: str) -> tuple[int, Any]:
        patience = self._manner.patience
        seconds = patience.first_run
        if self._slowest is not None:
            seconds = max(patience.run, patience.times * self._slowest)
        # More than a pipe holds is sent only while the process reads, which it may never do.
        watch = Timer(seconds, self._process.kill)
        watch.daemon = True
        try:
            watch.start()
            self._pipe.send((feeds, output, seconds))
        except OSError as error:
            raise self._died("run the model") from error
        finally:
            watch.cancel()
        return self._receive(seconds, "", doing="run the model")

    def _receive(self, seconds: float, words: str, *, doing: str) -> tuple[int, Any]:
        """Return the process's next message; while it is awaited, repeat what was said last.

        The clock runs on while the machine sleeps, and nobody loses patience meanwhile: so much of
        it as one look takes is spent at a time, and it is looked once more when all is spent.

        Raises:
            DiedError: It died, or was given `seconds` in vain.
        """
        left, self._spent = seconds, 0.0
        while True:
            began = monotonic()
            try:
                if self._pipe.poll(min(max(left, 0.0), SECONDS_BETWEEN_WORDS)):
                    message: tuple[int, Any] = self._pipe.recv()
                    self._spent = seconds - left + _waking(began)
                    return message
            except (EOFError, OSError) as error:
                raise self._died(doing) from error
            if left <= 0:
                break
            left -= _waking(began)
            self._say(words)
        title = self._manner.title
        raise DiedError(f"The {title} did not {doing} within {seconds:g} s and was given up.")

    def _say(self, words: str) -> None:
        if words and self._manner.on_stage is not None:
            self._manner.on_stage(words)

    def _died(self, doing: str) -> DiedError:
        self._process.join(5)
        told = f"The {self._manner.title}'s process died when it was to {doing}"
        how = _how_it_ended(self._process.exitcode)
        return DiedError(f"{told} ({how})." if how else f"{told}.")

    def _require_open(self) -> None:
        """Raise unless the session can run; that we ended it ourselves comes first."""
        if self._closed:
            raise ClosedError(self._name)
        if self._lost is not None:
            raise type(self._lost)(str(self._lost))

    def _end(self) -> None:
        self._process.kill()
        self._process.join()


def _waking(began: float) -> float:
    """Return how many seconds a look took, as far as the machine cannot have slept over it."""
    return min(monotonic() - began, 2 * SECONDS_BETWEEN_WORDS)


def _how_it_ended(code: int | None) -> str:
    if code is None or code == 0:
        return ""
    return f"signal {-code}" if code < 0 else f"exit code {code:#x}"


def _serve(
    pipe: Connection[Any, Any],
    load: Loader,
    tower: TowerGraph,
    steps_back: int,
    seconds: float,
) -> None:
    """Load, and run what is asked until nobody is left to ask; the whole life of the process."""
    settle_in(steps_back=steps_back)
    try:
        pipe.send((_UP, None))
        with last_resort(seconds):
            session = _loaded(load, tower, pipe)
        if session is None:
            return
        pipe.send((_READY, _described(session)))
        while True:
            feeds, output, seconds = pipe.recv()
            with last_resort(seconds):
                answer = _answer(session, feeds, output)
            pipe.send(answer)
    except (EOFError, OSError):
        return


def _loaded(load: Loader, tower: TowerGraph, pipe: Connection[Any, Any]) -> Session | None:
    """Return the session, or say why there is none."""
    try:
        return load(tower, lambda words: pipe.send((_STAGE, words)))
    except RungError as error:
        pipe.send((_REFUSED, str(error)))
    except Exception as error:  # noqa: BLE001 - a fault of ours here must leave the CPU to go on.
        fault = f"Shoebox failed to load the model there ({type(error).__name__}: {error})."
        pipe.send((_REFUSED, fault))
    return None


def _answer(session: Session, feeds: dict[str, NDArray[Any]], output: str) -> tuple[int, Any]:
    try:
        return _VECTORS, session.run(feeds, output=output)
    except ModelError as error:
        return _FAILED, str(error)
    except Exception as error:  # noqa: BLE001 - a fault of ours here must leave the CPU to go on.
        return _FAILED, f"{type(error).__name__}: {error}"


def _described(session: Session) -> _Told:
    return _Told(
        device=session.device,
        provider=session.provider,
        precision=session.precision,
        inputs=session.inputs,
        outputs=session.outputs,
        batches=session.batches,
        batch_size=session.batch_size,
        nodes_on_device=session.nodes_on_device,
        nodes_elsewhere=session.nodes_elsewhere,
    )
