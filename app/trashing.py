"""Photos from the wish to be rid of them to the system's trash, and back again.

The files are moved by `indexer.removal`, behind the door between threads. Undo goes back through
all that was done in its order: edits, photos that went to the trash, folders that left the library.
Where the system lets nobody take a file out of its trash but its owner, it says so in its turn.
"""

from __future__ import annotations

import time
from bisect import insort
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from app import wording
from app.albums.asking import Question
from app.going import bring_back_until, remove_until
from app.language import tr, translated
from app.underway import Underway
from indexer.trash import CAN_BRING_BACK, WAY_BACK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction

    from app.actions import Actions
    from app.chosen import Chosen
    from app.going import Step
    from app.keeping import Keeping
    from app.ledger import Ledger
    from app.surface import Surface
    from app.underway import Deed
    from indexer.duplicates.discarding import Outcome
    from indexer.keepsakes import Keepsake

#: Photos of which somebody may still know which they are; of more than these Return keeps all.
MANY: Final = 10
#: Times that photos went, which undo knows at most: as many as edits.
_MOST_STEPS: Final = 200
#: How long after their files photos may take to be noticed; then they are being read, or never.
_SECONDS_TO_COME: Final = 30.0


class Trashing(QObject):
    """Asks whether photos shall go, moves them, and brings them back.

    Attributes:
        question: The question that is open, or None.

    Signals:
        moved(list of int): These photos are in the trash now.
        had_back(Step): A folder that left is to be read again.
        failed(Exception): The library cannot be read or written.
    """

    moved = Signal(object)
    had_back = Signal(object)
    failed = Signal(object)

    def __init__(self, surface: Surface, chosen: Chosen, ledger: Ledger, keeping: Keeping) -> None:
        super().__init__(surface)
        self._surface = surface
        self._chosen = chosen
        self._ledger = ledger
        self._keeping = keeping
        foot, background = surface.foot, surface.background
        #: What is on its way out, and what is on its way back.
        self._moving = Underway(foot.trash, background, few=MANY)
        self._bringing = Underway(foot.back, background, few=MANY)
        self._steps: list[Step] = []
        self._awaited: list[Keepsake] = []
        #: Those of them that do not come from the trash.
        self._elsewhere: set[Keepsake] = set()
        #: Until when photos are waited for after the last bringing back.
        self._until = 0.0
        #: What was still in the trash when somebody had enough of bringing photos back.
        self._kept: Step | None = None
        #: Photos that are there again of those that are awaited together.
        self._came = 0
        self.question: Question | None = None
        keeping.changed.connect(lambda _anew: self._give_back())

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
        if len(photo_ids) > MANY or not CAN_BRING_BACK:
            self.question.be_careful()
        self.question.answered.connect(lambda _yes: self._move(photo_ids))
        self.question.finished.connect(self._on_closed)
        self.question.open()

    def close(self) -> None:
        """Move no more, in neither direction."""
        self._moving.stop()
        self._bringing.stop()
        if self.question is not None:
            self.question.reject()

    def undo(self) -> None:
        """Take back what was done last: an edit, or photos that went."""
        if self._come_back:
            # An edit of theirs that is undone now would be given back with them.
            self._ledger.receipt.say(tr("Photos are still coming back. Undo again in a moment."))
        elif self._steps:
            last = self._steps[-1]
            back = partial(self._take_back, last)
            self._ledger.editing.undo(since=last.since, otherwise=back)
        else:
            self._ledger.editing.undo()

    def take_note(self, step: Step) -> None:
        """Know that photos went, so that undo can bring them back in its turn."""
        self._steps = [*self._steps, step][-_MOST_STEPS:]
        if not (step.folder or CAN_BRING_BACK):
            self._awaited += step.keepsakes  # Their owner may bring them back.
        self._keeping.look()

    def have_back(self, step: Step) -> None:
        """Have a folder read again; its photos are given what they had as soon as they are there.

        That may take long, and some may not be there any more: undo does not wait for them.
        """
        if step in self._steps:
            self._steps.remove(step)
            self._awaited += step.keepsakes
            self._elsewhere.update(step.keepsakes)
            self._keeping.add_folders([step.folder])
            self.had_back.emit(step)

    @property
    def _from_trash(self) -> bool:
        """Whether photos from the trash are awaited."""
        return any(each not in self._elsewhere for each in self._awaited)

    @property
    def _come_back(self) -> bool:
        """Whether photos are on their way; one that never comes, not for long."""
        being_read = self._keeping.indexing.ingest.phase.busy or time.monotonic() < self._until
        return bool(self._bringing) or (CAN_BRING_BACK and being_read and self._from_trash)

    def _take_back(self, step: Step) -> None:
        if step not in self._steps:
            self.undo()  # Its button was quicker.
        elif step.folder:
            self.have_back(step)
        elif CAN_BRING_BACK:
            self.bring_back(step)
        else:
            self._steps.remove(step)
            self._ledger.receipt.say(
                tr("First the photos have to come back from the trash.")
                + f" {translated(WAY_BACK)}"
            )

    def bring_back(self, step: Step) -> None:
        """Bring photos back from the trash; what they had is given back when they are read."""
        if step not in self._steps:
            return
        self._steps.remove(step)
        self._came = 0
        count = len(step.keepsakes)
        deed = self._bringing.begin(count)
        coming = tr(
            "Bringing {n} photos back from the trash…",
            "Bringing {n} photo back from the trash…",
            count,
        )
        self._ledger.receipt.say(coming)
        tell = partial(self._bringing.tell, deed)
        self._surface.background.run(
            partial(bring_back_until, [each.path for each in step.keepsakes], deed.enough, tell),
            done=partial(self._on_back, deed, step),
            failed=partial(self._on_failed, self._bringing, deed),
        )

    def _on_closed(self, _how: int) -> None:
        self.question = None

    def _move(self, photo_ids: Sequence[int]) -> None:
        if self.question is not None:
            self.question.accept()
        deed = self._moving.begin(len(photo_ids))
        tell = partial(self._moving.tell, deed)
        self._surface.background.run(
            partial(remove_until, self._surface.questions, photo_ids, deed.enough, tell),
            done=partial(self._on_moved, deed),
            failed=partial(self._on_failed, self._moving, deed),
        )

    def _on_failed(self, underway: Underway, deed: Deed, error: Exception) -> None:
        underway.end(deed)
        self.failed.emit(error)

    def _on_moved(self, deed: Deed, came: tuple[list[Outcome], Step, bool]) -> None:
        outcomes, step, stopped = came
        self._moving.end(deed)
        gone = [each.photo_id for each in outcomes if each.moved]
        undo = partial(self.bring_back, step) if gone and CAN_BRING_BACK else None
        told = _told(outcomes)
        if stopped:
            told += " " + tr("Then it was stopped.")
        self._ledger.receipt.say(told, offer=tr("Undo"), act=undo)
        if gone:
            self.take_note(step)
            self.moved.emit(gone)
            self._chosen.go_on_without(set(gone))
            self._surface.duplicates.groups.take_out(set(gone))

    def _on_back(self, deed: Deed, step: Step, became: Sequence[tuple[str, str]]) -> None:
        self._bringing.end(deed)
        self._until = time.monotonic() + _SECONDS_TO_COME
        tried, kept = step.keepsakes[: len(became)], step.keepsakes[len(became) :]
        left = [(path, reason) for path, reason in became if reason]
        stay = {path for path, _ in left}
        self._awaited += [each for each in tried if each.path not in stay]
        if kept:
            self._kept = replace(step, keepsakes=kept)
            insort(self._steps, self._kept, key=lambda each: each.since)
            self._say_of_trash()
        if left:
            name, reason = wording.name(left[0][0]), left[0][1]
            stays = tr("{photo} did not come back: {reason}", photo=name, reason=reason)
            self._ledger.receipt.say(stays)
        self._keeping.go_on()
        self._give_back()

    def _give_back(self) -> None:
        if self._awaited:
            from indexer.removal import give_back

            due = tuple(self._awaited)
            library = self._surface.questions.library
            self._ledger.editing.follow(
                lambda: give_back(library(), due),
                done=partial(self._on_given_back, due),
                doing=tr("Giving photos back what they had…"),
            )

    def _on_given_back(self, due: Sequence[Keepsake], waiting: Sequence[Keepsake]) -> None:
        done = set(due) - set(waiting)
        self._awaited = [each for each in self._awaited if each not in done]
        from_trash = done - self._elsewhere
        self._elsewhere -= done
        if from_trash:
            self._came += len(from_trash)
            came = tr(
                "{n} photos came back from the trash.",
                "{n} photo came back from the trash.",
                self._came,
            )
            self._say_of_trash(came)
        self._came = self._came if self._from_trash else 0

    def _say_of_trash(self, came: str = "") -> None:
        """Say what came back, and what somebody has left in the trash, with the way to it."""
        kept = self._kept if self._kept in self._steps else None
        if kept is None:
            self._ledger.receipt.say(came)
            return
        still = tr(
            "{n} photos are still in the trash.",
            "{n} photo is still in the trash.",
            len(kept.keepsakes),
        )
        act = partial(self.bring_back, kept)
        self._ledger.receipt.say(f"{came} {still}".strip(), offer=tr("Bring back"), act=act)


