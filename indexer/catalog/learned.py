"""Rows of what people have taught: tags that their examples have moved, and photos that are due.

A head moves one tag for one model; what is in it belongs to `indexer.tags.heads`. A photo is due
from the moment on in which somebody says something of its tags, until what follows is written.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from indexer.catalog import embeddings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.catalog.machine_tags import Vectors
    from indexer.database import Connection

Named = tuple[int, str]
"""The id of a photo, and the name of a tag."""


def heads(connection: Connection, model_sha256: str) -> list[tuple[int, str, bytes]]:
    """Of each tag that is moved: the id of what is scored, the tag's name, the head; by id."""
    return connection.execute(
        "SELECT concept_id, name, head FROM tag_heads JOIN concepts ON concepts.id = concept_id"
        " WHERE model_id = ? AND held = 1 ORDER BY concept_id",
        (embeddings.model_id(connection, model_sha256),),
    ).fetchall()


def agreed(
    connection: Connection, model_sha256: str, fitted: Iterable[tuple[int, bytes]]
) -> dict[int, bytes]:
    """Note heads that photos are about to be held against; of each the one that was noted first.

    Two processes that learn the same fit it to libraries that differ by some photos: what is scored
    under one id has to go by one head.
    """
    model, ids = embeddings.model_id(connection, model_sha256), []
    for concept_id, head in fitted:
        ids.append(concept_id)
        connection.execute(
            "INSERT INTO tag_heads(model_id, concept_id, head) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (model, concept_id, head),
        )
    return dict(
        connection.execute(
            "SELECT concept_id, head FROM tag_heads WHERE model_id = ?"
            " AND concept_id IN (SELECT value FROM json_each(?))",
            (model, json.dumps(ids)),
        )
    )


def forget_unheld(connection: Connection, model_sha256: str, but: Iterable[int]) -> None:
    """Forget heads that nothing was held against in the end, but those of some ids."""
    connection.execute(
        "DELETE FROM tag_heads WHERE model_id = ? AND held = 0"
        " AND concept_id NOT IN (SELECT value FROM json_each(?))",
        (embeddings.model_id(connection, model_sha256), json.dumps(list(but))),
    )


def head_ids(connection: Connection, model_sha256: str) -> list[int]:
    """The ids of what is scored in the place of tags that are moved, ascending."""
    return [row[0] for row in heads(connection, model_sha256)]


def put_heads(
    connection: Connection, model_sha256: str, new: Iterable[tuple[int, bytes]], gone: Iterable[int]
) -> None:
    """Keep heads, and forget those that are of other examples than there are now."""
    model, kept = embeddings.model_id(connection, model_sha256), list(new)
    connection.executemany(
        "DELETE FROM tag_heads WHERE model_id = ? AND concept_id = ?",
        ((model, concept_id) for concept_id in gone),
    )
    # Who has learned the same tag of other examples meanwhile is overtaken: each tag has one head.
    connection.executemany(
        "DELETE FROM tag_heads WHERE model_id = ?1 AND held = 1 AND concept_id <> ?2"
        " AND concept_id IN (SELECT others.id FROM concepts AS others JOIN concepts AS ours"
        " ON others.name = ours.name WHERE ours.id = ?2)",
        ((model, concept_id) for concept_id, _ in kept),
    )
    connection.executemany(
        "INSERT INTO tag_heads(model_id, concept_id, head, held) VALUES (?, ?, ?, 1)"
        " ON CONFLICT DO UPDATE SET held = 1",
        ((model, *row) for row in kept),
    )


def was_scored_since(connection: Connection, model_sha256: str, sequence: int) -> bool:
    """Whether a vector of a higher number has been held against tags."""
    found = connection.execute(
        "SELECT 1 FROM embeddings JOIN tag_scores USING (model_id, photo_id, sequence)"
        " WHERE sequence > ? AND model_id = ? LIMIT 1",
        (sequence, embeddings.model_id(connection, model_sha256)),
    )
    return found.fetchone() is not None


def vectors_of(connection: Connection, model_sha256: str, ids: Iterable[int]) -> Vectors | None:
    """Those of some photos, by id; None where the model has encoded nothing."""
    known = embeddings.known_model(connection, model_sha256)
    if known is None:
        return None
    model, dim = known
    rows = connection.execute(
        "SELECT photo_id, vector, sequence FROM embeddings WHERE model_id = ?"
        " AND photo_id IN (SELECT value FROM json_each(?)) AND length(vector) = ?"
        " ORDER BY photo_id",
        (model, json.dumps(list(ids)), dim * embeddings.HALF.itemsize),
    ).fetchall()
    return (
        np.array([row[0] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.int64),
        embeddings.decoded([row[:2] for row in rows], dim=dim).astype(np.float32),
    )


def numbers_of(
    connection: Connection, model_sha256: str, ids: Iterable[int]
) -> list[tuple[int, int]]:
    """Of those photos that a model has encoded: id, and number of the vector."""
    return connection.execute(
        "SELECT photo_id, sequence FROM embeddings WHERE model_id = ?"
        " AND photo_id IN (SELECT value FROM json_each(?))",
        (embeddings.model_id(connection, model_sha256), json.dumps(list(ids))),
    ).fetchall()


def all_scores(connection: Connection, model_sha256: str) -> list[tuple[int, float, bytes]]:
    """Of all photos that are scored: id, usual and scores, by id."""
    return connection.execute(
        "SELECT photo_id, usual, scores FROM tag_scores WHERE model_id = ? ORDER BY photo_id",
        (embeddings.model_id(connection, model_sha256),),
    ).fetchall()


def confirmed(connection: Connection, ids: Sequence[int]) -> list[Named]:
    """Of some photos, the tags that their owner has given."""
    return connection.execute(
        "SELECT photo_id, name FROM photo_tags JOIN tags ON tags.id = tag_id"
        " WHERE source = 'user' AND photo_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    ).fetchall()


def all_confirmed(connection: Connection) -> list[int]:
    """The ids of all photos that have a tag by their owner's word."""
    rows = connection.execute("SELECT DISTINCT photo_id FROM photo_tags WHERE source = 'user'")
    return [int(row[0]) for row in rows]


def due(connection: Connection) -> list[int]:
    """The ids of photos of whose tags somebody has said something since they were chosen."""
    rows = connection.execute("SELECT photo_id FROM tags_due ORDER BY photo_id")
    return [int(row[0]) for row in rows]


def now_due(connection: Connection, ids: Iterable[int]) -> None:
    """Note that the tags of photos have to be chosen again."""
    connection.execute(
        "INSERT OR IGNORE INTO tags_due SELECT id FROM photos"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )


def no_longer_due(connection: Connection, ids: Sequence[int]) -> None:
    """Note that the tags of photos were chosen."""
    connection.execute(
        "DELETE FROM tags_due WHERE photo_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )


def there_are(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Those ids that are of photos, ascending."""
    rows = connection.execute(
        "SELECT id FROM photos WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps([int(each) for each in ids]),),
    )
    return [int(row[0]) for row in rows]


def change_scores(
    connection: Connection, model_sha256: str, rows: Iterable[tuple[bytes, int, int]]
) -> None:
    """Set what speaks for tags, of scores, photo and number of its vector each: it is due then."""
    model = embeddings.model_id(connection, model_sha256)
    changed = list(rows)
    connection.executemany(
        "UPDATE tag_scores SET scores = ? WHERE model_id = ? AND photo_id = ? AND sequence = ?",
        ((scores, model, photo_id, sequence) for scores, photo_id, sequence in changed),
    )
    now_due(connection, [photo_id for _, photo_id, _ in changed])
