"""Rows of vectors: what made each, and the order in which they came and went.

Each vector and each removal takes the next number of one sequence, so that an index which
knows the last number it has seen can be brought up to date by what came after. A move of photos
takes one as well: it changes no vector, but is noticed by whoever shows where they lie. Each
transaction leaves a random mark at the last number that it took: by it an index proves that it has
followed this catalog, and not a copy that went another way since.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.records import EncodedBy, MadeOn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.database import Connection
    from indexer.encode import Stamp

BLOCK: Final = 16384
"""Vectors in one block of a replay: 16 MB of 512 halves."""

HALF: Final = np.dtype("<f2")
"""How one number of a vector is stored."""


Row = tuple[int, bytes]
"""A photo's id, and its vector as it is stored."""


def next_numbers(connection: Connection, count: int) -> range:
    """Take the next `count` numbers of the sequence."""
    first = last_number(connection) + 1
    if count:
        connection.execute(
            "INSERT INTO changes(sequence, mark) VALUES (?, lower(hex(randomblob(8))))",
            (first + count - 1,),
        )
    return range(first, first + count)


def last_number(connection: Connection) -> int:
    """The number that was taken last, over all models; 0 where none was."""
    row = connection.execute("SELECT coalesce(max(sequence), 0) FROM changes").fetchone()
    return int(row[0])


def mark_at(connection: Connection, sequence: int) -> str | None:
    """The mark that a transaction left at the last number it took; "" before the first one."""
    if sequence == 0:
        return ""
    row = connection.execute("SELECT mark FROM changes WHERE sequence = ?", (sequence,)).fetchone()
    return None if row is None else str(row[0])


def model_id(connection: Connection, model_sha256: str) -> int | None:
    """The row of a model, if any vector was ever made with it."""
    row = connection.execute("SELECT id FROM models WHERE sha256 = ?", (model_sha256,)).fetchone()
    return None if row is None else int(row[0])


def stamp_ids(connection: Connection, stamp: Stamp, *, dim: int) -> tuple[int, int]:
    """The rows of the model and of how it ran, made where there are none.

    Raises:
        ValueError: The model is known with vectors of another length.
    """
    connection.execute(
        "INSERT INTO models(sha256, name, dim) VALUES (?, ?, ?)"
        " ON CONFLICT(sha256) DO UPDATE SET name = excluded.name",
        (stamp.sha256, stamp.model, dim),
    )
    known = known_model(connection, stamp.sha256)
    assert known is not None
    model, known_dim = known
    if known_dim != dim:
        raise ValueError(f"{stamp.model} makes vectors of {known_dim} numbers, not of {dim}")
    made = (model, stamp.preprocess_version, stamp.precision, stamp.device)
    connection.execute(
        "INSERT INTO stamps(model_id, preprocess_version, precision, device)"
        " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        made,
    )
    row = connection.execute(
        "SELECT id FROM stamps WHERE model_id = ? AND preprocess_version = ?"
        " AND precision = ? AND device = ?",
        made,
    ).fetchone()
    return model, row[0]


def put(
    connection: Connection, vectors: Sequence[tuple[int, NDArray[np.float32]]], *, stamp: Stamp
) -> None:
    """Store the vector of each photo, in the place of an older one by the same model.

    Raises:
        ValueError: The model is known with vectors of another length, or they differ in it.
    """
    lengths = {len(vector) for _, vector in vectors}
    if not lengths:
        return
    if len(lengths) > 1:
        raise ValueError(f"the vectors of one batch have {sorted(lengths)} numbers")
    model, stamp_id = stamp_ids(connection, stamp, dim=lengths.pop())
    _drop_frames(connection, [photo_id for photo_id, _ in vectors], model)
    numbers = next_numbers(connection, len(vectors))
    connection.executemany(
        "DELETE FROM embeddings WHERE photo_id = ? AND model_id = ?",
        ((photo_id, model) for photo_id, _ in vectors),
    )
    connection.executemany(
        "INSERT INTO embeddings(sequence, model_id, photo_id, stamp_id, vector)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            (number, model, photo_id, stamp_id, vector.astype(HALF).tobytes())
            for number, (photo_id, vector) in zip(numbers, vectors, strict=True)
        ),
    )


def remove(
    connection: Connection, photo_ids: Iterable[int], *, model_id: int | None = None
) -> None:
    """Remove the vectors of these photos, and note for the indexes that they went.

    Args:
        connection: Inside a transaction.
        photo_ids: The photos.
        model_id: Only those by this model; by default all.
    """
    wanted = [int(each) for each in photo_ids]
    gone = _deleted(connection, "embeddings", wanted, model_id)
    _note(connection, gone | _deleted(connection, "frames", wanted, model_id))


def _drop_frames(connection: Connection, photo_ids: list[int], model_id: int) -> None:
    """Remove what else was seen in videos that are encoded anew."""
    _note(connection, _deleted(connection, "frames", photo_ids, model_id))


def _deleted(
    connection: Connection, table: str, photo_ids: list[int], model_id: int | None
) -> set[tuple[int, int]]:
    """Delete the rows of photos; models and photos of those that there were."""
    rows = connection.execute(
        f"DELETE FROM {table} WHERE photo_id IN (SELECT value FROM json_each(?))"
        " AND (? IS NULL OR model_id = ?) RETURNING model_id, photo_id",
        (json.dumps(photo_ids), model_id, model_id),
    )
    return set(rows.fetchall())


