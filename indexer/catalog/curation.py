"""What a person gives to photos, and what was found out about them together: each one edit.

The part of `Catalog` that needs no write lock: small changes, which wait for an ingest's commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.catalog import likenesses, tags
from indexer.catalog.matching import spelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.database import Database

MOST_STARS: Final = 5


class Curation:
    """The changes of a catalog that are its owner's."""

    _database: Database

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
        with self._database.transaction() as connection:
            connection.executemany(
                "UPDATE photos SET rating = ?, owner_rated = 1 WHERE id = ?",
                ((stars, int(each)) for each in ids),
            )

    def set_favourite(self, ids: Iterable[int], favourite: bool = True) -> None:
        """Make photos favourites, or no longer; unknown ids are passed over."""
        with self._database.transaction() as connection:
            connection.executemany(
                "UPDATE photos SET favourite = ? WHERE id = ?",
                ((int(favourite), int(each)) for each in ids),
            )

    def refuse_tag(self, ids: Iterable[int], name: str) -> None:
        """Say that a tag is wrong for photos: no model gives it to them again.

        What a model gave goes at once; what the file or the owner says of the photo stays.
        """
        wanted = [int(each) for each in ids]
        with self._database.transaction() as connection:
            tag_id = tags.ids_of_names(connection, [name])[spelling(name)]
            connection.executemany(
                "INSERT OR IGNORE INTO refused_tags(photo_id, tag_id)"
                " SELECT id, ? FROM photos WHERE id = ?",
                ((tag_id, each) for each in wanted),
            )
            connection.executemany(
                "DELETE FROM photo_tags WHERE tag_id = ? AND photo_id = ? AND source = 'auto'",
                ((tag_id, each) for each in wanted),
            )

    def remember_near_duplicates(self, groups: Iterable[Sequence[int]]) -> None:
        """Keep which photos are nearly the same, in the place of what was known before.

        Args:
            groups: The ids of each group; of a photo in several the first counts.
        """
        with self._database.transaction() as connection:
            likenesses.replace(connection, groups)
