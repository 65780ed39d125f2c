"""Keeps the library up to date while the window is open: which folders, when, and what has changed.

The child process itself belongs to `indexing`, the looking for changes to `pulse`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.indexing import Indexing, Ingest, Phase
from app.pulse import Pulse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.background import Background
    from app.questions import Overview, Questions


class Keeping(QObject):
    """Decides when the library is filled, and tells what has become of it.

    Signals:
        overviewed(Overview or None): What is in the library now; None while there is none.
        changed(bool): Photos came, changed or went; True where known ones were read anew.
        unreadable(Exception): The library cannot be looked at.
    """

    overviewed = Signal(object)
    changed = Signal(bool)
    unreadable = Signal(object)

    def __init__(
        self,
        questions: Questions,
        background: Background,
        indexing: Indexing,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.indexing = indexing
        self.overview: Overview | None = None
        self._pulse = Pulse(questions, background, self)
        self._wanted: Sequence[str] | None = ()
        # The folders of a library that may not have come to know them yet.
        self._first: tuple[str, ...] = ()
        self._updated = 0
        self._pulse.felt.connect(self._on_felt)
        self._pulse.failed.connect(self.unreadable)
        indexing.changed.connect(self._on_ingest)

    def begin(self, folders: Sequence[str] = ()) -> None:
        """Look at the library, then follow its folders and these."""
        self._wanted = folders
        self._pulse.start()

    def close(self) -> None:
        """Look no more, and end the child; `indexing.ended` tells when it is gone."""
        self._pulse.stop()
        self.indexing.close()

    def add_folders(self, folders: Sequence[str]) -> None:
        """Follow folders from now on, beside those that the library follows already."""
        if not self.indexing.running:
            self._first = () if self._follows_any else tuple(folders)
            self.indexing.begin(self._first)
            folders = () if self._first else folders
        for folder in folders:
            self.indexing.add(folder)

    def go_on(self) -> bool:
        """Follow the library's folders again; False where there are none."""
        if not self._follows_any and not self._first:
            return False
        if not self.indexing.running:
            self.indexing.begin(() if self._follows_any else self._first)
        return True

    def pause_or_resume(self) -> None:
        """Let the child wait, or go on."""
        if self.indexing.ingest.phase is Phase.PAUSED:
            self.indexing.resume()
        else:
            self.indexing.pause()

    @property
    def _follows_any(self) -> bool:
        return self.overview is not None and bool(self.overview.roots)

    def _on_felt(self, overview: Overview | None) -> None:
        before, self.overview = self.overview, overview
        self.overviewed.emit(overview)
        if overview is not None and (before is None or before.sequence != overview.sequence):
            updated = self.indexing.ingest.updated
            self.changed.emit(updated != self._updated)
            self._updated = updated
        self._begin_once()

    def _begin_once(self) -> None:
        """Start the child as soon as it is known what the library follows."""
        wanted, self._wanted = self._wanted, None
        if wanted:
            self.add_folders(wanted)
        elif wanted is not None:
            self.go_on()

    def _on_ingest(self, ingest: Ingest) -> None:
        if ingest.phase.busy or ingest.phase is Phase.UP_TO_DATE:
            self._pulse.soon()
