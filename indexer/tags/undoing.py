"""Edits taken back and made again, with the lines of the owner's file of tags that they changed.

The lines go back only where they still stand as the edit has left them: what their owner typed
since is never lost. The file is written first, so that whoever is killed in between can do the same
once more; where another edit was made in between, it is as it was, and that one's turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.catalog.learning import TAG_LEVEL
from indexer.tags.own_text import lent, name_of, put_back, write
from indexer.tags.vocabulary import VocabularyError, read_text, vocabulary
from indexer.tags.wanted import (
    ONLY_OWN,
    has_only_own,
    is_tagged,
    level_of,
    own_vocabulary,
    vocabulary_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.catalog import Catalog
    from indexer.catalog.edits import Edit, TypedLines


@dataclass(frozen=True, slots=True)
class PutBack:
    """An edit that was taken back or made again.

    Attributes:
        edit: The edit.
        photos: Ids of the photos that it is about.
        words: Whether there are other tags now; None where the edit had changed none, False where
            their lines stay because the file says something else by now.
    """

    edit: Edit
    photos: list[int]
    words: bool | None = None


def undo(catalog: Catalog) -> PutBack | None:
    """Take the last edit back; None where there is none.

    Args:
        catalog: Open for writing; a small edit will do.

    Raises:
        LibraryError: The owner's file of tags cannot be written; nothing has changed.
    """
    return _put_back(catalog, undo=True)


def redo(catalog: Catalog) -> PutBack | None:
    """Make again what was undone last; None where there is nothing.

    Args:
        catalog: Open for writing; a small edit will do.

    Raises:
        LibraryError: As `undo`.
    """
    return _put_back(catalog, undo=False)


def _put_back(catalog: Catalog, *, undo: bool) -> PutBack | None:
    while (due := catalog.last_edit() if undo else catalog.undone_edit()) is not None:
        lines = catalog.lines_of_edit(due)
        if lines is None:
            done, words = _in_catalog(catalog, due, undo=undo), None
        else:
            with lent(catalog):
                done, words = _with_lines(catalog, due, lines, undo=undo)
        if done is not None:
            return PutBack(*done, words)
    return None


def _in_catalog(catalog: Catalog, due: Edit, *, undo: bool) -> tuple[Edit, list[int]] | None:
    return catalog.undo(due) if undo else catalog.redo(due)


def _with_lines(
    catalog: Catalog, due: Edit, lines: TypedLines, *, undo: bool
) -> tuple[tuple[Edit, list[int]] | None, bool]:
    """Put an edit back with its lines, for who has the file: what was done, and if with them."""
    path = own_vocabulary(catalog)
    if path is not None and name_of(catalog, path) != lines.file:
        path = None
    before = _in_file(path, lines, undo=undo) if path is not None else None
    done = _in_catalog(catalog, due, undo=undo)
    if done is None and path is not None and before is not None:
        write(path, before)
    elif lines.begins and before is not None:
        _begin_or_end(catalog, undo=undo)
    return done, before is not None


def _begin_or_end(catalog: Catalog, *, undo: bool) -> None:
    """Let the library be tagged as it was before its owner's first own tag, or as it was after."""
    if not undo:
        if not is_tagged(catalog):
            catalog.change_settings({TAG_LEVEL: level_of(catalog).value, ONLY_OWN: "yes"})
    elif has_only_own(catalog) and not any(each.own for each in vocabulary_of(catalog)):
        from indexer.tags.ending import tag_no_more

        tag_no_more(catalog)


def _in_file(path: Path, lines: TypedLines, *, undo: bool) -> str | None:
    """Set the lines of the file to what they were; its text before.

    None where it says something else by now.
    """
    try:
        before = read_text(path)
        text = put_back(before, lines, undo=undo)
        if text is None:
            return None
        vocabulary(path, text)
    except VocabularyError:  # Its owner has edited it; what is wrong is told where it is set.
        return None
    if text != before:
        write(path, text)
    return before
