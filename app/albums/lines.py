"""The albums as lines of the sidebar: pinned ones, one's own, then what Shoebox made, in groups.

A group shows a few of its albums once it is opened; all of them are on the page of albums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app import wording
from app.albums.shelf import TITLES, Group
from app.sidebar import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from app.albums.shelf import Shelf, Shown

#: Albums of a group that are shown below it.
MOST_SHOWN: Final = 6
_GROUP_ICONS: Final = {
    Group.EVENT: "event",
    Group.PLACE: "place",
    Group.YEAR: "calendar",
    Group.TAG: "tag",
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
    for album in (*shelf.pinned, *shelf.of(Group.OWN)):
        yield _entry(album)
    for group, icon in _GROUP_ICONS.items():
        albums = shelf.of(group)
        if not albums:
            continue
        is_open = group in opened
        title = TITLES[group]
        yield Entry(title, GroupPlace(group), icon, len(albums), opened=is_open)
        if not is_open:
            continue
        for album in albums[:MOST_SHOWN]:
            yield _entry(album, depth=1)
        if len(albums) > MOST_SHOWN:
            every = f"All {wording.number(len(albums))} {title.lower()}"
            yield Entry(every, AllAlbums(group), "albums", depth=1)
    if shelf.albums:
        shown = len(shelf.albums) - shelf.hidden
        yield Entry("All albums", AllAlbums(), "albums", shown)


def _entry(album: Shown, *, depth: int = 0) -> Entry:
    icon = "pin" if album.album.pinned else album.icon
    tip = "\n".join(filter(None, (album.name, album.album.query)))
    return Entry(album.name, AlbumPlace(album.id), icon, album.count, tip, depth)
