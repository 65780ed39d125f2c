"""Groups of photos that are the same, or nearly, as the command line tells them; their words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Self

from app import wording
from app.language import QT_TR_NOOP, tr, translated
from indexer.duplicates import Kind

if TYPE_CHECKING:
    from collections.abc import Collection


#: What the groups of a kind are called, all together.
TITLES: Final = {
    Kind.EXACT: QT_TR_NOOP("Identical files"),
    Kind.NEAR: QT_TR_NOOP("Near copies"),
    Kind.BURST: QT_TR_NOOP("Bursts"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One photo of a group; `distance` is from the best, 0 to 100.

    It is `unsure` where it may be another shot than the best, which its owner has to look at.
    """

    photo_id: int
    path: str
    size: int
    width: int
    height: int
    format: str
    taken_at: str | None = None
    distance: float = 0.0
    unsure: bool = False

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        """Return a photo as an event tells it."""
        return cls(
            photo_id=int(told["id"]),
            path=str(told["path"]),
            size=int(told.get("size") or 0),
            width=int(told.get("width") or 0),
            height=int(told.get("height") or 0),
            format=str(told.get("format") or ""),
            taken_at=told.get("taken_at") or None,
            distance=float(told.get("distance") or 0.0),
            unsure=bool(told.get("unsure")),
        )

    @property
    def facts(self) -> str:
        """Its size in pixels and on disk, in short."""
        return f"{wording.pixels(self.width, self.height)}  ·  {wording.size(self.size)}"


@dataclass(frozen=True, slots=True)
class Group:
    """Photos of which one would do.

    Attributes:
        kind: Why they stand together.
        best: The id of the one that is suggested to stay.
        why: What makes it the best, in a few words.
        members: The photos, the best first.
    """

    kind: Kind
    best: int
    why: str
    members: tuple[Member, ...]

    @classmethod
    def of(cls, event: dict[str, Any]) -> Self:
        """Return a group as an event tells it."""
        members = tuple(Member.of(told) for told in event["photos"])
        return cls(Kind(event["kind"]), int(event["best"]), str(event.get("why") or ""), members)

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of its photos."""
        return tuple(member.photo_id for member in self.members)

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        count = len(self.members)
        if self.kind is Kind.EXACT:
            return tr("{n} identical files", "{n} identical file", count)
        if self.kind is Kind.NEAR:
            return tr("{n} versions of one picture", "{n} version of one picture", count)
        seconds = self._seconds()
        if seconds is None:
            return tr("{n} shots", "{n} shot", count)
        return tr("{n} shots in {time}", "{n} shot in {time}", count, time=_span(seconds))

    @property
    def reason(self) -> str:
        """Why the suggested one is suggested, as part of a sentence."""
        return (
            tr("Suggested: {reason}", reason=translated(self.why))
            if self.why and self.kind is not Kind.EXACT
            else ""
        )

    def mark(self, member: Member) -> str:
        """What is written on a photo of it: that it is suggested, or to be looked at; else ""."""
        if member.photo_id == self.best:
            return tr("Suggested")
        return tr("Another shot?") if member.unsure else ""

    def without(self, photo_ids: Collection[int]) -> Group | None:
        """Return what is left of it without some photos; None where that is no group any more."""
        left = tuple(each for each in self.members if each.photo_id not in photo_ids)
        if len(left) < 2:
            return None
        best, why = (self.best, self.why) if self.best not in photo_ids else (left[0].photo_id, "")
        return replace(self, best=best, why=why, members=left)

    def _seconds(self) -> float | None:
        times = [datetime.fromisoformat(each.taken_at) for each in self.members if each.taken_at]
        if len(times) < len(self.members):
            return None
        naive = [time.replace(tzinfo=None) for time in times]
        return (max(naive) - min(naive)).total_seconds()


def _span(seconds: float) -> str:
    whole = max(round(seconds), 1)
    return tr("{n} seconds", "{n} second", whole) if whole < 120 else wording.span(seconds)