def _note(connection: Connection, gone: Collection[tuple[int, int]]) -> None:
    """Note for the indexes what went."""
    numbers = next_numbers(connection, len(gone))
    connection.executemany(
        "INSERT INTO removed_vectors(sequence, model_id, photo_id) VALUES (?, ?, ?)",
        ((number, *row) for number, row in zip(numbers, sorted(gone), strict=True)),
    )


def one(connection: Connection, photo_id: int, *, model_sha256: str) -> NDArray[np.float32] | None:
    """The vector of a photo by a model: float32 [dim]."""
    row = connection.execute(
        "SELECT vector FROM embeddings JOIN models ON models.id = model_id"
        " WHERE photo_id = ? AND sha256 = ?",
        (photo_id, model_sha256),
    ).fetchone()
    return None if row is None else np.frombuffer(row[0], HALF).astype(np.float32)


def known_model(connection: Connection, sha256: str) -> tuple[int, int] | None:
    """The id that the catalog gave a model, and the length of its vectors; None if unknown."""
    known: tuple[int, int] | None = connection.execute(
        "SELECT id, dim FROM models WHERE sha256 = ?", (sha256,)
    ).fetchone()
    return known


def since(
    connection: Connection, model_sha256: str, *, sequence: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
    """Blocks of (ids [n], vectors [n, dim]) that came after that number, oldest first."""
    known = known_model(connection, model_sha256)
    if known is None:
        return
    model, dim = known
    for rows in row_blocks(connection, model, sequence=sequence):
        # A vector of another length is damage; `verify` tells of it and removes it.
        whole = [row for row in rows if len(row[1]) == dim * HALF.itemsize]
        yield np.array([row[0] for row in whole], np.int64), decoded(whole, dim=dim)


def row_blocks(
    connection: Connection, model: int, *, sequence: int, table: str = "embeddings"
) -> Iterator[list[Row]]:
    """Blocks of (photo id, stored vector) that came after that number, oldest first."""
    rows = connection.execute(
        f"SELECT photo_id, vector FROM {table} WHERE model_id = ? AND sequence > ?"
        " ORDER BY sequence",
        (model, sequence),
    )
    while block := rows.fetchmany(BLOCK):
        yield block


def decoded(rows: Sequence[Row], *, dim: int) -> NDArray[np.float16]:
    """The vectors of some rows, float16 [n, dim]."""
    return np.frombuffer(b"".join([row[1] for row in rows]), HALF).reshape(len(rows), dim)


def removed_since(connection: Connection, model_sha256: str, *, sequence: int) -> NDArray[np.int64]:
    """The ids of the photos whose vector went after that number."""
    rows = connection.execute(
        "SELECT photo_id FROM removed_vectors WHERE sequence > ? AND model_id = ?",
        (sequence, model_id(connection, model_sha256)),
    ).fetchall()
    return np.fromiter((row[0] for row in rows), np.int64, len(rows))


def last_renewal(connection: Connection) -> int:
    """The number with which a vector went whose photo has stayed; 0 where none did."""
    row = connection.execute(
        "SELECT sequence FROM removed_vectors WHERE photo_id IN (SELECT id FROM photos)"
        " ORDER BY sequence DESC LIMIT 1"
    ).fetchone()
    return 0 if row is None else int(row[0])


def count(connection: Connection, model_sha256: str) -> int:
    """How many photos have a vector by this model."""
    row = connection.execute(
        "SELECT count(*) FROM embeddings WHERE model_id = ?",
        (model_id(connection, model_sha256),),
    ).fetchone()
    return int(row[0])


def encoded_by(connection: Connection) -> list[EncodedBy]:
    """Every model that is known here, with how many photos it has encoded, by name."""
    rows = connection.execute(
        "SELECT sha256, name, (SELECT count(*) FROM embeddings WHERE model_id = models.id)"
        " FROM models ORDER BY name, id"
    )
    return [EncodedBy(*row) for row in rows]


def last_made_on(connection: Connection, model_sha256: str) -> MadeOn | None:
    """Where the newest vector of a model was made."""
    row = connection.execute(
        "SELECT device, precision FROM embeddings JOIN stamps ON stamps.id = stamp_id"
        " WHERE embeddings.model_id = ? ORDER BY sequence DESC LIMIT 1",
        (model_id(connection, model_sha256),),
    ).fetchone()
    return None if row is None else MadeOn(*row)


def lost_with(connection: Connection, model_sha256: str, *, beside: str) -> list[int]:
    """The ids of the photos that the model `beside` has encoded and this one has not."""
    rows = connection.execute(
        "SELECT photo_id FROM embeddings AS theirs WHERE model_id = ? AND NOT EXISTS"
        " (SELECT 1 FROM embeddings AS ours"
        " WHERE ours.photo_id = theirs.photo_id AND ours.model_id = ?)",
        (model_id(connection, beside), model_id(connection, model_sha256)),
    )
    return [int(row[0]) for row in rows]
