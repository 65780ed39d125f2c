"""Rows of what models make of photos for tags: raw scores, and the tags that follow from them.

A score belongs to the vector that it was made of, by the vector's number in the sequence of
`embeddings`: a photo that was encoded anew is one that has not been scored yet. What the numbers in
a row mean belongs to `indexer.tags`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.catalog import embeddings, learned, tags
from indexer.catalog.matching import spelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from indexer.database import Connection

AT_ONCE: Final = 8192
"""Photos in one block: 16 MB of vectors of 512 numbers."""

Vectors = tuple["NDArray[np.int64]", "NDArray[np.int64]", "NDArray[np.float32]"]
"""Ids of photos [n], numbers of their vectors [n], the vectors [n, dim]."""


@dataclass(frozen=True, slots=True)
class Among:
    """A tag among some photos.

    Attributes:
        name: The tag.
        photos: How many of them have it.
        by_file: How many have it from their file.
        by_model: How many have it of a model.
        by_owner: How many have it by their owner's word.
        likelihood: How likely it is, where a model says so, in the mean; None where none does.
    """

    name: str
    photos: int
    by_file: int = 0
    by_model: int = 0
    by_owner: int = 0
    likelihood: float | None = None


_SCORED: Final = (
    "EXISTS (SELECT 1 FROM tag_scores WHERE tag_scores.model_id = embeddings.model_id"
    " AND tag_scores.photo_id = embeddings.photo_id AND tag_scores.sequence = embeddings.sequence)"
)


Concepts = dict[tuple[str, str], int]
"""Name of a tag, and digest of what a model reads for it -> its id."""


def known_concepts(connection: Connection) -> Concepts:
    """All tags that were ever scored."""
    rows = connection.execute("SELECT name, digest, id FROM concepts")
    return {(name, digest): concept_id for name, digest, concept_id in rows}


def new_concepts(connection: Connection, wanted: Sequence[tuple[str, str]]) -> Concepts:
    """Make those that there are not yet; all that there are then."""
    connection.executemany("INSERT OR IGNORE INTO concepts(name, digest) VALUES (?, ?)", wanted)
    return known_concepts(connection)


def vectors(
    connection: Connection, model_sha256: str, *, scored: bool, after: int = 0
) -> Iterator[Vectors]:
    """Blocks of the vectors of a model.

    Args:
        connection: To the catalog.
        model_sha256: The model.
        scored: Those that are scored already, or else those that are not.
        after: Only those of a higher number.
    """
    known = embeddings.known_model(connection, model_sha256)
    if known is None:
        return
    model, dim = known
    rows = connection.execute(
        "SELECT photo_id, vector, sequence FROM embeddings"
        f" WHERE model_id = ? AND {'' if scored else 'NOT '}{_SCORED} AND sequence > ?"
        " ORDER BY sequence",
        (model, after),
    )
    while block := rows.fetchmany(AT_ONCE):
        whole = [row for row in block if len(row[1]) == dim * embeddings.HALF.itemsize]
        yield (
            np.array([row[0] for row in whole], np.int64),
            np.array([row[2] for row in whole], np.int64),
            embeddings.decoded([row[:2] for row in whole], dim=dim).astype(np.float32),
        )


def sample(connection: Connection, model_sha256: str, most: int) -> NDArray[np.float32]:
    """Vectors of a model at equal steps of their order, float32 [n, dim]."""
    known = embeddings.known_model(connection, model_sha256)
    if known is None:
        return np.empty((0, 1), np.float32)
    model, dim = known
    numbers = [
        row[0]
        for row in connection.execute(
            "SELECT sequence FROM embeddings WHERE model_id = ? ORDER BY sequence", (model,)
        )
    ]
    steps = np.linspace(0, len(numbers) - 1, min(most, len(numbers))).astype(np.int64)
    rows = connection.execute(
        "SELECT photo_id, vector FROM embeddings WHERE sequence IN"
        " (SELECT value FROM json_each(?)) AND length(vector) = ?",
        (json.dumps([numbers[step] for step in steps]), dim * embeddings.HALF.itemsize),
    ).fetchall()
    return embeddings.decoded(rows, dim=dim).astype(np.float32)


def tagging(connection: Connection, model_sha256: str) -> tuple[int, bytes] | None:
    """How many photos there were when tags were last looked at together, and what was found."""
    row = connection.execute(
        "SELECT photos, standings FROM taggings JOIN models ON models.id = model_id"
        " WHERE sha256 = ?",
        (model_sha256,),
    ).fetchone()
    return None if row is None else (int(row[0]), bytes(row[1]))


def put_tagging(connection: Connection, model_sha256: str, photos: int, standings: bytes) -> None:
    """Keep what was found out about tags together."""
    connection.execute(
        "INSERT OR REPLACE INTO taggings(model_id, photos, standings)"
        " SELECT id, ?, ? FROM models WHERE sha256 = ?",
        (photos, standings, model_sha256),
    )


def put_scores(
    connection: Connection, model_sha256: str, rows: Iterable[tuple[int, int, float, bytes]]
) -> None:
    """Keep what speaks for tags: of each photo its id, its vector's number, usual and scores."""
    model = embeddings.model_id(connection, model_sha256)
    stored = list(rows)
    connection.executemany(
        "INSERT OR REPLACE INTO tag_scores(model_id, photo_id, sequence, usual, scores)"
        " SELECT ?1, id, ?3, ?4, ?5 FROM photos WHERE id = ?2",
        ((model, *row) for row in stored),
    )
    learned.now_due(connection, [row[0] for row in stored])


