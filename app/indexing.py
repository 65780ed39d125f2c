"""The only door to the process that fills the library: started, told to pause, listened to, ended.

It is `shoebox index --watch` as an errand. What it tells, line by line, this file keeps the sum of
as one `Ingest`. What is shown of it is the window's business.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.errands import Ending, Errand
from app.language import tr
from indexer.library import LibraryInUseError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Remarks of the child that are kept: those of its last climbs from device to device.
_MOST_REMARKS = 8


class Phase(Enum):
    """What the child is doing; ELSEWHERE: nothing, as another Shoebox indexes this library."""

    OFF = "off"
    STARTING = "starting"
    LOOKING = "looking"
    READING = "reading"
    PAUSED = "paused"
    UP_TO_DATE = "up to date"
    STOPPING = "stopping"
    FAILED = "failed"
    ELSEWHERE = "elsewhere"

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
        device: "npu", "cpu", "htp-emulator" and the like; "" while no model was needed.
        precision: In what it counts there, as "float16"; "" while that is not known.
        provider: The part of ONNX Runtime that does it.
        model: The name of the model whose vectors are being made.
        switching: Whether that model is to take the place of the one that answers searches.
        stage: What takes long before photos come, in words; "" for nothing.
        remarks: Why it is not done elsewhere: what was tried or refused, a sentence each.
        on_battery: Whether it is paused because the machine runs on its battery.
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
    precision: str = ""
    provider: str = ""
    model: str = ""
    switching: bool = False
    stage: str = ""
    remarks: tuple[str, ...] = ()
    on_battery: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Departure:
    """A folder that has left the library.

    Attributes:
        folder: Where it lies.
        photos: How many photos went with it.
        backup: The name of the copy of the library that was kept before.
    """

    folder: str
    photos: int
    backup: str

    @classmethod
    def told(cls, event: dict[str, Any]) -> Departure:
        """Return what our own command line has told of it."""
        return cls(event["folder"], event["photos"], event["backup"] or "")


class Indexing(QObject):
    """Owns the child process.

    Attributes:
        ingest: How far it has come.
        closed: Whether its window is closing: no child begins any more.

    Signals:
        changed(Ingest): It has come further, or does something else now.
        said(str): Something that its user should know, in one line; it goes on.
        tagged(): Tags are as they are wished for, also where that changed none.
        switched(str): The model of this name answers searches from now on.
        waiting(int): So many photos are not there any more, and wait for a person's word to be
            forgotten; 0 where none do any more.
        left(Departure): A folder has left the library.
        stayed(str): This one could not; `said` tells why.
        ended(): It is gone: by itself, because it was asked to, or because it died.
    """

    changed = Signal(object)
    said = Signal(str)
    tagged = Signal()
    switched = Signal(str)
    waiting = Signal(int)
    left = Signal(object)
    # An object, for Qt's own strings cannot hold the odd bytes of a name.
    stayed = Signal(object)
    ended = Signal()

    def __init__(
        self,
        library: Path,
        *,
        model: str | None = None,
        device: str = "auto",
        on_battery: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._model = model
        self._device = device
        self._on_battery = on_battery
        self._child: Errand | None = None
        self._paths: tuple[str, ...] = ()
        self._next: tuple[str, ...] | None = None
        self._waits = False
        self.closed = False
        self.ingest = Ingest()

    @property
    def running(self) -> bool:
        """Whether there is a child."""
        return self._child is not None

    @property
    def words(self) -> list[str]:
        """What each errand of our own command line is told of the library, before all else."""
        said = ["--library", str(self._library), "--device", self._device]
        return [*said, "--model", self._model] if self._model else said

    @property
    def process_id(self) -> int:
        """The child's process id; 0 where there is none."""
        return self._child.process_id if self._child else 0

    def begin(self, paths: Sequence[str] = ()) -> None:
        """Index these folders and follow them; without any, all that the library follows.

        A child that is running ends first. Of a window that closes none begins, whatever is still
        under way there, as a look at the lock, asks for.
        """
        if self.closed:
            return
        if self._child is not None:
            self._next = tuple(paths)
            self.stop()
            return
        self._paths = tuple(paths)
        self._child = child = Errand(self._words(paths), self)
        child.told.connect(self._take)
        child.ended.connect(self._on_ended)
        self._tell(Ingest(Phase.STARTING))
        child.begin()

    def use_device(self, device: str) -> None:
        """Run models on another device, from the child on that begins next."""
        self._device = device

    def read_on_battery(self, wanted: bool) -> None:
        """Read photos while the machine runs on its battery, or wait then; from now on."""
        if wanted != self._on_battery:
            self._on_battery = wanted
            waits_for_mains = self.ingest.on_battery
            self.begin_anew()
            self._waits = self._waits and not waits_for_mains

    def begin_anew(self) -> None:
        """Let the child take note of what was chosen; one that waits will wait again."""
        phase = self.ingest.phase
        if self._child is not None and phase is not Phase.STOPPING:
            self._waits = phase is Phase.PAUSED
            # One that has only just begun may not have told the library its folders yet.
            self.begin(self._paths if phase is Phase.STARTING else ())

    def add(self, folder: str) -> None:
        """Ask the child to follow one more folder."""
        if self._child is not None:
            self._child.say(b"add " + os.fsencode(os.path.abspath(folder)))

    def leave(self, folder: str) -> None:
        """Ask the child to let a folder go out of the library; it answers with `left`."""
        if self._child is not None:
            self._child.say(b"leave " + os.fsencode(folder))

    def look(self) -> None:
        """Ask the child to look at all folders once more."""
        self._say("look")

    def pause(self) -> None:
        """Ask the child to wait; it answers with a change to `Phase.PAUSED`."""
        self._say("pause")

    def resume(self) -> None:
        """Ask the child to go on."""
        self._say("resume")

    def accept_missing(self) -> None:
        """Tell the child that photos which wait for it may be forgotten."""
        self._say("accept-missing")

    def stop(self) -> None:
        """Ask the child to end after the photos at hand, and see to it that it does."""
        if self._child is None or self.ingest.phase is Phase.STOPPING:
            return
        self._say("stop")
        self._child.ask_to_end()
        self._tell(replace(self.ingest, phase=Phase.STOPPING))

    def close(self) -> None:
        """Stop the child for good; `ended` tells when it is gone."""
        self.closed, self._next = True, None
        self.stop()

    def _words(self, paths: Sequence[str]) -> list[str]:
        how = ["--watch", "--until-closed", *(["--on-battery"] if self._on_battery else [])]
        return [*self.words, "index", *map(os.path.abspath, paths), *how]

    def _say(self, word: str) -> None:
        if self._child is not None:
            self._child.say(word.encode("ascii"))

    def _take(self, event: dict[str, Any]) -> None:
        kind = event.get("event")
        if kind == "left":  # Also at the very end.
            self.left.emit(Departure.told(event))
        elif self.ingest.phase is Phase.STOPPING:
            return
        elif kind in _NEWS:
            self._take_news(kind, event)
        else:
            ingest = _after(event, self.ingest)
            if ingest is not self.ingest:
                self._tell(ingest)

    def _take_news(self, kind: str, event: dict[str, Any]) -> None:
        """Pass on what has happened beside the work itself."""
        message = str(event.get("message", ""))
        if kind == "error":
            self.said.emit(message)
            if "folder" in event:
                self.stayed.emit(event["folder"])
        elif kind == "remark":
            self._take_remark(message)
        elif kind == "switched":
            self.switched.emit(str(event.get("model", "")))
        elif kind == "waiting":
            self.waiting.emit(int(event.get("photos", 0)))
        else:
            self.tagged.emit()

    def _take_remark(self, line: str) -> None:
        """Keep why a device was left; in the middle of the work it is news."""
        if line and line not in self.ingest.remarks:
            in_the_middle = bool(self.ingest.device and self.ingest.done)
            kept = (*self.ingest.remarks, line)[-_MOST_REMARKS:]
            self._tell(replace(self.ingest, remarks=kept))
            if in_the_middle:
                self.said.emit(line)

    def _tell(self, ingest: Ingest) -> None:
        self.ingest = ingest
        self.changed.emit(ingest)

    def _on_ended(self, ending: Ending) -> None:
        self._child = None
        why = "" if ending.well else _why(ending)
        self._tell(replace(self.ingest, phase=_phase_after(ending), message=why))
        self.ended.emit()
        if self._next is not None:
            paths, self._next = self._next, None
            self.begin(paths)
            if self._waits:
                self.pause()
        self._waits = False


