"""What a person gives to photos, and what was found out about them together: each one edit.

The part of `Catalog` that needs no write lock: small changes, which wait for an ingest's commit.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from indexer.catalog import farewells, folders, given, likenesses, problems, settings, sidecar_rows
from indexer.catalog.collecting import Collecting
from indexer.catalog.decisions import counted
from indexer.scan.beside import is_sidecar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from indexer.catalog.farewells import Farewell
    from indexer.catalog.given import Given

MOST_STARS: Final = 5


class Curation(Collecting):
    """The changes of a catalog that are its owner's."""

    def set_rating(self, ids: Iterable[int], stars: int | None) -> None:
        """Give photos so many stars; they stay, whatever the files say later.

        Args:
            ids: The photos; unknown ids are passed over.
            stars: 1 to 5, or None to take them away.

        Raises:
            ValueError: There are no so many stars.
        """
        if stars is not None and not 1 <= stars <= MOST_STARS:
            raise ValueError(f"{stars} stars")
        wanted = [int(each) for each in ids]
        said = f"Give {counted(wanted)} {stars} {'star' if stars == 1 else 'stars'}"
        with self._edit(said if stars else f"Take the stars off {counted(wanted)}") as connection:
            connection.executemany(
                "UPDATE photos SET rating = ?, owner_rated = 1 WHERE id = ?",
                ((stars, each) for each in wanted),
            )

    def set_favourite(self, ids: Iterable[int], favourite: bool = True) -> None:
        """Make photos favourites, or no longer; unknown ids are passed over."""
        wanted = [int(each) for each in ids]
        with self._edit(_liked(wanted) if favourite else _unliked(wanted)) as connection:
            connection.executemany(
                "UPDATE photos SET favourite = ? WHERE id = ?",
                ((int(favourite), each) for each in wanted),
            )

    def retry_problems(self, paths: Iterable[str] | None = None) -> int:
        """Have unreadable files read again, by an index at work or the next one.

        Args:
            paths: Which ones; None for all.

        Returns:
            How many they are.
        """
        with self._database.transaction() as connection:
            settings.change(connection, {problems.RETRIED: folders.moment()})
            known = [problem.path for problem in problems.every(connection)]
            some = set(known if paths is None else paths)
            sidecar_rows.try_again(connection, filter(is_sidecar, some.intersection(known)))
            return problems.try_again(connection, None if paths is None else some)

    def given_to(self, ids: Iterable[int]) -> Given:
        """What the owner of photos gave each of them; unknown ids are passed over."""
        with self._database.at_one_moment() as now, now.connection() as connection:
            return given.to_photos(connection, ids)

    def given_to_all(self, ids: Iterable[int]) -> tuple[int | None, bool]:
        """Return the stars that all of some photos have, and whether all are favourites.

        Args:
            ids: The photos; unknown ids are passed over.

        Returns:
            0 to 5, or None where not all have as many; then whether each is a favourite.
        """
        with self._database.connection() as connection:
            least, most, favourites = connection.execute(
                "SELECT min(coalesce(rating, 0)), max(coalesce(rating, 0)), min(favourite)"
                " FROM photos WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps([int(each) for each in ids]),),
            ).fetchone()
        return least if least == most else None, bool(favourites)

    def remember_near_duplicates(self, groups: Iterable[Sequence[int]]) -> None:
        """Keep which photos are nearly the same, in the place of what was known before.

        Args:
            groups: The ids of each group; of a photo in several the first counts.
        """
        with self._database.transaction() as connection:
            likenesses.replace(connection, groups)

    def remember_gone(self, gone: Mapping[bytes, Farewell]) -> None:
        """Remember what was said of photos that are to be forgotten, for when they come back.

        Args:
            gone: Content key -> that.
        """
        with self._database.transaction() as connection:
            farewells.put(connection, gone, now=folders.now())

    def came_back(self, ids: Iterable[int] | None = None) -> dict[int, Farewell]:
        """Id of each photo that is here again -> what `remember_gone` was told of it.

        Args:
            ids: The photos that are asked about; None for all.
        """
        with self._database.connection() as connection:
            return farewells.back(connection, ids)

    def welcomed(self, ids: Iterable[int] | None = None) -> None:
        """Remember nothing any more of photos that are there: of these, or of all."""
        with self._database.transaction() as connection:
            farewells.drop_known(connection, ids)


def _liked(ids: Sequence[int]) -> str:
    count = len(ids)
    return "Make 1 photo a favourite" if count == 1 else f"Make {count:,} photos favourites"


def _unliked(ids: Sequence[int]) -> str:
    return f"Take {counted(ids)} out of the favourites"