def scores(
    connection: Connection, model_sha256: str, ids: Sequence[int]
) -> list[tuple[int, float, bytes]]:
    """Of some photos, as far as they are scored: id, usual and scores, by id."""
    return connection.execute(
        "SELECT photo_id, usual, scores FROM tag_scores WHERE model_id = ?"
        " AND photo_id IN (SELECT value FROM json_each(?)) ORDER BY photo_id",
        (embeddings.model_id(connection, model_sha256), json.dumps(list(ids))),
    ).fetchall()


def scored_ids(connection: Connection, model_sha256: str) -> list[int]:
    """The ids of all photos that are scored, ascending."""
    rows = connection.execute(
        "SELECT photo_id FROM tag_scores WHERE model_id = ? ORDER BY photo_id",
        (embeddings.model_id(connection, model_sha256),),
    )
    return [int(row[0]) for row in rows]


def ids_without_scores(connection: Connection, model_sha256: str) -> list[int]:
    """The ids of photos that have tags of a model, and no scores by this one."""
    rows = connection.execute(
        "SELECT DISTINCT photo_id FROM photo_tags WHERE source = 'auto' AND photo_id NOT IN"
        " (SELECT photo_id FROM tag_scores WHERE model_id = ?)",
        (embeddings.model_id(connection, model_sha256),),
    )
    return [int(row[0]) for row in rows]


