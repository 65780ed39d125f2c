"""The albums of a library as the window shows them: in groups, pinned ones first.

Records only, and the words in which they are told; who looks them up is `questions`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

from app import wording
from app.language import QT_TR_NOOP, tr, translated
from app.searches import Search

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.records import Album


class Group(Enum):
    """Where an album comes from, in the order in which they are shown."""

    OWN = "own"
    EVENT = "event"
    PLACE = "place"
    YEAR = "year"
    TAG = "tag"


#: The title of each group.
TITLES: Final = {
    Group.OWN: QT_TR_NOOP("Your albums"),
    Group.EVENT: QT_TR_NOOP("Events"),
    Group.PLACE: QT_TR_NOOP("Places"),
    Group.YEAR: QT_TR_NOOP("Years"),
    Group.TAG: QT_TR_NOOP("Albums of tags"),
}
_BY_ORIGIN: Final = {group.value: group for group in Group}
_KINDS: Final = {
    Group.OWN: QT_TR_NOOP("Album"),
    Group.EVENT: QT_TR_NOOP("Event"),
    Group.PLACE: QT_TR_NOOP("Place"),
    Group.YEAR: QT_TR_NOOP("Year"),
    Group.TAG: QT_TR_NOOP("Tag"),
}
_ICONS: Final = {
    Group.OWN: "album",
    Group.EVENT: "event",
    Group.PLACE: "place",
    Group.YEAR: "calendar",
    Group.TAG: "tag",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One album, with what can be seen of it.

    Attributes:
        album: As the catalog has it.
        count: How many photos are in it; None where that is found only by searching.
        cover: The photo on its cover; None where there is none.
        days: The days of its first and its last photo, ISO; "" where they are not known.
    """

    album: Album
    count: int | None = None
    cover: int | None = None
    days: tuple[str, str] = ("", "")

    @property
    def id(self) -> int:
        """Its only key."""
        return self.album.id

    @property
    def name(self) -> str:
        """What it is called."""
        return self.album.name

    @property
    def title(self) -> str:
        """The same as it is shown: what Shoebox called it, in the user's language."""
        ours = self.album.origin is not None and not self.album.owner_named
        return translated(self.name) if ours else self.name

    @property
    def group(self) -> Group:
        """Where it comes from."""
        return _BY_ORIGIN.get((self.album.origin or "").partition(":")[0], Group.OWN)

    @property
    def is_manual(self) -> bool:
        """Whether its photos were put into it one by one."""
        return self.album.query is None

    @property
    def is_saved(self) -> bool:
        """Whether it is a search that its owner has saved."""
        return self.album.query is not None and self.album.origin is None

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return "smart-album" if self.is_saved else _ICONS[self.group]

    @property
    def kind(self) -> str:
        """What kind of album it is, in a few words."""
        return tr("Saved search") if self.is_saved else tr(_KINDS[self.group])

    @property
    def told(self) -> str:
        """How many photos it has and of when, as it stands below its cover."""
        counted = self.kind if self.count is None else wording.photos(self.count)
        days = "" if self.group is Group.YEAR else wording.days(*self.days)
        return " · ".join(filter(None, (counted, days)))

    @property
    def search(self) -> Search:
        """The search that finds its photos."""
        return Search.in_album(self.name)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All albums of a library.

    Attributes:
        albums: In the order in which they are shown within their group.
    """

    albums: tuple[Shown, ...] = ()
    _by_id: dict[int, Shown] = field(init=False, repr=False, compare=False)
    _by_name: dict[str, Shown] = field(init=False, repr=False, compare=False)
    _groups: dict[Group, list[Shown]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        groups: dict[Group, list[Shown]] = {group: [] for group in Group}
        for each in self.albums:
            if not (each.album.pinned and not each.album.hidden):
                groups[each.group].append(each)
        object.__setattr__(self, "_by_id", {each.id: each for each in self.albums})
        object.__setattr__(self, "_by_name", {each.name.casefold(): each for each in self.albums})
        object.__setattr__(self, "_groups", groups)

    def get(self, album_id: int) -> Shown | None:
        """Return an album; None where it is gone."""
        return self._by_id.get(album_id)

    def asked_for(self, question: object) -> Shown | None:
        """Return the album whose photos a question is for; None where it is for others."""
        name = question.album if isinstance(question, Search) else None
        return None if name is None else self._by_name.get(name.casefold())

    @property
    def pinned(self) -> tuple[Shown, ...]:
        """Those that stand before the others, of whatever group."""
        return tuple(each for each in self.albums if each.album.pinned and not each.album.hidden)

    def of(self, group: Group, *, hidden: bool = False) -> tuple[Shown, ...]:
        """Return those of a group that are not pinned; hidden ones too where they are wanted."""
        return tuple(each for each in self._groups[group] if hidden or not each.album.hidden)

    def sections(self, *, hidden: bool = False) -> Iterator[tuple[str, Sequence[Shown]]]:
        """Yield the groups that have albums, each with its title, the pinned ones first."""
        if self.pinned:
            yield tr("Pinned"), self.pinned
        for group, title in TITLES.items():
            if found := self.of(group, hidden=hidden):
                yield tr(title), found

    @property
    def hidden(self) -> int:
        """How many are hidden."""
        return sum(each.album.hidden for each in self.albums)

    @property
    def manual(self) -> tuple[Shown, ...]:
        """Those into which photos can be put."""
        return tuple(each for each in self.albums if each.is_manual and not each.album.hidden)
