"""What a person decides of tags on photos, and how any edit is undone.

The part of `Catalog` that needs no write lock. A decision always wins over models and files: a tag
that was given stays whatever a model finds, one that was refused is not given again.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.catalog import edits, tags, words
from indexer.catalog.matching import spelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from indexer.catalog.edits import Edit, TypedLines
    from indexer.database import Connection, Database


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person has said of one tag.

    Attributes:
        name: The tag.
        confirmed: The ids of the photos that have it by the person's word, ascending.
        refused: The ids of those that must not have it, ascending.
    """

    name: str
    confirmed: tuple[int, ...]
    refused: tuple[int, ...]


class Decisions:
    """Giving and refusing tags, each for any number of photos in one edit that can be undone."""

    _database: Database
    _noting = True

    own_edit: Edit | None = None
    """The last edit that was made by this very catalog, whatever other processes did since."""

    def confirm_tag(self, ids: Iterable[int], name: str) -> int:
        """Give photos a tag by their owner's word, whether a model found it or not.

        Args:
            ids: The photos; unknown ids are passed over.
            name: The tag, in capitals or not; a new one is made.

        Returns:
            How many photos have it by their owner's word only now.
        """
        wanted = [int(each) for each in ids]
        with self._edit(f"Add “{name}” to {counted(wanted)}") as connection:
            return _confirm(connection, wanted, name)

    def refuse_tag(self, ids: Iterable[int], name: str) -> int:
        """Say that a tag is wrong for photos: whoever gave it, it goes, and is not given again.

        Args:
            ids: The photos; unknown ids are passed over.
            name: The tag, in capitals or not.

        Returns:
            How many photos it is refused for only now.
        """
        wanted = [int(each) for each in ids]
        with self._edit(f"Refuse “{name}” for {counted(wanted)}") as connection:
            return _refuse(connection, wanted, name)

    def keep_tags(
        self, title: str, said: Sequence[Decided], lines: TypedLines | None = None
    ) -> None:
        """Note what was done to the owner's file of tags, and what is said of photos, as one edit.

        Args:
            title: What it is, in a few words.
            said: Tags, which are made where they are new, and photos; unknown ids are passed over,
                and one that is in both lists has the tag.
            lines: The lines of the file that are others now; None for none.
        """
        with (
            self._database.transaction() as connection,
            self._recorded(connection, title) as edit_id,
        ):
            if lines is not None and edit_id is not None:
                edits.note_lines(connection, edit_id, lines)
            for each in said:
                _refuse(connection, list(each.refused), each.name)
                _confirm(connection, list(each.confirmed), each.name)

    def remove_tag(self, ids: Iterable[int], name: str) -> int:
        """Take a tag off photos.

        Where only their owner gave it, that is all; where a model or the file says it as well, it
        is refused, since it would come back.

        Returns:
            How many photos had it.
        """
        wanted = [int(each) for each in ids]
        with self._edit(f"Take “{name}” off {counted(wanted)}") as connection:
            return _remove(connection, wanted, name)

    def say_of_tags(
        self,
        ids: Iterable[int],
        *,
        remove: Sequence[str] = (),
        refuse: Sequence[str] = (),
        confirm: Sequence[str] = (),
    ) -> list[int]:
        """Say several things of the same photos, as one edit.

        Args:
            ids: The photos; unknown ids are passed over.
            remove: Tags that are taken off, as by `remove_tag`.
            refuse: Tags that are wrong, as by `refuse_tag`.
            confirm: Tags that are right, as by `confirm_tag`.

        Returns:
            What each of them returns, tag by tag in this order.
        """
        wanted = [int(each) for each in ids]
        photos = counted(wanted)
        deeds = [
            *((_remove, name, f"Take “{name}” off {photos}") for name in remove),
            *((_refuse, name, f"Refuse “{name}” for {photos}") for name in refuse),
            *((_confirm, name, f"Add “{name}” to {photos}") for name in confirm),
        ]
        if not deeds:
            return []
        with self._edit(in_one_title([title for _, _, title in deeds])) as connection:
            return [deed(connection, wanted, name) for deed, name, _ in deeds]

    def decided(self) -> list[Decided]:
        """What a person has said of each tag, by name; tags of which nothing was said are out."""
        with self._database.at_one_moment() as now, now.connection() as connection:
            confirmed = _by_tag(connection, "photo_tags WHERE source = 'user'")
            refused = _by_tag(connection, "refused_tags")
            names = dict(connection.execute("SELECT id, name FROM tags").fetchall())
        return sorted(
            (
                Decided(names[each], confirmed.get(each, ()), refused.get(each, ()))
                for each in confirmed.keys() | refused.keys()
            ),
            key=lambda decided: decided.name,
        )

    # -- undo -----------------------------------------------------------------------------

    def last_edit(self) -> Edit | None:
        """What `undo` would take back; None where there is nothing."""
        with self._database.connection() as connection:
            return edits.latest(connection, undone=False)

    def undone_edit(self) -> Edit | None:
        """What `redo` would do again; None where there is nothing."""
        with self._database.connection() as connection:
            return edits.latest(connection, undone=True)

    def lines_of_edit(self, edit: Edit) -> TypedLines | None:
        """The lines of the owner's file of tags that an edit changed; None for none."""
        with self._database.connection() as connection:
            return edits.lines_of(connection, edit.id)

    def undo(self, due: Edit | None = None) -> tuple[Edit, list[int]] | None:
        """Take the last edit back; the edit, and the ids of its photos.

        Lines of the owner's file of tags are put back by `indexer.tags.undoing`, which calls this.

        Args:
            due: Which one it has to be; nothing is done where another is the last by now.
        """
        return self._put_back(due, undo=True)

    def redo(self, due: Edit | None = None) -> tuple[Edit, list[int]] | None:
        """Do again what was undone last, as `undo` takes it back."""
        return self._put_back(due, undo=False)

    def follow_photos(self, ids: Mapping[int, int]) -> None:
        """Let edits speak of photos that came back by the ids that these have now.

        It comes before these are given anything: what their owner has said of them already, no
        edit of the photos as they were known takes back.

        Args:
            ids: The id that an edit may know -> the one of the same photo now.
        """
        with self._database.transaction() as connection:
            edits.follow_photos(connection, ids)

    def _put_back(self, due: Edit | None, *, undo: bool) -> tuple[Edit, list[int]] | None:
        with self._database.transaction() as connection:
            edit = edits.latest(connection, undone=not undo)
            if edit is None or (due is not None and edit.id != due.id):
                return None
            return edit, edits.put_back(connection, edit, undo=undo)

    @contextmanager
    def _edit(self, title: str) -> Iterator[Connection]:
        """Lend a connection for one edit, in a transaction of its own."""
        with self._database.transaction() as connection, self._recorded(connection, title):
            yield connection

    @contextmanager
    def _recorded(self, connection: Connection, title: str) -> Iterator[int | None]:
        """Note all that the block changes as one edit, and lend its id; None for none."""
        if not self._noting:
            yield None
            return
        before = edits.latest(connection, undone=False)
        with edits.recorded(connection, title) as edit_id:
            yield edit_id
        made = edits.latest(connection, undone=False)
        if made != before:
            self.own_edit = made