def refused(connection: Connection, ids: Sequence[int]) -> list[tuple[int, str]]:
    """Of some photos, the tags that their owner has refused: id and name."""
    return connection.execute(
        "SELECT photo_id, name FROM refused_tags JOIN tags ON tags.id = tag_id"
        " WHERE photo_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    ).fetchall()


def give(connection: Connection, given: Mapping[int, Mapping[str, float]]) -> int:
    """Set the tags that photos have of a model.

    Args:
        connection: Inside a transaction.
        given: Id -> name of each tag -> how likely it is, of photos that there are; a photo with
            none loses what it had.

    Returns:
        How many photos have other tags now.
    """
    names = sorted({name for each in given.values() for name in each})
    ids = tags.ids_of_names(connection, names)
    id_of = {name: ids[spelling(name)] for name in names}
    wanted = {
        (photo_id, id_of[name], score)
        for photo_id, each in given.items()
        for name, score in each.items()
    }
    had = _given(connection, list(given))
    new = {(photo_id, tag_id): score for photo_id, tag_id, score in wanted - had}
    old = {(photo_id, tag_id) for photo_id, tag_id, _ in had - wanted}
    _exchange(connection, old - new.keys(), [(*each, new[each]) for each in new.keys() - old])
    _weigh(connection, [(new[each], *each) for each in new.keys() & old])
    others = {photo_id for photo_id, _ in new.keys() ^ old}
    if others:
        tags.note_change(connection)
    return len(others)


def _exchange(
    connection: Connection,
    gone: Iterable[tuple[int, int]],
    new: Iterable[tuple[int, int, float]],
) -> None:
    """Take tags off photos, photo and tag each, and give others: photo, tag and how likely."""
    connection.executemany(
        "DELETE FROM photo_tags WHERE photo_id = ? AND tag_id = ? AND source = 'auto'",
        sorted(gone),
    )
    connection.executemany(
        "INSERT INTO photo_tags(photo_id, tag_id, source, score)"
        " SELECT ?1, ?2, 'auto', ?3 WHERE NOT EXISTS"
        " (SELECT 1 FROM refused_tags WHERE photo_id = ?1 AND tag_id = ?2)",
        sorted(new),
    )


def _weigh(connection: Connection, kept: Iterable[tuple[float, int, int]]) -> None:
    """Set how likely tags are that stay, likelihood, photo and tag each: their index may rest."""
    connection.executemany(
        "UPDATE photo_tags SET score = ? WHERE photo_id = ? AND tag_id = ? AND source = 'auto'",
        kept,
    )


def _given(connection: Connection, ids: Sequence[int]) -> set[tuple[int, int, float]]:
    """What photos have of a model: photo, tag and how likely it is."""
    rows = connection.execute(
        "SELECT photo_id, tag_id, score FROM photo_tags WHERE source = 'auto'"
        " AND photo_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return set(rows.fetchall())


def counts(connection: Connection) -> list[tuple[str, int, int, int, int]]:
    """Of each tag on any photo: its name, its photos, and those by file, by model, by the owner."""
    return connection.execute(
        "SELECT name, count(DISTINCT photo_id), sum(source = 'file'), sum(source = 'auto'),"
        " sum(source = 'user') FROM photo_tags JOIN tags ON tags.id = tag_id"
        " GROUP BY tag_id ORDER BY count(DISTINCT photo_id) DESC, name"
    ).fetchall()


def among(connection: Connection, ids: Iterable[int]) -> list[Among]:
    """The tags of some photos together, those of most photos first; then the surest."""
    rows = connection.execute(
        "SELECT name, count(DISTINCT photo_id), sum(source = 'file'), sum(source = 'auto'),"
        " sum(source = 'user'), avg(CASE WHEN source = 'auto' THEN score END)"
        " FROM photo_tags JOIN tags ON tags.id = tag_id"
        " WHERE photo_id IN (SELECT value FROM json_each(?)) GROUP BY tag_id"
        " ORDER BY count(DISTINCT photo_id) DESC, sum(source != 'auto') DESC,"
        " avg(score) DESC, name",
        (json.dumps([int(each) for each in ids]),),
    )
    return [Among(*row) for row in rows]


def of_photos(
    connection: Connection, ids: Iterable[int]
) -> dict[int, list[tuple[str, str, float | None]]]:
    """Id -> its tags, each with who says so and how likely it is; the surest first."""
    rows = connection.execute(
        "SELECT photo_id, name, source, score FROM photo_tags JOIN tags ON tags.id = tag_id"
        " WHERE photo_id IN (SELECT value FROM json_each(?))"
        " ORDER BY photo_id, source = 'auto', score DESC, name",
        (json.dumps([int(each) for each in ids]),),
    )
    found: dict[int, list[tuple[str, str, float | None]]] = {}
    for photo_id, name, source, score in rows:
        found.setdefault(photo_id, []).append((name, source, score))
    return found
