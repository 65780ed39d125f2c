"""The way of the viewer along a list of which it only knows what is so many steps further."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

#: The first of the strides that halve: together they reach over two million photos.
_LONGEST: Final = 1 << 20


class Course:
    """Walks along a list; `neighbour(photo_id, step)` is the photo so many steps further."""

    def __init__(self, neighbour: Callable[[int, int], int | None]) -> None:
        self.neighbour = neighbour

    def at(self, photo_id: int | None, step: int, *, around: bool = False) -> int | None:
        """Return the photo so many steps further; behind the last, the first if `around`."""
        if photo_id is None:
            return None
        found = self.neighbour(photo_id, step)
        return self.end(photo_id, -1)[0] if around and found is None else found

    def end(self, photo_id: int, direction: int) -> tuple[int, int]:
        """Return the first photo (-1) or the last (+1), and how many steps away it is."""
        steps, stride = 0, _LONGEST
        while stride:
            found = self.neighbour(photo_id, direction * stride)
            if found is not None:
                photo_id, steps = found, steps + stride
            stride //= 2
        return photo_id, steps

    def standing(self, photo_id: int) -> tuple[int, int]:
        """Return which photo of how many it is; the first is 1."""
        before = self.end(photo_id, -1)[1]
        return before + 1, before + 1 + self.end(photo_id, 1)[1]

    def around(self, photo_id: int, reach: int) -> dict[int, int]:
        """Return the photos up to so many steps away by their steps, the nearest first."""
        found = {0: photo_id}
        for step in range(1, reach + 1):
            for way in (step, -step):
                near = self.neighbour(photo_id, way)
                if near is not None:
                    found[way] = near
        return found

    def nearest(self, photo_id: int, gone: Collection[int]) -> int | None:
        """Return the next photo that is not gone, or the one before; None without any."""
        for way in (1, -1):
            for step in range(1, len(gone) + 2):
                found = self.neighbour(photo_id, way * step)
                if found is None:
                    break
                if found not in gone:
                    return found
        return None
