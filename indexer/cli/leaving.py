"""`shoebox index FOLDER --leave`: folders go out of the library, and back with a backup."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from indexer.backups import keep_aside
from indexer.cli.chosen import open_library
from indexer.cli.terminal import printable
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.library import Library


def leave(options: Options, terminal: Terminal) -> int:
    """Run the command; a copy of the library is kept first, for what people said of the photos."""
    if not options.paths:
        raise LibraryError("Name the folders that shall leave the library.")
    with open_library(options, write=True) as library:
        roots = [_known(library, path) for path in options.paths]
        kept = keep_aside(library.folder)
        for root in roots:
            _tell(terminal, root, len(library.leave(root)), kept)
        library.save_caches()
    return 0


def _known(library: Library, path: str) -> str:
    """Return a folder as the library knows it, also of a drive that is away."""
    folder = os.path.abspath(os.path.expanduser(path))
    if folder not in (root.path for root in library.catalog.roots()):
        raise LibraryError(f"{folder} is no folder of this library: `shoebox status` names them.")
    return folder


def _tell(terminal: Terminal, root: str, photos: int, kept: Path | None) -> None:
    backup = kept.stem if kept is not None else None
    if terminal.as_json:
        terminal.json({"folder": root, "photos": photos, "backup": backup})
        return
    count = "1 photo" if photos == 1 else f"{photos:,} photos"
    terminal.line(f"{printable(root)} has left the library with {count}; its files are untouched.")
    terminal.line(f"As it was before: `shoebox restore {backup}`.")
