"""One tag looked through: photo after photo, what was said of each, and the way back.

No widget and no library is known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Said(Enum):
    """What somebody said of a tag on a photo."""

    RIGHT = "right"
    WRONG = "wrong"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A photo of which it is not sure that it has the tag.

    Attributes:
        photo_id: The photo.
        likelihood: How likely the tag is taken to be, 0 to 1.
    """

    photo_id: int
    likelihood: float


class Review:
    """The photos of one look through a tag, the most doubtful first.

    Attributes:
        name: The tag.
        doubts: All photos of it, in order.
    """

    def __init__(self, name: str, doubts: Iterable[tuple[int, float]]) -> None:
        self.name = name
        self.doubts = tuple(Doubt(photo_id, likelihood) for photo_id, likelihood in doubts)
        self._said: list[Said] = []

    @property
    def place(self) -> int:
        """Which photo it is about now, counted from 0; past the last when all is said."""
        return len(self._said)

    @property
    def current(self) -> Doubt | None:
        """The photo that it is about now; None when all is said."""
        return self.doubts[self.place] if self.place < len(self.doubts) else None

    @property
    def left(self) -> int:
        """How many photos are still to come, with the one that it is about now."""
        return len(self.doubts) - self.place

    def count(self, *said: Said) -> int:
        """Return of how many photos one of these was said."""
        return sum(each in said for each in self._said)

    @property
    def judged(self) -> list[int]:
        """The photos of which it was said that the tag is right, or wrong."""
        said = zip(self.doubts, self._said, strict=False)
        return [doubt.photo_id for doubt, each in said if each is not Said.SKIPPED]

    def said_of(self, place: int) -> Said | None:
        """Return what was said of the photo in a place; None where it is still to come."""
        return self._said[place] if place < self.place else None

    def say(self, said: Said) -> Doubt:
        """Say it of the photo that it is about now, which it returns, and go on to the next."""
        doubt = self.doubts[self.place]
        self._said.append(said)
        return doubt

    def back(self) -> tuple[Doubt, Said] | None:
        """Go back to the photo before; it, and what was said of it. None at the first."""
        if not self._said:
            return None
        said = self._said.pop()
        return self.doubts[self.place], said

    def near(self, ahead: int, behind: int) -> dict[int, int]:
        """Return the photos around by how many steps away: that at hand, the next, those before."""
        steps = (*range(ahead + 1), *range(-1, -behind - 1, -1))
        last = len(self.doubts)
        return {
            step: self.doubts[self.place + step].photo_id
            for step in steps
            if 0 <= self.place + step < last
        }
