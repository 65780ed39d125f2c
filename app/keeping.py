"""Keeps the library up to date while the window is open: which folders, when, and what has changed.

The child process itself belongs to `indexing`, the looking for changes to `pulse`, the waiting
for another window's child to `succession`.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.indexing import Indexing, Ingest, Phase
from app.pulse import Pulse
from app.succession import Succession
from indexer.catalog.stored_text import is_inside
from indexer.library import LibraryInUseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.asked import Overview
    from app.background import Background
    from app.questions import Questions

#: Phases in which nothing is on its way into the library.
_SETTLED = (Phase.UP_TO_DATE, Phase.PAUSED, Phase.OFF, Phase.FAILED, Phase.ELSEWHERE)
#: Phases in which a child hears nothing, or will not do it any more.
_DEAF = (Phase.OFF, Phase.STARTING, Phase.STOPPING, Phase.FAILED, Phase.ELSEWHERE)


class Keeping(QObject):
    """Decides when the library is filled, and tells what has become of it.

    Signals:
        overviewed(Overview or None): What is in the library now; None while there is none.
        changed(bool): Photos came, changed or went, or their previews are all there now; True
            where known photos were found with other content.
        tagged(): Photos have other tags than before; somebody beside us may have said so.
        model_changed(): Another model answers searches from now on, or another device.
        unseen(Exception): The library cannot be looked at, until it is `overviewed` again.
        failed(Exception): Something that it was asked to do cannot be done.
    """

    overviewed = Signal(object)
    changed = Signal(bool)
    tagged = Signal()
    model_changed = Signal()
    unseen = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        questions: Questions,
        background: Background,
        indexing: Indexing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.indexing = indexing
        self._questions, self._background = questions, background
        self.overview: Overview | None = None
        self._pulse = Pulse(questions, background, self)
        self._succession = Succession(questions.folder, background, self)
        self._looked = False
        # The folders that the library has not come to know yet, and those that the child is to be
        # told of as soon as it listens.
        self._asked: list[str] = []
        self._untold: list[str] = []
        self._phase = indexing.ingest.phase
        self._settled = False
        self._renewal = 0
        self._pulse.felt.connect(self._on_felt)
        self._pulse.failed.connect(self.unseen)
        indexing.changed.connect(self._on_ingest)
        indexing.switched.connect(self._pulse.feel)
        self._succession.vacant.connect(self.go_on)

    def begin(self, folders: Sequence[str] = ()) -> None:
        """Look at the library, then follow its folders and these."""
        self._ask(folders)
        self._pulse.start()

    def close(self) -> None:
        """Look no more, and end the child; `indexing.ended` tells when it is gone."""
        if self.indexing.closed:
            return
        self.indexing.changed.disconnect(self._on_ingest)
        self._pulse.stop()
        self._succession.stop()
        self.indexing.close()

    def add_folders(self, folders: Sequence[str]) -> None:
        """Follow folders from now on, beside those that the library follows already.

        A child that ends before it has heard of them leaves them to the next one.
        """
        self._ask(folders)
        if self._looked and (not self.indexing.running or self._phase is Phase.STOPPING):
            self._start(folders)
        else:
            self._untold += folders
            self._tell_child()

    def go_on(self) -> bool:
        """Follow the library's folders again; False where there are none."""
        if not self._follows_any and not self._asked:
            return False
        if not self.indexing.running:
            self._start(self._asked)
        return True

    def follow_choice(self) -> None:
        """Take note that another model or device was chosen: here, and in the child."""
        self.model_changed.emit()
        self._pulse.feel()
        self.indexing.begin_anew()

    def follow_tags(self) -> None:
        """See to it that there is a child: it follows by itself what is wished in the library."""
        if not self.indexing.running:
            self.go_on()

    def retry_problems(self, paths: Sequence[str] | None = None) -> None:
        """Have files that could not be read be read again, all or some; the child sees to it."""
        self._background.run(
            partial(_retry_problems, self._questions, paths),
            done=lambda _count: self.follow_tags(),
            failed=self.failed.emit,
        )

    def look_through(self) -> None:
        """Have all folders looked through once more, by the child at work or by a new one."""
        if self.indexing.running:
            self.indexing.look()
        else:
            self.go_on()

    def look(self) -> None:
        """Look at the library now: somebody else than the child has changed it."""
        self._pulse.feel()

    def forget(self) -> None:
        """Begin anew with the library that is found next: the one that was here is lost."""
        self.overview, self._looked = None, False
        self._pulse.forget()
        self.indexing.stop()

    def pause_or_resume(self) -> None:
        """Let the child wait, or go on."""
        if self.indexing.ingest.phase is Phase.PAUSED:
            self.indexing.resume()
        else:
            self.indexing.pause()

    @property
    def _follows_any(self) -> bool:
        return self.overview is not None and bool(self.overview.roots)

    def _ask(self, folders: Sequence[str]) -> None:
        self._asked += [folder for folder in folders if folder not in self._asked]

    def _start(self, folders: Sequence[str]) -> None:
        first = () if self._follows_any else tuple(folders)
        # Not at the same time: a folder that cannot be read keeps a child from starting at all.
        self._untold = [folder for folder in self._asked if folder not in first]
        self.indexing.begin(first)

    def _tell_child(self) -> None:
        if self._phase not in _DEAF:
            for folder in self._untold:
                self.indexing.add(folder)
            self._untold = []

    def _is_followed(self, folder: str) -> bool:
        roots = self.overview.roots if self.overview else ()
        return any(is_inside(os.path.abspath(folder), root.path) for root in roots)

    def _on_felt(self, overview: Overview | None) -> None:
        before, self.overview = self.overview, overview
        self._asked = [folder for folder in self._asked if not self._is_followed(folder)]
        self.overviewed.emit(overview)
        if overview is not None:
            self._tell_of_change(before, overview)
        if not self._looked:
            # Only now is it known what the library follows.
            self._looked = True
            self.go_on()

    def _tell_of_change(self, before: Overview | None, overview: Overview) -> None:
        if before is not None and overview.model != before.model:
            self.model_changed.emit()
        if before is not None and overview.tags != before.tags:
            self.tagged.emit()
        changed = before is None or overview.sequence != before.sequence
        renewed = before is not None and overview.renewal != before.renewal
        if self._settled or before is None:
            # The catalog is written before the previews: who looked in between saw photos without
            # a preview, or with an old one. By now all are there.
            renewed = renewed or (before is not None and overview.renewal != self._renewal)
            self._settled, self._renewal, changed = False, overview.renewal, True
        if changed:
            self.changed.emit(renewed)

    def _on_ingest(self, ingest: Ingest) -> None:
        before, self._phase = self._phase, ingest.phase
        self._succession.follow(ingest.phase)
        self._tell_child()
        if ingest.phase is Phase.ELSEWHERE and self._asked:
            # Somebody waits for these folders; without any, both windows just show the library.
            self.failed.emit(LibraryInUseError())
        if ingest.phase.busy:
            self._pulse.soon()
        elif ingest.phase in _SETTLED and ingest.phase is not before:
            self._settled = True
            self._pulse.feel_and_tell()


def _retry_problems(questions: Questions, paths: Sequence[str] | None) -> int:
    with questions.library().small_edit() as catalog:
        return catalog.retry_problems(paths)
