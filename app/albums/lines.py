"""The albums as lines of the sidebar: pinned ones, one's own, then what Shoebox made, in groups.

A group shows a few of its albums once it is opened; all of them are on the page of albums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.albums.shelf import TITLES, Group
from app.language import QT_TR_NOOP, tr
from app.lines import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from app.albums.shelf import Shelf, Shown

#: Albums of a group that are shown below it.
MOST_SHOWN: Final = 6
#: Albums of one's own that are shown: more would push all else out of sight.
MOST_OWN: Final = 40
#: The groups that Shoebox made, in their order.
_MADE: Final = (Group.EVENT, Group.PLACE, Group.YEAR, Group.TAG)
#: What leads to all albums of a group.
_ALL: Final = {
    Group.OWN: QT_TR_NOOP("All your albums"),
    Group.EVENT: QT_TR_NOOP("All events"),
    Group.PLACE: QT_TR_NOOP("All places"),
    Group.YEAR: QT_TR_NOOP("All years"),
    Group.TAG: QT_TR_NOOP("All albums of tags"),
}


@dataclass(frozen=True, slots=True)
class AlbumPlace:
    """The photos of an album."""

    album_id: int


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """What stands below a group, shown or not."""

    group: Group


@dataclass(frozen=True, slots=True)
class AllAlbums:
    """The page of all albums; `group` is the one to begin with."""

    group: Group | None = None


def entries(shelf: Shelf, opened: Collection[Group]) -> Iterator[Entry]:
    """Yield the lines; `opened` are the groups whose albums are shown."""
    own = shelf.of(Group.OWN)
    for album in (*shelf.pinned, *own[:MOST_OWN]):
        yield _entry(album)
    if len(own) > MOST_OWN:
        yield _all(Group.OWN, len(own))
    for group in _MADE:
        yield from _group(group, shelf.of(group), is_open=group in opened)
    if shelf.albums:
        shown = len(shelf.albums) - shelf.hidden
        yield Entry(tr("All albums"), AllAlbums(), "albums", shown)


def _group(group: Group, albums: Sequence[Shown], *, is_open: bool) -> Iterator[Entry]:
    if not albums:
        return
    yield Entry(tr(TITLES[group]), GroupPlace(group), count=len(albums), opened=is_open)
    if is_open:
        for album in albums[:MOST_SHOWN]:
            yield _entry(album, depth=1)
        if len(albums) > MOST_SHOWN:
            yield _all(group, len(albums), depth=1)


def _all(group: Group, count: int, *, depth: int = 0) -> Entry:
    return Entry(tr(_ALL[group]), AllAlbums(group), "albums", count, depth=depth)


def _entry(album: Shown, *, depth: int = 0) -> Entry:
    icon = "pin" if album.album.pinned else album.icon
    tip = "\n".join(filter(None, (album.title, album.album.query)))
    return Entry(album.title, AlbumPlace(album.id), icon, album.count, tip, depth)
