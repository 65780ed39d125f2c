"""What is dropped on the window: folders to be added, pictures to find the like of."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QUrl

from app.language import tr
from indexer.formats import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QMimeData


@dataclass(frozen=True, slots=True)
class Dropped:
    """What somebody let go of, told apart."""

    folders: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


def paths_in(mime: QMimeData) -> tuple[str, ...]:
    """Return the local files and folders that are being dragged."""
    return tuple(_local_path(url) for url in mime.urls() if url.isLocalFile())


def promise(paths: Sequence[str], *, onto_search: bool = False) -> str:
    """Return what dropping these would do, "" for nothing; judged by their names alone.

    `onto_search` where the mouse is on the search field, which takes pictures as terms.

    The disk is not asked: it may sleep, and the mouse is moving.
    """
    if not paths:
        return ""
    if all(_looks_like_a_picture(path) for path in paths):
        if onto_search:
            return tr(
                "Drop them to add them to the search",
                "Drop it to add it to the search",
                len(paths),
            )
        return tr(
            "Drop them to find what looks like them",
            "Drop it to find what looks like it",
            len(paths),
        )
    return tr("Drop them to add these folders", "Drop it to add this folder", len(paths))


def tell_apart(paths: Sequence[str]) -> Dropped:
    """Return which of these are folders and which may be pictures; asks the disk."""
    return Dropped(
        folders=tuple(path for path in paths if os.path.isdir(path)),
        pictures=tuple(path for path in paths if os.path.isfile(path)),
    )


def _local_path(url: QUrl) -> str:
    if os.name == "nt":
        return url.toLocalFile()
    # Byte for byte: a name need not be UTF-8.
    return os.fsdecode(unquote_to_bytes(url.path(QUrl.ComponentFormattingOption.FullyEncoded)))


def _looks_like_a_picture(path: str) -> bool:
    return os.path.splitext(path)[1].lower().removeprefix(".") in SUFFIXES
