"""The names in a library that a query may speak of, ready to be compared with what is typed.

The catalog fills them in; `completions` offers them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from indexer.query.quoting import QUOTES

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(StrEnum):
    """What is offered."""

    FILTER = "filter"
    TAG = "tag"
    ALBUM = "album"
    PLACE = "place"
    CAMERA = "camera"
    LENS = "lens"
    FOLDER = "folder"
    ROOT = "root"
    STATE = "is"
    TYPE = "type"
    DATE = "taken"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class Name:
    """A value that can be offered.

    Attributes:
        kind: What has this name.
        name: As it is written.
        count: How many photos have it; None where that is not known.
        folded: What is typed for it, without capitals, accents and quotes: the name, or another
            word.
    """

    kind: Kind
    name: str
    count: int | None
    folded: str


@dataclass(frozen=True, slots=True)
class Names:
    """The names in a library, each with the number of its photos.

    Attributes:
        tags: Of tags.
        cameras: Makers and models.
        lenses: Of lenses.
        folders: Names or paths.
        albums: Of albums; how many photos one has may not be known.
        roots: Of the folders that the library was given.
        synonyms: Other words for tags, each with the name of its tag.
        places: Of cities, countries and other places.
    """

    tags: tuple[tuple[str, int], ...] = ()
    cameras: tuple[tuple[str, int], ...] = ()
    lenses: tuple[tuple[str, int], ...] = ()
    folders: tuple[tuple[str, int], ...] = ()
    albums: tuple[tuple[str, int | None], ...] = ()
    roots: tuple[tuple[str, int], ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    # Folded once: a library has thousands of names, and each key pressed asks for them.
    _all: tuple[Name, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        kinds: dict[Kind, tuple[tuple[str, int | None], ...]] = {
            Kind.TAG: self.tags,
            Kind.ALBUM: self.albums,
            Kind.PLACE: self.places,
            Kind.CAMERA: self.cameras,
            Kind.LENS: self.lenses,
            Kind.FOLDER: self.folders,
            Kind.ROOT: self.roots,
        }
        found = [
            Name(kind, name, count, as_typed(name))
            for kind, names in kinds.items()
            for name, count in names
            if name.strip()
        ]
        counts = {folded(name): (name, count) for name, count in self.tags}
        # A word that is a tag as well means that one, as it does in a filter.
        found += [
            Name(Kind.TAG, *counts[folded(name)], as_typed(word))
            for word, name in self.synonyms
            if folded(name) in counts and folded(word) not in counts
        ]
        object.__setattr__(self, "_all", tuple(found))

    def __iter__(self) -> Iterator[Name]:
        return iter(self._all)


def as_typed(text: str) -> str:
    """Return a text folded and without quotes, which somebody who types it may set as they like."""
    return folded("".join(char for char in text if char not in QUOTES))


def folded(text: str) -> str:
    """Return a text without capitals and accents, to compare names by."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()
