"""The only door to the process that fills the library: started, told to pause, listened to, ended.

It is `shoebox index --watch` as a child. What it says arrives as lines of JSON; this file keeps the
sum of them as one `Ingest`. What is shown of it is the window's business.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

import indexer

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Milliseconds in which a child that was asked to stop may finish its photo; a second span passes
#: between terminating and killing it. What it has stored by then is whole in any case.
_GRACE = 5000
_MOST_LAST_WORDS = 4000


class Phase(Enum):
    """What the child is doing."""

    OFF = "off"
    STARTING = "starting"
    LOOKING = "looking"
    READING = "reading"
    PAUSED = "paused"
    UP_TO_DATE = "up to date"
    STOPPING = "stopping"
    FAILED = "failed"

    @property
    def busy(self) -> bool:
        """Whether photos may be coming."""
        return self in (Phase.STARTING, Phase.LOOKING, Phase.READING)


@dataclass(frozen=True, slots=True)
class Ingest:
    """How far the library has come, as the child tells it.

    Attributes:
        phase: What it is doing.
        seen: Picture files found so far.
        total: Files to be read.
        done: Files read, or found unreadable.
        updated: Photos that were read again.
        photos_per_second: Lately.
        remaining_seconds: None while nobody can know.
        device: "cpu", "npu", or "" while no model was needed.
        message: Why it failed, in one line.
    """

    phase: Phase = Phase.OFF
    seen: int = 0
    total: int = 0
    done: int = 0
    updated: int = 0
    photos_per_second: float = 0.0
    remaining_seconds: float | None = None
    device: str = ""
    message: str = ""


class Indexing(QObject):
    """Owns the child process.

    Signals:
        changed(Ingest): It has come further, or does something else now.
        said(str): Something that its user should know, in one line; it goes on.
        ended(): It is gone: by itself, because it was asked to, or because it died.
    """

    changed = Signal(object)
    said = Signal(str)
    ended = Signal()

    def __init__(
        self,
        library: Path,
        *,
        model: str | None = None,
        device: str = "auto",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._model = model
        self._device = device
        self._child: QProcess | None = None
        self._next: tuple[str, ...] | None = None
        self._last_words = ""
        self._patience = QTimer(self, singleShot=True, interval=_GRACE)
        self._patience.timeout.connect(self._insist)
        self.ingest = Ingest()

    @property
    def running(self) -> bool:
        """Whether there is a child."""
        return self._child is not None

    @property
    def process_id(self) -> int:
        """The child's process id; 0 where there is none."""
        return self._child.processId() if self._child else 0

    def begin(self, paths: Sequence[str] = ()) -> None:
        """Index these folders and follow them; without any, all that the library follows.

        A child that is running ends first.
        """
        if self._child is not None:
            self._next = tuple(paths)
            self.stop()
            return
        self._last_words = ""
        self._child = child = QProcess(self)
        child.setProcessEnvironment(_environment())
        child.readyReadStandardOutput.connect(self._hear)
        child.readyReadStandardError.connect(self._note)
        child.finished.connect(self._on_finished)
        child.errorOccurred.connect(self._on_error)
        self._tell(Ingest(Phase.STARTING))
        child.start(sys.executable, self._arguments(paths))

    def add(self, folder: str) -> None:
        """Ask the child to follow one more folder."""
        if self._child is not None:
            self._child.write(b"add " + os.fsencode(os.path.abspath(folder)) + b"\n")

    def pause(self) -> None:
        """Ask the child to wait; it answers with a change to `Phase.PAUSED`."""
        self._say("pause")

    def resume(self) -> None:
        """Ask the child to go on."""
        self._say("resume")

    def stop(self) -> None:
        """Ask the child to end after the photos at hand, and see to it that it does."""
        if self._child is None or self.ingest.phase is Phase.STOPPING:
            return
        self._say("stop")
        self._child.closeWriteChannel()
        self._patience.start()
        self._tell(replace(self.ingest, phase=Phase.STOPPING))

    def close(self) -> None:
        """Stop the child for good; `ended` tells when it is gone."""
        self._next = None
        self.stop()

    def _arguments(self, paths: Sequence[str]) -> list[str]:
        # -P: a folder called `app` where Shoebox was started from is not taken for ours.
        said = ["-P", "-m", "indexer", "--library", str(self._library), "--json"]
        said += ["--device", self._device, *(["--model", self._model] if self._model else [])]
        return [*said, "index", *map(os.path.abspath, paths), "--watch", "--until-closed"]

    def _say(self, word: str) -> None:
        if self._child is not None:
            self._child.write(f"{word}\n".encode("ascii"))

    def _insist(self) -> None:
        if self._child is not None:
            asked_before = self._patience.property("terminated")
            self._child.kill() if asked_before else self._child.terminate()
            self._patience.setProperty("terminated", True)
            self._patience.start()

    def _hear(self) -> None:
        while self._child is not None and self._child.canReadLine():
            line = bytes(self._child.readLine().data())
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict):
                self._take(event)

    def _note(self) -> None:
        if self._child is not None:
            heard = bytes(self._child.readAllStandardError().data()).decode("utf-8", "replace")
            self._last_words = (self._last_words + heard)[-_MOST_LAST_WORDS:]

    def _take(self, event: dict[str, Any]) -> None:
        kind = event.get("event")
        if self.ingest.phase is Phase.STOPPING:
            return
        if kind == "progress":
            self._tell(_progress(event, self.ingest))
        elif kind in _PHASES:
            self._tell(replace(self.ingest, phase=_PHASES[kind]))
        elif kind == "resumed":
            phase = Phase.READING if self.ingest.total else Phase.LOOKING
            self._tell(replace(self.ingest, phase=phase))
        elif kind == "error":
            self.said.emit(str(event.get("message", "")))

    def _tell(self, ingest: Ingest) -> None:
        self.ingest = ingest
        self.changed.emit(ingest)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        # Whatever else can go wrong with a process ends in `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self._end("The index could not be started: there is no Python where there was one.")

    def _on_finished(self, code: int, how: QProcess.ExitStatus) -> None:
        self._hear()
        self._note()
        asked = self.ingest.phase is Phase.STOPPING
        if asked or (code == 0 and how is QProcess.ExitStatus.NormalExit):
            self._end("")
        else:
            self._end(_why(code, how, self._last_words))

    def _end(self, why: str) -> None:
        assert self._child is not None
        self._child.deleteLater()
        self._child = None
        self._patience.stop()
        self._patience.setProperty("terminated", False)
        phase = Phase.FAILED if why else Phase.OFF
        self._tell(replace(self.ingest, phase=phase, message=why))
        self.ended.emit()
        if self._next is not None:
            paths, self._next = self._next, None
            self.begin(paths)


