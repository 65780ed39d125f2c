"""The library and the model that a command works on, as its options choose them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from indexer.errors import LibraryError
from indexer.library import Library
from indexer.models import find_bundle
from indexer.places import default_library

if TYPE_CHECKING:
    from collections.abc import Iterator
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


@contextmanager
def told_if_broken(bundle: Bundle) -> Iterator[None]:
    """Have a model that cannot be run as its bundle says told in one line.

    Raises:
        LibraryError: In the place of the `ModelError`.
    """
    from indexer.session import ModelError  # here, because it loads NumPy

    try:
        yield
    except ModelError as error:
        raise LibraryError(
            f"The model {bundle.name} is broken: {error}; "
            f"`shoebox model show {bundle.name}` tells more."
        ) from error
