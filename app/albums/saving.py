"""Searches become albums, and albums that are saved searches are changed.

To change one, its search is shown with its own cut, as any search; what is then searched can take
the place of what it asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from app import wording
from app.cut.cutting import as_saved, saved
from app.language import tr
from app.searches import Search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.albums.curating import Curating
    from app.albums.shelf import Shown
    from app.albums.shelving import Shelving
    from app.albums.strip import AlbumStrip
    from app.cut.cutting import Cutting
    from app.looking import Looking
    from app.surface import Surface

#: Signs of a name that is suggested, at most.
_LONGEST: Final = 60


class Saving(QObject):
    """Saves searches, and changes saved ones.

    Attributes:
        changing: The album whose search is being changed, or None.
    """

    def __init__(
        self, looking: Looking, surface: Surface, curating: Curating, shelving: Shelving
    ) -> None:
        super().__init__(surface)
        self._looking = looking
        self._surface = surface
        self._curating = curating
        self._shelving = shelving
        self._before: Cutting | None = None
        self.changing: Shown | None = None
        strip, button = self._strip, surface.heading.save_button
        button.clicked.connect(self.save)
        strip.edit_wanted.connect(self._change)
        strip.update_wanted.connect(self._update)
        strip.left.connect(self._leave)
        looking.browsing.asked.connect(self.show)
        looking.browsing.answered.connect(self.show)
        looking.browsing.refreshed.connect(self.show)
        shelving.changed.connect(self.show)

    @property
    def _strip(self) -> AlbumStrip:
        return self._surface.heading.strip

    @property
    def search(self) -> Search | None:
        """The search that can be saved; None where something else is shown."""
        question = self._looking.browsing.question
        if not isinstance(question, Search) or question == Search.favourites():
            return None  # Favourites have a line of their own anyhow.
        return question if question.album is None else None

    def show(self, _occasion: object = None, _place: object = None) -> None:
        """Show what can be done about what is shown now."""
        search, album = self.search, self._shelving.shelf.asked_for(self._looking.browsing.question)
        offers = search is not None and not self._looking.found_nothing
        self._surface.heading.save_button.setVisible(offers)
        if self.changing is not None and search is None:
            self._end()
        if self.changing is not None and search is not None:
            before = self.changing.album
            now = (search.text, saved(self._looking.browsing.cutting))
            self._strip.show_change(self.changing, changed=now != (before.query, before.cut))
        else:
            self._strip.show_album(album)

    def save(self) -> None:
        """Ask for a name, and save the search that is shown."""
        search = self.search
        if search is None:
            self._curating.remarked.emit(tr("Search for something first: then it can be saved."))
            return
        cut = saved(self._looking.browsing.cutting)
        self._curating.save(search.text, cut, suggested(search, self._looking.names))

    def _change(self) -> None:
        album = self._shelving.shelf.asked_for(self._looking.browsing.question)
        if album is None or album.album.query is None:
            return
        self._before = self._looking.browsing.cutting
        self.changing = album
        self._cut(as_saved(album.album.cut))
        self._looking.search(Search(album.album.query), refines=True)
        self._surface.search.begin()

    def _update(self) -> None:
        search, album = self.search, self.changing
        if search is not None and album is not None:
            self._curating.ask_for(album, search.text, saved(self._looking.browsing.cutting))
            self._leave()

    def _leave(self) -> None:
        album = self.changing
        if album is not None:
            self._looking.search(album.search, refines=True)

    def _end(self) -> None:
        """Change nothing any more; searches are cut again as they were before."""
        self.changing = None
        if self._before is not None:
            self._cut(self._before)
            self._before = None

    def _cut(self, cutting: Cutting) -> None:
        # Not by the heading's own signal: what is remembered for other searches stays as it is.
        self._surface.heading.show_cutting(cutting)
        self._looking.browsing.cut(cutting)


def suggested(search: Search, names: Mapping[str, str]) -> str:
    """Return a name for a search: its words, without the signs of the language of queries."""
    words = re.sub(r"\b\w+:|[\"“”„()+*]|\s-\s", " ", search.words)
    words = " ".join(words.split())
    if not words and search.pictures:
        reference = search.pictures[0].reference
        words = tr("Like {picture}", picture=names.get(reference) or wording.picture(reference))
    return (words[:1].upper() + words[1:])[:_LONGEST].strip()
