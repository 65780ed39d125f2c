"""Where bundles are found: in the user's folder of models, and among those that came with us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.errors import LibraryError
from indexer.models.description import DESCRIPTION, load_bundle
from indexer.models.known import known_model
from indexer.places import model_folders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from indexer.models.bundle import Bundle


def find_bundle(name: str, folders: Sequence[Path] | None = None) -> Bundle:
    """Return the bundle of that name, from the first of `folders` (default: the usual) that has it.

    Raises:
        LibraryError: There is none, or the folder of that name holds a broken one.
    """
    known: list[str] = []
    for folder in _bundle_folders(folders):
        try:
            bundle = load_bundle(folder)
        except LibraryError:
            if folder.name == name:
                raise
            continue
        if bundle.name == name:
            return bundle
        known.append(bundle.name)
    there_are = f"there are: {', '.join(sorted(set(known)))}" if known else "none is installed"
    getting = f" `shoebox model get {name}` fetches it." if known_model(name) else ""
    raise LibraryError(f"There is no model named “{name}”; {there_are}.{getting}")


def list_bundles(folders: Sequence[Path] | None = None) -> list[Bundle]:
    """Return every model that `find_bundle` would find, by name; broken ones are left out."""
    found: dict[str, Bundle] = {}
    for folder in _bundle_folders(folders):
        try:
            bundle = load_bundle(folder)
        except LibraryError:
            continue
        found.setdefault(bundle.name, bundle)
    return [found[name] for name in sorted(found)]


def broken_bundles(folders: Sequence[Path] | None = None) -> list[LibraryError]:
    """Return, for each folder that `list_bundles` leaves out, what is wrong with it."""
    wrong: list[LibraryError] = []
    for folder in _bundle_folders(folders):
        try:
            load_bundle(folder)
        except LibraryError as error:
            wrong.append(error)
    return wrong


def _bundle_folders(folders: Sequence[Path] | None) -> Iterator[Path]:
    for parent in model_folders() if folders is None else folders:
        if parent.is_dir():
            yield from sorted(path.parent for path in parent.glob(f"*/{DESCRIPTION}"))
