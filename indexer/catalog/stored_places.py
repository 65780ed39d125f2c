"""The names of a place as the catalog stores them: one a line, from the nearest to the widest."""

from __future__ import annotations

from indexer.records import PlaceNames


def to_lines(place: PlaceNames) -> str | None:
    """The text that is stored: four lines, empty for a name that is not told; None for no place."""
    return "\n".join(name or "" for name in place.all) if place else None


def from_lines(stored: str | None) -> PlaceNames:
    """The place that a stored text stands for."""
    return PlaceNames(*(name or None for name in (stored or "").split("\n")))
