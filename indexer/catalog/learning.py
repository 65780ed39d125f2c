"""What a library learns from its owner: moved tags, and photos whose tags have to follow.

The part of `Catalog` that `indexer.tags` learns by. Each change is one short transaction that reads
what it goes by, so that a person's edits and an ingest's tagging never overtake each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.catalog import learned, machine_tags, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from indexer.catalog.learned import Named
    from indexer.catalog.machine_tags import Vectors
    from indexer.database import Connection, Database

TAG_LEVEL: Final = "tag_level"
"""The setting that a library has as long as it is tagged: how sure its tags have to be."""

Row = tuple[int, float, bytes]
"""Id of a photo, what a usual word weighs for it, packed scores."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the tags of some photos follow from, at one moment.

    Attributes:
        ids: The photos, ascending.
        scores: Of those that are scored.
        confirmed: What their owner has given them.
        refused: What they must not have.
    """

    ids: Sequence[int]
    scores: Sequence[Row]
    confirmed: Sequence[Named]
    refused: Sequence[Named]


class Learning:
    """The reads and transactions about what a person has taught."""

    _database: Database

    def heads(self, model_sha256: str) -> list[tuple[int, str, bytes]]:
        """Of each tag that is moved for a model: id of what is scored, name of the tag, head."""
        with self._database.connection() as connection:
            return learned.heads(connection, model_sha256)

    def vectors_of_photos(self, model_sha256: str, ids: Iterable[int]) -> Vectors | None:
        """Ids int64 [n], numbers int64 [n] and vectors float32 [n, dim] of some photos, by id.

        None where the model has encoded nothing at all.
        """
        with self._database.connection() as connection:
            return learned.vectors_of(connection, model_sha256, ids)

    def vector_numbers(self, model_sha256: str, ids: Iterable[int]) -> dict[int, int]:
        """Id of each of some photos that a model has encoded -> number of its vector."""
        with self._database.connection() as connection:
            return dict(learned.numbers_of(connection, model_sha256, ids))

    def all_scores(self, model_sha256: str) -> list[Row]:
        """All that a model has scored, by id."""
        with self._database.connection() as connection:
            return learned.all_scores(connection, model_sha256)

    def change_scores(
        self,
        model_sha256: str,
        numbers: Mapping[int, int],
        change: Callable[[list[Row]], Mapping[int, bytes]],
    ) -> int:
        """Change the scores of some photos in one transaction.

        Args:
            model_sha256: The model.
            numbers: Id of each photo -> number of the vector that the change is made of; one that
                was scored by another vector meanwhile is left as it is.
            change: What they are now -> id of each that is another then, and its packed scores.

        Returns:
            How many were changed.
        """
        with self._database.transaction() as connection:
            changed = change(machine_tags.scores(connection, model_sha256, list(numbers)))
            rows = [(scores, each, numbers[each]) for each, scores in changed.items()]
            learned.change_scores(connection, model_sha256, rows)
        return len(rows)

    def agree_on_heads(
        self, model_sha256: str, fitted: Mapping[int, bytes], *, wanted: Iterable[int] | None
    ) -> dict[int, bytes]:
        """Note how tags are about to be moved: id of what is scored -> head.

        Args:
            model_sha256: The model.
            fitted: The heads, by the ids of what is scored.
            wanted: All ids that anything is scored for; others that are only noted are forgotten.

        Returns:
            The head of each by which it has to be scored: another process may have been first.
        """
        with self._database.transaction() as connection:
            if wanted is not None:
                learned.forget_unheld(connection, model_sha256, wanted)
            return learned.agreed(connection, model_sha256, fitted.items())

    def keep_heads(
        self, model_sha256: str, new: Mapping[int, bytes], gone: Iterable[int], *, after: int
    ) -> bool:
        """Keep how tags are moved, and forget how they were.

        Args:
            model_sha256: The model.
            new: Id of what is scored in a tag's place -> head.
            gone: Ids of what is not scored any more.
            after: Number of the last vector that was held against the new ones.

        Returns:
            False where others were held against tags since: nothing is kept then.
        """
        with self._database.transaction() as connection:
            if learned.was_scored_since(connection, model_sha256, after):
                return False
            learned.put_heads(connection, model_sha256, new.items(), gone)
        return True

    def ids_due(self) -> list[int]:
        """The ids of photos of whose tags somebody has said something since they were chosen."""
        with self._database.connection() as connection:
            return learned.due(connection)

    def ids_confirmed(self) -> list[int]:
        """The ids of photos that have a tag by their owner's word."""
        with self._database.connection() as connection:
            return learned.all_confirmed(connection)

    def known_of(self, model_sha256: str, ids: Sequence[int]) -> Known:
        """What the tags of some photos follow from; unknown ids are passed over."""
        with self._database.at_one_moment() as now, now.connection() as connection:
            return _known(connection, model_sha256, ids)

    def decide_tags(
        self,
        model_sha256: str,
        ids: Sequence[int],
        decide: Callable[[Known], Mapping[int, Mapping[str, float]]],
        *,
        heads: Sequence[int],
    ) -> int | None:
        """Choose the tags that photos have of a model, in one transaction.

        Args:
            model_sha256: The model.
            ids: The photos, some thousand at most; unknown ids are passed over.
            decide: What is known of them -> name of each tag -> how likely it is, for each id.
            heads: Ids of the moved tags that it goes by, ascending.

        Returns:
            How many photos have other tags now; None where other tags are moved by now, and nothing
            is changed. Nor is it in a library that is tagged no more.
        """
        with self._database.transaction() as connection:
            if not _is_tagged(connection):
                return 0
            if learned.head_ids(connection, model_sha256) != list(heads):
                return None
            known = _known(connection, model_sha256, ids)
            changed = machine_tags.give(connection, decide(known))
            learned.no_longer_due(connection, known.ids)
        return changed

    def take_found_tags(self, ids: Sequence[int]) -> int | None:
        """Take off photos what models have found, in one transaction.

        Returns:
            How many photos have fewer tags now; None where the library is tagged again by now, and
            nothing is changed.
        """
        with self._database.transaction() as connection:
            if _is_tagged(connection):
                return None
            return machine_tags.give(connection, {each: {} for each in ids})


def _is_tagged(connection: Connection) -> bool:
    return bool(settings.value_of(connection, TAG_LEVEL))


def _known(connection: Connection, model_sha256: str, ids: Sequence[int]) -> Known:
    there = learned.there_are(connection, ids)
    return Known(
        there,
        machine_tags.scores(connection, model_sha256, there),
        learned.confirmed(connection, there),
        machine_tags.refused(connection, there),
    )
