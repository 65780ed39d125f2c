"""What models find on photos: raw scores for tags, and the tags that were chosen from them.

The part of `Catalog` that `indexer.tags` builds on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.catalog import learned, machine_tags, synonyms, tags
from indexer.catalog.learning import Learning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from indexer.catalog.machine_tags import Among, Vectors


class Tagging(Learning):
    """The reads and transactions about machine tags."""

    def concept_ids(self, wanted: Sequence[tuple[str, str]]) -> list[int]:
        """The id of each tag by name and digest, made where there is none."""
        known = self.known_concepts()
        if not all(each in known for each in wanted):
            with self._database.transaction() as connection:
                known = machine_tags.new_concepts(connection, wanted)
        return [known[each] for each in wanted]

    def known_concepts(self) -> dict[tuple[str, str], int]:
        """Name and digest of each tag that has an id -> its id."""
        with self._database.connection() as connection:
            return machine_tags.known_concepts(connection)

    def vectors_to_score(
        self, model_sha256: str, *, scored: bool, after: int = 0
    ) -> Iterator[Vectors]:
        """Blocks of ids int64 [n], numbers int64 [n] and vectors float32 [n, dim] of a model.

        Args:
            model_sha256: The model.
            scored: Those that are scored already, or else those that are not.
            after: Only those of a higher number.
        """
        with self._database.connection() as connection:
            yield from machine_tags.vectors(connection, model_sha256, scored=scored, after=after)

    def sample_of_vectors(self, model_sha256: str, most: int) -> NDArray[np.float32]:
        """Some vectors of a model from all over the library, float32 [n, dim]."""
        with self._database.connection() as connection:
            return machine_tags.sample(connection, model_sha256, most)

    def tagging(self, model_sha256: str) -> tuple[int, bytes] | None:
        """Of how many photos the tags' standings were found, and these as they were kept."""
        with self._database.connection() as connection:
            return machine_tags.tagging(connection, model_sha256)

    def keep_tagging(self, model_sha256: str, photos: int, standings: bytes) -> None:
        """Keep the tags' standings."""
        with self._database.transaction() as connection:
            machine_tags.put_tagging(connection, model_sha256, photos, standings)

    def store_scores(
        self,
        model_sha256: str,
        rows: Iterable[tuple[int, int, float, bytes]],
        *,
        heads: Sequence[int] = (),
    ) -> bool:
        """Keep scores in one transaction: id, number of the vector, usual, packed scores.

        Args:
            model_sha256: The model.
            rows: The scores.
            heads: Ids of the moved tags among those that the photos were held against, ascending.

        Returns:
            False where other tags are moved by now: nothing is kept then.
        """
        with self._database.transaction() as connection:
            if learned.head_ids(connection, model_sha256) != list(heads):
                return False
            machine_tags.put_scores(connection, model_sha256, rows)
        return True

    def tag_scores(self, model_sha256: str, ids: Sequence[int]) -> list[tuple[int, float, bytes]]:
        """Of those photos that are scored: id, usual, packed scores; by id."""
        with self._database.connection() as connection:
            return machine_tags.scores(connection, model_sha256, ids)

    def scored_ids(self, model_sha256: str) -> list[int]:
        """The ids of all photos that this model has scored, ascending."""
        with self._database.connection() as connection:
            return machine_tags.scored_ids(connection, model_sha256)

    def ids_tagged_by_others(self, model_sha256: str) -> list[int]:
        """The ids of photos that have tags of a model which cannot be this one."""
        with self._database.connection() as connection:
            return machine_tags.ids_without_scores(connection, model_sha256)

    def refused_tags(self, ids: Sequence[int]) -> list[tuple[int, str]]:
        """The tags that the owner of photos has refused, as id and name."""
        with self._database.connection() as connection:
            return machine_tags.refused(connection, ids)

    def give_tags(self, given: Mapping[int, Mapping[str, float]]) -> int:
        """Set the tags that photos have of a model; how many photos have others now."""
        with self._database.transaction() as connection:
            return machine_tags.give(connection, given)

    def changes_of_tags(self) -> int:
        """Grows whenever photos have other tags than before, or tags go by other words."""
        with self._database.connection() as connection:
            return tags.changes(connection)

    def keep_synonyms(self, words: Mapping[str, Sequence[str]]) -> None:
        """Keep which other words `tag:` understands: name of each tag -> its synonyms."""
        with self._database.connection() as connection:
            if synonyms.are_kept(connection, words):
                return
        with self._database.transaction() as connection:
            synonyms.keep(connection, words)
            tags.note_change(connection)

    @property
    def folder(self) -> Path:
        """Where the catalog's file lies: the library's folder."""
        return self._database.path.parent

    def tag_counts(self) -> list[tuple[str, int, int, int, int]]:
        """Name of each tag, its photos, and of these by file, by model, by owner; most first."""
        with self._database.connection() as connection:
            return machine_tags.counts(connection)

    def tags_among(self, ids: Iterable[int]) -> list[Among]:
        """The tags of some photos together, those of most photos first."""
        with self._database.connection() as connection:
            return machine_tags.among(connection, ids)

    def tagged_count(self) -> int:
        """How many photos have a tag."""
        with self._database.connection() as connection:
            asked = "SELECT count(DISTINCT photo_id) FROM photo_tags"
            return int(connection.execute(asked).fetchone()[0])

    def tags_in_detail(self, ids: Iterable[int]) -> dict[int, list[tuple[str, str, float | None]]]:
        """Id -> name, source and likelihood of each of its tags; what is sure first."""
        with self._database.connection() as connection:
            return machine_tags.of_photos(connection, ids)
