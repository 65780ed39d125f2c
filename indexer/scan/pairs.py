"""Files of one shot that are shown as one: a RAW beside its JPEG, the moving part of a photo.

Cameras write both under one name. The picture that needs no developing is shown, and stands for the
other, which stays where it is, and becomes a photo of its own if it is left alone.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple

from indexer.formats import RAWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_SHOWN: Final = ("heic", "heif", "hif", "jpg", "jpeg")
_RAWS: Final = frozenset(RAWS)
_MOVING: Final = "mov"
_LONGEST_MOVING: Final = 20_000_000
"""Bytes: three seconds of a phone take 2 to 8 MB. What is longer was filmed for its own sake."""


class Part(NamedTuple):
    """Which file of a folder stands for another one, and the rule that says so."""

    shown: str
    rule: str


def stood_for(
    entries: Iterable[os.DirEntry[str]], is_left_out: Callable[[str], bool]
) -> dict[str, Part]:
    """Return which files of a folder another one stands for.

    Args:
        entries: What is in the folder.
        is_left_out: Whether a name of it is left out, or cannot be read: it stands for nothing.
    """
    shown: dict[str, str] = {}
    others: list[tuple[str, str, os.DirEntry[str]]] = []
    for entry in entries:
        stem, _, suffix = entry.name.rpartition(".")
        suffix = suffix.lower()
        if suffix in _SHOWN:
            shown[stem.casefold()] = entry.name
        elif is_part(entry.name):
            others.append((stem.casefold(), suffix, entry))
    return {
        entry.name: Part(shown[stem], f"{_part(suffix)} of {shown[stem]}, shown as one with it")
        for stem, suffix, entry in others
        if stem in shown and _is_part(suffix, entry) and not is_left_out(shown[stem])
    }


def _part(suffix: str) -> str:
    return "the moving part" if suffix == _MOVING else "the RAW"


def _is_part(suffix: str, entry: os.DirEntry[str]) -> bool:
    try:
        return suffix != _MOVING or entry.stat().st_size <= _LONGEST_MOVING
    except OSError:
        return False


def shot_of(path: str) -> tuple[str, str]:
    """Return what all files of one shot have in common: their folder, and what they are called."""
    folder, name = os.path.split(path)
    return folder, name.rpartition(".")[0].casefold()


def may_stand_for(path: str, other: str) -> bool:
    """Return whether two files are of one shot, of which one stands for the other."""
    shown, part = (each.rpartition(".")[2].lower() for each in (path, other))
    if shown not in _SHOWN:
        shown, part = part, shown
    return shown in _SHOWN and is_part(f".{part}") and shot_of(path) == shot_of(other)


def is_part(path: str) -> bool:
    """Return whether a file is of a kind that others may stand for."""
    suffix = path.rpartition(".")[2].lower()
    return suffix in _RAWS or suffix == _MOVING
