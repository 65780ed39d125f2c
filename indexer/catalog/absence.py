"""What is not there for the moment: drives by name, roots that lie elsewhere now, missing files.

The part of `Catalog` for folders that live.
"""

from __future__ import annotations

import json
import os
import random
from typing import TYPE_CHECKING

from indexer.catalog import embeddings, folders, photos, problems, words
from indexer.catalog.stored_text import (
    IN_FOLDER,
    from_stored,
    in_folder,
    is_inside,
    to_stored,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from indexer.database import Connection, Database
    from indexer.records import Photo

_OF_PATHS = ("folders", "problems", "ignored")


class Absence:
    """The reads and transactions about what comes and goes."""

    _database: Database

    def missing_ids(self) -> set[int]:
        """The ids of the photos whose files wait for a person's word to be forgotten."""
        with self._database.connection() as connection:
            return {row[0] for row in connection.execute("SELECT photo_id FROM missing")}

    def note_missing(self, lost: Iterable[int], *, found: Iterable[int] = ()) -> None:
        """Note photos whose files are not there any more, and those whose files are there again."""
        now = folders.now()
        with self._database.transaction() as connection:
            before = connection.total_changes
            connection.executemany(
                "INSERT OR IGNORE INTO missing(photo_id, since) VALUES (?, ?)",
                ((each, now) for each in lost),
            )
            connection.executemany(
                "DELETE FROM missing WHERE photo_id = ?", ((each,) for each in found)
            )
            if connection.total_changes > before:
                _have_all_look_again(connection)

    def have_all_look_again(self) -> None:
        """Have whoever shows photos look again: drives have come or gone."""
        with self._database.transaction() as connection:
            _have_all_look_again(connection)

    def tell_missing(self, root: str, reason: str, lost: Iterable[int]) -> None:
        """Note at a root, as a problem of it, that photos of it are missing."""
        with self._database.transaction() as connection:
            since = connection.execute(
                "SELECT min(since) FROM missing WHERE photo_id IN (SELECT value FROM json_each(?))",
                (json.dumps([*lost]),),
            ).fetchone()[0]
            problems.note(connection, [(to_stored(root), reason, since or folders.now())])

    def keep_volume(self, root_id: int, volume: str | None, name: str, path: str) -> None:
        """Note on which drive a root lies, what people call that, and where on it."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE roots SET volume = ?, volume_name = ?, volume_path = ? WHERE id = ?",
                (volume, name, to_stored(path), root_id),
            )

    def some_photos(self, root_id: int, count: int) -> list[Photo]:
        """Photos of a root, by chance."""
        with self._database.connection() as connection:
            ids = folders.photo_ids(connection, root_id)
            return photos.by_ids(connection, random.sample(ids, min(count, len(ids))))

    def has_photos_in(self, folder: str, *, without: Collection[str] = ()) -> bool:
        """Whether there are photos anywhere in a folder, those in some other folders left out."""
        with self._database.connection() as connection:
            rows = connection.execute(
                f"SELECT path FROM folders WHERE {IN_FOLDER}", in_folder(folder)
            )
            return any(not _is_in_any(from_stored(row[0]), without) for row in rows)

    def relocate_roots(self, places: Mapping[int, str]) -> list[int]:
        """Have roots, and all that is known below them, lie at other paths; ids and all else stay.

        Drives may change places with each other.

        Args:
            places: Id of a root -> its path from now on.

        Returns:
            The ids of the roots that do lie there: not inside another one, nor above one.
        """
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT id, path FROM roots").fetchall()
            paths = {each: from_stored(stored) for each, stored in rows}
            moving = _free(places, paths)
            for root_id in moving:
                _move_root(connection, root_id, paths[root_id], _parked(root_id))
            for root_id in moving:
                _move_root(connection, root_id, _parked(root_id), places[root_id])
            for root_id in moving:
                words.refresh(connection, folders.photo_ids(connection, root_id))
            if moving:
                _have_all_look_again(connection)
        return moving

    def relocate_folders(self, places: Mapping[str, str], *, without: Collection[str] = ()) -> None:
        """Have folders inside of roots, and all that is known below them, lie at other paths.

        Ids and all else stay. Folders may change places with each other.

        Args:
            places: Where a folder lies -> where it lies from now on, inside of any root. There is
                nothing but what moves away itself.
            without: Folders inside of these that stay, unless they are named in `places`.
        """
        with self._database.transaction() as connection:
            parked = {old: _parked(number) for number, old in enumerate(places)}
            for old, place in parked.items():
                stay = [each for each in without if each != old and is_inside(each, old)]
                for table in _OF_PATHS:
                    _relocate(connection, table, old, place, without=stay)
            for old, new in places.items():
                for table in _OF_PATHS:
                    _relocate(connection, table, parked[old], new)
                root_id = folders.add_root(connection, new)
                folders.belong_to(connection, new, root_id)
                words.refresh(connection, folders.photo_ids_in(connection, new))
            _have_all_look_again(connection)


def _is_in_any(path: str, places: Iterable[str]) -> bool:
    return any(is_inside(path, each) for each in places)


def _have_all_look_again(connection: Connection) -> None:
    """No vector changes, but it counts as one: by that they are told."""
    embeddings.next_numbers(connection, 1)


def _free(places: Mapping[int, str], paths: Mapping[int, str]) -> list[int]:
    """Those of the roots whose place is not another one's, which stays where it is."""
    taken = {each: path for each, path in paths.items() if each not in places}
    moving: list[int] = []
    for root_id, place in places.items():
        stays = root_id not in paths or _overlaps(place, taken.values())
        taken[root_id] = paths.get(root_id, place) if stays else place
        if not stays:
            moving.append(root_id)
    return moving


def _overlaps(path: str, others: Iterable[str]) -> bool:
    return any(is_inside(path, each) or is_inside(each, path) for each in others)


def _parked(root_id: int) -> str:
    """A place that no file system has, for as long as others change theirs."""
    return f"\0{root_id}"


def _move_root(connection: Connection, root_id: int, old: str, new: str) -> None:
    connection.execute("UPDATE roots SET path = ? WHERE id = ?", (to_stored(new), root_id))
    for table in _OF_PATHS:
        _relocate(connection, table, old, new)


def _relocate(
    connection: Connection, table: str, old: str, new: str, *, without: Collection[str] = ()
) -> None:
    """Have the paths of a table that are below one folder be below another."""
    rows = connection.execute(f"SELECT path FROM {table} WHERE {IN_FOLDER}", in_folder(old))
    found = (from_stored(row[0]) for row in rows.fetchall())
    paths = [path for path in found if not _is_in_any(path, without)]
    connection.executemany(
        f"UPDATE OR REPLACE {table} SET path = ? WHERE path = ?",
        ((to_stored(_below(path, old, new)), to_stored(path)) for path in paths),
    )


def _below(path: str, old: str, new: str) -> str:
    rest = path[len(old) :].lstrip(os.sep)
    return os.path.join(new, rest) if rest else new
