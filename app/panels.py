"""Which panels stand beside the photos, where there is room: the sidebar, the details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.settings import DETAILS_WIDTH, SHOW_DETAILS, SHOW_SIDEBAR, SIDEBAR_WIDTH, Settings

if TYPE_CHECKING:
    from app.settings import Setting
    from app.surface import Surface

#: Points of width below which the panel of details would leave the photos too little.
_ROOM_FOR_DETAILS = 1000


class Panels:
    """Opens and closes the panels of a surface, as the settings remember them.

    Attributes:
        bare: Whether the library has nothing in it; then it has neither places nor details.
    """

    def __init__(self, surface: Surface, settings: Settings) -> None:
        self._surface = surface
        self._settings = settings
        self.bare = False
        surface.paged.connect(lambda _page: self.show())
        surface.panes.set_widths(settings.get(SIDEBAR_WIDTH), settings.get(DETAILS_WIDTH))
        surface.panes.moved.connect(self._remember_widths)

    def _remember_widths(self) -> None:
        sidebar, details = self._surface.panes.widths
        self._settings.set(SIDEBAR_WIDTH, sidebar)
        self._settings.set(DETAILS_WIDTH, details)

    def toggle(self, setting: Setting[bool]) -> None:
        """Open a panel, or close it."""
        self.open(setting, not self._settings.get(setting))

    def open(self, setting: Setting[bool], wanted: bool = True) -> None:
        """Open a panel, or close it where it is not `wanted`."""
        self._settings.set(setting, wanted)
        self.show()

    def show(self) -> None:
        """Show the panels that are open and have room."""
        surface, room = self._surface, self._surface.window().width() >= _ROOM_FOR_DETAILS
        side, details = self._settings.get(SHOW_SIDEBAR), self._settings.get(SHOW_DETAILS)
        surface.sidebar_button.setChecked(side)
        surface.details_button.setChecked(details)
        surface.sidebar.setVisible(side and not self.bare)
        # Albums and files that cannot be read have no details, and want the room.
        has_none = self.bare or surface.shows_albums or surface.shows_problems
        shown = details and room and not has_none
        if surface.details.isVisibleTo(surface) != shown:
            surface.details.setVisible(shown)
            surface.details.show_photo(surface.grid.current_photo())
        surface.panes.lay_out()