def _confirm(connection: Connection, ids: list[int], name: str) -> int:
    tag_id = tags.ids_of_names(connection, [name])[spelling(name)]
    rows = [(tag_id, each) for each in ids]
    connection.executemany("DELETE FROM refused_tags WHERE tag_id = ? AND photo_id = ?", rows)
    added = connection.executemany(
        "INSERT INTO photo_tags(photo_id, tag_id, source)"
        " SELECT id, ?1, 'user' FROM photos WHERE id = ?2 ON CONFLICT DO NOTHING",
        rows,
    ).rowcount
    _follow(connection, ids)
    return added


def _refuse(connection: Connection, ids: list[int], name: str) -> int:
    tag_id = tags.ids_of_names(connection, [name])[spelling(name)]
    rows = [(tag_id, each) for each in ids]
    refused = connection.executemany(
        "INSERT INTO refused_tags(photo_id, tag_id)"
        " SELECT id, ?1 FROM photos WHERE id = ?2 ON CONFLICT DO NOTHING",
        rows,
    ).rowcount
    connection.executemany("DELETE FROM photo_tags WHERE tag_id = ? AND photo_id = ?", rows)
    _follow(connection, ids)
    return refused


def _remove(connection: Connection, ids: list[int], name: str) -> int:
    tag_id = tags.ids_of_names(connection, [name])[spelling(name)]
    had = tags.sources_of(connection, tag_id, ids)
    own = [each for each, sources in had.items() if sources == {"user"}]
    connection.executemany(
        "DELETE FROM photo_tags WHERE tag_id = ? AND photo_id = ?",
        ((tag_id, each) for each in own),
    )
    _follow(connection, own)
    _refuse(connection, [each for each in had if each not in set(own)], name)
    return len(had)


def _follow(connection: Connection, ids: list[int]) -> None:
    """Let those follow who find photos by the names of tags, or keep these at hand."""
    words.refresh(connection, ids)
    tags.note_change(connection)


def _by_tag(connection: Connection, rows: str) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for tag_id, photo_id in connection.execute(
        f"SELECT tag_id, photo_id FROM {rows} ORDER BY photo_id"
    ):
        found.setdefault(tag_id, []).append(photo_id)
    return {tag_id: tuple(ids) for tag_id, ids in found.items()}


def in_one_title(titles: Sequence[str]) -> str:
    """What several titles say, as one."""
    first, *others = titles
    return ", ".join([first, *(each[0].lower() + each[1:] for each in others)])


def titled(said: Decided) -> str:
    """What is said of a tag, as the title of an edit has it."""
    if not said.confirmed:
        return f"Refuse “{said.name}” for {counted(said.refused)}"
    added = f"Add “{said.name}” to {counted(said.confirmed)}"
    return f"{added}, refuse it for {counted(said.refused)}" if said.refused else added


def counted(ids: Sequence[int]) -> str:
    """So many photos, as the title of an edit has it."""
    return "1 photo" if len(ids) == 1 else f"{len(ids):,} photos"
