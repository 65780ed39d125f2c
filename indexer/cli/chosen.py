"""The library and the model that a command works on, as its options choose them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.library import Library
from indexer.models import find_bundle
from indexer.places import default_library

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.cli.arguments import Options
    from indexer.models import Bundle


def library_folder(options: Options) -> Path:
    """Where the library lies, or will lie."""
    if options.library is None:
        return default_library()
    return options.library.expanduser().absolute()


def open_library(options: Options, *, write: bool = False) -> Library:
    """Open the chosen library.

    Raises:
        LibraryError: It is not there, in use, or cannot be used.
    """
    return Library.open(library_folder(options), write=write)


def chosen_bundle(options: Options, library: Library) -> Bundle:
    """The model named on the command line, else the one that the library is searched with.

    Raises:
        LibraryError: There is no such model, or it is broken.
    """
    return find_bundle(options.model or library.model_in_use())
