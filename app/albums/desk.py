"""Albums in the window: brings sidebar, page, heading and photos together with their deeds.

What an album is belongs to the catalog, what is asked and edited to `curating` and `saving`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.albums.curating import Curating
from app.albums.lines import AllAlbums
from app.albums.menu import GROUPS, album_menu, fits
from app.albums.ordering import Ordering
from app.albums.saving import Saving
from app.albums.shelf import Group, Shelf, Shown
from app.albums.shelving import Shelving
from app.exporting.errand import ExportErrand
from app.language import tr
from app.receiving import Receiving, on_lines
from app.searches import Search
from app.settings import ALBUM_GROUPS, Settings
from app.verbs import VerbKeys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QPoint

    from app.actions import Actions
    from app.chosen import Chosen
    from app.editing import Editing
    from app.keeping import Keeping
    from app.looking import Looking
    from app.surface import Surface


class AlbumDesk(QObject):
    """Shows albums and does what is wanted of them.

    Attributes:
        shelving: Knows the albums.
        curating: Asks and edits.
        saving: Saves searches.
        ordering: Puts the photos of an album in order.
        exporting: Exports albums, and other photos.
    """

    def __init__(
        self, looking: Looking, surface: Surface, chosen: Chosen, keeping: Keeping, editing: Editing
    ) -> None:
        super().__init__(surface)
        self._looking = looking
        self._browsing = looking.browsing
        self._surface = surface
        self._chosen = chosen
        self._editing = editing
        self._shown: int | None = None
        self._actions: Actions | None = None
        self.shelving = Shelving(surface.questions, surface.background, keeping, editing)
        self.curating = Curating(self.shelving, editing, surface)
        self.saving = Saving(looking, surface, self.curating, self.shelving)
        self.ordering = Ordering(surface.grid, self._move)
        self.exporting = ExportErrand(surface)
        self._wire()

    def _wire(self) -> None:
        surface, side, page = self._surface, self._surface.album_side, self._surface.albums
        self.shelving.changed.connect(self._show)
        side.turned.connect(self._want)
        page.view.neared.connect(self._want)
        self._browsing.asked.connect(self._on_asked)
        self._editing.changed.connect(self._on_edited)
        side.chosen.connect(self._open)
        side.all_wanted.connect(self.show_page)
        page.opened.connect(self._open)
        for place in (side, page):
            place.new_wanted.connect(self.curating.new)
            place.menu_wanted.connect(self._show_menu)
        for view, current in ((side.list, side.current_album), (page.view, page.view.current)):
            VerbKeys(view, GROUPS).pressed.connect(partial(self._act_on_current, current))
        surface.sidebar.duplicates.connect(lambda: side.mark(None))
        self._looking.wanted_problems.connect(lambda: side.mark(None))
        self._receive()
        self.curating.made.connect(lambda name: self._looking.search(Search.in_album(name)))

    def _receive(self) -> None:
        """Let photos be dropped onto albums, and onto the button that makes one."""
        side, surface = self._surface.album_side, self._surface
        folder, wearing = surface.questions.folder, surface.wearing
        lines = Receiving(*on_lines(side.list, side.manual_at), folder, wearing)
        lines.dropped.connect(self.curating.put)
        lines.moved.connect(partial(surface.sidebar.bring_near, side.list))
        button = side.new_button
        new = Receiving(button, lambda _at: ("new", button.rect()), folder, wearing)
        new.dropped.connect(lambda _new, ids: self.curating.new(ids))

    def remember(self, settings: Settings) -> None:
        """Open the groups of the sidebar that were open, and remember which are from now on."""
        self.exporting.remember(settings)
        side = self._surface.album_side
        told = settings.get(ALBUM_GROUPS).split(",")
        side.open_groups({group for group in Group if group.value in told})
        side.turned.connect(
            lambda: settings.set(ALBUM_GROUPS, ",".join(sorted(g.value for g in side.opened)))
        )

    def acts(self) -> dict[str, Callable[[], object]]:
        """Return what the deeds of albums do, by their names."""
        return {
            "albums": self.show_page,
            "new-album": self.curating.new,
            "save": self.saving.save,
            "add-to-album": partial(self._chosen.all, self.curating.add),
            "remove-from-album": partial(self._chosen.all, self._remove),
            "cover": partial(self._chosen.one, self._cover),
            "export": self._export,
            "earlier": partial(self._step, -1),
            "later": partial(self._step, 1),
        }

    def follow(self, actions: Actions) -> None:
        """Let these deeds be there only where they can be done."""
        self._actions = actions
        self._surface.paged.connect(lambda _page: self._show_deeds())
        self._show_deeds()

    @property
    def shown(self) -> Shown | None:
        """The album whose photos are shown, or None."""
        return self.shelving.shelf.asked_for(self._browsing.question)

    @property
    def _in_view(self) -> Shown | None:
        """The album whose photos are in view, and not behind another page."""
        return self.shown if self._surface.shows_answer else None

    def show_page(self, group: Group | None = None) -> None:
        """Show all albums, from a group on."""
        surface = self._surface
        surface.lay_over(None)
        self._browsing.turn_to(AllAlbums(group))
        surface.show_albums()
        surface.sidebar.mark(None)
        surface.search.show_search(None)  # These are no answer to it.
        surface.album_side.mark(AllAlbums(group))
        surface.albums.open(group)

    # What is shown.

    def _show(self, shelf: Shelf) -> None:
        self._surface.album_side.show_albums(shelf)
        self._surface.albums.show_albums(shelf)
        self._want()
        self._follow_shown(shelf)
        self._mark()

    def _want(self) -> None:
        """Let more be known of the albums near the eye."""
        # In the sidebar a count is all that is seen, and those of one's own photos have theirs.
        beside = [each for each in self._surface.album_side.seen() if not each.is_manual]
        shown = [self.shown] if self.shown is not None else []
        near = [*shown, *self._surface.albums.view.near, *beside]
        self.shelving.want({each.id: each for each in near}.values())

    def _follow_shown(self, shelf: Shelf) -> None:
        """Go on showing an album under its new name; leave one that is there no more."""
        album = shelf.get(self._shown) if self._shown is not None else None
        if album is not None and shelf.asked_for(self._browsing.question) is not album:
            self._looking.search(album.search, refines=True)
        elif album is None and self._shown is not None:
            self._shown = None
            self._browsing.leave_search()

    def _on_asked(self, _question: object) -> None:
        shown = self.shown
        self._shown = shown.id if shown else None
        self._mark()
        self._want()

    def _mark(self) -> None:
        shown, side = self.shown, self._surface.album_side
        if not self._surface.shows_albums:
            side.mark_album(shown)
        self._shown = shown.id if shown else None
        if shown is not None:  # In its own capitals, however it was typed.
            self._surface.heading.title.setText(shown.title)
        self.ordering.follow(shown if shown is not None and shown.is_manual else None)
        self._show_deeds()

    def _show_deeds(self) -> None:
        if self._actions is None:
            return
        shown = self._in_view
        manual = shown is not None and shown.is_manual
        for name in ("remove-from-album", "earlier", "later"):
            self._actions[name].setVisible(manual)
        self._actions["cover"].setVisible(shown is not None)

    def _on_edited(self) -> None:
        if isinstance(self._browsing.question, Search):
            self._browsing.refresh()

    # What is wanted.

    def _open(self, album: Shown) -> None:
        self._browsing.go(album.search)

    def _show_menu(self, album: Shown, at: QPoint) -> None:
        album_menu(album, self.act, self._surface.wearing, self._surface).popup(at)

    def _act_on_current(self, current: Callable[[], Shown | None], verb: str) -> None:
        album = current()
        if album is not None and fits(verb, album):
            self.act(verb, album)

    def act(self, verb: str, album: Shown) -> None:
        """Do what a menu or a key wants of an album."""
        curating = self.curating
        {
            "open": self._open,
            "within": self._search_in,
            "keep": curating.keep,
            "rename": curating.rename,
            "pin": curating.pin,
            "hide": curating.hide,
            "merge": curating.merge,
            "export": self.exporting.ask_for_album,
            "delete": curating.delete,
        }[verb](album)

    def _search_in(self, album: Shown) -> None:
        """Begin a search among the photos of an album."""
        self._surface.search.begin(f"{album.search.text} ")

    def _remove(self, photo_ids: Sequence[int]) -> None:
        album = self._in_view
        if album is not None and album.is_manual:
            self._chosen.go_on_without(set(photo_ids))
            self.curating.remove(album, photo_ids)

    def _cover(self, photo_id: int) -> None:
        album = self._in_view
        if album is not None:
            self.curating.cover(album, photo_id)

    def _export(self) -> None:
        """Export what is selected, or all that is shown."""
        from app.exporting.form import Scope

        surface, current = self._surface, self._surface.albums.view.current()
        if surface.shows_albums:
            if current is not None:
                self.exporting.ask_for_album(current)
            return
        scopes: list[Scope] = []
        self._chosen.all(lambda ids: scopes.append(Scope(tr("Selected"), ids)))
        if surface.shows_answer:
            scopes.append(Scope(tr("All that are shown"), surface.grid.photos.ids.tolist()))
            if not self._chosen.on_purpose or len(scopes[0].ids) == len(scopes[-1].ids):
                scopes.reverse()  # Whose keyboard merely stands on a photo means them all.
        self.exporting.ask(scopes)

    def _step(self, by: int) -> None:
        if self._in_view is not None:
            self.ordering.step(by)

    def _move(self, photo_ids: list[int], at: int) -> None:
        shown = self.shown
        if shown is not None and shown.is_manual:
            self.curating.move(shown, photo_ids, at)
