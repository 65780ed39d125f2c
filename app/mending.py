"""What can be done about a file that could not be read: in its menu, and by keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from app import desktop, wording
from app.language import QT_TR_NOOP, tr
from app.opening import open_in_program
from app.problems import ProblemsModel
from app.verbs import Verb, VerbKeys, make_menu

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QModelIndex

    from app.keeping import Keeping
    from app.ledger import Ledger
    from app.surface import Surface

#: The verbs, a group each.
GROUPS: Final = (
    (
        Verb("reveal", QT_TR_NOOP("Show in its folder"), "reveal", "Return"),
        Verb("open", QT_TR_NOOP("Open with the default program"), "open", "Ctrl+Return"),
        Verb("copy-path", QT_TR_NOOP("Copy the path"), "path", "Ctrl+Alt+C"),
    ),
    (Verb("retry", QT_TR_NOOP("Try it again"), "again", "F5"),),
)


class Mending(QObject):
    """Serves the page of problems.

    Signals:
        failed(Exception): A file cannot be opened.
    """

    failed = Signal(object)

    def __init__(self, surface: Surface, keeping: Keeping, ledger: Ledger) -> None:
        super().__init__(surface)
        self._surface, self._keeping, self._receipt = surface, keeping, ledger.receipt
        page = surface.problems
        self._list = page.list
        page.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        page.list.customContextMenuRequested.connect(self._show_menu)
        VerbKeys(page.list, GROUPS).pressed.connect(self._act_on_current)
        page.retry.connect(keeping.retry_problems)
        page.reveal.connect(partial(self.act, "reveal"))

    def _show_menu(self, at: QPoint) -> None:
        path = _path(self._list.indexAt(at))
        if path is not None:
            act = partial(self._act_on, path)
            menu = make_menu(GROUPS, act, self._surface.wearing, self._surface)
            menu.popup(self._list.viewport().mapToGlobal(at))

    def _act_on_current(self, verb: str) -> None:
        path = _path(self._list.currentIndex())
        if path is not None:
            self.act(verb, path)

    def _act_on(self, path: str, verb: str) -> None:
        self.act(verb, path)

    def act(self, verb: str, path: str) -> None:
        """Do what a menu or a key wants of the file at a path."""
        deeds: dict[str, Callable[[], object]] = {
            "reveal": lambda: desktop.show_in_file_manager([path], self),
            "open": lambda: open_in_program(path, self._surface.background, self.failed.emit),
            "copy-path": lambda: desktop.copy_paths([path]),
            "retry": lambda: self._retry(path),
        }
        deeds[verb]()

    def _retry(self, path: str) -> None:
        self._keeping.retry_problems([path])
        self._receipt.say(tr("Trying “{file}” again…", file=wording.name(path)))


def _path(index: QModelIndex) -> str | None:
    """The path of the file that a line is about; None beside all lines."""
    problem = index.data(ProblemsModel.PROBLEM) if index.isValid() else None
    return problem.path if problem else None
