"""Which photos whose files are nowhere any more are forgotten, and which wait for a person's word.

A few that are gone were deleted. Many at once may be a drive that half came back, a folder that a
program is moving, or a mistake: their photos stay, searchable and marked as missing, until their
files return or a person says that they may go. Owns the decision only.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.catalog.stored_text import inside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from indexer.records import Photo, Root

SECONDS_OF_LATELY: Final = 600.0
"""What goes within this long is taken as one: large folders are not deleted in a moment."""

MOST_PHOTOS: Final = 50
"""So many of a root may go at once without a question; so may"""

LARGEST_SHARE: Final = 0.2
"""this share of it, however many photos that is. Both are what was promised, not measured."""


class Lately:
    """How many photos of each root were forgotten within the last minutes."""

    def __init__(self) -> None:
        self._noted: deque[tuple[float, int, int]] = deque()

    def note(self, root_id: int, photos: int) -> None:
        """So many were forgotten now."""
        self._noted.append((time.monotonic(), root_id, photos))

    def of(self, root_id: int) -> int:
        """How many these were, of a root."""
        while self._noted and time.monotonic() - self._noted[0][0] > SECONDS_OF_LATELY:
            self._noted.popleft()
        return sum(photos for _, root, photos in self._noted if root == root_id)


@dataclass(frozen=True, slots=True)
class Losses:
    """What becomes of the photos that are gone.

    Attributes:
        forgotten: Their ids, where they are forgotten.
        waiting: Root -> the ids of its photos that wait for a person's word.
        links: Id of each of these that lies behind a link out of its root -> the link.
    """

    forgotten: list[int] = field(default_factory=list)
    waiting: dict[Root, list[int]] = field(default_factory=dict)
    links: Mapping[int, str] = field(default_factory=dict)

    def told(self, root: Root) -> str:
        """What a person is told of the photos of a root that wait."""
        lost = self.waiting[root]
        behind = [self.links[each] for each in lost if each in self.links]
        said = [_gone(root, len(lost) - len(behind))] if len(behind) < len(lost) else []
        return " ".join([*said, *_behind(behind)])

    @property
    def held(self) -> list[int]:
        """The ids of all photos that wait."""
        return [photo_id for ids in self.waiting.values() for photo_id in ids]


def judge(
    gone: Sequence[Photo],
    roots: Iterable[Root],
    *,
    left_out: Collection[int] = (),
    emptied: Collection[int] = (),
    held: Collection[int] = (),
    lately: Lately | None = None,
) -> Losses:
    """Decide which of the photos that are gone may be forgotten.

    Args:
        gone: The photos whose content is nowhere any more.
        roots: All that the library follows, as they were before.
        left_out: The ids of those that a rule leaves out from now on: their owner's word.
        emptied: The ids of those that lay in folders which are there and empty, as the places of
            drives are when these are away.
        held: The ids of those that wait already; they wait on until they are found.
        lately: What was forgotten before, which counts too; what is forgotten now is noted there.
    """
    lately = lately or Lately()
    losses = Losses([photo.id for photo in gone if photo.id in left_out])
    rest = [photo for photo in gone if photo.id not in left_out]
    for root in roots if rest else ():
        start = inside(root.path)
        lost = [photo.id for photo in rest if photo.path.startswith(start)]
        before = lately.of(root.id)
        many = _too_many(before + len(lost), before + root.photos)
        bare = sum(each in emptied for each in lost) > MOST_PHOTOS
        waiting = [each for each in lost if many or each in held or (bare and each in emptied)]
        if waiting:
            losses.waiting[root] = waiting
        if len(waiting) < len(lost):
            lately.note(root.id, len(lost) - len(waiting))
            losses.forgotten.extend({*lost}.difference(waiting))
    return losses


def wait_behind(
    losses: Losses, gone: Sequence[Photo], roots: Iterable[Root], links: Mapping[int, str]
) -> Losses:
    """Have photos behind links out of their root wait too; no loss of others looks larger for it.

    Nobody has said a word against them: another run may have followed such links.

    Args:
        losses: What becomes of the other photos that are gone.
        gone: All photos whose content is nowhere any more.
        roots: All that the library follows.
        links: Id of each photo that lies behind such a link -> the link.
    """
    behind = [photo for photo in gone if photo.id in links]
    waiting = dict(losses.waiting)
    for root in roots if behind else ():
        start = inside(root.path)
        lost = [photo.id for photo in behind if photo.path.startswith(start)]
        if lost:
            waiting[root] = [*waiting.get(root, ()), *lost]
    return Losses(losses.forgotten, waiting, links)


def _too_many(lost: int, photos: int) -> bool:
    return lost > MOST_PHOTOS and lost > LARGEST_SHARE * photos


def _gone(root: Root, lost: int) -> str:
    photos, are = ("photo", "is") if lost == 1 else ("photos", "are")
    return (
        f"{lost:,} of its {root.photos:,} {photos} {are} not there any more. They are kept, as "
        "they may come back; `shoebox index --accept-missing` forgets them."
    )


def _behind(links: Sequence[str]) -> Iterator[str]:
    """Tell of photos that lie behind links out of their root what is to be done."""
    if links:
        link, others = min(links), len({*links}) - 1
        also = f" and {others:,} more" if others else ""
        photos = "1 photo" if len(links) == 1 else f"{len(links):,} photos"
        yield (
            f"{photos} can only be reached by {link}{also}, which is a link out of its folder: "
            "add what it leads to as a folder of its own."
        )
