"""The window: the surface with the photos, the viewer over it, and what goes in and out by them.

Where the parts stand is told in `surface`, how photos come before the eyes in `looking`, how they
come into the library in `keeping`.
"""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu
from typing_extensions import override

from app.actions import MENU, MENU_OF_LARGE, Actions
from app.albums.desk import AlbumDesk
from app.applying import Applying
from app.arranging import Arranging
from app.background import Background, Lane, Newest
from app.browsing import Browsing
from app.chosen import Chosen
from app.complaining import Complaints
from app.deeds import Deeds
from app.dropping import Dropping
from app.duplicates.tidying import Tidying
from app.folders.desk import FolderDesk
from app.help.opening import Help
from app.keeping import Keeping
from app.language import tr
from app.layers import Layers
from app.leaving import Leaving
from app.ledger import Ledger
from app.looking import Looking
from app.mending import Mending
from app.menu_key import opens_menu
from app.missing import BrokenOff
from app.navigating import Navigating
from app.panels import Panels
from app.preferences.opening import SettingsOpening
from app.rescue import Rescue
from app.settings import GEOMETRY, LAST_FOLDER, SHOW_DETAILS, SHOW_SIDEBAR, Settings
from app.sidecars import Sidecars
from app.stars import Stars
from app.surface import Surface
from app.tags.desk import TagDesk
from app.trashing import Trashing
from app.turning import Turning
from app.viewer.page import Viewer
from app.walking import Walking
from app.warming import Warming
from app.welcome import Welcome
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent

    from app.asked import Overview
    from app.indexing import Indexing
    from app.questions import Questions
    from app.theme import Theme


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
        self._choices = Newest(background, Lane.FREE)
        self.keeping = Keeping(questions, background, indexing, self)
        self.surface = Surface(questions, background, wearing)
        self.grid = self.surface.grid
        self._warming = Warming(questions, background, self.surface)
        self._panels = Panels(self.surface, settings)
        self._rescue = Rescue(self.surface, self._panels, self.keeping)
        self._chosen = Chosen(self.surface)
        self.viewer = Viewer(
            questions, background, wearing, settings, neighbour=self._chosen.neighbour
        )
        self._chosen.viewer = self.viewer
        self.looking = Looking(Browsing(questions, background, self), self.surface, self.keeping)
        self.looking.remember_cut(settings)
        self.surface.search.past.remember(settings)
        self.walking = Walking(self.looking, self.surface)
        self.navigating = Navigating(self.looking, self.surface, settings)
        self.ledger = Ledger(questions, background, self, wearing)
        self.folders = FolderDesk(self.looking, self.surface, self.keeping, self.ledger)
        self.folders.remember_open(settings)
        self.mending = Mending(self.surface, self.keeping, self.ledger)
        self.arranging = Arranging(self.looking, self.surface, settings, self.ledger.editing)
        self.albums = AlbumDesk(
            self.looking, self.surface, self._chosen, self.keeping, self.ledger.editing
        )
        self.albums.remember(settings)
        self.desk = TagDesk(self.looking, self.surface, self._chosen, self.keeping, self.ledger)
        self.desk.remember_open(settings)
        self._stars = Stars(self.surface.details, self._chosen, self.ledger.editing)
        self._sidecars = Sidecars(questions, background, self.ledger.editing)
        self._sidecars.follow(self.surface.foot.sidecars, self.ledger.receipt)
        self.preferences = SettingsOpening(self.surface, self.keeping, settings)
        self.tidying = Tidying(
            self.surface.duplicates, background, wearing, questions.folder, lambda: indexing.words
        )
        self._turning = Turning(self.looking, self.surface, self.albums, self.tidying, self.desk)
        self.welcome = Welcome(self.surface, questions, background, self.keeping, settings)
        self._applying = Applying(self.surface, indexing, settings)
        self.help = Help(self.surface, background, wearing)
        self._layers = Layers(self.surface, self.viewer, self._chosen)
        self.setCentralWidget(self._layers)
        self._complaints = Complaints(self.surface, self._layers, self.ledger.receipt, self._rescue)
        self.dropping = Dropping(self, self.surface.search, background, wearing)
        self._deeds = Deeds(questions, background, self._chosen, owner=self, failed=self.complain)
        self.trashing = Trashing(self.surface, self._chosen, self.ledger, self.keeping)
        self.deeds = self._actions(wearing)
        self._set_up()
        self._wire()

    def _actions(self, wearing: Theme) -> Actions:
        whose = self.albums, self.desk, self._stars, self._layers, self._deeds, self.trashing
        acts = {name: act for each in whose for name, act in each.acts().items()}
        deeds = Actions(self, wearing, acts | self._acts())
        for each in (self.albums, self.trashing, self.help):
            each.follow(deeds)
        return deeds

    def begin(self, folders: Sequence[str] = ()) -> None:
        """Look at the library, show it, and let it be filled; `folders` are to be added to it."""
        self._warming.begin()
        self.navigating.follow(self.deeds["back"], self.deeds["forward"], self.windowHandle())
        self.navigating.begin()
        self.keeping.begin(folders)

    def _pass_on_stage(self, words: str) -> None:
        self._background.pass_on(partial(self.surface.foot.show_search, words))

    def complain(self, error: Exception) -> None:
        """Say in one line what went wrong; the same thing is said once."""
        self._complaints.hear(error)

    def _acts(self) -> dict[str, Callable[[], object]]:
        acts: dict[str, Callable[[], object]] = {
            **self.walking.acts(self._chosen),
            "back": self._step_back,
            **self.navigating.acts(),
            "redo": self.ledger.redo,
            "search": partial(self._layers.leave_for, self.surface.search.begin),
            "add": self._choose_folder,
            "why": partial(self._layers.leave_for, partial(self._panels.open, SHOW_DETAILS)),
            "settings": self._toggle_settings,
            "pause": self.keeping.pause_or_resume,
            "quit": self.close,
        }
        beside: dict[str, Callable[[], object]] = {
            **self.arranging.acts(),
            "sidebar": partial(self._panels.toggle, SHOW_SIDEBAR),
            "details": partial(self._panels.toggle, SHOW_DETAILS),
        }
        return acts | self._layers.acts_beside(beside) | self.help.acts()

    def _set_up(self) -> None:
        self.setWindowTitle("Shoebox")
        self.setMinimumSize(720, 480)
        self.resize(1280, 840)
        self.restoreGeometry(self._settings.get(GEOMETRY))
        self._panels.show()
        self.grid.setFocus()
        self.installEventFilter(self._layers)

    def _wire(self) -> None:
        self.folders.departing.left.connect(self.trashing.take_note)
        self.folders.departing.undone.connect(self.trashing.have_back)
        self.trashing.had_back.connect(self.folders.departing.on_had_back)
        surface = self.surface
        for asks in (surface.add_button.clicked, surface.empty.add_folder):
            asks.connect(self._choose_folder)
        surface.empty.pictures_wanted.connect(lambda folder: self.add_folders([folder]))
        for leads in (self.welcome.asked_for_settings, surface.foot.settings):
            leads.connect(partial(self._show_settings, True))
        self.navigating.returned.connect(self._turning.reopen)
        for name in ("sidebar", "details", "settings"):
            button, deed = getattr(surface, f"{name}_button"), self.deeds[name]
            button.set_name(button.accessibleName(), keys=deed.shortcut().toString())
            button.clicked.connect(deed.trigger)
        for left in (self.preferences.left, surface.search.left):
            left.connect(partial(self._show_settings, False))
        self._questions.on_stage = self._pass_on_stage
        self.looking.browsing.asked.connect(self._on_asked)
        self.dropping.folders.connect(self.add_folders)
        self.dropping.pictures.connect(self.walking.like_pictures)
        self.dropping.terms.connect(self.walking.take_up)
        surface.duplicates.view.opened.connect(self._layers.view)
        surface.duplicates.view.current_changed.connect(self._on_current_changed)
        surface.duplicates.view.menu_wanted.connect(self._show_menu_at)
        self.tidying.said.connect(lambda line, icon: surface.notice.say(line, icon=icon))
        self.tidying.moved.connect(self.trashing.take_note)
        for remarks in (self.walking, self.albums.curating, self._deeds):
            remarks.remarked.connect(self.ledger.receipt.say)
        self.keeping.model_changed.connect(self._follow_choice)
        self.keeping.overviewed.connect(self._on_overviewed)
        self.keeping.changed.connect(self._on_changed)
        self.keeping.unseen.connect(self._complaints.hear_of_library)
        self._complaints.follow(self.looking)
        self._wire_child()
        self._wire_photos()
        self._hear_of_failures()

    def _wire_child(self) -> None:
        foot, indexing = self.surface.foot, self.keeping.indexing
        for name in ("pause", "resume", "stop"):
            getattr(foot, name).connect(getattr(indexing, name))
        foot.begin.connect(self._go_on)
        self.ledger.editing.lasting.connect(partial(foot.doing.say, "edit"))
        indexing.changed.connect(foot.show_ingest)
        BrokenOff(indexing, self.surface.notice, self._go_on, self)
        indexing.said.connect(lambda line: self.complain(LibraryError(line)))

    def _wire_photos(self) -> None:
        surface = self.surface
        self.grid.opened.connect(self._layers.view)
        self.grid.typed.connect(surface.search.begin)
        self.grid.zoomed.connect(surface.heading.step_size)
        self.grid.current_changed.connect(self._on_current_changed)
        self.grid.selection_counted.connect(self._on_selected)
        self.grid.customContextMenuRequested.connect(self._show_menu)
        self._layers.left.connect(lambda: self._on_current_changed(self.grid.current_photo()))
        self.viewer.wanted.connect(lambda name: self.deeds[name].trigger())
        self.trashing.moved.connect(self.viewer.leave_out)
        self.viewer.menu_wanted.connect(self._show_menu_at)
        self.viewer.told.connect(self.ledger.receipt.say)
        self.ledger.editing.changed.connect(self.viewer.ask_again)

    def _hear_of_failures(self) -> None:
        some = self.arranging, self.albums.exporting, self.desk, self.preferences, self.mending
        more = self.tidying, self.keeping, self.trashing, self._turning, self._sidecars
        last = (
            self.keeping,
            self.ledger.editing,
            self.welcome,
            self.help,
            self._warming,
            self.folders,
        )
        for each in (*some, *more, *last, self.dropping, self._rescue):
            each.failed.connect(self.complain)

    # One photo, or some.

    def _show_menu(self, at: QPoint) -> None:
        if self.grid.indexAt(at).isValid():
            self._show_menu_at(self.grid.viewport().mapToGlobal(at))

    def _show_menu_at(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.surface.shows_duplicates:
            self.surface.duplicates.add_choices(menu)
        self.deeds.fill(menu, MENU_OF_LARGE if self._layers.views else MENU)
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
            self, tr("Add a folder of pictures"), self._settings.get(LAST_FOLDER)
        )
        self.add_folders([chosen] if chosen else [])

    def _go_on(self) -> None:
        if not self.keeping.go_on():
            self._choose_folder()

    def _on_overviewed(self, overview: Overview | None) -> None:
        self._complaints.rest()
        self._panels.bare = overview is None or not (overview.roots or overview.photos)
        self._panels.show()
        if overview is not None:
            self.surface.sidebar.show_overview(overview)
            if self.surface.shows_problems:
                self._turning.show_problems()

    def _on_changed(self, renewed: bool) -> None:
        self.viewer.look_again() if renewed else self.viewer.ask_again()
        if renewed or self.surface.details.picture.isHidden():
            self._on_current_changed(self.grid.current_photo())

    def _follow_choice(self) -> None:
        """Ask the same once more as soon as what was chosen is ready to answer."""
        self._choices.ask(
            self._questions.follow_choice,
            done=lambda _nothing: self.looking.browsing.refresh(),
            failed=self._complain_of_choice,
        )

    def _complain_of_choice(self, error: Exception) -> None:
        on_page = self.surface.shows_preferences
        (self.preferences.choosing.complain if on_page else self.complain)(error)

    # The window itself.

    def _toggle_settings(self) -> None:
        self._show_settings(self._layers.views or not self.surface.shows_preferences)

    def _show_settings(self, wanted: bool, _asked: object = None) -> None:
        if wanted:
            self._layers.leave()
        changes = wanted != self.surface.shows_preferences
        self.surface.show_preferences(wanted)
        if changes and wanted:
            self.preferences.choosing.open()
            self.surface.preferences.setFocus()
        elif changes and not self.surface.search.field.hasFocus():
            self.grid.setFocus()

    def _on_selected(self, count: int) -> None:
        self.surface.foot.show_selected(count, among=self.grid.cells.count)

    def _on_asked(self, _question: object) -> None:
        self._layers.leave()
        self._show_settings(False)

    def _step_back(self) -> bool:
        if self._layers.step_back():
            return True
        if self.surface.shows_preferences:
            self._show_settings(False)
            return True
        if self.desk.leave():
            return True
        return self._turning.step_back()

    def _leave(self) -> None:
        self._warming.close()
        self._questions.break_off()
        self._background.close()
        self._questions.close()
        self._settings.save()
        self.gone.emit()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Override of Qt's: out of sight at once, gone when the child has put its last photo in."""
        self._layers.leave()  # A screen that was filled for one photo is no place to begin at.
        self._settings.set(GEOMETRY, self.saveGeometry())
        self.navigating.remember()
        tidying, exporting = self.tidying, self.albums.exporting
        others = tidying, self.ledger, exporting, self.folders.departing
        some = self.keeping, self.preferences, tidying, exporting, self._sidecars, self.folders
        for each in (*some, self.trashing, self.albums.curating):
            each.close()
        Leaving((self.keeping.indexing, self.preferences, *others), self._leave, self).begin()
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override of Qt's: Escape and Backspace go back one step, a letter begins a search."""
        going_back = event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace)
        done = self.navigating.take_key(event) or (going_back and self._step_back())
        if not (done or opens_menu(event)):
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override of Qt's: where it is too narrow the details make room."""
        super().resizeEvent(event)
        self._panels.show()
