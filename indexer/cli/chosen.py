"""The library and the model that a command works on, as its options choose them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from indexer.errors import LibraryError
from indexer.library import Library, LibraryInUseError
from indexer.models import find_bundle, list_bundles
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


@contextmanager
def with_nobody_else() -> Iterator[None]:
    """Tell whoever needs a library for themselves to close its window first.

    Raises:
        LibraryError: Another process holds it.
    """
    try:
        yield
    except LibraryInUseError:
        raise LibraryError(
            "Shoebox is at work on this library: close its window first, or end `shoebox index`."
        ) from None


def chosen_bundle(options: Options, library: Library) -> Bundle:
    """The model named on the command line, else the one that the library is searched with.

    Raises:
        LibraryError: There is no such model, or it is broken.
    """
    return find_bundle(options.model or library.model_in_use())


def device_for(options: Options, bundle: Bundle, *, once: bool) -> str:
    """Where to encode: to start and prove an accelerator takes longer than one answer of the CPU.

    The vectors of both may be compared, which is what an accelerator is proved for.
    """
    towers = (bundle.image, bundle.text)
    for_npu_alone = any(tower.compiled and not tower.cpu_file for tower in towers)
    if once and options.device == "auto" and not for_npu_alone:
        return "cpu"
    return options.device


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


@contextmanager
def told_what_else(library: Library, bundle: Bundle, device: str) -> Iterator[None]:
    """Where a model cannot be run on this machine, name one that can and knows the photos.

    Raises:
        LibraryError: In the place of the one that tells why it cannot.
    """
    try:
        yield
    except LibraryError as error:
        from indexer.encode import why_nowhere  # here, because it loads NumPy

        other = _runs_here(library, device) if str(error) == why_nowhere(bundle, device) else None
        if other is None:
            raise
        raise LibraryError(
            f"{error} `shoebox model use {other.name}` searches with another."
        ) from error


def _runs_here(library: Library, device: str) -> Bundle | None:
    """The installed model that has encoded most photos, of those not in use that run here."""
    from indexer.encode import why_nowhere

    encoded = {each.model_sha256: each.photos for each in library.catalog.encoded_by()}
    found = [
        bundle
        for bundle in list_bundles()
        if encoded.get(bundle.sha256)
        and bundle.name != library.model_in_use()
        and why_nowhere(bundle, device) is None
    ]
    return max(found, key=lambda bundle: encoded[bundle.sha256], default=None)
