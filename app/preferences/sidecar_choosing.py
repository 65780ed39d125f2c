"""What happens when something about sidecars is set, and when they are written from there.

They are written by `indexer.sidecars`, behind the door between threads.
"""

from __future__ import annotations

import threading
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from app import wording
from app.background import Background, Lane, Newest
from app.language import tr, translated
from app.preferences.sidecars import Holding
from indexer.errors import LibraryError
from indexer.sidecars import Mode, Writing, choose, mode_of, tags_of, waiting, write_pending

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.preferences.sidecars import SidecarsCard
    from app.progress import Progress
    from app.questions import Questions
    from indexer.sidecars import Tags

#: Photos between two times that somebody hears how many have gone.
_TOLD_EVERY: Final = 10


class SidecarChoosing(QObject):
    """Does what the card asks for.

    Attributes:
        running: Whether sidecars are being written.

    Signals:
        progressed(int, int): So many of all photos have been gone through.
        failed(Exception): Something went wrong that is no fault of what was pressed.
        ended(): Nothing is under way any more.
    """

    progressed = Signal(int, int)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, card: SidecarsCard, questions: Questions, background: Background) -> None:
        super().__init__(card)
        self._card, self._questions, self._background = card, questions, background
        self._looks = Newest(background, Lane.FREE)
        self._holding = Holding()
        self._stop: threading.Event | None = None
        card.timed.connect(lambda mode: self._choose(mode=mode))
        card.tagged.connect(lambda tags: self._choose(tags=tags))
        card.wanted.connect(self.write)
        card.stopped.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether sidecars are being written."""
        return self._stop is not None

    def follow(self, progress: Progress) -> None:
        """Show there how far it has come, and stop when it is stopped there."""
        self.progressed.connect(progress.show_progress)
        self.ended.connect(progress.hide)
        progress.stopped.connect(self.stop)

    def look(self) -> None:
        """Look what holds now, and how many wait."""
        self._looks.ask(partial(_holding, self._questions), done=self._take, failed=self._on_unseen)

    def write(self) -> None:
        """Write what waits; where that is under way already, nothing."""
        if self.running:
            return
        stop = self._stop = threading.Event()
        self._card.show_result("")
        self._card.show_writing(True)
        self._background.run(
            partial(_write, self._questions, stop, self._tell_later),
            done=partial(self._on_written, stop),
            failed=self._on_unwritten,
        )

    def stop(self) -> None:
        """Break off after the sidecar at hand; `ended` tells when nothing is under way."""
        if self._stop is not None:
            self._stop.set()

    def _choose(self, *, mode: Mode | None = None, tags: Tags | None = None) -> None:
        self._card.show_result("")
        self._background.run(
            partial(_choose, self._questions, mode, tags),
            done=self._on_chosen,
            failed=self._on_unchosen,
        )

    def _on_chosen(self, mode: Mode) -> None:
        self.look()
        if mode is Mode.ALWAYS:  # Nobody has to say it twice.
            self.write()
        elif mode is Mode.NEVER:
            self.stop()

    def _on_unchosen(self, error: Exception) -> None:
        self._card.show_holding(self._holding)
        self._complain(error)

    def _take(self, holding: Holding) -> None:
        self._holding = holding
        self._card.show_holding(holding)

    def _on_unseen(self, error: Exception) -> None:
        # That there is no library yet is told by the page; who chooses something is told why not.
        if not isinstance(error, LibraryError):
            self.failed.emit(error)

    def _tell_later(self, done: int, total: int) -> None:
        """Called where they are written: let it be shown how far it is."""
        self._background.pass_on(partial(self._tell, done, total))

    def _tell(self, done: int, total: int) -> None:
        if self.running:
            self.progressed.emit(done, total)

    def _on_written(self, stop: threading.Event, writing: Writing) -> None:
        faults = [
            wording.unwritten(each.folder, each.photos, each.reason) for each in writing.failures
        ]
        self._card.show_result(told(writing, stopped=stop.is_set()), faults)
        self._rest()

    def _on_unwritten(self, error: Exception) -> None:
        self._complain(error)
        self._rest()

    def _complain(self, error: Exception) -> None:
        if isinstance(error, LibraryError):
            self._card.show_result("", [translated(error)])
        else:
            self.failed.emit(error)

    def _rest(self) -> None:
        self._stop = None
        self._card.show_writing(False)
        self.look()
        self.ended.emit()


def told(writing: Writing, *, stopped: bool) -> str:
    """Return what has come of it, in a sentence or two."""
    written = writing.written
    if stopped and writing.done < writing.total:
        return tr(
            "{n} sidecars written, then it was stopped.",
            "{n} sidecar written, then it was stopped.",
            written,
        )
    if writing.failed:
        return tr(
            "{n} sidecars written, {failed} not.",
            "{n} sidecar written, {failed} not.",
            written,
            failed=wording.number(writing.failed),
        )
    if not written:
        return tr("All sidecars say already what they shall.")
    return tr("{n} sidecars written.", "{n} sidecar written.", written)


def _holding(questions: Questions) -> Holding:
    """Look what holds in the library."""
    library = questions.library()
    catalog = library.catalog
    return Holding(mode_of(catalog), tags_of(catalog), len(waiting(library)))


def _choose(questions: Questions, mode: Mode | None, tags: Tags | None) -> Mode:
    """Keep what was chosen; when sidecars are written by now."""
    with questions.library().small_edit() as catalog:
        choose(catalog, mode=mode, tags=tags)
        return mode_of(catalog)


def _write(
    questions: Questions, stop: threading.Event, tell: Callable[[int, int], None]
) -> Writing:
    """Write what waits until it is enough; how far it came."""
    last = Writing()
    with closing(write_pending(questions.library())) as steps:
        for last in steps:
            if last.done % _TOLD_EVERY == 0:
                tell(last.done, last.total)
            if stop.is_set():
                break
    return last
