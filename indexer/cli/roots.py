"""The folders that a library follows, as the command line says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from indexer.errors import LibraryError
from indexer.ingest.drives import make_room
from indexer.volumes import mounted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli.control import Control
    from indexer.cli.watchers import Watcher
    from indexer.library import Library
    from indexer.volumes import Volumes


def choose_roots(
    library: Library, paths: Sequence[str], *, volumes: Volumes | None = None
) -> tuple[str, ...]:
    """The folders to look at: those given, which the library follows from now on, or all it knows.

    Args:
        library: Open for writing.
        paths: The folders that are given.
        volumes: The drives that are here, where somebody has asked already.

    Raises:
        LibraryError: A folder is not there or may not be read, or none is known.
    """
    if not paths:
        roots = tuple(root.path for root in library.catalog.roots())
        if not roots:
            raise LibraryError("Name a folder to index: this library follows none yet.")
        return roots
    folders = tuple(dict.fromkeys(_folder(path) for path in paths))
    for folder in folders:
        make_room(library.catalog, folder, volumes or mounted())
        library.catalog.add_root(folder)
    return folders


def take_up(
    library: Library,
    roots: Sequence[str],
    control: Control,
    watcher: Watcher,
    volumes: Volumes,
) -> tuple[str, ...]:
    """Follow the folders that the parent has named since; they come before `roots`."""
    while control.added:
        try:
            (folder,) = choose_roots(library, [control.added.pop(0)], volumes=volumes)
        except LibraryError as error:
            watcher.wrong(str(error))
        else:
            roots = tuple(dict.fromkeys([folder, *roots]))
    return tuple(roots)


def _folder(path: str) -> str:
    folder = os.path.abspath(os.path.expanduser(path))
    if not os.path.isdir(folder):
        what = "is not a folder" if os.path.exists(folder) else "does not exist"
        raise LibraryError(f"{folder} {what}: name a folder with photos.")
    try:
        with os.scandir(folder):
            pass
    except OSError as error:
        raise LibraryError(f"{folder} cannot be read: {error.strerror}.") from error
    return folder
