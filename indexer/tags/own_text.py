"""The owner's file of tags as a text: lent to one program at a time, written whole, compared.

What its lines say is told by `own`.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from itertools import count, takewhile
from typing import TYPE_CHECKING, Final

from indexer.atomic import written_whole
from indexer.catalog.edits import TypedLines
from indexer.database import told_kindly
from indexer.errors import LibraryError
from indexer.query.errors import shown
from indexer.tags.vocabulary import VocabularyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from indexer.catalog import Catalog

_GIVEN_UP: Final = "tags-before-{}.txt"
"""What a file becomes once its user has given it up, and begins another."""

_LOCK: Final = "tags.lock"
_SECONDS_TO_WAIT: Final = 10
_LONGEST_SHOWN: Final = 200


@contextmanager
def lent(catalog: Catalog) -> Iterator[None]:
    """Lend the user's own file to one program at a time.

    Raises:
        LibraryError: It is being edited already, or the library's folder is out of reach.
    """
    from filelock import FileLock, Timeout

    try:
        with (
            told_kindly(catalog.folder),
            FileLock(catalog.folder / _LOCK, timeout=_SECONDS_TO_WAIT, mode=0o600),
        ):
            yield
    except Timeout:
        raise LibraryError("Another Shoebox is changing your tags: try again later.") from None


def name_of(catalog: Catalog, path: Path) -> str:
    """What a file is called within its library: its path, from the library's folder if there."""
    return path.name if path.parent == catalog.folder else str(path)


def changed_lines(name: str, before: str, after: str) -> TypedLines:
    """The lines in which two states of a file differ, as few as there are in one row.

    Args:
        name: Of the file, as `name_of` gives it.
        before: What was in it.
        after: What is in it now.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    return TypedLines(
        name,
        start,
        "".join(old[start : len(old) - end]),
        "".join(new[start : len(new) - end]),
    )


def put_back(text: str, lines: TypedLines, *, undo: bool) -> str | None:
    """A file's text with some lines as they were; None where they do not stand there any more.

    Args:
        text: What is in the file now.
        lines: Those that were changed.
        undo: Whether they shall be as before; else as after the change.
    """
    here, wanted = (lines.after, lines.before) if undo else (lines.before, lines.after)
    all_lines, known = text.splitlines(keepends=True), here.splitlines(keepends=True)
    place = _place(all_lines, known, lines.start)
    if place is None:
        return None
    return "".join([*all_lines[:place], wanted, *all_lines[place + len(known) :]])


def _place(lines: Sequence[str], known: Sequence[str], start: int) -> int | None:
    """Where some lines stand: at their place, or at the only other one."""
    if not known:
        return min(start, len(lines))
    starts = range(len(lines) - len(known) + 1)
    found = [at for at in starts if list(lines[at : at + len(known)]) == list(known)]
    if start in found:
        return start
    return found[0] if len(found) == 1 else None


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines at their beginning are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def moved_aside(path: Path) -> Path:
    """Give a file that its owner has given up another name, and return it.

    Raises:
        VocabularyError: The disk refuses.
    """
    names = map(_GIVEN_UP.format, count(1))
    aside = next(path.with_name(name) for name in names if not path.with_name(name).exists())
    try:
        return path.rename(aside)
    except OSError as error:
        told = shown(str(path), most=_LONGEST_SHOWN)
        raise VocabularyError(f"{told} cannot be moved: {error.strerror}.") from error


def write(path: Path, text: str) -> None:
    """Put a text into the place of a user's own file, whole or not at all.

    Raises:
        VocabularyError: The disk refuses; nothing has changed.
    """
    path = path.resolve()  # A link leads to the file that is meant.
    try:
        with written_whole(path) as aside:
            aside.write_bytes(text.encode("utf-8"))
            if path.exists():
                shutil.copymode(path, aside)
    except OSError as error:
        told = shown(str(path), most=_LONGEST_SHOWN)
        raise VocabularyError(f"{told} cannot be written: {error.strerror}.") from error
