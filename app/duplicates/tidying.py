"""Duplicates from the wish to see them to the last one in the trash.

Brings together the page, the errand that looks and the question that is asked; the photos are moved
by `indexer.duplicates.discarding`, behind the door between threads, which proves each right first.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from app import wording
from app.duplicates.confirming import Confirmation
from app.duplicates.finding import Finding
from app.going import before_they_go, only_gone
from app.language import tr, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.background import Background
    from app.duplicates.page import DuplicatesPage
    from app.duplicates.plan import Leaving, Sum
    from app.going import Step
    from app.theme import Theme
    from indexer.duplicates.discarding import Outcome

#: Photos between two times that somebody hears how many have gone.
_TOLD_EVERY: Final = 10


class Tidying(QObject):
    """Looks for duplicates, and lets go of those that their owner has chosen.

    Attributes:
        finding: The errand that looks.
        question: The question that is open, or None.

    Signals:
        said(str): What has come of it, in one sentence.
        moved(Step): Photos went to the trash: the library has changed.
        failed(Exception): The library cannot be read.
        ended(): Nothing is under way any more.
    """

    said = Signal(str, str)
    moved = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(
        self,
        page: DuplicatesPage,
        background: Background,
        wearing: Theme,
        library: Path,
        words: Callable[[], list[str]],
    ) -> None:
        """Serve a page; `words` tell the command line of the library in `library`."""
        super().__init__(page)
        self._page = page
        self._background = background
        self._library = library
        self._wearing = wearing
        self._moving: threading.Event | None = None
        self.finding = Finding(words, self)
        self.question: Confirmation | None = None
        page.wanted.connect(self.finding.begin)
        page.stopped.connect(self._stop)
        page.discard_wanted.connect(self._ask)
        self.finding.begun.connect(page.groups.clear)
        self.finding.found.connect(page.groups.add)
        self.finding.changed.connect(lambda: page.show_search(self.finding.search))
        self.finding.ended.connect(self._rest)

    @property
    def running(self) -> bool:
        """Whether anything is under way."""
        return self.finding.running or self._moving is not None

    def open(self) -> None:
        """Let the page be seen: where nobody has looked yet, look."""
        search = self.finding.search
        if not (self.running or search.finished or self._page.groups.count()):
            self.finding.begin()

    def close(self) -> None:
        """Break all off; `ended` tells when nothing is left."""
        if self.question is not None:
            self.question.reject()
        self._stop()

    def _stop(self) -> None:
        self.finding.call_off()
        if self._moving is not None:
            self._moving.set()

    def _ask(self) -> None:
        coming = self._page.groups.sum()
        if self.question is not None or self.running or not coming.leaving:
            return
        self.question = Confirmation(coming, self._wearing, self._page.window())
        self.question.accepted.connect(partial(self._move, coming))
        self.question.finished.connect(self._on_answered)
        self.question.open()

    def _on_answered(self, _how: int) -> None:
        self.question = None
        self._page.view.setFocus()

    def _move(self, coming: Sum) -> None:
        stop = self._moving = threading.Event()
        total = len(coming.leaving)
        self._page.show_moving(0, total)
        self._background.run(
            partial(_discard, self._library, coming.leaving, stop, self._tell_later),
            done=self._on_moved,
            failed=self._on_failed,
        )

    def _tell_later(self, done: int, total: int) -> None:
        """Called where photos are moved: let it be shown how many have gone."""
        self._background.pass_on(partial(self._page.show_moving, done, total))

    def _on_moved(self, came: tuple[list[Outcome], Step]) -> None:
        outcomes, step = came
        self._moving = None
        gone = {each.photo_id for each in outcomes if each.moved}
        self._page.groups.take_out(gone)
        self._page.show_search(self.finding.search)
        all_gone = all(each.moved for each in outcomes)
        self.said.emit(_told(outcomes), "done" if all_gone else "warning")
        if gone:
            self.moved.emit(step)
        self._rest()

    def _on_failed(self, error: Exception) -> None:
        self._moving = None
        self._page.show_search(self.finding.search)
        self.failed.emit(error)
        self._rest()

    def _rest(self) -> None:
        if not self.running:
            self.ended.emit()


def _discard(
    folder: Path,
    leaving: Sequence[Leaving],
    stop: threading.Event,
    tell: Callable[[int, int], None],
) -> tuple[list[Outcome], Step]:
    """Move photos to the trash until it is enough; what became of each, and how to undo it."""
    from indexer.duplicates.discarding import Discard, discard
    from indexer.library import Library

    asked = (Discard(each.photo.photo_id, each.kept.photo_id) for each in leaving)
    outcomes: list[Outcome] = []
    with Library.open(folder) as library:
        before = before_they_go(library.catalog, [each.photo.photo_id for each in leaving])
        for outcome in discard(library, asked):
            outcomes.append(outcome)
            if len(outcomes) % _TOLD_EVERY == 0:
                tell(len(outcomes), len(leaving))
            if stop.is_set():
                break
    return outcomes, only_gone(before, outcomes)


def _told(outcomes: Sequence[Outcome]) -> str:
    """Return what has become of the photos, in one sentence or two."""
    moved = [each for each in outcomes if each.moved]
    left = [each for each in outcomes if not each.moved]
    size = wording.size(sum(each.size for each in moved))
    told = tr(
        "{n} photos went to the trash, {size}.",
        "{n} photo went to the trash, {size}.",
        len(moved),
        size=size,
    )
    if not left:
        return told
    reason = translated(left[0].reason)
    first = f"{wording.name(left[0].path)}: {reason}" if left[0].path else reason
    stayed = tr("{n} were left where they are.", "One was left where it is.", len(left))
    return f"{told} {stayed} {first}"
