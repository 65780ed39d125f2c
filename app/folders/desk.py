"""The folders in the sidebar: does what is wanted of one, and follows their drives."""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QTimer, Signal

from app import desktop
from app.absence import Absences
from app.asked import Everything, Folder
from app.background import Lane, Newest
from app.folders.departing import Departing
from app.folders.menu import GROUPS, NEEDS_FOLDER, WITHIN
from app.folders.opened import as_text, from_text, moved
from app.folders.tree import NO_FOLDERS
from app.language import tr
from app.settings import OPEN_FOLDERS
from app.sidebar import NOTHING_AWAY
from app.verbs import VerbKeys, make_menu
from indexer.catalog.stored_text import is_inside
from indexer.query import Folder as InFolder
from indexer.query import Query, Root

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.asked import Overview
    from app.keeping import Keeping
    from app.ledger import Ledger
    from app.looking import Looking
    from app.settings import Settings
    from app.surface import Surface
    from indexer.records import Root as Known

#: Milliseconds between two looks whether the folders are here.
_BETWEEN_LOOKS: Final = 3000


class FolderDesk(QObject):
    """Serves the folders of the library.

    Attributes:
        departing: Asks whether a folder may leave, and lets it.
        away: What there is to say of each folder that is not here, by its id.

    Signals:
        failed(Exception): A folder cannot be looked at, or could not leave.
    """

    failed = Signal(object)

    def __init__(
        self, looking: Looking, surface: Surface, keeping: Keeping, ledger: Ledger
    ) -> None:
        super().__init__(surface)
        self._looking = looking
        self._surface = surface
        self._keeping = keeping
        self._receipt = ledger.receipt
        self._absences = Absences()
        self._roots: tuple[Known, ...] = ()
        self._tree = NO_FOLDERS
        self._looks = Newest(surface.background, Lane.FREE)
        self._again = QTimer(self, interval=_BETWEEN_LOOKS)
        self._again.timeout.connect(self._look)
        self.away: Mapping[int, str] = NOTHING_AWAY
        self.departing = Departing(surface, keeping, ledger)
        self.departing.failed.connect(self.failed)
        keys = VerbKeys(surface.sidebar.list, GROUPS)
        keys.pressed.connect(self._act_on_current)
        surface.sidebar.menu_wanted.connect(self._show_menu)
        keeping.overviewed.connect(self._on_overviewed)

    def close(self) -> None:
        """Look no more, and let nothing leave any more."""
        self._again.stop()
        self._looks.drop()
        self.departing.close()

    # Where they are.

    def _on_overviewed(self, overview: Overview | None) -> None:
        if overview is None:
            return
        before, self._roots = self._roots, overview.roots
        self._tree = overview.folders
        self._follow(before)
        if self._roots and not self._again.isActive():
            self._again.start()
        self._look()

    def _look(self) -> None:
        self._looks.ask(
            partial(self._absences.of, self._roots), done=self._take, failed=self.failed.emit
        )

    def _take(self, away: Mapping[int, str]) -> None:
        if away != self.away:
            self.away = away
            self._surface.sidebar.show_away(away)
            # Each photo of the grid says so as well, and what is known of it is kept.
            self._surface.questions.forget_names()
            self._looking.browsing.refresh()

    def remember_open(self, settings: Settings) -> None:
        """Open the folders that were open, and remember which are from now on."""
        sidebar = self._surface.sidebar
        sidebar.open_folders(from_text(settings.get(OPEN_FOLDERS)))
        sidebar.turned.connect(lambda: settings.set(OPEN_FOLDERS, as_text(sidebar.opened)))

    def _follow(self, before: tuple[Known, ...]) -> None:
        """Go on with folders that lie elsewhere now."""
        now = {each.id: each.path for each in self._roots}
        moves = {each.path: now.get(each.id, each.path) for each in before}
        moves = {old: new for old, new in moves.items() if old != new}
        if moves:
            sidebar = self._surface.sidebar
            sidebar.open_folders(moved(each, moves) for each in sidebar.opened)
            sidebar.turned.emit()
        self._follow_shown(moves)

    def _follow_shown(self, moves: Mapping[str, str]) -> None:
        """Go on showing a folder that was moved; of one that is gone, show what was around it."""
        question = self._looking.browsing.question
        if not isinstance(question, Folder) or self._holding(question) is not None:
            return
        here = Folder(moved(question.path, moves))
        while self._holding(here) is None and os.path.dirname(here.path) != here.path:
            here = Folder(os.path.dirname(here.path))
        if self._holding(here) is None:
            self._looking.browsing.go(Everything())
        else:
            self._looking.browsing.ask(here, refines=True)

    def _holding(self, place: object) -> Known | None:
        """The root of the folder that a line leads to; None for other lines, and for one gone."""
        if not isinstance(place, Folder):
            return None
        root = next((each for each in self._roots if is_inside(place.path, each.path)), None)
        is_there = root is not None and (place.path == root.path or place.path in self._tree)
        return root if is_there else None

    # What is wanted of one.

    def _show_menu(self, place: object, at: QPoint) -> None:
        root = self._holding(place)
        if root is not None and isinstance(place, Folder):
            away = NEEDS_FOLDER if root.id in self.away else ()
            groups = GROUPS if place.path == root.path else WITHIN
            act, surface = partial(self.act, root, folder=place.path), self._surface
            make_menu(groups, act, surface.wearing, surface, without=away).popup(at)

    def _act_on_current(self, verb: str) -> None:
        sidebar = self._surface.sidebar
        place = sidebar.place_at(sidebar.list.currentIndex())
        root = self._holding(place)
        if root is None or not isinstance(place, Folder):
            return
        groups = GROUPS if place.path == root.path else WITHIN
        can = any(each.name == verb for group in groups for each in group)
        if can and not (verb in NEEDS_FOLDER and root.id in self.away):
            self.act(root, verb, folder=place.path)

    def act(self, root: Known, verb: str, *, folder: str | None = None) -> None:
        """Do what a menu or a key wants of a root, or of the path of a folder within it."""
        path = root.path if folder is None else folder
        deeds: dict[str, Callable[[], object]] = {
            "open": lambda: self._looking.browsing.go(Folder(path)),
            "within": lambda: self._search_in(root, path),
            "reveal": lambda: desktop.show_in_file_manager([path], self),
            "copy-path": lambda: desktop.copy_paths([path]),
            "look": self._look_through,
            "leave": lambda: self.departing.ask(root, self.away.get(root.id, "")),
        }
        deeds[verb]()

    def _search_in(self, root: Known, path: str) -> None:
        """Begin a search among the photos of a folder."""
        # Bytes that are no text cannot stand in the field: there, any sign fits.
        told = re.sub("[\udc80-\udcff]", "?", path)
        kind = Root if path == root.path else InFolder
        self._surface.search.begin(f"{Query(filter=kind(told))} ")

    def _look_through(self) -> None:
        self._keeping.look_through()
        self._receipt.say(tr("Looking through your folders for what has changed…"))
