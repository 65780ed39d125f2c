"""What can be wrong inside the catalog's file, and what can be set right without loss.

Vectors can be made again from the photos, so a bad one may go, and words from the other tables; a
photo's row carries what its owner gave it, and stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.catalog import embeddings, folders, words
from indexer.catalog.stored_text import from_stored
from indexer.database import Error, is_damage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from indexer.database import Connection

_NORM_TOLERANCE: Final = 0.01
"""Rounding 512 numbers to halves moves the length of a unit vector by less than 0.001."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in the catalog.

    Attributes:
        sentence: What it is, for a person.
        mend: Sets it right inside a transaction; None where that would lose something.
        deep: Whether the file itself is damaged, so that only a new one can hold the rest.
    """

    sentence: str
    mend: Callable[[Connection], object] | None
    deep: bool = False


def faults(connection: Connection) -> Iterator[Fault]:
    """Look for each kind of fault, the deepest first."""
    yield from _file(connection)
    yield from _lost_vectors(connection)
    yield from _lost_gifts(connection)
    yield from _lost_folders(connection)
    yield from _lost_photos(connection)
    yield from _doubled_paths(connection)
    yield from _late_sequence(connection)
    yield from _bad_vectors(connection)
    yield from _wrong_words(connection)


def _file(connection: Connection) -> Iterator[Fault]:
    lines = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    # The words are looked at by themselves, since they can be made again.
    lines = [line for line in lines if line != "ok" and "FTS5" not in line]
    only_indexes = all(" index " in line for line in lines)
    for line in lines:
        yield Fault(
            f"library.db is damaged: {line}.",
            (lambda writer: writer.execute("REINDEX")) if only_indexes else None,
            deep=not only_indexes,
        )


def _lost_vectors(connection: Connection) -> Iterator[Fault]:
    lost = connection.execute(
        "SELECT photo_id FROM embeddings WHERE photo_id NOT IN (SELECT id FROM photos)"
        " UNION SELECT photo_id FROM frames WHERE photo_id NOT IN (SELECT id FROM photos)"
    ).fetchall()
    if lost:
        yield Fault(
            f"{len(lost)} vectors belong to no photo.",
            lambda writer: embeddings.remove(writer, (row[0] for row in lost)),
        )


def _lost_gifts(connection: Connection) -> Iterator[Fault]:
    """Tags, albums and groups that name a photo which is not there."""
    lost = {
        table: f"FROM {table} WHERE photo_id NOT IN (SELECT id FROM photos)"
        for table in (
            "photo_tags",
            "album_photos",
            "near_duplicates",
            "bursts",
            "tag_scores",
            "refused_tags",
            "sidecars",
        )
    }
    count = sum(
        connection.execute(f"SELECT count(*) {rows}").fetchone()[0] for rows in lost.values()
    )
    if count:
        yield Fault(
            f"{count} tags or places in albums belong to no photo.",
            lambda writer: [writer.execute(f"DELETE {rows}") for rows in lost.values()],
        )


def _lost_folders(connection: Connection) -> Iterator[Fault]:
    lost = connection.execute(
        "SELECT id, path FROM folders WHERE root_id NOT IN (SELECT id FROM roots)"
    ).fetchall()
    if not lost:
        return

    def mend(writer: Connection) -> None:
        found = {folder_id: folders.add_root(writer, from_stored(path)) for folder_id, path in lost}
        for folder_id, root_id in found.items():
            writer.execute("UPDATE folders SET root_id = ? WHERE id = ?", (root_id, folder_id))
        for root_id in set(found.values()):
            words.refresh(writer, folders.photo_ids(writer, root_id))

    yield Fault(f"{len(lost)} folders belong to no root.", mend)


def _lost_photos(connection: Connection) -> Iterator[Fault]:
    lost = connection.execute(
        "SELECT count(*) FROM photos WHERE folder_id NOT IN (SELECT id FROM folders)"
    ).fetchone()[0]
    if lost:
        yield Fault(f"{lost} photos lie in no folder.", None)


def _doubled_paths(connection: Connection) -> Iterator[Fault]:
    # Past the indexes, which would hide what they ought to have prevented.
    doubled = connection.execute(
        "SELECT count(*) - count(DISTINCT folder_id || '/' || hex(name)) FROM photos NOT INDEXED"
    ).fetchone()[0]
    doubled += connection.execute(
        "SELECT count(*) - count(DISTINCT hex(path)) FROM folders NOT INDEXED"
    ).fetchone()[0]
    if doubled:
        yield Fault(f"{doubled} paths are held twice.", None)


def _late_sequence(connection: Connection) -> Iterator[Fault]:
    newest = connection.execute(
        "SELECT max((SELECT coalesce(max(sequence), 0) FROM embeddings),"
        " (SELECT coalesce(max(sequence), 0) FROM frames),"
        " (SELECT coalesce(max(sequence), 0) FROM removed_vectors))"
    ).fetchone()[0]
    if newest > embeddings.last_number(connection):
        yield Fault(
            "The sequence number is behind the newest vector.",
            lambda writer: embeddings.next_numbers(writer, newest - embeddings.last_number(writer)),
        )


def _bad_vectors(connection: Connection) -> Iterator[Fault]:
    models = connection.execute("SELECT id, name, dim FROM models").fetchall()
    for model_id, name, dim in models:
        bad = {
            each
            for table in ("embeddings", "frames")
            for each in _bad_vectors_of(connection, table, model_id, dim=dim)
        }
        if bad:
            yield Fault(
                f"{len(bad)} vectors of the model {name} are damaged.", _removal(model_id, bad)
            )


def _bad_vectors_of(connection: Connection, table: str, model_id: int, *, dim: int) -> list[int]:
    """The photos whose vectors have the wrong length, or numbers that no encoder gives."""
    bad: list[int] = []
    for rows in embeddings.row_blocks(connection, model_id, sequence=0, table=table):
        whole = [row for row in rows if len(row[1]) == dim * embeddings.HALF.itemsize]
        bad += [row[0] for row in rows if len(row[1]) != dim * embeddings.HALF.itemsize]
        vectors = embeddings.decoded(whole, dim=dim).astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        sound = np.abs(lengths - 1) <= _NORM_TOLERANCE  # False for NaN and infinity too.
        bad += [row[0] for row, is_sound in zip(whole, sound, strict=True) if not is_sound]
    return bad


def _wrong_words(connection: Connection) -> Iterator[Fault]:
    try:
        is_whole, wrong = words.is_whole(connection), words.differences(connection)
    except Error as error:
        if not is_damage(error):
            raise
        is_whole, wrong = False, 0
    if not is_whole:
        yield Fault("The words that photos are found by are damaged.", words.rebuild)
    elif wrong:
        yield Fault(
            f"Searches find {wrong} photos by words that are out of date: a repair writes these "
            "anew.",
            words.rebuild,
        )


def _removal(model_id: int, photo_ids: set[int]) -> Callable[[Connection], None]:
    return lambda writer: embeddings.remove(writer, photo_ids, model_id=model_id)