def _share_key(leaving: QAction, trash: QAction) -> None:
    keys = ("Ctrl+Del",) if leaving.isVisible() else ("Del", "Ctrl+Del")
    trash.setShortcuts([QKeySequence(each) for each in keys])


def _sentence(count: int) -> str:
    if not WAY_BACK:
        return tr(
            "Their files go to the trash of your system. Undo brings all back, stars and tags too.",
            "Its file goes to the trash of your system. Undo brings all back, stars and tags too.",
            count,
        )
    return tr(
        "Their files go to the trash of your system, out of which Shoebox cannot take them. "
        "{way_back} Stars, tags and albums come back with them as long as this window is open.",
        "Its file goes to the trash of your system, out of which Shoebox cannot take it. "
        "{way_back} Stars, tags and albums come back with it as long as this window is open.",
        count,
        way_back=translated(WAY_BACK),
    )


def _told(outcomes: Sequence[Outcome]) -> str:
    """Return what has become of the photos, in a sentence or two."""
    moved = [each for each in outcomes if each.moved]
    left = [each for each in outcomes if not each.moved]
    told = tr("{n} photos went to the trash.", "{n} photo went to the trash.", len(moved))
    if moved and WAY_BACK:
        told += f" {translated(WAY_BACK)}"
    if not left:
        return told
    name, reason = wording.name(left[0].path), translated(left[0].reason)
    first = tr("{photo} was left where it is: {reason}", photo=name, reason=reason)
    return first if not moved else f"{told} {first}"
