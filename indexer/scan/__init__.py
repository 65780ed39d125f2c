"""Folders -> what is new, changed or gone, with each file accounted for.

Owns which files are looked at and which are left out by rule. Nothing is opened here: what is in
a file is `decode`'s matter, what is in a sidecar that of `sidecars`, and whether a vanished file
has moved, `ingest`'s.

`walking`      through the folders, each file once: a picture, ignored by a rule, or out of reach
`beside`       which of them are sidecars of a picture
`pairs`        which of them are parts of one shot, as a RAW and its JPEG
`comparison`   of what was found with what is known
`found`        the records of both
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.scan.comparison import Comparison
from indexer.scan.found import (
    Changes,
    Ignored,
    KnownFile,
    SeenFile,
    Sidecars,
    SidecarState,
    Unreadable,
)
from indexer.scan.pairs import is_part, may_stand_for, shot_of
from indexer.scan.walking import (
    ONLY_IN_THE_CLOUD,
    SYSTEM_FOLDERS,
    Walk,
    is_in_the_cloud,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

__all__ = [
    "ONLY_IN_THE_CLOUD",
    "SYSTEM_FOLDERS",
    "Changes",
    "Ignored",
    "KnownFile",
    "SeenFile",
    "SidecarState",
    "Sidecars",
    "Unreadable",
    "find_changes",
    "is_in_the_cloud",
    "is_part",
    "may_stand_for",
    "shot_of",
    "walk",
]

_TOLD_EVERY: Final = 256


def find_changes(
    roots: Sequence[str],
    known: Mapping[str, KnownFile],
    *,
    excludes: Sequence[str] = (),
    tops: Sequence[str] = (),
    full: bool = False,
    emptied: Collection[str] = (),
    away: Mapping[str, str] | None = None,
    on_seen: Callable[[int], None] | None = None,
) -> Changes:
    """Compare folders with what is known of them.

    Args:
        roots: The folders, written as they are known.
        known: Every file that the library knows below them.
        excludes: Patterns of what to leave out, as in a `.gitignore`.
        tops: Where one of these holds a root, patterns start there.
        full: Whether to have unchanged files read again.
        emptied: Roots that a person has emptied for good: their photos are gone, not away.
        away: Roots that are not to be looked at, and why; what is known there stays.
        on_seen: Told the number of picture files so far, now and then and at the end.
    """
    comparison = Comparison(known, full=full, emptied=emptied)
    unreadable = {path: file for path, file in known.items() if file.photo_id is None}
    walking = Walk(excludes, tops, unreadable)
    for root, reason in (away or {}).items():
        comparison.take(Unreadable(root, reason))
        walking.without_content.add(root)
    told = 0
    for found in walking.through([root for root in roots if root not in (away or {})]):
        comparison.take(found)
        if on_seen is not None and comparison.changes.seen >= told + _TOLD_EVERY:
            told = comparison.changes.seen
            on_seen(told)
    if on_seen is not None and comparison.changes.seen != told:
        on_seen(comparison.changes.seen)
    return comparison.conclude(roots, walking.without_content)
