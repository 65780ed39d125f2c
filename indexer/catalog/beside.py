"""What is said of photos in files beside them, and what Shoebox has written there.

The part of `Catalog` that `indexer.sidecars` builds on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from indexer.catalog import folders, meant, photos, problems, sidecar_rows, wishes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from indexer.catalog.sidecar_rows import Retold, Told
    from indexer.catalog.wishes import Brief, Wished
    from indexer.database import Database
    from indexer.scan import SeenFile, SidecarState


class Beside:
    """The reads and transactions about sidecars."""

    _database: Database

    def told(self, ids: Iterable[int]) -> dict[int, Told]:
        """Id -> what is known of a photo that sidecars speak of too."""
        with self._database.connection() as connection:
            return sidecar_rows.told(connection, ids)

    def retell(
        self,
        decisions: Mapping[int, Callable[[Told], Retold]],
        *,
        unread: Sequence[tuple[int, SidecarState, dict[str, Any]]] = (),
        broken: Sequence[tuple[SeenFile, str]] = (),
        whole: Iterable[str] = (),
    ) -> None:
        """Write down what sidecars said, all in one transaction.

        Args:
            decisions: Id -> what tells what becomes of a photo, by what is known of it then.
            unread: Photos whose sidecars could not be read; they stay as they are.
            broken: The sidecars that could not be read, with the reason.
            whole: Paths of sidecars with which nothing is wrong.
        """
        with self._database.transaction() as connection:
            # Asked again here, so that nothing is lost of what a person has done meanwhile.
            told = sidecar_rows.told(connection, decisions)
            sidecar_rows.retell(connection, [decisions[each](told[each]) for each in told])
            sidecar_rows.put_states(connection, unread)
            meant.forget(connection, decisions)
            problems.clear(connection, whole)
            problems.put(connection, broken, now=folders.now())

    def sidecar_count(self) -> int:
        """How many photos have sidecars that are known."""
        with self._database.connection() as connection:
            return int(connection.execute("SELECT count(*) FROM sidecars").fetchone()[0])

    def holds(self, path: str) -> bool:
        """Whether there is a photo at an absolute path, or below it."""
        with self._database.connection() as connection:
            below = bool(folders.folders_in(connection, path))
            return below or photos.by_path(connection, path) is not None

    def sidecar_briefs(
        self, ids: Sequence[int] | None = None, *, found: bool
    ) -> Iterator[list[Brief]]:
        """Blocks of photos by folder, with what makes their sidecars be written again.

        Args:
            ids: The photos; None for all.
            found: Whether tags that only a model has found count.
        """
        with self._database.at_one_moment() as now, now.connection() as connection:
            yield from wishes.briefs(connection, ids, found=found)

    def sidecar_wishes(self, ids: Sequence[int], *, found: bool) -> list[Wished]:
        """What the sidecars of some photos shall say, in the same order."""
        with self._database.at_one_moment() as now, now.connection() as connection:
            return wishes.wished(connection, ids, found=found)

    def mean_to_write(self, words: Mapping[int, dict[str, Any]]) -> None:
        """Note what sidecars are about to say: photo -> what would be heard from its sidecar."""
        with self._database.transaction() as connection:
            meant.remember(connection, words)

    def mean_no_more(self, ids: Iterable[int]) -> None:
        """Take that back of photos of which all that was written is noted."""
        with self._database.transaction() as connection:
            meant.forget(connection, ids)

    def note_written(self, rows: Sequence[tuple[int, SidecarState, dict[str, Any], str]]) -> None:
        """Note what was written: photo, its sidecars now, what they say, and the digest of it."""
        with self._database.transaction() as connection:
            sidecar_rows.put_states(connection, [row[:3] for row in rows])
            sidecar_rows.put_written(connection, [(row[0], row[3]) for row in rows])
            meant.forget(connection, (row[0] for row in rows))