_NEWS = ("error", "remark", "switched", "waiting", "tagged")
_PHASES = {
    "started": Phase.LOOKING,
    "paused": Phase.PAUSED,
    "done": Phase.UP_TO_DATE,
    "idle": Phase.UP_TO_DATE,
}


def _after(event: dict[str, Any], before: Ingest) -> Ingest:
    """Return the sum once this is told as well; the same one where it says nothing new."""
    kind = event.get("event")
    if kind == "progress":
        return _progress(event, before)
    if kind in _PHASES:
        return _phase(event, before)
    if kind == "resumed":
        return replace(before, phase=Phase.READING if before.total else Phase.LOOKING)
    if kind == "stage":
        return replace(before, stage=str(event.get("message", "")))
    return before


def _phase(event: dict[str, Any], before: Ingest) -> Ingest:
    phase = _PHASES[event["event"]]
    stage = before.stage if phase is Phase.PAUSED else ""
    before = _about(event, before)
    return replace(
        before,
        phase=phase,
        stage=stage,
        on_battery=event.get("why") == "battery",
        device=before.device or event.get("device") or "",
        precision=before.precision or event.get("precision") or "",
        provider=before.provider or event.get("provider") or "",
    )


def _about(event: dict[str, Any], before: Ingest) -> Ingest:
    """Return the sum as it is where an event begins; of another model nothing is known yet."""
    model = event.get("model") or before.model
    if model == before.model:
        return before
    return replace(before, model=model, device="", precision="", provider="")


def _progress(event: dict[str, Any], before: Ingest) -> Ingest:
    before = _about(event, before)
    return replace(
        before,
        phase=Phase.LOOKING if event.get("stage") == "scan" else Phase.READING,
        seen=event.get("seen", 0),
        total=event.get("total", 0),
        done=event.get("done", 0),
        updated=event.get("updated", 0),
        photos_per_second=event.get("photos_per_second", 0.0),
        remaining_seconds=event.get("remaining_seconds"),
        device=event.get("device") or before.device,
        precision=event.get("precision") or before.precision,
        provider=event.get("provider") or before.provider,
        switching=event.get("switching", False),
        stage=event.get("preparing") or "",
    )


def _phase_after(ending: Ending) -> Phase:
    """Return what is to be said of a child that has ended."""
    if ending.well:
        return Phase.OFF
    # A second window: all of it works, and the first one reads.
    in_use = ending.line == str(LibraryInUseError())
    return Phase.ELSEWHERE if in_use else Phase.FAILED


def _why(ending: Ending) -> str:
    """Return why a child ended that should not have, in one line."""
    why = ending.why(tr("Indexing"))
    lost = ending.code is not None and not ending.line
    return tr("{reason} All photos read until then are kept.", reason=why) if lost else why
