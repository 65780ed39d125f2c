"""What a catalog is asked in the language of queries: by filters, by words, and for its names.

The part of `Catalog` that `search` builds on. What looks fit is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indexer.catalog import folders, glances, tags, traits, whereabouts, words
from indexer.records import DateSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from indexer.catalog.glances import Glances
    from indexer.catalog.traits import Traits
    from indexer.catalog.whereabouts import Whereabouts
    from indexer.database import Database
    from indexer.query import Album, Filter, Names, Tag


class Questions:
    """The questions to a catalog, whose answers are ids or names."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all_ids(self, *, newest_first: bool = True) -> NDArray[np.int64]:
        """The ids of all photos, int64 [n], by when they were taken, then by when they were added.

        A photo that does not tell has the place of its file's last change.
        """
        order = "DESC" if newest_first else "ASC"
        with self._database.connection() as connection:
            rows = connection.execute(
                f"SELECT id FROM photos ORDER BY dated_at {order}, id {order}"
            ).fetchall()
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def ids_in(self, folder: str) -> NDArray[np.int64]:
        """As `all_ids`, newest first, of the photos in one folder and below it."""
        with self._database.connection() as connection:
            return np.array(folders.newest_in(connection, folder), np.int64)

    def photos_in_folders(self) -> list[tuple[int, str, int]]:
        """The root's id of each folder that holds photos, its path, how many it holds by itself."""
        with self._database.connection() as connection:
            return folders.photos_in_each(connection)

    def ids_added_last(self, count: int) -> NDArray[np.int64]:
        """The ids of the photos that came into the catalog last, int64 [<= count], last first."""
        with self._database.connection() as connection:
            # No id is ever given twice: they grow with the time at which photos were added.
            rows = connection.execute(
                "SELECT id FROM photos ORDER BY id DESC LIMIT ?", (count,)
            ).fetchall()
        return np.array([row[0] for row in rows], np.int64)

    def traits(self, among: Iterable[int] | None = None) -> Traits:
        """What tells photos apart at a glance, of all photos or some ids, all at once."""
        with self._database.connection() as connection:
            return traits.of_all(connection, among)

    def glances(self) -> Glances:
        """What is seen of all photos in a grid, besides their pictures."""
        with self._database.connection() as connection:
            return glances.of_all(connection)

    def date_sources(self) -> dict[str, int]:
        """Who tells when photos were taken, by the names of `DateSource` -> of how many.

        "unknown" are those whose date an older Shoebox has read.
        """
        source = f"CASE WHEN taken_at IS NULL THEN '{DateSource.FILE}'"
        with self._database.connection() as connection:
            rows = connection.execute(
                f"SELECT {source} ELSE coalesce(taken_from, 'unknown') END, count(*)"
                " FROM photos GROUP BY 1 ORDER BY 1"
            )
            return {str(name): int(count) for name, count in rows}

    def whereabouts(self) -> Whereabouts:
        """When and where all photos were taken, and where they lie."""
        with self._database.at_one_moment() as now, now.connection() as connection:
            return whereabouts.of_all(connection)

    def tag_members(self, least: int, most: int) -> list[tags.Members]:
        """The photos of every tag that so many photos have, those of most photos first."""
        with self._database.at_one_moment() as now, now.connection() as connection:
            return tags.members(connection, least=least, most=most)

    def surest_of_tag(self, name: str, count: int) -> list[int]:
        """The ids of photos that have a tag: by a person's word, then by a model's likelihood."""
        with self._database.connection() as connection:
            return tags.surest(connection, name, count)

    def ids_where(
        self,
        wanted: Filter,
        *,
        away: NDArray[np.int64] | None = None,
        albums: Mapping[Album, NDArray[np.int64]] | None = None,
    ) -> NDArray[np.int64]:
        """The ids of the photos that a filter finds, int64 [n], ascending.

        Args:
            wanted: The filter, or several joined.
            away: The ids of the photos whose disk is not there, int64 [n], for `is:offline`.
            albums: The ids of the photos of albums that ask a query; `search` answers these.
        """
        from indexer.catalog import filters  # It loads the language of queries.

        with self._database.at_one_moment() as now, now.connection() as connection:
            lost = np.empty(0, np.int64) if away is None else away
            return filters.ids_where(connection, wanted, away=lost, albums=albums or {})

    def unknown_in(self, wanted: Filter) -> list[Filter]:
        """Those parts of a filter that name what there is not: a tag, an album, a folder ..."""
        from indexer.catalog import filters

        with self._database.connection() as connection:
            return filters.unknown_in(connection, wanted)

    def other_words_in(self, wanted: Filter) -> list[tuple[Tag, list[str]]]:
        """The tags of a filter that are asked for by another word; each with their own names."""
        from indexer.catalog import filters

        with self._database.connection() as connection:
            return filters.other_words_in(connection, wanted)

    def by_words(
        self, text: str, limit: int, *, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, bool]]:
        """The photos of which all of some words are written, best first: name to caption and place.

        Any text may be given. The last word may be the beginning of one.

        Args:
            text: The words.
            limit: How many photos at most.
            among: The ids of the only photos that count, int64 [n]; None for all.

        Returns:
            (id, whether the file is called exactly so, with or without its ending); those that
            are called so come first.
        """
        with self._database.at_one_moment() as now, now.connection() as connection:
            exact = words.called(connection, text, limit=limit, among=among)
            others = words.find(connection, text, limit=limit, among=among)
        is_exact = dict.fromkeys(others, False) | dict.fromkeys(exact, True)
        return [(each, is_exact[each]) for each in dict.fromkeys([*exact, *others])][:limit]

    def with_whole_words(self, text: str, ids: Iterable[int]) -> set[int]:
        """Those of the photos of `by_words` that have each word whole, or its plain plural."""
        with self._database.connection() as connection:
            return words.whole(connection, text, ids)

    def tags_of(self, ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Id -> names of the photo's tags, by name; a photo that has none is left out."""
        with self._database.connection() as connection:
            return tags.of_photos(connection, ids)

    def names(self) -> Names:
        """What completions offer: tags, cameras, folders, places, each with its photos."""
        from indexer.catalog import names

        with self._database.at_one_moment() as now, now.connection() as connection:
            return names.every(connection)
