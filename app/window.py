"""The window: the surface with the photos, the viewer over it, and what goes in and out by them.

Where the parts stand is told in `surface`, how photos come before the eyes in `looking`, how they
come into the library in `keeping`.
"""

from __future__ import annotations

import logging
import os
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu
from typing_extensions import override

from app import desktop
from app.actions import Actions
from app.albums.desk import AlbumDesk
from app.background import Background, Lane, Newest
from app.browsing import Browsing
from app.chosen import Chosen
from app.deeds import Deeds
from app.dropping import Dropping
from app.duplicates.tidying import Tidying
from app.indexing import Indexing, Ingest, Phase
from app.keeping import Keeping
from app.layers import Layers
from app.leaving import Leaving
from app.ledger import Ledger
from app.looking import Looking
from app.panels import Panels
from app.preferences.choosing import Choosing
from app.settings import GEOMETRY, LAST_FOLDER, PREVIEW_SIZE, SHOW_DETAILS, SHOW_SIDEBAR, Settings
from app.sidebar import Duplicates
from app.sidecars import Sidecars
from app.stars import Stars
from app.surface import Surface
from app.tags.desk import TagDesk
from app.viewer import Viewer
from app.walking import Walking
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import (
        QCloseEvent,
        QKeyEvent,
        QResizeEvent,
    )

    from app.asked import Overview
    from app.questions import Questions
    from app.theme import Theme

_LOG = logging.getLogger("shoebox")
#: Milliseconds until model and index are loaded, so that the first search is quick.
_WARM_UP_AFTER = 800
_MENU = (
    *("view", "", "similar", "more", "less", "", "favourite", "tag", "add-to-album"),
    *("remove-from-album", "cover", "earlier", "later", "export", "", "open", "reveal", "copy"),
)


