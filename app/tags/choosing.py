"""What happens when something about tags is set: it is kept, and the child follows it."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from app.background import Background, Lane, Newest
from app.language import tr, translated
from app.opening import open_in_program
from app.tags.asking import Chosen
from indexer.files import reachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.keeping import Keeping
    from app.tags.asking import TagQuestions
    from app.tags.card import TagsCard

#: Milliseconds after a file was written in which it may be written again: editors do.
_WRITTEN = 400
#: Milliseconds between two looks at the file. Qt's own watch would touch the disk on the main
#: thread, and loses a file that an editor writes anew under the same name.
_LOOK_EVERY = 1000

#: When a file was written, in nanoseconds, and its bytes; None where there is none.
_Stamp = tuple[int, int] | None


class TagChoosing(QObject):
    """Does what the card asks for.

    Signals:
        changed(): Something else holds now.
    """

    changed = Signal()

    def __init__(
        self, asking: TagQuestions, background: Background, keeping: Keeping, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._card: TagsCard | None = None
        self._asking, self._fault = asking, ""
        self._background, self._keeping = background, keeping
        self._looks = Newest(background, Lane.FREE)
        self.chosen = Chosen()
        self._stamp: _Stamp = None
        self._stamps = Newest(background, Lane.FREE)
        self._watch = QTimer(self, interval=_LOOK_EVERY)
        self._watch.timeout.connect(self._look_at_file)
        self._written = QTimer(self, singleShot=True, interval=_WRITTEN)
        self._written.timeout.connect(self._on_written)

    def serve(self, card: TagsCard) -> None:
        """Do what is asked for on a card, and show there what holds, from now on."""
        asking, self._card = self._asking, card
        card.show_chosen(self.chosen)
        card.fault.show_line(self._fault)
        card.switched.connect(self.switch)
        card.levelled.connect(lambda level: self._do(partial(asking.choose, level=level)))
        card.file_wanted.connect(self._choose_file)
        card.file_opened.connect(self._open_file)
        card.file_left.connect(lambda: self._do(partial(asking.choose, shipped=True)))

    def look(self) -> None:
        """Look what holds now."""
        self._looks.ask(self._chosen, done=self._take, failed=lambda _error: None)

    def switch(self, wanted: bool) -> None:
        """Have photos tagged from now on, or no more."""
        self._do(self._asking.choose if wanted else self._asking.tag_no_more)

    def _do(self, choice: Callable[[], object]) -> None:
        self._background.run(choice, done=self._on_done, failed=self._complain)

    def _on_done(self, _nothing: object) -> None:
        self._keeping.follow_tags()
        self.look()
        self.changed.emit()

    def _complain(self, error: Exception) -> None:
        self._fault = translated(error)
        if self._card is not None:
            self._card.show_chosen(self.chosen)
            self._card.fault.show_line(self._fault)

    def _chosen(self) -> tuple[Chosen, _Stamp]:
        """What holds now, and the file of which it was read; on a background thread."""
        # Looked at first: what is written while it is read is another file the next time.
        known = self.chosen.own
        stamp = _stamp_of(known) if known else None
        chosen = self._asking.chosen()
        if chosen.own != known:
            stamp = _stamp_of(chosen.own) if chosen.own else None
        return chosen, stamp

    def _take(self, found: tuple[Chosen, _Stamp]) -> None:
        self.chosen, self._stamp = found
        if self._card is not None:
            self._card.show_chosen(self.chosen)
        if self.chosen.own is None:
            self._watch.stop()
        elif not self._watch.isActive():
            self._watch.start()

    def _look_at_file(self) -> None:
        if self.chosen.own is not None:
            self._stamps.ask(
                partial(_stamp_of, self.chosen.own),
                done=self._on_stamp,
                failed=lambda _error: None,
            )

    def _on_stamp(self, stamp: _Stamp) -> None:
        if stamp != self._stamp:
            self._stamp = stamp
            self._written.start()

    def _choose_file(self) -> None:
        beside = str(self.chosen.own.parent) if self.chosen.own else ""
        path, _ = QFileDialog.getOpenFileName(
            self._card, tr("A file of tags of your own"), beside, tr("Text (*.txt);;All files (*)")
        )
        if path:
            self._do(partial(self._asking.choose, own=Path(path)))

    def _open_file(self) -> None:
        if self.chosen.own is not None:
            open_in_program(str(self.chosen.own), self._background, self._complain)

    def _on_written(self) -> None:
        self._keeping.follow_tags()
        self.look()
        self.changed.emit()


def _stamp_of(path: Path) -> _Stamp:
    try:
        status = os.stat(reachable(str(path)))
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
