"""Every way in which Shoebox reads a file, one after the other, as if it were a huge one."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest.mock import patch

from indexer.decode import (
    UnreadablePhoto,
    bands,
    cr3,
    moves,
    open_frames,
    plain,
    read_photo,
    read_picture,
    rows,
    strips,
    unfolding,
)
from indexer.shared import shared_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.decode import DecodedPhoto, DecodeRecipe

_FRAMES: Final = 5
"""Of three that a picture has: it goes around once."""

_SMALL: Final = 8
"""Pixels wanted of the longest side: of what is eight times larger, a progressive JPEG is made a
plain one, and other pictures go band by band."""


def read_every_way(path: str, recipe: DecodeRecipe) -> DecodedPhoto:
    """Read a file as an index does, and in all other ways besides.

    Raises:
        UnreadablePhoto: An index finds no photo in it.
        RuntimeError: Another way does not end as it may; it names the way.
    """
    for way in (_play, _shrink, _unfold, _ask_canon):
        try:
            way(path)
        except (UnreadablePhoto, MemoryError):
            continue  # A worker has a sentence for either.
        except Exception as error:
            raise RuntimeError(f"{way.__name__}: {error!r}") from error
    return read_photo(path, recipe)


def _play(path: str) -> None:
    if moves(path) and (frames := open_frames(path, longest=64)):
        for _ in range(_FRAMES):
            frames.next()


def _shrink(path: str) -> None:
    with _everything_is_huge():
        read_picture(path, longest=_SMALL)


def _unfold(path: str) -> None:
    with _everything_is_huge(), shared_file() as (file, name), file:
        unfolding.unfold(path, onto=name)


def _ask_canon(path: str) -> None:
    header = Path(path).read_bytes()
    cr3.exif_of(header)
    cr3.xmp_of(header)


@contextmanager
def _everything_is_huge() -> Iterator[None]:
    """Have small pictures go where only huge ones do."""
    with ExitStack() as changed:
        for module in (plain, rows, strips, bands):
            changed.enter_context(patch.object(module, "BAND", 2_000))
        changed.enter_context(patch.object(bands, "LARGE", 0))
        changed.enter_context(patch.object(unfolding, "SMALLEST", 16))
        yield
