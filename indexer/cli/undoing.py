"""`shoebox undo` and `shoebox redo`: what a person did last is taken back, or done again.

None of it needs the library's write lock; where there are other tags then, the photos follow once
that is free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.cli.chosen import open_library
from indexer.cli.sidecars import keep_up
from indexer.cli.tagging import LATER, follow_words
from indexer.cli.teaching import Lesson, learn
from indexer.cli.terminal import printable
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.tags.undoing import PutBack

_STAYS: Final = "Its line in your file of tags stays: it says something else by now."


def undo(options: Options, terminal: Terminal) -> int:
    """Run `shoebox undo`; 0."""
    return _put_back(options, terminal, undo=True)


def redo(options: Options, terminal: Terminal) -> int:
    """Run `shoebox redo`; 0."""
    return _put_back(options, terminal, undo=False)


def _put_back(options: Options, terminal: Terminal, *, undo: bool) -> int:
    from indexer.tags import undoing

    with open_library(options) as library, library.small_edit() as catalog:
        before = {each.name: each for each in catalog.decided()}
        done = undoing.undo(catalog) if undo else undoing.redo(catalog)
        if done is None:
            raise LibraryError(f"There is nothing to {'undo' if undo else 'do again'}.")
        after = {each.name: each for each in catalog.decided()}
        names = {name for name in before | after if before.get(name) != after.get(name)}
        if names:
            learn(library, catalog, options, terminal, Lesson(done.photos, names))
        # What an album is called is said in sidecars too, and no row of a photo has changed then.
        ids = done.photos or None
        keep_up(library, ids=ids, on_stage=terminal.remark, remark=terminal.remark)
    followed = not done.words or follow_words(options, terminal)
    _tell(terminal, done, undo=undo)
    if done.words is False:
        terminal.remark(_STAYS)
    if not followed:
        terminal.remark(LATER)
    return 0


def _tell(terminal: Terminal, done: PutBack, *, undo: bool) -> None:
    told = "undone" if undo else "redone"
    title, made_at = done.edit.title, done.edit.made_at
    if terminal.as_json:
        terminal.json({told: title, "made_at": made_at, "photos": len(done.photos)})
    else:
        terminal.line(f"{told.capitalize()}: {printable(title)}.")
