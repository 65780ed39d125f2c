"""The folders in the sidebar: does what is wanted of one, and follows their drives."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QTimer, Signal

from app import desktop
from app.absence import Absences
from app.asked import Everything, Folder
from app.background import Lane, Newest
from app.folders.departing import Departing
from app.folders.menu import GROUPS, NEEDS_FOLDER
from app.language import tr
from app.sidebar import NOTHING_AWAY
from app.verbs import VerbKeys, make_menu
from indexer.query import Query, Root

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.asked import Overview
    from app.keeping import Keeping
    from app.ledger import Ledger
    from app.looking import Looking
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
        self._follow_shown({each.path: each.id for each in before})
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

    def _follow_shown(self, before: Mapping[str, int]) -> None:
        """Go on showing a folder that lies elsewhere now; leave one that is followed no more."""
        question = self._looking.browsing.question
        if not isinstance(question, Folder) or self._known(question) is not None:
            return
        now = {each.id: each.path for each in self._roots}.get(before.get(question.path, 0))
        if now is None:
            self._looking.browsing.go(Everything())
        else:
            self._looking.browsing.ask(Folder(now), refines=True)

    def _known(self, place: object) -> Known | None:
        """The folder that a line leads to; None for other lines, and for one that is gone."""
        path = place.path if isinstance(place, Folder) else None
        return next((each for each in self._roots if each.path == path), None)

    # What is wanted of one.

    def _show_menu(self, place: object, at: QPoint) -> None:
        root = self._known(place)
        if root is not None:
            away = NEEDS_FOLDER if root.id in self.away else ()
            act, surface = partial(self.act, root), self._surface
            make_menu(GROUPS, act, surface.wearing, surface, without=away).popup(at)

    def _act_on_current(self, verb: str) -> None:
        sidebar = self._surface.sidebar
        root = self._known(sidebar.place_at(sidebar.list.currentIndex()))
        if root is not None and not (verb in NEEDS_FOLDER and root.id in self.away):
            self.act(root, verb)

    def act(self, root: Known, verb: str) -> None:
        """Do what a menu or a key wants of a folder."""
        deeds: dict[str, Callable[[], object]] = {
            "open": lambda: self._looking.browsing.go(Folder(root.path)),
            "within": lambda: self._search_in(root),
            "reveal": lambda: desktop.show_in_file_manager([root.path], self),
            "copy-path": lambda: desktop.copy_paths([root.path]),
            "look": self._look_through,
            "leave": lambda: self.departing.ask(root, self.away.get(root.id, "")),
        }
        deeds[verb]()

    def _search_in(self, root: Known) -> None:
        """Begin a search among the photos of a folder."""
        # Bytes that are no text cannot stand in the field: there, any sign fits.
        path = re.sub("[\udc80-\udcff]", "?", root.path)
        self._surface.search.begin(f"{Query(filter=Root(path))} ")

    def _look_through(self) -> None:
        self._keeping.look_through()
        self._receipt.say(tr("Looking through your folders for what has changed…"))
