"""What a person does with albums: each one edit, which can be undone.

The part of `Catalog` that keeps albums, without knowing what a query finds: that is the business of
`albums` beside this package, which also sees to it that no album is in itself.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from indexer.catalog import albums, settings
from indexer.catalog.decisions import Decisions, counted
from indexer.errors import LibraryError
from indexer.records import Album, SavedCut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from indexer.database import Connection
    from indexer.records import AutoAlbum

AUTO_RULES: Final = "1"
"""Of which albums Shoebox makes by itself: others have all of them looked at anew."""

_MADE_OF: Final = "albums_made_of"


class Collecting(Decisions):
    """The albums of a catalog."""

    # -- reading --------------------------------------------------------------------------

    def albums(self) -> list[Album]:
        """All albums, hidden ones too: pinned ones first, then a person's own, then Shoebox's."""
        with self._database.at_one_moment() as now, now.connection() as connection:
            return albums.every(connection)

    def album(self, album_id: int) -> Album:
        """The album with an id.

        Raises:
            LibraryError: There is none.
        """
        with self._database.connection() as connection:
            return albums.one(connection, album_id)

    def albums_named(self, name: str) -> list[Album]:
        """The albums that a name means, most often one: capitals make no difference.

        Accents make none either where no album is spelled with just these, so that "mallorca" may
        mean several.
        """
        with self._database.at_one_moment() as now, now.connection() as connection:
            return albums.named(connection, name)

    def album_photos(self, album_id: int) -> list[int]:
        """The ids of the photos that were put into an album, in its order."""
        with self._database.connection() as connection:
            return albums.photo_ids(connection, album_id)

    def added_to_album(self, album_id: int, photo_id: int) -> str | None:
        """When a photo was put into an album, UTC, ISO 8601; None where that is not known."""
        with self._database.connection() as connection:
            return albums.added_at(connection, album_id, photo_id)

    # -- making ---------------------------------------------------------------------------

    def make_album(self, name: str, ids: Iterable[int] = ()) -> Album:
        """Make an album of photos; unknown ids are passed over.

        Raises:
            LibraryError: The name is blank, too long, or another album's.
        """
        with self._edit(f"Make the album “{albums.clean_name(name)}”") as connection:
            made = Album(0, albums.free_name(connection, name))
            album_id = albums.insert(connection, made)
            albums.arrange(connection, album_id, [int(each) for each in ids])
            return albums.one(connection, album_id)

    def save_album(self, name: str, query: str, cut: SavedCut) -> Album:
        """Make an album of whatever a query finds; see `albums.save`, which proves the query.

        Raises:
            LibraryError: The name is blank, too long, or another album's.
        """
        with self._edit(f"Save the album “{albums.clean_name(name)}”") as connection:
            made = Album(0, albums.free_name(connection, name), query, cut)
            return albums.one(connection, albums.insert(connection, made))

    def ask_album(self, album_id: int, query: str, cut: SavedCut) -> Album:
        """Have a saved album ask for something else.

        Raises:
            LibraryError: It is not there, or holds photos of its own.
        """
        with self._edit_of(album_id, lambda album: f"Change what “{album.name}” asks for") as (
            connection,
            album,
        ):
            if album.query is None:
                raise LibraryError(f"“{album.name}” holds photos that were put there, no query.")
            changed = replace(album, query=query, cut=cut, owner_asked=album.origin is not None)
            albums.renew(connection, changed)
            return changed

    # -- changing -------------------------------------------------------------------------

    def rename_album(
        self, album_id: int, name: str, *, queries: Mapping[int, str] | None = None
    ) -> Album:
        """Give an album another name.

        Args:
            album_id: The album.
            name: Its new name.
            queries: Id of another album -> its query, where that named this one.

        Raises:
            LibraryError: It is not there; or the name is blank, too long, or another album's.
        """
        clean = albums.clean_name(name)
        with self._edit_of(album_id, lambda album: f"Rename “{album.name}” to “{clean}”") as (
            connection,
            album,
        ):
            free = albums.free_name(connection, clean, of=album_id)
            renamed = replace(album, name=free, owner_named=True)
            albums.renew(connection, renamed)
            _follow(connection, queries)
            return renamed

    def delete_album(self, album_id: int) -> None:
        """Take an album away; its photos stay in the library.

        One that Shoebox makes by itself would come again, so that it is hidden.

        Raises:
            LibraryError: It is not there.
        """
        with self._edit_of(album_id, lambda album: f"Delete the album “{album.name}”") as (
            connection,
            album,
        ):
            _drop(connection, album)

    def cover_album(self, album_id: int, photo_id: int | None) -> None:
        """Have a photo stand for an album; None lets Shoebox choose one again.

        Raises:
            LibraryError: There is no such album or photo.
        """
        with self._edit_of(album_id, lambda album: f"Give “{album.name}” another cover") as (
            connection,
            album,
        ):
            known = connection.execute("SELECT 1 FROM photos WHERE id = ?", (photo_id,)).fetchone()
            if photo_id is not None and known is None:
                raise LibraryError("That photo is not in the library any more.")
            changed = replace(album, cover_id=photo_id, owner_covered=photo_id is not None)
            albums.renew(connection, changed)

    def pin_album(self, album_id: int, pinned: bool = True) -> None:
        """Have an album come before others, or no longer.

        Raises:
            LibraryError: It is not there.
        """
        with self._edit_of(
            album_id, lambda album: f"{'Pin' if pinned else 'Unpin'} “{album.name}”"
        ) as (connection, album):
            albums.renew(connection, replace(album, pinned=pinned))

    def hide_album(self, album_id: int, hidden: bool = True) -> None:
        """Leave an album out of lists, or no longer.

        Raises:
            LibraryError: It is not there.
        """
        with self._edit_of(
            album_id, lambda album: f"{'Hide' if hidden else 'Show'} “{album.name}”"
        ) as (connection, album):
            albums.renew(connection, replace(album, hidden=hidden))

    # -- photos ---------------------------------------------------------------------------

    def add_to_album(self, album_id: int, ids: Iterable[int], *, at: int | None = None) -> int:
        """Put photos into an album; those that lie in it already move to the new place.

        Args:
            album_id: The album.
            ids: The photos, in the order that they shall have; unknown ids are passed over.
            at: So many of the photos that it holds come before them; None for its end, where those
                that lie in it already stay where they are.

        Returns:
            How many of them were not in it.

        Raises:
            LibraryError: The album is not there, or keeps itself by a query.
        """
        wanted = [int(each) for each in ids]
        with self._edit_of(album_id, lambda album: f"Add {counted(wanted)} to “{album.name}”") as (
            connection,
            album,
        ):
            held = _held(connection, album)
            if at is None:
                return albums.arrange(connection, album_id, [*held, *wanted])
            return albums.arrange(connection, album_id, _with(held, wanted, at))

    def move_in_album(self, album_id: int, ids: Iterable[int], at: int) -> None:
        """Move photos of an album to another place in it.

        Args:
            album_id: The album.
            ids: The photos, in the order that they shall have; those not in it are passed over.
            at: So many of the photos that it holds now come before them.

        Raises:
            LibraryError: The album is not there, or keeps itself by a query.
        """
        with self._edit_of(album_id, lambda album: f"Change the order of “{album.name}”") as (
            connection,
            album,
        ):
            held = _held(connection, album)
            there = set(held)
            moved = [int(each) for each in ids if int(each) in there]
            albums.arrange(connection, album_id, _with(held, moved, at))

    def remove_from_album(self, album_id: int, ids: Iterable[int]) -> int:
        """Take photos out of an album; they stay in the library.

        Returns:
            How many of them were in it.

        Raises:
            LibraryError: The album is not there, or keeps itself by a query.
        """
        wanted = [int(each) for each in ids]
        with self._edit_of(
            album_id, lambda album: f"Take {counted(wanted)} out of “{album.name}”"
        ) as (connection, album):
            held = _held(connection, album)
            stay = [each for each in held if each not in set(wanted)]
            albums.arrange(connection, album_id, stay)
        return len(held) - len(stay)

    def merge_albums(
        self,
        album_id: int,
        other_id: int,
        *,
        query: str | None = None,
        queries: Mapping[int, str] | None = None,
    ) -> Album:
        """Put what another album has into this one, and take the other one away.

        Args:
            album_id: The album that stays.
            other_id: The one that goes.
            query: What finds the photos of both; None where both hold photos.
            queries: Id of a third album -> its query, where that named the other one.

        Raises:
            LibraryError: One of them is not there.
        """
        with self._database.connection() as connection:
            other = albums.one(connection, other_id)
        with self._edit_of(album_id, lambda album: f"Merge “{other.name}” into “{album.name}”") as (
            connection,
            album,
        ):
            if query is None:
                both = [*_held(connection, album), *_held(connection, other)]
                albums.arrange(connection, album_id, both)
            else:
                asked = album.origin is not None
                albums.renew(connection, replace(album, query=query, owner_asked=asked))
            _follow(connection, queries)
            _drop(connection, other)
            return albums.one(connection, album_id)

    # -- Shoebox's own --------------------------------------------------------------------

    def auto_albums_due(self) -> str | None:
        """The state of photos, tags and edits, for `follow_auto_albums`; None where it has seen it.

        Cheap: most of the times that an index ends, nothing is due.
        """
        with self._database.at_one_moment() as now, now.connection() as connection:
            state = f"{AUTO_RULES}:{albums.state(connection)}"
            return None if settings.value_of(connection, _MADE_OF) == state else state

    def follow_auto_albums(self, wanted: Sequence[AutoAlbum], state: str) -> int:
        """Have the albums that Shoebox makes by itself be these; no edit, nothing to undo.

        Whatever a person did to one stays: its name, what it asks for, its cover; and one that they
        have touched stays, though it is not among these any more.

        Args:
            wanted: The albums.
            state: What they were made of.

        Returns:
            How many albums have come, gone or changed.
        """
        with self._database.transaction() as connection:
            settings.change(connection, {_MADE_OF: state})
            return albums.follow_auto(connection, wanted)

    @contextmanager
    def _edit_of(
        self, album_id: int, title: Callable[[Album], str]
    ) -> Iterator[tuple[Connection, Album]]:
        """Lend a connection and an album for one edit, with its title for that album."""
        with self._database.transaction() as connection:
            album = albums.one(connection, album_id)
            with self._recorded(connection, title(album)):
                yield connection, album


def _follow(connection: Connection, queries: Mapping[int, str] | None) -> None:
    for album_id, query in (queries or {}).items():
        albums.renew(connection, replace(albums.one(connection, album_id), query=query))


def _drop(connection: Connection, album: Album) -> None:
    if album.origin is None:
        albums.delete(connection, [album.id])
    else:
        albums.renew(connection, replace(album, hidden=True, pinned=False))


def _held(connection: Connection, album: Album) -> list[int]:
    """The photos that were put into an album, in its order."""
    if album.query is not None:
        raise LibraryError(
            f"“{album.name}” keeps itself: it holds what {album.query} finds, and nothing else."
        )
    return albums.photo_ids(connection, album.id)


def _with(held: list[int], moved: list[int], at: int) -> list[int]:
    """The photos of an album, some of them in one place, before the one that is there now."""
    away = set(moved)
    before = [each for each in held[:at] if each not in away]
    behind = [each for each in held[at:] if each not in away]
    return [*before, *moved, *behind]
