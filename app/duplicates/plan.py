"""Which photos stay and which would go to the trash; one of each group stays in any case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.duplicates import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from app.duplicates.groups import Group, Member


@dataclass(frozen=True, slots=True)
class Leaving:
    """A photo that would go, and the one of its group that stays in its place."""

    photo: Member
    kept: Member


@dataclass(frozen=True, slots=True)
class Sum:
    """What it would come to, if the others went to the trash now.

    Attributes:
        leaving: The photos that would go.
        groups: Of how many groups they are.
        staying: How many photos of these groups stay.
    """

    leaving: tuple[Leaving, ...] = ()
    groups: int = 0
    staying: int = 0

    @property
    def size(self) -> int:
        """Bytes on disk of all that would go."""
        return sum(each.photo.size for each in self.leaving)


class Plan:
    """Keeps who goes; a photo that stands in several groups goes from all of them, or stays."""

    def __init__(self) -> None:
        self._going: set[int] = set()
        self._groups_of: dict[int, list[Group]] = {}
        self._best: set[int] = set()

    def stays(self, photo_id: int) -> bool:
        """Whether a photo stays where it is."""
        return photo_id not in self._going

    def suggest(self, groups: Iterable[Group]) -> None:
        """Take groups in: of copies the best alone is suggested to stay, of a burst every shot.

        Shots of a burst are different pictures; which of them is wanted, only their owner knows.
        So may be a near copy that no date tells apart: it is shown, and suggested to stay.
        """
        fresh = list(groups)
        self._know(fresh)
        copies = [group for group in fresh if group.kind is not Kind.BURST]
        self._best |= {group.best for group in copies}
        self._going -= self._best
        for group in copies:
            for each in group.members:
                if each.photo_id not in self._best and not each.unsure:
                    self.let_go(each.photo_id)

    def let_go(self, photo_id: int) -> bool:
        """Let a photo go; False where it is the last that stays of a group."""
        if any(self._is_last(photo_id, group) for group in self._groups_of.get(photo_id, ())):
            return False
        self._going.add(photo_id)
        return True

    def keep(self, photo_ids: Iterable[int]) -> None:
        """Let photos stay."""
        self._going.difference_update(photo_ids)

    def keep_only(self, photo_id: int, group: Group) -> None:
        """Let one photo of a group stay, and the others go as far as they may."""
        self.keep([photo_id])
        for other in group.ids:
            if other != photo_id:
                self.let_go(other)

    def forget(self) -> None:
        """Know no group any more."""
        self._going.clear()
        self._groups_of.clear()
        self._best.clear()

    def renew(self, groups: Iterable[Group], gone: Collection[int]) -> None:
        """Go on with what is left of the groups, after some photos have gone."""
        self._going -= set(gone)
        self._groups_of.clear()
        self._know(groups)

    def sum_of(self, groups: Iterable[Group]) -> Sum:
        """Return what it would come to for these groups; each photo counts once."""
        leaving: dict[int, Leaving] = {}
        staying: set[int] = set()
        touched = 0
        for group in groups:
            going = [each for each in group.members if not self.stays(each.photo_id)]
            if not going:
                continue
            touched += 1
            kept = list(self._kept(group))
            staying |= {each.photo_id for each in kept}
            for each in going:
                leaving.setdefault(each.photo_id, Leaving(each, kept[0]))
        return Sum(tuple(leaving.values()), touched, len(staying))

    def _kept(self, group: Group) -> Iterator[Member]:
        """Yield those of a group that stay, the suggested one first."""
        kept = [each for each in group.members if self.stays(each.photo_id)]
        yield from sorted(kept, key=lambda each: each.photo_id != group.best)

    def _is_last(self, photo_id: int, group: Group) -> bool:
        return all(each == photo_id or not self.stays(each) for each in group.ids)

    def _know(self, groups: Iterable[Group]) -> None:
        """Take note of groups; of each at least the best stays, where nobody else does."""
        for group in groups:
            for photo_id in group.ids:
                self._groups_of.setdefault(photo_id, []).append(group)
            if not any(self.stays(each) for each in group.ids):
                self._going.discard(group.best)
