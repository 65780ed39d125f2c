"""Which folders of the sidebar are open: as text between two starts, and when a drive moves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from indexer.catalog.stored_text import is_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def as_text(paths: Iterable[str]) -> str:
    """Return the paths of the open folders as JSON, in ASCII: a name may be no text at all."""
    return json.dumps(sorted(paths))


def from_text(text: str) -> frozenset[str]:
    """Return the paths that `as_text` wrote; of nonsense none."""
    try:
        return frozenset(map(str, json.loads(text or "[]")))
    except (ValueError, TypeError):
        return frozenset()


def moved(path: str, moves: Mapping[str, str]) -> str:
    """Return where a folder lies now.

    Args:
        path: Where it lay.
        moves: Where folders around it lay -> where they lie now.
    """
    for old, new in moves.items():
        if is_inside(path, old):
            return new + path[len(old) :]
    return path
