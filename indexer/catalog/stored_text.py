"""Paths and names as the catalog stores them: text, or the bytes where a name is not UTF-8."""

from __future__ import annotations

import os
from typing import Final

StoredText = str | bytes


def to_stored(text: str) -> StoredText:
    """What is put into the column: the text, or the bytes of a name that is not UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text)
    return text


def from_stored(stored: StoredText) -> str:
    """The text as `os.fsdecode` gives it, which opens the same file again."""
    if isinstance(stored, str):
        return stored
    try:
        return os.fsdecode(stored)
    except UnicodeDecodeError:  # A name of another system, which no file of this one can have.
        return stored.decode(errors="replace")


def without_odd_bytes(text: str) -> str:
    """The text with a question mark for what cannot be stored or asked for as text."""
    return text.encode(errors="replace").decode()


def bare(folder: str) -> str:
    """The folder without a separator at its end, unless it is the top of a disk."""
    return os.path.normpath(folder)


def inside(folder: str) -> str:
    """The folder with one separator at its end: what every path below it starts with."""
    return folder if folder.endswith(os.sep) else folder + os.sep


def is_inside(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies below it, as this system compares names."""
    return os.path.normcase(inside(path)).startswith(os.path.normcase(inside(folder)))


IN_FOLDER: Final = "(path IN (?, ?) OR path >= ? AND path < ? OR path >= ? AND path < ?)"
"""The condition on a column `path` to be a folder or below it; takes `in_folder(folder)`."""


def in_folder(folder: str) -> tuple[StoredText, ...]:
    """The values of `IN_FOLDER`: text and bytes are asked for apart, as SQLite sorts them apart."""
    start = inside(folder)
    end = start[:-1] + chr(ord(start[-1]) + 1)
    as_bytes = tuple(os.fsencode(text) for text in (folder, start, end))
    # Below a folder that is not UTF-8 itself, nothing is stored as text.
    as_text = (folder, start, end) if isinstance(to_stored(folder), str) else ("", "", "")
    return (as_text[0], as_bytes[0], *as_text[1:], *as_bytes[1:])