class Window(QMainWindow):
    """Everything that is seen of Shoebox.

    Signals:
        gone(): The window is closed and nothing of it runs any more.
    """

    gone = Signal()

    def __init__(
        self,
        questions: Questions,
        background: Background,
        indexing: Indexing,
        settings: Settings,
        wearing: Theme,
    ) -> None:
        super().__init__()
        self._questions = questions
        self._background = background
        self._settings = settings
        self._said = ""
        self._choices = Newest(background, Lane.FREE)
        self._warm = QTimer(self, singleShot=True, interval=_WARM_UP_AFTER)
        self._warm.timeout.connect(self._warm_up)
        self.keeping = Keeping(questions, background, indexing, self)
        self.surface = Surface(questions, background, wearing)
        self.grid = self.surface.grid
        self._panels = Panels(self.surface, settings)
        self._chosen = Chosen(self.surface)
        self.viewer = Viewer(questions, background, wearing, neighbour=self._chosen.neighbour)
        self._chosen.viewer = self.viewer
        self.looking = Looking(Browsing(questions, background, self), self.surface, self.keeping)
        self.looking.remember_cut(settings)
        self.walking = Walking(self.looking, self.surface)
        self.ledger = Ledger(questions, background, self, wearing)
        self.albums = AlbumDesk(
            self.looking, self.surface, self._chosen, self.keeping, self.ledger.editing
        )
        self.albums.remember(settings)
        self.desk = TagDesk(self.looking, self.surface, self._chosen, self.keeping, self.ledger)
        self.desk.remember_open(settings)
        self._stars = Stars(self.surface.details, self._chosen, self.ledger.editing)
        self._sidecars = Sidecars(questions, background, self.ledger.editing)
        self.choosing = Choosing(
            self.surface.preferences, questions, background, self.keeping, settings
        )
        self.tidying = Tidying(
            self.surface.duplicates, background, wearing, questions.folder, lambda: indexing.words
        )
        self._layers = Layers(self.surface, self.viewer, self._chosen)
        self.setCentralWidget(self._layers)
        self.dropping = Dropping(self, background, wearing)
        self._deeds = Deeds(questions, background, owner=self, failed=self.complain)
        self.deeds = Actions(
            self, wearing, self._acts() | self.albums.acts() | self.desk.acts() | self._stars.acts()
        )
        self.albums.follow(self.deeds)
        self._set_up()
        self._wire()

    def begin(self, folders: Sequence[str] = ()) -> None:
        """Look at the library, show it, and let it be filled; `folders` are to be added to it."""
        # Loading the model holds Python for tenths of a second: first let there be photos to see.
        self._warm.start()
        self.looking.browsing.go(self.looking.browsing.question)
        self.keeping.begin(folders)

    def _warm_up(self) -> None:
        self._background.run(
            self._questions.warm_up, done=_nothing, failed=self.complain, lane=Lane.SERIAL
        )

    def _pass_on_stage(self, words: str) -> None:
        self._background.pass_on(partial(self.surface.foot.show_search, words))

    def complain(self, error: Exception) -> None:
        """Say in one line what went wrong; the same thing is said once."""
        known = isinstance(error, LibraryError)
        _LOG.log(logging.INFO if known else logging.ERROR, "Told in the window", exc_info=error)
        fault = f"Something went wrong inside Shoebox: {type(error).__name__}: {error}"
        line = str(error) if known else fault
        if line != self._said:
            self._said = line
            self.surface.notice.say(line)

    def _acts(self) -> dict[str, Callable[[], object]]:
        heading = self.surface.heading
        return {
            "view": partial(self._chosen.one, self._layers.view),
            "similar": partial(self._chosen.all, self.walking.similar),
            "more": partial(self._chosen.all, self.walking.more),
            "less": partial(self._chosen.all, self.walking.less),
            "back": self._step_back,
            "undo": self.ledger.undo,
            "redo": self.ledger.redo,
            "reveal": partial(self._chosen.one, self._deeds.reveal),
            "open": partial(self._chosen.one, self._deeds.open),
            "copy": partial(self._chosen.all, self._deeds.copy_paths),
            "search": self.surface.search.begin,
            "add": self._choose_folder,
            "sidebar": partial(self._panels.toggle, SHOW_SIDEBAR),
            "details": partial(self._panels.toggle, SHOW_DETAILS),
            "settings": self._toggle_settings,
            "larger": partial(heading.step_size, 1),
            "smaller": partial(heading.step_size, -1),
            "pause": self.keeping.pause_or_resume,
            "quit": self.close,
        }

    def _set_up(self) -> None:
        surface, side = self.surface, self._settings.get(PREVIEW_SIZE)
        self.setWindowTitle("Shoebox")
        self.setMinimumSize(720, 480)
        self.resize(1280, 840)
        self.restoreGeometry(self._settings.get(GEOMETRY))
        self.grid.set_wanted_side(side)
        surface.heading.show_size(side)
        surface.sidebar_button.set_name("Show the sidebar", keys="Ctrl+B")
        surface.details_button.set_name("Show the details", keys="Ctrl+I")
        surface.settings_button.set_name("Settings", keys="Ctrl+,")
        self._panels.show()
        self.grid.setFocus()

    def _wire(self) -> None:
        surface, foot, indexing = self.surface, self.surface.foot, self.keeping.indexing
        surface.add_button.clicked.connect(self._choose_folder)
        surface.empty.add_folder.connect(self._choose_folder)
        for name in ("sidebar", "details", "settings"):
            getattr(surface, f"{name}_button").clicked.connect(self.deeds[name].trigger)
        surface.preferences.left.connect(partial(self._show_settings, False))
        surface.search.left.connect(partial(self._show_settings, False))
        self._questions.on_stage = self._pass_on_stage
        foot.settings.connect(partial(self._show_settings, True))
        self.looking.browsing.asked.connect(self._on_asked)
        self.dropping.folders.connect(self.add_folders)
        self.dropping.pictures.connect(self.walking.like_pictures)
        surface.sidebar.duplicates.connect(self._show_duplicates)
        surface.duplicates.view.opened.connect(self._layers.view)
        surface.duplicates.view.current_changed.connect(self._on_current_changed)
        surface.duplicates.view.menu_wanted.connect(self._show_menu_at)
        self.tidying.said.connect(surface.notice.say)
        self.tidying.moved.connect(self.keeping.look)
        self.walking.remarked.connect(surface.notice.say)
        self.albums.curating.remarked.connect(self.ledger.receipt.say)
        self.keeping.model_changed.connect(self._follow_choice)
        surface.heading.resized.connect(self._on_resized)
        surface.problems.retry.connect(self.keeping.retry_problems)
        surface.problems.reveal.connect(lambda path: desktop.show_in_file_manager(path, self))
        self.choosing.sidecars.follow(foot.sidecars)
        foot.pause.connect(indexing.pause)
        foot.resume.connect(indexing.resume)
        foot.stop.connect(indexing.stop)
        foot.begin.connect(self._go_on)
        self.grid.opened.connect(self._layers.view)
        self.grid.typed.connect(surface.search.begin)
        self.grid.zoomed.connect(surface.heading.step_size)
        self.grid.current_changed.connect(self._on_current_changed)
        self.grid.selection_counted.connect(foot.show_selected)
        self.grid.customContextMenuRequested.connect(self._show_menu)
        self.keeping.overviewed.connect(self._on_overviewed)
        self.keeping.changed.connect(self._on_changed)
        self.keeping.unreadable.connect(self.complain)
        others = self.ledger.editing, self.albums.exporting, self.desk, self._sidecars
        for each in (self.choosing, self.dropping, self.tidying, self.looking, *others):
            each.failed.connect(self.complain)
        self.looking.wanted_problems.connect(self._show_problems)
        indexing.changed.connect(self._on_ingest)
        indexing.said.connect(lambda line: self.complain(LibraryError(line)))
        self._layers.left.connect(lambda: self._on_current_changed(self.grid.current_photo()))
        for name in ("similar", "more", "less"):
            getattr(self.viewer, name).connect(lambda _photo, name=name: self.deeds[name].trigger())
        self.viewer.reveal.connect(self._deeds.reveal)
        self.viewer.open.connect(self._deeds.open)

    # One photo, or some.

    def _show_menu(self, at: QPoint) -> None:
        if self.grid.indexAt(at).isValid():
            self._show_menu_at(self.grid.viewport().mapToGlobal(at))

    def _show_menu_at(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.surface.shows_duplicates:
            self.surface.duplicates.add_choices(menu)
        self.deeds.fill(menu, _MENU)
        menu.popup(place)

    def _on_current_changed(self, photo_id: int | None) -> None:
        if self.surface.details.isVisibleTo(self):
            self.surface.details.show_photo(photo_id)

    # The library.

    def add_folders(self, folders: Sequence[str]) -> None:
        """Follow folders from now on; their photos appear as they are read."""
        if folders:
            self._settings.set(LAST_FOLDER, os.path.dirname(folders[0]))
            self.keeping.add_folders(folders)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, "Add a folder of pictures", self._settings.get(LAST_FOLDER)
        )
        self.add_folders([chosen] if chosen else [])

    def _go_on(self) -> None:
        if not self.keeping.go_on():
            self._choose_folder()

    def _on_overviewed(self, overview: Overview | None) -> None:
        self._said = ""
        self._panels.bare = overview is None or not (overview.roots or overview.photos)
        self._panels.show()
        if overview is not None:
            self.surface.sidebar.show_overview(overview)
            if self.surface.shows_problems:
                self._show_problems()

    def _on_changed(self, renewed: bool) -> None:
        if renewed:
            self.viewer.look_again()
        if renewed or self.surface.details.picture.isHidden():
            self._on_current_changed(self.grid.current_photo())

    def _on_ingest(self, ingest: Ingest) -> None:
        self.surface.foot.show_ingest(ingest)
        if ingest.phase is Phase.FAILED:
            self.surface.notice.say(ingest.message, offer="Go on", act=self._go_on)

    def _show_problems(self) -> None:
        self.surface.show_problems()
        self.surface.details.show_photo(None)
        self._background.run(
            self._questions.problems, done=self.surface.problems.model.show, failed=self.complain
        )

    def _show_duplicates(self) -> None:
        self._show_settings(False)
        self.surface.show_duplicates()
        self._on_current_changed(self.surface.duplicates.view.current_photo())
        self.surface.sidebar.mark(Duplicates())
        self.tidying.open()

    def _follow_choice(self) -> None:
        """Ask the same once more as soon as what was chosen is ready to answer."""
        self._choices.ask(
            self._questions.follow_choice,
            done=lambda _nothing: self.looking.browsing.refresh(),
            failed=self._complain_of_choice,
        )

    def _complain_of_choice(self, error: Exception) -> None:
        on_page = self.surface.shows_preferences
        (self.choosing.complain if on_page else self.complain)(error)

    # The window itself.

    def _toggle_settings(self) -> None:
        self._show_settings(self._layers.views or not self.surface.shows_preferences)

    def _show_settings(self, wanted: bool, _asked: object = None) -> None:
        if wanted:
            self._layers.leave()
        changes = wanted != self.surface.shows_preferences
        self.surface.show_preferences(wanted)
        if changes and wanted:
            self.choosing.open()
            self.surface.preferences.setFocus()
        elif changes and not self.surface.search.field.hasFocus():
            self.grid.setFocus()

    def _on_resized(self, points: int) -> None:
        self._settings.set(PREVIEW_SIZE, points)
        self.grid.set_wanted_side(points)

    def _on_asked(self, _question: object) -> None:
        self._layers.leave()
        self._show_settings(False)

    def _step_back(self) -> bool:
        if self._layers.leave():
            return True
        if self.surface.shows_preferences:
            self._show_settings(False)
            return True
        if self.desk.leave():
            return True
        if not self.surface.shows_answer:
            self.walking.return_to_answer()
            self._on_current_changed(self.grid.current_photo())
            return True
        return self.looking.back()

    def _leave(self) -> None:
        self._warm.stop()
        self._questions.break_off()
        self._background.close()
        self._questions.close()
        self._settings.save()
        self.gone.emit()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Override of Qt's: out of sight at once, gone when the child has put its last photo in."""
        self._settings.set(GEOMETRY, self.saveGeometry())
        self.keeping.close()
        self.choosing.close()
        self.tidying.close()
        self.albums.exporting.close()
        self._sidecars.close()
        others = self.tidying, self.ledger, self.albums.exporting
        Leaving((self.keeping.indexing, self.choosing, *others), self._leave, self).begin()
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: Escape and Backspace go back one step."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace) and self._step_back():
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: where it is too narrow the details make room."""
        super().resizeEvent(event)
        self._panels.show()


def _nothing(_outcome: object) -> None:
    """For work whose outcome nobody waits for."""
