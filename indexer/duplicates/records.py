"""What comes out: groups of photos of which one would be enough."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from indexer.duplicates.best import surpasses

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.records import Photo

    Told = Callable[["Progress"], None]
    """Whoever is told how far it has come; what they raise breaks it off."""

SAME: Final = 0.0
LOOSEST: Final = 50.0
"""Distances beyond this are of pictures that nobody would call copies."""

DEFAULT_DISTANCE: Final = 28.0
"""The least at which 98 % of all copies are found, chosen on one half of the pictures of
tests/bench/duplicates.py: so no more near misses pass than must."""

SURE_DISTANCE: Final = 16.0
"""Beyond it two near pictures may be two shots, of which nothing but their dates tells: somebody
small has moved, or come. What has no date is for its owner to look at, and goes to no trash
unasked. Where no photo at all has a date, 1 of 1,000 that go is another shot and 5 of 1,000 that
are shown; 72 % of all copies go, as what is better than the kept one stays. None who was a tenth as
wide as the picture came or went unseen in 120 pairs; whoever is half as wide does in 18 of 100
(measured by tests/bench/duplicates.py, on the half that chose nothing).
"""


def nobody(*_: object) -> None:
    """Who is told where nobody wants to know."""


class Kind(StrEnum):
    """What the photos of a group have in common.

    `EXACT`: every byte. `NEAR`: the picture, as after an edit, a resize or a messenger. `BURST`:
    the moment, the camera and what is to be seen.
    """

    EXACT = "exact"
    NEAR = "near"
    BURST = "burst"


@dataclass(frozen=True, slots=True)
class Member:
    """A photo of a group.

    Attributes:
        photo: What the catalog knows of it.
        distance: How far its picture is from the best one's, 0 to 100; of a burst, by the model.
        sharpness: How much fine detail its preview shows; compare within a group only. None where
            it was not looked at, as of exact copies.
    """

    photo: Photo
    distance: float = SAME
    sharpness: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Photos of which one would be enough.

    Attributes:
        kind: What they have in common.
        members: At least two, the one to keep first, the others by their distance from it.
        why: Why that one, in words such as "larger, has a date".
    """

    kind: Kind
    members: tuple[Member, ...]
    why: str

    @property
    def best(self) -> Member:
        """The one to keep."""
        return self.members[0]

    def is_unsure(self, member: Member) -> bool:
        """Whether one may be another shot than the best: not so near, and not both have dates.

        So may one that is better: it would be the best, were all others of the group like it.
        """
        dated = self.best.photo.facts.taken_at and member.photo.facts.taken_at
        far = self.kind is Kind.NEAR and member.distance > SURE_DISTANCE and not dated
        return far or self.is_better(member)

    def is_better(self, member: Member) -> bool:
        """Whether one is better than the best, which alone is like all others: it has to stay."""
        return self.kind is Kind.NEAR and surpasses(member, self.best, self.members)

    @property
    def spare_bytes(self) -> int:
        """What the others take on disk."""
        return sum(member.photo.size for member in self.members[1:])


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search has come: `done` of `total` in this stage.

    Attributes:
        stage: "exact", "neighbours", "compare", "prove" or "group", in this order.
        done: In units of the stage's own.
        total: All of them.
    """

    stage: str
    done: int
    total: int