_PHASES = {
    "started": Phase.LOOKING,
    "paused": Phase.PAUSED,
    "done": Phase.UP_TO_DATE,
    "idle": Phase.UP_TO_DATE,
}


def _progress(event: dict[str, Any], before: Ingest) -> Ingest:
    stage = event.get("stage")
    return Ingest(
        phase=Phase.LOOKING if stage == "scan" else Phase.READING,
        seen=event.get("seen", 0),
        total=event.get("total", 0),
        done=event.get("done", 0),
        updated=event.get("updated", 0),
        photos_per_second=event.get("photos_per_second", 0.0),
        remaining_seconds=event.get("remaining_seconds"),
        device=_device(event.get("device", "")) or before.device,
    )


def _device(told: str) -> str:
    """Return where photos are read; what was merely asked for is not known yet."""
    return "" if told == "auto" else told


def _why(code: int, how: QProcess.ExitStatus, last_words: str) -> str:
    """Return why a child ended that should not have, in one line."""
    told = [line for line in last_words.splitlines() if line.startswith("shoebox: ")]
    if told:
        return told[-1].removeprefix("shoebox: ")
    ended = "was ended from outside" if how is QProcess.ExitStatus.CrashExit else "broke off"
    return f"Indexing {ended} (code {code}); all photos read until then are kept."


def _environment() -> QProcessEnvironment:
    """Return our own environment, in which the child finds the same `indexer` that we found."""
    environment = QProcessEnvironment.systemEnvironment()
    ours = str(Path(indexer.__file__).parent.parent)
    inherited = environment.value("PYTHONPATH", "")
    environment.insert("PYTHONPATH", os.pathsep.join(filter(None, (ours, inherited))))
    return environment
