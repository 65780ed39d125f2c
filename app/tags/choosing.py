"""What happens when something about tags is set: it is kept, and the child follows it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from app import desktop
from app.background import Background, Lane, Newest
from app.tags.asking import Chosen

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.keeping import Keeping
    from app.tags.asking import TagQuestions
    from app.tags.card import TagsCard

#: Milliseconds after a file was written in which it may be written again: editors do.
_WRITTEN = 400


class TagChoosing(QObject):
    """Does what the card asks for.

    Signals:
        changed(): Something else holds now.
    """

    changed = Signal()

    def __init__(
        self, card: TagsCard, asking: TagQuestions, background: Background, keeping: Keeping
    ) -> None:
        super().__init__(card)
        self._card, self._asking = card, asking
        self._background, self._keeping = background, keeping
        self._looks = Newest(background, Lane.FREE)
        self.chosen = Chosen()
        self._watch = QFileSystemWatcher(self)
        self._written = QTimer(self, singleShot=True, interval=_WRITTEN)
        self._watch.fileChanged.connect(lambda _path: self._written.start())
        self._written.timeout.connect(self._on_written)
        card.switched.connect(self.switch)
        card.levelled.connect(lambda level: self._do(partial(asking.choose, level=level)))
        card.file_wanted.connect(self._choose_file)
        card.file_opened.connect(self._open_file)
        card.file_left.connect(lambda: self._do(partial(asking.choose, shipped=True)))

    def look(self) -> None:
        """Look what holds now."""
        self._looks.ask(self._asking.chosen, done=self._take, failed=lambda _error: None)

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
        self._card.show_chosen(self.chosen)
        self._card.fault.show_line(str(error))

    def _take(self, chosen: Chosen) -> None:
        self.chosen = chosen
        self._card.show_chosen(chosen)
        # An editor that writes a file anew has it watched no more.
        if chosen.own is not None and str(chosen.own) not in self._watch.files():
            self._watch.addPath(str(chosen.own))

    def _choose_file(self) -> None:
        beside = str(self.chosen.own.parent) if self.chosen.own else ""
        path, _ = QFileDialog.getOpenFileName(
            self._card, "A file of tags of your own", beside, "Text (*.txt);;All files (*)"
        )
        if path:
            self._do(partial(self._asking.choose, own=Path(path)))

    def _open_file(self) -> None:
        if self.chosen.own is not None:
            desktop.open_file(str(self.chosen.own))

    def _on_written(self) -> None:
        self._keeping.follow_tags()
        self.look()
        self.changed.emit()
