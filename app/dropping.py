"""Takes what is dragged across the window: says what dropping it would do, and tells what came."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from typing_extensions import override

from app import drop
from app.carrying import carries_photos
from app.pages import DropSheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.background import Background
    from app.theme import Theme


class Dropping(QObject):
    """Watches over a window onto which things are dragged.

    Attributes:
        sheet: Lies over the window meanwhile.

    Signals:
        folders(list of str): Folders were dropped.
        pictures(list of str): Pictures were, and no folder.
        terms(list of str): Pictures were, onto the search field: they are meant to be added.
        failed(Exception): It cannot be told what was dropped.
    """

    folders = Signal(object)
    pictures = Signal(object)
    terms = Signal(object)
    failed = Signal(object)

    def __init__(
        self, window: QWidget, field: QWidget, background: Background, wearing: Theme
    ) -> None:
        """Watch over a window, in which a field takes pictures as terms of what is searched."""
        super().__init__(window)
        self._field = field
        self._paths: tuple[str, ...] = ()
        self._background = background
        self.sheet = DropSheet(wearing, window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def _on_enter(self, event: QDragEnterEvent) -> None:
        # Photos that come out of the window itself go onto albums and tags, which see to it.
        ours = carries_photos(event.mimeData())
        self._paths = () if ours else drop.paths_in(event.mimeData())
        words = drop.promise(self._paths, onto_search=self._is_on_field(event))
        if words:
            event.acceptProposedAction()
            self.sheet.show_words(words)

    def _on_move(self, event: QDragMoveEvent) -> None:
        self.sheet.show_words(drop.promise(self._paths, onto_search=self._is_on_field(event)))
        event.acceptProposedAction()

    def _is_on_field(self, event: QDropEvent) -> bool:
        field, window = self._field, self._field.window()
        at = field.mapFrom(window, event.position().toPoint())
        return field.isVisible() and field.rect().contains(at)

    def _on_drop(self, event: QDropEvent) -> None:
        self.sheet.hide()
        event.acceptProposedAction()
        self._background.run(
            partial(drop.tell_apart, drop.paths_in(event.mimeData())),
            done=partial(self._tell, self._is_on_field(event)),
            failed=self.failed.emit,
        )

    def _tell(self, on_field: bool, dropped: drop.Dropped) -> None:
        if dropped.folders:
            self.folders.emit(list(dropped.folders))
        elif dropped.pictures:
            (self.terms if on_field else self.pictures).emit(list(dropped.pictures))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override of Qt's: what is dragged belongs to us, all else to the window."""
        if isinstance(event, QDragEnterEvent):
            self._on_enter(event)
        elif isinstance(event, QDragMoveEvent):
            self._on_move(event)
        elif event.type() is QEvent.Type.DragLeave:
            self.sheet.hide()
        elif event.type() is QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._on_drop(event)
        else:
            return super().eventFilter(watched, event)
        return True
