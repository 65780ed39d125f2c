"""Edits taken back and made again, with the lines of the owner's file of tags that they changed.

The lines go back only where they still stand as the edit has left them: what their owner typed
since is never lost. The file is written first, so that whoever is killed in between can do the same
once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.tags.own_text import lent, name_of, put_back, write
from indexer.tags.vocabulary import VocabularyError, read_text, vocabulary
from indexer.tags.wanted import own_vocabulary

if TYPE_CHECKING:
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
    return _put_back(catalog, catalog.last_edit(), undo=True)


def redo(catalog: Catalog) -> PutBack | None:
    """Make again what was undone last; None where there is nothing.

    Args:
        catalog: Open for writing; a small edit will do.

    Raises:
        LibraryError: As `undo`.
    """
    return _put_back(catalog, catalog.undone_edit(), undo=False)


def _put_back(catalog: Catalog, due: Edit | None, *, undo: bool) -> PutBack | None:
    lines = catalog.lines_of_edit(due) if due is not None else None
    words = None if lines is None else _in_file(catalog, lines, undo=undo)
    done = catalog.undo() if undo else catalog.redo()
    return None if done is None else PutBack(*done, words)


def _in_file(catalog: Catalog, lines: TypedLines, *, undo: bool) -> bool:
    """Set the lines of the file to what they were; False where it says something else by now."""
    path = own_vocabulary(catalog)
    if path is None or name_of(catalog, path) != lines.file:
        return False
    with lent(catalog):
        try:
            before = read_text(path)
            text = put_back(before, lines, undo=undo)
            if text is None:
                return False
            vocabulary(path, text)
        except VocabularyError:  # Its owner has edited it; what is wrong is told where it is set.
            return False
        if text != before:
            write(path, text)
    return True
