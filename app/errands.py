"""Our own command line, run beside the window: started, listened to, made to end.

Whatever is heavy or goes to the network is such an errand, so that the window neither waits for it
nor dies of it. What is asked, and what the answers mean, is known to whoever sends somebody.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

import indexer
from app.language import tr, translated

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Milliseconds in which a child that was asked to end may finish what is at hand; a second span
#: passes between terminating and killing it. What it has stored by then is whole in any case.
_GRACE = 5000
_MOST_LAST_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child came to its end.

    Attributes:
        asked: It was asked to end.
        code: Its exit code; None where it never began.
        crashed: It did not exit, it was ended.
        line: What it said is wrong, in one line; "" where it said nothing.
    """

    asked: bool = False
    code: int | None = 0
    crashed: bool = False
    line: str = ""

    @property
    def well(self) -> bool:
        """Whether it went as it should."""
        return self.asked or (self.code == 0 and not self.crashed)

    def why(self, what: str) -> str:
        """Return why `what` went wrong, in one line: in the child's own words where it had any."""
        if self.code is None:
            return tr(
                "{errand} could not be started: there is no Python where there was one.",
                errand=what,
            )
        if self.line:
            return translated(self.line)
        if self.crashed:
            return tr("{errand} was ended from outside (code {code}).", errand=what, code=self.code)
        return tr("{errand} broke off (code {code}).", errand=what, code=self.code)


class Errand(QObject):
    """One child process of `shoebox ... --json`.

    Signals:
        told(dict): It has written a line of JSON.
        remarked(str): It has written a line for people, on its standard error.
        ended(Ending): It is gone, and all that it had to tell was told.
    """

    told = Signal(object)
    remarked = Signal(str)
    ended = Signal(object)

    def __init__(self, words: Sequence[str], parent: QObject | None = None) -> None:
        """Send a child with these words; `ended` tells also of one that could not begin."""
        super().__init__(parent)
        self._last_words = ""
        self._asked = False
        self._terminated = False
        self._patience = QTimer(self, singleShot=True, interval=_GRACE)
        self._patience.timeout.connect(self._insist)
        self._process = QProcess(self)
        self._process.setProcessEnvironment(_environment())
        self._process.readyReadStandardOutput.connect(self._hear)
        self._process.readyReadStandardError.connect(self._note)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        # -P: a folder called `app` where Shoebox was started from is not taken for ours.
        self._words = ["-P", "-m", "indexer", "--json", *words]

    def begin(self) -> None:
        """Start it, unless it was asked to end before."""
        if self._asked:
            self._end(Ending(asked=True))
        else:
            self._process.start(sys.executable, self._words)

    @property
    def process_id(self) -> int:
        """The child's process id; 0 while there is none."""
        return self._process.processId()

    def say(self, line: bytes) -> None:
        """Write a line to it; before it begins there is nobody to read it."""
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.write(line + b"\n")

    def ask_to_end(self) -> None:
        """Close its standard input, which it understands, and see to it that it ends."""
        self._asked = True
        self._process.closeWriteChannel()
        self._patience.start()

    def call_off(self) -> None:
        """End it at once: it listens to nobody, and leaves nothing half done where it counts."""
        self._asked = True
        if os.name == "nt":
            self._process.kill()  # To terminate is to close its windows there, and it has none.
        else:
            self._terminate()

    def _insist(self) -> None:
        if self._terminated:
            self._process.kill()
        else:
            self._terminate()

    def _terminate(self) -> None:
        self._terminated = True
        self._process.terminate()
        self._patience.start()

    def _hear(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                self.told.emit(event)

    def _note(self) -> None:
        heard = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        self._last_words = (self._last_words + heard)[-_MOST_LAST_WORDS:]
        for line in heard.splitlines():
            self.remarked.emit(line)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        # Whatever else can go wrong with a process ends in `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self._end(Ending(self._asked, code=None))

    def _on_finished(self, code: int, how: QProcess.ExitStatus) -> None:
        self._hear()
        self._note()
        crashed = how is QProcess.ExitStatus.CrashExit
        self._end(Ending(self._asked, code, crashed, _complaint(self._last_words)))

    def _end(self, ending: Ending) -> None:
        self._patience.stop()
        self.ended.emit(ending)
        self.deleteLater()


def _complaint(last_words: str) -> str:
    """Return what the command line said is wrong, in one line."""
    told = [line for line in last_words.splitlines() if line.startswith("shoebox: ")]
    return told[-1].removeprefix("shoebox: ") if told else ""


def _environment() -> QProcessEnvironment:
    """Return our own environment, in which the child finds the same `indexer` that we found."""
    environment = QProcessEnvironment.systemEnvironment()
    ours = str(Path(indexer.__file__).parent.parent)
    inherited = environment.value("PYTHONPATH", "")
    environment.insert("PYTHONPATH", os.pathsep.join(filter(None, (ours, inherited))))
    return environment
