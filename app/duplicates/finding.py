"""The errand that looks for duplicates: begun, listened to, called off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.duplicates.groups import Group
from app.errands import Ending, Errand
from app.language import QT_TR_NOOP, tr

if TYPE_CHECKING:
    from collections.abc import Callable

#: Milliseconds in which groups that were told are shown together: each showing counts them all.
_TOGETHER: Final = 100
#: What it does, in the order of its work, as people say it.
STAGES: Final = {
    "exact": QT_TR_NOOP("Comparing files"),
    "neighbours": QT_TR_NOOP("Looking for photos that look alike"),
    "compare": QT_TR_NOOP("Comparing those photos in detail"),
    "prove": QT_TR_NOOP("Making sure of each"),
    "group": QT_TR_NOOP("Putting them together"),
}


@dataclass(frozen=True, slots=True)
class Search:
    """How far it has come.

    Attributes:
        running: Whether somebody is looking.
        finished: Whether the last look came to its end.
        stage: What is being done, as the command line calls it; "" before it begins.
        done: Of `total`, which is 0 while nobody knows it.
        fault: Why the last look went wrong; "" where it did not.
        distance: How far apart copies may be, as the last look had it; None before one.
    """

    running: bool = False
    finished: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    fault: str = ""
    distance: float | None = None


class Finding(QObject):
    """Looks for duplicates in a library, one look at a time.

    Attributes:
        search: How far it has come.

    Signals:
        changed(): `search` is another now.
        begun(): A new look begins: what was found before counts no more.
        found(list of Group): Some groups more.
        ended(): Nobody is looking any more.
    """

    changed = Signal()
    begun = Signal()
    found = Signal(object)
    ended = Signal()

    def __init__(self, words: Callable[[], list[str]], parent: QObject | None = None) -> None:
        """Look in the library that `words` name, as the command line is told of it."""
        super().__init__(parent)
        self._library_words = words
        self._errand: Errand | None = None
        self._next: float | None = None
        self._waits = False
        self._waiting: list[Group] = []
        self._together = QTimer(self, singleShot=True, interval=_TOGETHER)
        self._together.timeout.connect(self._pass_on)
        self.search = Search()

    @property
    def running(self) -> bool:
        """Whether somebody is looking."""
        return self._errand is not None

    def begin(self, distance: float | None = None) -> None:
        """Look; a look that is under way is called off for it. None is the usual distance."""
        if self._errand is not None:
            self._next, self._waits = distance, True
            self._errand.call_off()
            return
        self._waiting = []
        self.search = Search(running=True, distance=distance)
        self._errand = Errand(self._words(distance), self)
        self._errand.told.connect(self._hear)
        self._errand.ended.connect(self._on_ended)
        self.begun.emit()
        self._errand.begin()
        self.changed.emit()

    def call_off(self) -> None:
        """Break it off; what was found until then stays."""
        self._waits = False
        if self._errand is not None:
            self._errand.call_off()

    def _words(self, distance: float | None) -> list[str]:
        said = [*self._library_words(), "duplicates"]
        said += [] if distance is None else ["--distance", f"{distance:g}"]
        return [*said, "--until-closed"]

    def _hear(self, event: dict[str, Any]) -> None:
        kind = event.get("event")
        if kind == "group":
            self._waiting.append(Group.of(event))
            if not self._together.isActive():
                self._together.start()
        elif kind == "progress":
            done, total = int(event.get("done") or 0), int(event.get("total") or 0)
            self._be(stage=str(event.get("stage", "")), done=done, total=total)
        elif kind == "done":
            self._be(finished=True, distance=float(event.get("distance") or 0.0))

    def _be(self, **other: Any) -> None:
        self.search = replace(self.search, **other)
        self.changed.emit()

    def _pass_on(self) -> None:
        self._together.stop()
        if self._waiting:
            groups, self._waiting = self._waiting, []
            self.found.emit(groups)

    def _on_ended(self, ending: Ending) -> None:
        self._errand = None
        self._pass_on()
        self._be(
            running=False, fault="" if ending.well else ending.why(tr("Looking for duplicates"))
        )
        if self._waits:
            self._waits = False
            self.begin(self._next)
        else:
            self.ended.emit()
