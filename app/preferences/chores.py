"""What is done for the settings page beside the window: a model is fetched, a device is tested.

Each is an errand of our own command line, one of a kind at a time; the first alone goes to the
network, and only when it was asked for. What is shown of it is told in `face` and `verdict`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.errands import Ending, Errand
from app.language import tr
from app.preferences.verdict import Verdict, unproved, verdict_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Told = Callable[[dict[str, Any]], None]
    Ended = Callable[[Ending], None]


#: How the lines begin in which a self-test tells what takes it long.
_STAGES = (
    "Starting",
    "Waiting",
    "Compiling",
    "Loading",
    "Checking",
)


@dataclass(frozen=True, slots=True)
class Fetch:
    """How far a model that is being fetched has come.

    Attributes:
        model: Its name.
        stage: "download", "convert" or "check"; "" before it has begun.
        done_bytes: Of `total_bytes`, which is 0 while nobody knows it.
        called_off: Whether it was asked to end.
    """

    model: str
    stage: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    called_off: bool = False


@dataclass(frozen=True, slots=True)
class Exam:
    """A self-test that is under way; `stage` is what it is doing, in words, "" for testing."""

    model: str
    device: str
    stage: str = ""
    called_off: bool = False


class Chores(QObject):
    """Owns the errands of the settings page.

    Attributes:
        fetch: The model that is being fetched, or None.
        exam: The self-test that is under way, or None.
        faults: Why the last try to fetch a model went wrong, by its name.
        remarks: What there is to know of one that was fetched, by its name.

    Signals:
        changed(): One of these is another now.
        fetched(str): The model of this name is here.
        judged(Verdict): A self-test has come to its end.
        ended(): Nothing is under way any more.
    """

    changed = Signal()
    fetched = Signal(str)
    judged = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fetch: Fetch | None = None
        self.exam: Exam | None = None
        self.faults: dict[str, str] = {}
        self.remarks: dict[str, str] = {}
        self._report: dict[str, Any] = {}
        self._fetcher: Errand | None = None
        self._tester: Errand | None = None

    @property
    def running(self) -> bool:
        """Whether anything is under way."""
        return self._fetcher is not None or self._tester is not None

    def get(self, model: str) -> None:
        """Fetch a model whose licence was accepted."""
        if self._fetcher is None:
            self.fetch = Fetch(model)
            self.faults.pop(model, None)
            self._fetcher = self._errand(
                ("model", "get", model, "--accept-licence"),
                told=self._on_fetch_told,
                ended=self._on_fetch_ended,
            )
            self._fetcher.begin()
            self.changed.emit()

    def stop_getting(self) -> None:
        """Break it off; what has come is kept for the next time."""
        if self._fetcher is not None and self.fetch is not None:
            self.fetch = replace(self.fetch, called_off=True)
            self._fetcher.call_off()
            self.changed.emit()

    def test(self, model: str, device: str) -> None:
        """Test a model on a device."""
        if self._tester is None:
            self.exam, self._report = Exam(model, device), {}
            self._tester = self._errand(
                ("model", "check", model, "--device", device),
                told=self._on_test_told,
                ended=self._on_test_ended,
            )
            self._tester.remarked.connect(self._on_test_remarked)
            self._tester.begin()
            self.changed.emit()

    def stop_testing(self) -> None:
        """Break it off; there will be no verdict."""
        if self._tester is not None and self.exam is not None:
            self.exam = replace(self.exam, called_off=True)
            self._tester.call_off()
            self.changed.emit()

    def close(self) -> None:
        """Break all off; `ended` tells when nothing is left."""
        self.stop_getting()
        self.stop_testing()

    def _errand(self, words: Sequence[str], *, told: Told, ended: Ended) -> Errand:
        """Return one that is yet to begin: it may end while it does so, and has to be known."""
        errand = Errand(words, self)
        errand.told.connect(told)
        errand.ended.connect(ended)
        return errand

    def _on_fetch_told(self, event: dict[str, Any]) -> None:
        if self.fetch is not None and event.get("event") == "remark":
            self.remarks[self.fetch.model] = str(event.get("message", ""))
        elif self.fetch is not None and event.get("event") == "progress":
            self.fetch = replace(
                self.fetch,
                stage=str(event.get("stage", "")),
                done_bytes=event.get("done_bytes") or 0,
                total_bytes=event.get("total_bytes") or 0,
            )
            self.changed.emit()

    def _on_fetch_ended(self, ending: Ending) -> None:
        fetch, self.fetch, self._fetcher = self.fetch, None, None
        assert fetch is not None
        if not ending.well:
            self.faults[fetch.model] = ending.why(tr("Fetching it"))
        elif not ending.asked:
            self.fetched.emit(fetch.model)
        self._rest()

    def _on_test_told(self, event: dict[str, Any]) -> None:
        self._report = event

    def _on_test_remarked(self, line: str) -> None:
        # The runtime writes there too, what only its maker understands.
        if self.exam is not None and line.startswith(_STAGES):
            self.exam = replace(self.exam, stage=line)
            self.changed.emit()

    def _on_test_ended(self, ending: Ending) -> None:
        exam, self.exam, self._tester = self.exam, None, None
        assert exam is not None
        if not ending.asked:
            self.judged.emit(self._verdict(exam, ending))
        self._rest()

    def _verdict(self, exam: Exam, ending: Ending) -> Verdict:
        if "good" in self._report:
            return verdict_on(self._report)
        return unproved(exam.model, exam.device, ending.why(tr("The self-test")))

    def _rest(self) -> None:
        self.changed.emit()
        if not self.running:
            self.ended.emit()
