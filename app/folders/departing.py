"""A folder from the wish to be rid of it to the moment when it is out of the library.

The process that writes the library lets it go: our own child where one is at work, else one that is
sent for this alone. A copy of the library is kept before, and no file is touched. What its photos
were given is remembered: who undoes it, by its button or in its turn by the key, has the folder
read again, and all of that given back.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app import wording
from app.albums.asking import Question
from app.errands import Ending, Errand
from app.going import before_they_go
from app.indexing import Departure, Phase
from app.language import tr
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from app.going import Step
    from app.keeping import Keeping
    from app.ledger import Ledger
    from app.questions import Questions
    from app.surface import Surface
    from indexer.records import Root


class Departing(QObject):
    """Asks whether a folder may leave, has it leave, and says what became of it.

    Attributes:
        question: The question that is open, or None.

    Signals:
        left(Step): A folder is out of the library, and could be read again.
        undone(Step): Such a one shall be.
        failed(Exception): It could not leave.
        ended(): No folder is on its way out any more.
    """

    left = Signal(object)
    undone = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, surface: Surface, keeping: Keeping, ledger: Ledger) -> None:
        super().__init__(surface)
        self._surface = surface
        self._keeping = keeping
        self._receipt, self._editing = ledger.receipt, ledger.editing
        #: The folders that shall leave, in their order, and what their photos were given.
        self._given: dict[str, Step] = {}
        #: Those that are not here, and could not be read again.
        self._absent: set[str] = set()
        #: What was said of those that have left, and is true until they are had back.
        self._lines: dict[str, str] = {}
        self._errand: Errand | None = None
        self._closed = False
        self.question: Question | None = None
        keeping.indexing.left.connect(self._on_left)
        keeping.indexing.stayed.connect(self._on_stayed)
        # The next child may begin in this very moment: it is told first.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._set_out)
        keeping.indexing.ended.connect(self._soon.start)

    @property
    def running(self) -> bool:
        """Whether somebody was sent who is not back yet."""
        return self._errand is not None

    def ask(self, root: Root, away: str = "") -> None:
        """Ask whether a folder may leave; `away` is what there is to say where it is not here."""
        if self.question is not None or root.path in self._given:
            return
        title = tr("Take “{folder}” out of the library?", folder=wording.name(root.path))
        words = title, _sentence(root, away), tr("Take out")
        self.question = Question(*words, self._surface.wearing, self._surface.window())
        self.question.be_careful()
        (self._absent.add if away else self._absent.discard)(root.path)
        self.question.answered.connect(lambda _yes: self._go(root.path))
        self.question.finished.connect(self._on_closed)
        self.question.open()

    def close(self) -> None:
        """Send nobody any more; `ended` tells when who was sent is back."""
        self._closed = True
        if self.question is not None:
            self.question.reject()

    def _on_closed(self, _how: int) -> None:
        self.question = None

    def _go(self, folder: str) -> None:
        if self.question is not None:
            self.question.accept()
        line = _going(folder)
        self._receipt.say(line)
        # After the edits that were asked for before.
        self._editing.follow(
            partial(_given_in, self._surface.questions, folder),
            done=partial(self._on_remembered, folder),
            doing=line,
        )

    def _on_remembered(self, folder: str, given: Step) -> None:
        self._given[folder] = given
        # A receipt is gone after a while, and of 100,000 photos a copy is kept first.
        self._surface.foot.doing.say(folder, _going(folder))
        self._set_out([folder])

    def _set_out(self, folders: Iterable[str] | None = None) -> None:
        """Have who writes the library let folders go: these, or all that have not gone yet."""
        indexing = self._keeping.indexing
        if indexing.running and indexing.ingest.phase is not Phase.STOPPING:
            for each in self._given if folders is None else folders:
                indexing.leave(each)
        elif self._given and not (indexing.running or self._errand or self._closed):
            self._send(next(iter(self._given)))

    def _send(self, folder: str) -> None:
        words = [*self._keeping.indexing.words, "index", folder, "--leave"]
        self._errand = errand = Errand(words, self)
        errand.told.connect(self._on_told)
        errand.ended.connect(partial(self._on_errand_ended, folder))
        errand.begin()

    def _on_told(self, event: dict[str, Any]) -> None:
        if "folder" in event:
            self._on_left(Departure.told(event))

    def _on_errand_ended(self, folder: str, ending: Ending) -> None:
        self._errand = None
        if folder in self._given:
            self._on_stayed(folder)
            self.failed.emit(LibraryError(ending.why(tr("Taking the folder out"))))
        self.ended.emit()
        self._set_out()

    def _on_stayed(self, folder: str) -> None:
        self._given.pop(folder, None)
        self._surface.foot.doing.say(folder, "")
        self._receipt.hide()

    def _on_left(self, departure: Departure) -> None:
        step = self._given.pop(departure.folder, None)
        self._on_stayed(departure.folder)
        self._keeping.look()
        line = tr(
            "“{folder}” has left the library with {n} photos; no file was touched. A copy of the "
            "library as it was is kept: {backup}.",
            "“{folder}” has left the library with {n} photo; no file was touched. A copy of the "
            "library as it was is kept: {backup}.",
            departure.photos,
            folder=wording.name(departure.folder),
            backup=departure.backup,
        )
        undo = None
        if step is not None and departure.folder not in self._absent:
            undo = partial(self.undone.emit, step)
            self.left.emit(step)
        self._lines[departure.folder] = line
        self._surface.notice.say(line, offer=tr("Undo"), act=undo, icon="done")

    def on_had_back(self, step: Step) -> None:
        """Say no more that a folder has left."""
        self._surface.notice.unsay(self._lines.pop(step.folder, ""))


def _going(folder: str) -> str:
    return tr("Taking “{folder}” out of the library…", folder=wording.name(folder))


def _given_in(questions: Questions, folder: str) -> Step:
    """Return what the owner of the photos of a folder gave them, for those that were given any."""
    from indexer.keepsakes import Keepsake

    catalog = questions.library().catalog
    step = before_they_go(catalog, catalog.ids_below(folder).tolist())
    given = tuple(each for each in step.keepsakes if each != Keepsake(each.path))
    return replace(step, keepsakes=given, folder=folder)


def _sentence(root: Root, away: str) -> str:
    """Return what stays and what goes."""
    stays = tr(
        "Its {n} photos stay on disk, untouched, but are found and shown here no longer.",
        "Its {n} photo stays on disk, untouched, but is found and shown here no longer.",
        root.photos,
    )
    given = tr(
        "The tags, stars and albums that you gave them are remembered for a year: should they come "
        "back, they have them again.",
        "The tags, stars and albums that you gave it are remembered for a year: should it come "
        "back, it has them again.",
        root.photos,
    )
    if away:
        back = tr("{absence}: its files stay as they are.", absence=away)
    else:
        back = tr("Undo takes the folder in again as long as this window is open.")
    kept = tr("A copy of the library as it is now is kept before.")
    return " ".join(filter(None, (*((stays, given) if root.photos else ()), back, kept)))
