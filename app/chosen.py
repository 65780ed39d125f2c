"""The photos that a deed is for: the one in the viewer, else those chosen in the list in view."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from app.duplicates.view import GroupsView
    from app.grid.view import PhotoGrid
    from app.surface import Surface
    from app.viewer.page import Viewer


class Chosen:
    """Hands deeds the photos that they are for.

    Attributes:
        viewer: The viewer, as soon as there is one; it walks along the list in view.
    """

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self.viewer: Viewer | None = None

    @property
    def _viewed(self) -> int | None:
        return self.viewer.photo_id if self.viewer else None

    @property
    def _in_sight(self) -> bool:
        """Whether photos are in view: nothing is done with those behind a page of other things."""
        surface = self._surface
        return not (surface.shows_albums or surface.shows_problems) and surface.over is None

    @property
    def place(self) -> PhotoGrid | GroupsView:
        """The list of photos in view, or behind the viewer."""
        surface = self._surface
        return surface.duplicates.view if surface.shows_duplicates else surface.grid

    @property
    def on_purpose(self) -> bool:
        """Whether somebody chose the photos that a deed is for, or looks at the one it is for."""
        return self._viewed is not None or self._surface.grid.is_chosen

    def one(self, act: Callable[[int], object]) -> bool:
        """Do something with the photo that has the keyboard; False where there is none."""
        viewed = self._viewed
        if viewed is None and not self._in_sight:
            return False
        photo_id = self.place.current_photo() if viewed is None else viewed
        if photo_id is not None:
            act(photo_id)
        return photo_id is not None

    def all(self, act: Callable[[Sequence[int]], object]) -> bool:
        """Do something with all photos that are selected, or with the one of the viewer.

        False where there are none.
        """
        surface = self._surface
        in_grid = self._viewed is None and self._in_sight and not surface.shows_duplicates
        selected = self._surface.grid.selected_photos().tolist() if in_grid else []
        if selected:
            act(selected)
            return True
        return self.one(lambda photo_id: act([photo_id]))

    def neighbour(self, photo_id: int, step: int) -> int | None:
        """Return the photo so many steps after another in the list, None past its ends."""
        return self.place.neighbour(photo_id, step)

    def go_to(self, photo_id: int) -> None:
        """Let the keyboard stand on a photo of the list, to which the viewer has walked."""
        self.place.go_to(photo_id)

    def go_on_without(self, gone: Collection[int]) -> None:
        """Where the photo that has the keyboard is going, let the next one that stays have it."""
        current = self.place.current_photo()
        if current is None or current not in gone:
            return
        for way in (1, -1):
            for step in range(1, len(gone) + 1):
                found = self.neighbour(current, way * step)
                if found is None:
                    break
                if found not in gone:
                    self.go_to(found)
                    return
