"""Both towers in a process of their own, so that nothing of theirs holds up the one that asks.

A window must draw meanwhile, and Python lets one thread run at a time: to read a tokenizer's file
keeps all others waiting for 0.02 s (starter) to 0.12 s (49,000 pieces, as CLIP's), to load ONNX
Runtime for 0.03 s, and a third of a second of imports makes a window wait at each of its steps
(measured by how long another thread was kept from its turn). Here that is the process's own matter,
as is the model's memory. It costs what a Python costs.
"""

from __future__ import annotations

import multiprocessing
import pickle
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from indexer.errors import LibraryError
from indexer.processes import deaf_to_interrupts, settle_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    import numpy as np
    from numpy.typing import NDArray

    from indexer.encode.pair import Pair
    from indexer.models import Bundle
    from indexer.records import Refusal

LOADING: Final = "Loading the model"

SECONDS_BETWEEN_WORDS: Final = 1.0
"""How often whoever listens to the stages is told again, and so may end the waiting."""


class PairBeside:
    """A `Pair` at the other end of a pipe, as an `Encoding`; one asks it at a time.

    The process starts with the first question. One that dies is replaced once for each question.
    """

    def __init__(self, bundle: Bundle, device: str, on_stage: Callable[[str], None]) -> None:
        """Start nothing yet; the arguments are those of `Pair`."""
        self._bundle, self._device, self._on_stage = bundle, device, on_stage
        self._process: _Process | None = None
        self._state = _State()

    @property
    def device(self) -> str | None:
        """As `Encoding` says."""
        return self._state.device

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """As `Encoding` says."""
        return self._state.refusals

    def texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `Encoding` says."""
        vectors: NDArray[np.float32] = self._answer("texts", list(texts))
        return vectors

    def fits(self, text: str) -> bool:
        """As `Encoding` says."""
        return bool(self._answer("fits", text))

    def is_token(self, word: str) -> bool:
        """As `Encoding` says."""
        return bool(self._answer("is_token", word))

    def pictures(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """As `Encoding` says."""
        vectors: NDArray[np.float32] = self._answer("pictures", pixels)
        return vectors

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process, self._state = self._process, None, _State()
        if process is not None:
            process.end()

    def _answer(self, what: str, about: object) -> Any:
        try:
            return self._asked(what, about)
        except _DiedError:
            pass  # Of somebody who needed memory, or of what it was asked: the second time tells.
        try:
            return self._asked(what, about)
        except _DiedError as died:
            raise LibraryError(str(died)) from died

    def _asked(self, what: str, about: object) -> Any:
        """Return the answer, or raise what it says; a process that did not give one is ended."""
        try:
            if self._process is None:
                self._process = _Process(self._bundle, self._device)
            answer = self._process.ask(what, about, self._on_stage)
        except BaseException:
            # An answer that nobody fetched would be taken for that to the next question.
            self.close()
            raise
        self._state = answer.state
        if answer.error is not None:
            raise answer.error
        return answer.value


class _DiedError(Exception):
    """The process is no more; the text says so of the second time."""


@dataclass(frozen=True, slots=True)
class _State:
    """What is known of the towers; the fields are those of `Encoding`."""

    device: str | None = None
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of a question: a value, or what was raised."""

    state: _State
    value: object = None
    error: Exception | None = None


class _Process:
    """The process and our end of the pipe."""

    def __init__(self, bundle: Bundle, device: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        # No daemon: those may start no other, and a device's driver has a process of its own.
        self._process = context.Process(
            target=_serve, args=(theirs, bundle, device), name="model beside the window"
        )
        self._words = LOADING
        try:
            with deaf_to_interrupts():
                self._process.start()
        except OSError as error:
            raise LibraryError(f"No process can be started for the model ({error}).") from error
        finally:
            theirs.close()

    def ask(self, what: str, about: object, on_stage: Callable[[str], None]) -> _Answer:
        """Return what came of it, and pass on what it tells of its loading meanwhile.

        Raises:
            _DiedError: It gave no answer.
        """
        told = False
        try:
            self._send((what, about))
            while not isinstance(message := self._received(), _Answer):
                self._words = self._words if message is None else message
                if self._words:
                    told = True
                    on_stage(self._words)
        finally:
            if told:
                on_stage("")
        self._words = ""
        return message

    def end(self) -> None:
        """End it, and wait until it is gone."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _send(self, question: tuple[str, object]) -> None:
        try:
            self._pipe.send(question)
        except OSError as error:
            raise self._died() from error

    def _received(self) -> _Answer | str | None:
        """Return an answer, or a stage, or None where there is nothing new for a while."""
        try:
            return self._pipe.recv() if self._pipe.poll(SECONDS_BETWEEN_WORDS) else None
        except (EOFError, OSError) as error:
            raise self._died() from error

    def _died(self) -> _DiedError:
        self._process.join()
        return _DiedError(f"The model's process ended twice (code {self._process.exitcode}).")


def _serve(pipe: Connection[Any, Any], bundle: Bundle, device: str) -> None:
    """Answer until nobody is left to ask; the whole life of the process."""
    settle_in(steps_back=0)
    from indexer.encode.pair import Pair  # It takes its time, in which the window may be gone.

    pair = Pair(bundle, device, pipe.send)
    try:
        while True:
            what, about = pipe.recv()
            pipe.send(_answered(pair, what, about))
    except (EOFError, OSError):
        return


def _answered(pair: Pair, what: str, about: object) -> _Answer:
    try:
        value, error = getattr(pair, what)(about), None
    except Exception as raised:  # noqa: BLE001 - whoever asked is told all that went wrong.
        value, error = None, _portable(raised)
    return _Answer(_State(pair.device, pair.refusals), value, error)


def _portable(error: Exception) -> Exception:
    """Return an error as it can be sent, with where it was raised; it may need what only it had."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - its maker may raise anything.
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
