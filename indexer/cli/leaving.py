"""Folders go out of the library, and back with a backup.

`shoebox index FOLDER --leave` does it, and an index that watches, where its parent asks for it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.backups import keep_aside
from indexer.cli.chosen import open_library
from indexer.cli.terminal import printable
from indexer.errors import LibraryError
from indexer.leaving import finish_leaving, leave

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli.arguments import Options
    from indexer.cli.control import Control
    from indexer.cli.terminal import Terminal
    from indexer.cli.watchers import Watcher
    from indexer.library import Library


@dataclass(frozen=True, slots=True)
class Left:
    """What became of a folder that has left the library.

    Attributes:
        folder: Where it lies.
        photos: How many photos went with it.
        backup: The name of the copy of the library that was kept before.
    """

    folder: str
    photos: int
    backup: str | None

    def __str__(self) -> str:
        count = "1 photo" if self.photos == 1 else f"{self.photos:,} photos"
        folder = printable(self.folder)
        return f"{folder} has left the library with {count}; its files are untouched."


def leave_library(options: Options, terminal: Terminal) -> int:
    """Run the command; a copy of the library is kept first, for what people said of the photos."""
    if not options.paths:
        raise LibraryError("Name the folders that shall leave the library.")
    with open_library(options, write=True) as library:
        for left in take_out(library, options.paths):
            _tell(terminal, left)
        library.save_caches()
    return 0


def take_out(library: Library, paths: Sequence[str]) -> list[Left]:
    """Let folders leave the library, all of them or none; a copy of it is kept first.

    Raises:
        LibraryError: One is no folder of the library, or the copy cannot be made.
    """
    roots = [_known(library, path) for path in paths]
    kept = keep_aside(library.folder)
    backup = kept.stem if kept is not None else None
    gone = leave(library, *roots)
    finish_leaving(library)
    return [Left(root, photos, backup) for root, photos in zip(roots, gone, strict=True)]


def let_go(
    library: Library, roots: Sequence[str], control: Control, watcher: Watcher
) -> tuple[str, ...]:
    """Let the folders leave that the parent has named since; those of `roots` that stay."""
    left: set[str] = set()
    while control.leaving:
        path = control.leaving.pop(0)
        watcher.stage(f"Taking {printable(path)} out of the library")
        try:
            gone = take_out(library, [path])
        except LibraryError as error:
            watcher.stays(path, str(error))
        else:
            left.update(each.folder for each in gone)
            for each in gone:
                watcher.left(each)
    return tuple(root for root in roots if root not in left)


def _known(library: Library, path: str) -> str:
    """Return a folder as the library knows it, also of a drive that is away."""
    roots = {root.path for root in library.catalog.roots()}
    folder = path if path in roots else os.path.abspath(os.path.expanduser(path))
    if folder not in roots:
        raise LibraryError(f"{folder} is no folder of this library: `shoebox status` names them.")
    return folder


def _tell(terminal: Terminal, left: Left) -> None:
    if terminal.as_json:
        terminal.json({"folder": left.folder, "photos": left.photos, "backup": left.backup})
        return
    terminal.line(str(left))
    terminal.line(f"As it was before: `shoebox restore {left.backup}`.")
