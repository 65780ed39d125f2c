"""Photos from the wish to export them to the last one in its folder.

The files are put there by `indexer.export`, behind the door between threads.
"""

from __future__ import annotations

import threading
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from app import wording
from app.background import Lane
from app.language import tr, translated
from app.opening import open_in_program
from app.settings import EXPORT_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.albums.asking import Question
    from app.albums.shelf import Shown
    from app.exporting.form import Chosen, ExportForm, Scope
    from app.questions import Questions
    from app.settings import Settings
    from app.surface import Surface
    from indexer.export import Outcome
    from indexer.records import Photo

#: Photos between two times that somebody hears how many have gone.
_TOLD_EVERY: Final = 5


class ExportErrand(QObject):
    """Asks what to export and how, exports it, and says what has become of it.

    Attributes:
        question: The question that is open, or None.

    Signals:
        failed(Exception): It cannot be done.
        ended(): Nothing is under way any more.
    """

    failed = Signal(object)
    ended = Signal()

    def __init__(self, surface: Surface) -> None:
        super().__init__(surface)
        self._surface = surface
        self._background = surface.background
        self._settings: Settings | None = None
        self._stop: threading.Event | None = None
        self.question: Question | None = None
        surface.foot.export.stopped.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether photos are being exported."""
        return self._stop is not None

    def remember(self, settings: Settings) -> None:
        """Begin where it went last, and remember where it goes."""
        self._settings = settings

    def close(self) -> None:
        """Break off; `ended` tells when nothing is under way any more."""
        if self.question is not None:
            self.question.reject()
        self.stop()

    def stop(self) -> None:
        """Break off after the photo at hand; the same export again goes on."""
        if self._stop is not None:
            self._stop.set()

    def ask(self, scopes: Sequence[Scope]) -> None:
        """Ask where these photos go and how; where there are none, or one is under way, nothing."""
        from app.exporting.form import ExportForm

        scopes = [each for each in scopes if len(each.ids)]
        if self.question is not None:
            self.question.activateWindow()
        if self.running or self.question is not None or not scopes:
            return
        folder = self._settings.get(EXPORT_FOLDER) if self._settings else ""
        form = ExportForm(scopes, folder, self._surface.wearing, self._surface.window())
        self.question = form
        form.answered.connect(self._begin)
        form.finished.connect(self._on_finished)
        form.show()
        self._background.run(
            partial(self._surface.questions.photo, int(scopes[0].ids[0])),
            done=partial(self._show_example, form),
            failed=self.failed.emit,
        )

    def ask_for_album(self, album: Shown) -> None:
        """Ask where the photos of an album go, and how."""
        from app.exporting.form import Scope

        self._background.run(
            partial(_ids_of, self._surface.questions, album),
            done=lambda ids: self.ask([Scope(album.name, ids)]),
            failed=self.failed.emit,
            lane=Lane.SERIAL,
        )

    def _show_example(self, form: ExportForm, photo: Photo | None) -> None:
        if form is self.question:  # Else it was closed before the photo was known.
            form.show_example(photo)

    def _on_finished(self, _how: int) -> None:
        self.question = None

    def _begin(self, chosen: Chosen) -> None:
        if self.question is not None:
            self.question.accept()
        if self._settings is not None:
            self._settings.set(EXPORT_FOLDER, str(chosen.how.folder))
        stop = self._stop = threading.Event()
        self._surface.foot.export.show_progress(0, len(chosen.ids))
        self._background.run(
            partial(_export, self._surface.questions.folder, chosen, stop, self._tell_later),
            done=partial(self._on_done, chosen),
            failed=self._on_failed,
        )

    def _tell_later(self, done: int, total: int) -> None:
        """Called where files are put: let it be shown how many have gone."""
        show = self._surface.foot.export.show_progress
        self._background.pass_on(partial(show, done, total))

    def _on_done(self, chosen: Chosen, outcomes: Sequence[Outcome]) -> None:
        def open_folder() -> None:
            open_in_program(str(chosen.how.folder), self._background, self.failed.emit)

        line = told(chosen, outcomes)
        icon = "done" if outcomes and all(map(_is_there, outcomes)) else "warning"
        if any(map(_is_there, outcomes)):
            offer = tr("Open the folder")
            self._surface.notice.say(line, offer=offer, act=open_folder, icon=icon)
        else:
            self._surface.notice.say(line, icon=icon)
        self._rest()

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self._rest()

    def _rest(self) -> None:
        self._stop = None
        self._surface.foot.export.hide()
        self.ended.emit()


def told(chosen: Chosen, outcomes: Sequence[Outcome]) -> str:
    """Return what has become of the photos, in a sentence or two."""
    from indexer.export import Exported

    became = Counter(each.became for each in outcomes)
    new = became[Exported.COPIED] + became[Exported.LINKED]
    folder = wording.name(str(chosen.how.folder))
    lines = [
        tr(
            "{n} photos went into “{folder}”.",
            "{n} photo went into “{folder}”.",
            new,
            folder=folder,
        )
    ]
    there = became[Exported.THERE]
    if there:
        lines.append(tr("{n} were there already.", "{n} was there already.", there))
    left = [each for each in outcomes if not _is_there(each)]
    if left:
        lines.append(_left_out(left))
    if len(outcomes) < len(chosen.ids):
        lines.append(tr("It was stopped: export the same again, and it goes on."))
    return " ".join(lines)


def _left_out(left: Sequence[Outcome]) -> str:
    return tr(
        "{n} were left out, as {photo}: {reason}.",
        "{n} was left out, as {photo}: {reason}.",
        len(left),
        photo=wording.name(left[0].wanted.photo.path),
        reason=translated(left[0].reason),
    )


def _is_there(outcome: Outcome) -> bool:
    """Whether the photo lies in the folder now."""
    from indexer.export import Exported

    return outcome.became in (Exported.COPIED, Exported.LINKED, Exported.THERE)


def _export(
    folder: Path, chosen: Chosen, stop: threading.Event, tell: Callable[[int, int], None]
) -> list[Outcome]:
    """Put photos into a folder until it is enough; what became of each."""
    from indexer.export import Wanted, export
    from indexer.library import Library

    outcomes: list[Outcome] = []
    with Library.open(folder) as library:
        photos = library.catalog.photos(chosen.ids)
        wanted = [Wanted(photo, rank) for rank, photo in enumerate(photos, start=1)]
        for outcome in export(library, wanted, chosen.how):
            outcomes.append(outcome)
            if len(outcomes) % _TOLD_EVERY == 0:
                tell(len(outcomes), len(wanted))
            if stop.is_set():
                break
    return outcomes


def _ids_of(questions: Questions, album: Shown) -> list[int]:
    from indexer.search import request_of

    found = questions.searcher().answer(request_of(album.album))
    return [int(each) for each in found.ids]
