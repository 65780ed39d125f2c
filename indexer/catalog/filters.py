"""Filters -> the ids of the photos that they find.

Each filter alone is answered from one of SQLite's indexes; and, or, not join the answers as masks
over all ids. A photo of which a fact is not known is found by the negation of its filters only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.catalog import albums, bursts, likenesses, synonyms
from indexer.catalog.columns import ids_of, listed
from indexer.catalog.matching import Pattern, contains, fold, is_at_place, is_in_folder, spelling
from indexer.catalog.near import ids_near
from indexer.catalog.stored_places import from_lines
from indexer.catalog.stored_text import from_stored, without_odd_bytes
from indexer.formats import FILMS, PICTURES, RAWS
from indexer.query.dates import end_of
from indexer.query.tree import (
    Album,
    All,
    Camera,
    Comparison,
    Either,
    Folder,
    Is,
    Lens,
    Name,
    Near,
    Not,
    Place,
    Rating,
    Root,
    State,
    Tag,
    Taken,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from numpy.typing import NDArray

    from indexer.database import Connection
    from indexer.query.tree import Filter

RAW_FORMATS: Final[tuple[str, ...]] = tuple(suffix.upper() for suffix in RAWS)
"""Formats of what a sensor saw, by the names of `PhotoFacts.format`."""

VIDEO_FORMATS: Final[tuple[str, ...]] = tuple(FILMS)
"""Formats of moving pictures, by the names of `PhotoFacts.format`."""

_ODD: Final = "(typeof(name) = 'blob' OR length(name) <> length(CAST(name AS BLOB)))"
"""The condition that a name has more than ASCII in it, word for word as its index has it."""

_FORMATS: Final = {
    **{suffix: name for name, suffixes in (PICTURES | FILMS).items() for suffix in suffixes},
    "raw": RAW_FORMATS,
    "video": VIDEO_FORMATS,
}
"""What types are called besides the format's own name."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every filter is answered from.

    Attributes:
        connection: To the catalog.
        away: The ids of the photos whose disk is not there, int64 [n].
        albums: The ids of the photos of albums that ask a query.
        room: One more than the greatest id.
    """

    connection: Connection
    away: NDArray[np.int64]
    albums: Mapping[Album, NDArray[np.int64]]
    room: int

    def ids(self, which: str, *values: object) -> NDArray[np.int64]:
        """The ids of the photos for which a condition holds."""
        return ids_of(self.connection, "id", f"FROM photos WHERE {which}", *values)

    def mask(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each number up to the greatest id is one of these, bool [room]."""
        mask = np.zeros(self.room, np.bool_)
        mask[ids[ids < self.room]] = True  # A tag may have outlived its photo in a damaged file.
        return mask

    def others(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """As `mask`, of all photos but these."""
        return self.mask(self.ids("1")) & ~self.mask(ids)


def ids_where(
    connection: Connection,
    wanted: Filter,
    *,
    away: NDArray[np.int64],
    albums: Mapping[Album, NDArray[np.int64]],
) -> NDArray[np.int64]:
    """The ids of the photos that a filter finds, int64 [n], ascending.

    Args:
        connection: To the catalog, inside a transaction: each filter has to see the same photos.
        wanted: The filter, or several joined.
        away: The ids of the photos whose disk is not there, int64 [n], for `is:offline`.
        albums: The ids of the photos of albums that ask a query, which only a model may be able to
            answer; of others what was put into them counts.
    """
    greatest = connection.execute("SELECT max(id) FROM photos").fetchone()[0]
    asked = _Asked(connection, away, albums, 1 + (greatest or 0))
    return np.flatnonzero(_found(wanted, asked)).astype(np.int64)


@singledispatch
def _found(wanted: Filter, asked: _Asked) -> NDArray[np.bool_]:
    """Which ids a filter finds, bool [room]."""
    raise TypeError(f"{wanted!r} is no filter of {asked}")


# -- joined -------------------------------------------------------------------------------


@_found.register(All)
def _(wanted: All, asked: _Asked) -> NDArray[np.bool_]:
    found = _found(wanted.filters[0], asked)
    for part in wanted.filters[1:]:
        found &= _found(part, asked)
    return found


@_found.register(Either)
def _(wanted: Either, asked: _Asked) -> NDArray[np.bool_]:
    found = _found(wanted.filters[0], asked)
    for part in wanted.filters[1:]:
        found |= _found(part, asked)
    return found


@_found.register(Not)
def _(wanted: Not, asked: _Asked) -> NDArray[np.bool_]:
    return asked.mask(asked.ids("1")) & ~_found(wanted.filter, asked)


# -- when and where -----------------------------------------------------------------------


@_found.register(Taken)
def _(wanted: Taken, asked: _Asked) -> NDArray[np.bool_]:
    first = "" if wanted.first is None else wanted.first.isoformat()
    last = "~" if wanted.last is None else end_of(wanted.last)
    return asked.mask(asked.ids("taken_at >= ? AND taken_at < ?", first, last))


@_found.register(Near)
def _(wanted: Near, asked: _Asked) -> NDArray[np.bool_]:
    return asked.mask(ids_near(asked.connection, wanted))


@_found.register(Place)
def _(wanted: Place, asked: _Asked) -> NDArray[np.bool_]:
    return _with(asked, "place", _places(asked.connection, wanted))


def _places(connection: Connection, wanted: Place) -> list[str]:
    fits = is_at_place(wanted.pattern)
    return _values(connection, "place", lambda stored: fits(from_lines(stored).told))


# -- files and folders --------------------------------------------------------------------


@_found.register(Folder)
def _(wanted: Folder, asked: _Asked) -> NDArray[np.bool_]:
    return asked.mask(_in_folders(asked, _folders(asked.connection, wanted)))


@_found.register(Root)
def _(wanted: Root, asked: _Asked) -> NDArray[np.bool_]:
    return asked.mask(_in_roots(asked, _roots(asked.connection, wanted)))


@_found.register(Name)
def _(wanted: Name, asked: _Asked) -> NDArray[np.bool_]:
    pattern = Pattern(wanted.pattern)
    found = asked.mask(asked.ids("name LIKE ? ESCAPE '\\'", pattern.like))
    # SQLite compares names of ASCII. Others, which have an index of their own, are judged here.
    for odd, stored in asked.connection.execute(f"SELECT id, name FROM photos WHERE {_ODD}"):
        found[odd] = pattern.fits(from_stored(stored))
    return found


@_found.register(Type)
def _(wanted: Type, asked: _Asked) -> NDArray[np.bool_]:
    formats = _FORMATS.get(wanted.name.casefold(), wanted.name.upper())
    return _with(asked, "format", [formats] if isinstance(formats, str) else formats)


def _folders(connection: Connection, wanted: Folder) -> list[int]:
    """The ids of the folders that a pattern names, and of those below them."""
    rows = connection.execute("SELECT id, path FROM folders").fetchall()
    fits = is_in_folder(wanted.pattern)
    return [folder_id for folder_id, stored in rows if fits(from_stored(stored))]


def _roots(connection: Connection, wanted: Root) -> list[int]:
    rows = connection.execute("SELECT id, path FROM roots").fetchall()
    fits = is_in_folder(wanted.pattern)
    return [root_id for root_id, stored in rows if fits(from_stored(stored))]


def _in_folders(asked: _Asked, folder_ids: Iterable[int]) -> NDArray[np.int64]:
    return asked.ids("folder_id IN (SELECT value FROM json_each(?))", listed(folder_ids))


def _in_roots(asked: _Asked, root_ids: Iterable[int]) -> NDArray[np.int64]:
    return asked.ids(
        "folder_id IN (SELECT id FROM folders WHERE root_id IN (SELECT value FROM json_each(?)))",
        listed(root_ids),
    )


# -- what the file says -------------------------------------------------------------------


@_found.register(Camera)
def _(wanted: Camera, asked: _Asked) -> NDArray[np.bool_]:
    return _with(asked, "camera", _containing(asked.connection, wanted))


@_found.register(Lens)
def _(wanted: Lens, asked: _Asked) -> NDArray[np.bool_]:
    return _with(asked, "lens", _containing(asked.connection, wanted))


def _containing(connection: Connection, wanted: Camera | Lens) -> list[str]:
    return _values(connection, wanted.key, lambda value: contains(value, wanted.text))


def _values(connection: Connection, column: str, fits: Callable[[str], bool]) -> list[str]:
    """The different values of an indexed column that fit."""
    # From each value to the next greater one: as many steps in the index as there are values.
    rows = connection.execute(
        f"WITH RECURSIVE step(value) AS (SELECT min({column}) FROM photos WHERE {column} > ''"
        " UNION ALL"
        f" SELECT (SELECT min({column}) FROM photos WHERE {column} > value) FROM step"
        " WHERE value IS NOT NULL) SELECT value FROM step WHERE value IS NOT NULL"
    )
    return [value for (value,) in rows if fits(value)]


def _with(asked: _Asked, column: str, values: Collection[str]) -> NDArray[np.bool_]:
    """Which photos have one of these values in an indexed column."""
    return asked.mask(asked.ids(f"{column} IN (SELECT value FROM json_each(?))", listed(values)))


# -- what was given -----------------------------------------------------------------------


@_found.register(Tag)
def _(wanted: Tag, asked: _Asked) -> NDArray[np.bool_]:
    ids = [each for each, _ in tags_meant(asked.connection, wanted)]
    return asked.mask(_members(asked.connection, "photo_tags WHERE tag_id", ids))


@_found.register(Album)
def _(wanted: Album, asked: _Asked) -> NDArray[np.bool_]:
    asks = asked.albums.get(wanted)
    if asks is not None:
        return asked.mask(asks)
    ids = [each.id for each in albums.named(asked.connection, wanted.name)]
    return asked.mask(_members(asked.connection, "album_photos WHERE album_id", ids))


@_found.register(Rating)
def _(wanted: Rating, asked: _Asked) -> NDArray[np.bool_]:
    rated = asked.ids(f"rating {wanted.comparison} ? AND rating IS NOT NULL", wanted.stars)
    if not _holds(0, wanted):
        return asked.mask(rated)
    return asked.mask(rated) | asked.others(asked.ids("rating IS NOT NULL"))


def _holds(stars: int, wanted: Rating) -> bool:
    """Whether so many stars are of those that are asked for."""
    return {
        Comparison.EQUAL: stars == wanted.stars,
        Comparison.LESS: stars < wanted.stars,
        Comparison.AT_MOST: stars <= wanted.stars,
        Comparison.MORE: stars > wanted.stars,
        Comparison.AT_LEAST: stars >= wanted.stars,
    }[wanted.comparison]


_STATES: Final = {
    State.FAVOURITE: "favourite = 1",
    State.LANDSCAPE: "width > height",
    State.PORTRAIT: "width < height",
    State.SQUARE: "width = height",
    State.DUPLICATE: "content_key IN (SELECT content_key FROM photos GROUP BY content_key"
    f" HAVING count(*) > 1) OR id IN ({likenesses.IN_A_GROUP})",
    State.BURST: f"id IN ({bursts.IN_ONE})",
}
"""The condition of each state that one can tell from the tables alone."""


@_found.register(Is)
def _(wanted: Is, asked: _Asked) -> NDArray[np.bool_]:
    if wanted.state is State.OFFLINE:
        lost = ids_of(asked.connection, "photo_id", "FROM missing")
        return asked.mask(asked.away) | asked.mask(lost)
    if wanted.state is State.RAW:
        return _with(asked, "format", RAW_FORMATS)
    if wanted.state is State.VIDEO:
        return _with(asked, "format", VIDEO_FORMATS)
    if wanted.state is State.UNTAGGED:
        return asked.others(ids_of(asked.connection, "photo_id", "FROM photo_tags"))
    return asked.mask(asked.ids(_STATES[wanted.state]))


def _tags_named(connection: Connection, name: str) -> list[tuple[int, str]]:
    """Id and name of the tags of a name: in capitals or not, with accents or not."""
    rows = connection.execute("SELECT id, name FROM tags").fetchall()
    # SQLite knows the capitals of ASCII alone.
    same = [row for row in rows if spelling(row[1]) == spelling(name)]
    return same or [row for row in rows if fold(row[1]) == fold(name)]


def tags_meant(connection: Connection, wanted: Tag) -> list[tuple[int, str]]:
    """Id and name of the tags of a name; if no photo has them, of those it is another word for."""
    name = without_odd_bytes(wanted.name)
    named = _tags_named(connection, name)
    if any(_is_on_a_photo(connection, tag_id) for tag_id, _ in named):
        return named
    others = (_tags_named(connection, each) for each in synonyms.meant_by(connection, name))
    return [row for rows in others for row in rows] or named


def _is_on_a_photo(connection: Connection, tag_id: int) -> bool:
    found = connection.execute("SELECT 1 FROM photo_tags WHERE tag_id = ? LIMIT 1", (tag_id,))
    return found.fetchone() is not None


def _members(connection: Connection, where: str, ids: Iterable[int]) -> NDArray[np.int64]:
    return ids_of(
        connection, "photo_id", f"FROM {where} IN (SELECT value FROM json_each(?))", listed(ids)
    )


def other_words_in(connection: Connection, wanted: Filter) -> list[tuple[Tag, list[str]]]:
    """The tags of a filter by whose name none is asked for: with the names of those that are."""
    if isinstance(wanted, All | Either):
        return [each for part in wanted.filters for each in other_words_in(connection, part)]
    if isinstance(wanted, Not):
        return other_words_in(connection, wanted.filter)
    if not isinstance(wanted, Tag):
        return []
    names = [name for _, name in tags_meant(connection, wanted)]
    is_other = names and fold(without_odd_bytes(wanted.name)) not in map(fold, names)
    return [(wanted, names)] if is_other else []


# -- what is not there --------------------------------------------------------------------


def unknown_in(connection: Connection, wanted: Filter) -> list[Filter]:
    """The parts of a filter that name what the library does not have: a tag, a camera ...

    Not those that keep such photos out: nothing is missing for it.
    """
    if isinstance(wanted, All | Either):
        return [unknown for part in wanted.filters for unknown in unknown_in(connection, part)]
    if isinstance(wanted, Not):
        return []
    return [] if _is_known(connection, wanted) else [wanted]


def _is_known(connection: Connection, wanted: Filter) -> bool:
    match wanted:
        case Tag():
            return bool(tags_meant(connection, wanted))
        case Album():
            return bool(albums.named(connection, wanted.name))
        case Folder():
            return bool(_folders(connection, wanted))
        case Root():
            return bool(_roots(connection, wanted))
        case Camera() | Lens():
            return bool(_containing(connection, wanted))
        case Place():
            return bool(_places(connection, wanted))
    return True
