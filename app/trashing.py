"""Photos from the wish to be rid of them to the system's trash, and back again.

The files are moved by `indexer.removal`, behind the door between threads. Where the system lets
nobody take a file out of its trash but its owner, no undo is offered.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from app import wording
from app.albums.asking import Question
from app.language import tr
from indexer.removal import bring_files_back, give_back, keepsakes_of, remove
from indexer.trash import CAN_BRING_BACK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction

    from app.actions import Actions
    from app.chosen import Chosen
    from app.keeping import Keeping
    from app.ledger import Ledger
    from app.questions import Questions
    from app.surface import Surface
    from indexer.duplicates.discarding import Outcome
    from indexer.removal import Keepsake


class Trashing(QObject):
    """Asks whether photos shall go, moves them, and brings them back.

    Attributes:
        question: The question that is open, or None.

    Signals:
        moved(list of int): These photos are in the trash now.
        failed(Exception): The library cannot be read or written.
    """

    moved = Signal(object)
    failed = Signal(object)

    def __init__(self, surface: Surface, chosen: Chosen, ledger: Ledger, keeping: Keeping) -> None:
        super().__init__(surface)
        self._surface = surface
        self._chosen = chosen
        self._ledger = ledger
        self._keeping = keeping
        self._stop = threading.Event()
        self._last: list[Keepsake] = []
        self._awaited: list[Keepsake] = []
        self.question: Question | None = None
        keeping.changed.connect(lambda _anew: self._give_back())
        ledger.editing.made.connect(lambda _edit: self._last.clear())

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what the deeds do, by their names."""
        return {"trash": partial(self._chosen.all, self.ask), "undo": self.undo}

    def follow(self, actions: Actions) -> None:
        """Take the key Del wherever it does not take photos out of an album."""
        leaving = actions["remove-from-album"]
        leaving.changed.connect(partial(_share_key, leaving, actions["trash"]))
        _share_key(leaving, actions["trash"])

    def ask(self, photo_ids: Sequence[int]) -> None:
        """Ask whether photos shall go."""
        if self.question is not None:
            return
        count = len(photo_ids)
        asked = tr("Move {n} photos to the trash?", "Move {n} photo to the trash?", count)
        words = asked, _sentence(count), tr("Move to the trash")
        self.question = Question(*words, self._surface.wearing, self._surface.window())
        self.question.answered.connect(lambda _yes: self._move(photo_ids))
        self.question.finished.connect(self._on_closed)
        self.question.open()

    def close(self) -> None:
        """Move no more."""
        self._stop.set()
        if self.question is not None:
            self.question.reject()

    def undo(self) -> None:
        """Bring back what was thrown away last, or take back what was done since."""
        if self._last and CAN_BRING_BACK:
            self.bring_back(self._last)
        else:
            self._ledger.undo()

    def bring_back(self, keepsakes: Sequence[Keepsake]) -> None:
        """Bring photos back from the trash; what they had is given back when they are read."""
        back = list(keepsakes)
        self._last = []
        self._surface.background.run(
            partial(bring_files_back, [each.path for each in back]),
            done=partial(self._on_back, back),
            failed=self.failed.emit,
        )

    def _on_closed(self, _how: int) -> None:
        self.question = None

    def _move(self, photo_ids: Sequence[int]) -> None:
        if self.question is not None:
            self.question.accept()
        self._surface.background.run(
            partial(_remove, self._surface.questions, photo_ids, self._stop),
            done=self._on_moved,
            failed=self.failed.emit,
        )

    def _on_moved(self, came: tuple[list[Outcome], list[Keepsake]]) -> None:
        outcomes, keepsakes = came
        gone = [each.photo_id for each in outcomes if each.moved]
        self._last = keepsakes
        undo = partial(self.bring_back, keepsakes) if keepsakes and CAN_BRING_BACK else None
        self._ledger.receipt.say(_told(outcomes), offer=tr("Undo"), act=undo)
        if gone:
            self.moved.emit(gone)
            self._chosen.go_on_without(set(gone))
            self._surface.duplicates.groups.take_out(set(gone))
            self._keeping.look()

    def _on_back(self, keepsakes: Sequence[Keepsake], left: Sequence[tuple[str, str]]) -> None:
        stay = {path for path, _ in left}
        self._awaited += [each for each in keepsakes if each.path not in stay]
        count = len(keepsakes) - len(left)
        line = tr(
            "{n} photos came back from the trash.", "{n} photo came back from the trash.", count
        )
        if left:
            name, reason = wording.name(left[0][0]), left[0][1]
            line += " " + tr("{photo} did not: {reason}", photo=name, reason=reason)
        self._ledger.receipt.say(line)
        self._keeping.go_on()
        self._give_back()

    def _give_back(self) -> None:
        if self._awaited:
            self._ledger.editing.follow(self._give)

    def _give(self) -> None:
        """On a background thread: give back what those had that the library knows again."""
        self._awaited = give_back(self._surface.questions.library(), self._awaited)


def _share_key(leaving: QAction, trash: QAction) -> None:
    keys = ("Ctrl+Del",) if leaving.isVisible() else ("Del", "Ctrl+Del")
    trash.setShortcuts([QKeySequence(each) for each in keys])


def _remove(
    questions: Questions, photo_ids: Sequence[int], stop: threading.Event
) -> tuple[list[Outcome], list[Keepsake]]:
    """Move photos until it is enough; what became of each, and what those had that are gone."""
    library = questions.library()
    kept = keepsakes_of(library.catalog, photo_ids)
    outcomes: list[Outcome] = []
    for outcome in remove(library, photo_ids):
        outcomes.append(outcome)
        if stop.is_set():
            break
    gone = {each.path for each in outcomes if each.moved}
    return outcomes, [each for each in kept if each.path in gone]


def _sentence(count: int) -> str:
    if CAN_BRING_BACK:
        return tr(
            "Their files go to the trash of your system. Undo brings all back, stars and tags too.",
            "Its file goes to the trash of your system. Undo brings all back, stars and tags too.",
            count,
        )
    return tr(
        "Their files go to the trash of your system, where you can take them back. The stars, tags "
        "and albums that you gave them here are forgotten.",
        "Its file goes to the trash of your system, where you can take it back. The stars, tags "
        "and albums that you gave it here are forgotten.",
        count,
    )


def _told(outcomes: Sequence[Outcome]) -> str:
    """Return what has become of the photos, in a sentence or two."""
    moved = [each for each in outcomes if each.moved]
    left = [each for each in outcomes if not each.moved]
    told = tr("{n} photos went to the trash.", "{n} photo went to the trash.", len(moved))
    if not left:
        return told
    name, reason = wording.name(left[0].path), left[0].reason
    first = tr("{photo} was left where it is: {reason}", photo=name, reason=reason)
    return first if not moved else f"{told} {first}"
