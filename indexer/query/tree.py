"""What a query means, as a tree: what is to be seen, and filters joined by and, or, not.

A tree is unchanging and compares by value; `str` prints any part of it in the language that
`parser` reads, in one canonical form. What a filter finds is the catalog's business.
A tree that could not be printed and read back cannot be made: that raises ValueError.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - records show their types at run time.
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from indexer.query.quoting import demand, number, quoted_value
from indexer.query.terms import Blend  # noqa: TC001 - records show their types at run time.

FARTHEST_KM: Final = 20_040.0
"""Half way around the earth; nothing is farther away."""


# -- what is to be known ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taken:
    """Taken on one of these days, by the camera's own clock.

    Attributes:
        first: The first day, or None where there is no earliest; a `datetime` where it has a time.
        last: The last day, itself included, or None where there is no latest; or a last second.
        said: How the days were asked for: "last-summer" is another one next year.
    """

    first: date | None
    last: date | None
    said: str

    def __post_init__(self) -> None:
        demand(self.first is not None or self.last is not None, "no days")

    def __str__(self) -> str:
        return f"taken:{self.said}"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A filter by a path or name: glob signs where it has some, else a part of it."""

    key: ClassVar[str]
    pattern: str

    def __post_init__(self) -> None:
        demand(bool(self.pattern.strip()), "a blank pattern")

    def __str__(self) -> str:
        return f"{self.key}:{quoted_value(self.pattern)}"


class Folder(_Pattern):
    """In a folder or below it: its path, or the name of any folder on the way."""

    __slots__ = ()
    key = "folder"


class Root(_Pattern):
    """In one of the folders that were given to the library: its path or its name."""

    __slots__ = ()
    key = "root"


class Name(_Pattern):
    """Whose file has this name."""

    __slots__ = ()
    key = "name"


class Place(_Pattern):
    """Taken where one of the names of a place is so, or has this as whole words in it."""

    __slots__ = ()
    key = "place"


@dataclass(frozen=True, slots=True)
class _Text:
    """A filter by what a description contains, in capitals or not."""

    key: ClassVar[str]
    text: str

    def __post_init__(self) -> None:
        demand(bool(self.text.strip()), "a blank text")

    def __str__(self) -> str:
        return f"{self.key}:{quoted_value(self.text)}"


class Camera(_Text):
    """Whose camera's maker and model contain a text."""

    __slots__ = ()
    key = "camera"


class Lens(_Text):
    """Whose lens's name contains a text."""

    __slots__ = ()
    key = "lens"


@dataclass(frozen=True, slots=True)
class _Named:
    """A filter by the whole name of something, in capitals or not."""

    key: ClassVar[str]
    name: str

    def __post_init__(self) -> None:
        demand(bool(self.name.strip()), "a blank name")

    def __str__(self) -> str:
        return f"{self.key}:{quoted_value(self.name)}"


class Tag(_Named):
    """That carry a tag."""

    __slots__ = ()
    key = "tag"


class Album(_Named):
    """That lie in an album."""

    __slots__ = ()
    key = "album"


class Type(_Named):
    """Whose file is of a type, by the name of a format ("jpeg") or "raw"; in small letters."""

    __slots__ = ()
    key = "type"


class Comparison(StrEnum):
    """How stars are compared."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Rating:
    """Rated with so many stars; a photo that nobody rated has none.

    Attributes:
        comparison: How a photo's stars compare with these.
        stars: 0 to 5.
    """

    comparison: Comparison
    stars: int

    def __post_init__(self) -> None:
        demand(0 <= self.stars <= 5, "a rating out of range")

    def __str__(self) -> str:
        return f"rating{self.comparison}{self.stars}"


class State(StrEnum):
    """What a photo can be."""

    FAVOURITE = "favourite"
    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"
    SQUARE = "square"
    RAW = "raw"
    VIDEO = "video"
    OFFLINE = "offline"
    UNTAGGED = "untagged"
    DUPLICATE = "duplicate"
    BURST = "burst"


@dataclass(frozen=True, slots=True)
class Is:
    """That are in a state."""

    state: State

    def __str__(self) -> str:
        return f"is:{self.state}"


@dataclass(frozen=True, slots=True)
class Near:
    """Taken not far from a place.

    Attributes:
        latitude: Degrees north, -90 to 90.
        longitude: Degrees east, -180 to 180.
        km: Greatest distance in kilometres, above 0.
    """

    latitude: float
    longitude: float
    km: float

    def __post_init__(self) -> None:
        demand(abs(self.latitude) <= 90 and abs(self.longitude) <= 180, "a place off the earth")
        demand(0 < self.km <= FARTHEST_KM, "a distance out of range")

    def __str__(self) -> str:
        return f"near:{number(self.latitude)},{number(self.longitude)},{number(self.km)}"


# -- filters joined -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Not:
    """All photos but those of a filter."""

    filter: Filter

    def __post_init__(self) -> None:
        demand(not isinstance(self.filter, Not), "not twice")

    def __str__(self) -> str:
        return f"-{_grouped(self.filter)}"


@dataclass(frozen=True, slots=True)
class All:
    """Photos that each of two or more filters finds."""

    filters: tuple[Filter, ...]

    def __post_init__(self) -> None:
        demand(len(self.filters) > 1, "fewer than two filters to join")
        demand(not any(isinstance(part, All) for part in self.filters), "all within all")

    def __str__(self) -> str:
        return " ".join(map(_grouped, self.filters))


@dataclass(frozen=True, slots=True)
class Either:
    """Photos that at least one of two or more filters finds."""

    filters: tuple[Filter, ...]

    def __post_init__(self) -> None:
        demand(len(self.filters) > 1, "fewer than two filters to join")
        demand(not any(isinstance(part, Either) for part in self.filters), "either within either")

    def __str__(self) -> str:
        return " OR ".join(map(_grouped, self.filters))


Filter: TypeAlias = (
    Taken
    | Folder
    | Root
    | Camera
    | Lens
    | Tag
    | Album
    | Rating
    | Is
    | Near
    | Type
    | Name
    | Place
    | Not
    | All
    | Either
)


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; an empty one stands for all photos.

    Attributes:
        alternatives: What is to be seen, best first or not at all: a photo counts by the one
            that it fits best. None of them: nothing is asked of the looks.
        filter: What is to be known of a photo, or None.
    """

    alternatives: tuple[Blend, ...] = ()
    filter: Filter | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return not self.alternatives and self.filter is None

    @property
    def visual(self) -> bool:
        """Whether anything is asked of the looks."""
        return bool(self.alternatives)

    def __str__(self) -> str:
        looks = " OR ".join(map(str, self.alternatives))
        if self.filter is None:
            return looks
        beside_looks = looks and isinstance(self.filter, Either)
        known = _grouped(self.filter) if beside_looks else str(self.filter)
        return f"{looks} {known}".lstrip()


def both(*filters: Filter | None) -> Filter | None:
    """Join filters by and; None stands for no filter."""
    parts: list[Filter] = []
    for part in filters:
        parts += part.filters if isinstance(part, All) else [part] if part is not None else []
    return All(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None


def either(*filters: Filter) -> Filter:
    """Join one or more filters by or."""
    parts: list[Filter] = []
    for part in filters:
        parts += part.filters if isinstance(part, Either) else [part]
    return Either(tuple(parts)) if len(parts) > 1 else parts[0]


def negated(part: Filter) -> Filter:
    """Return what finds the other photos."""
    return part.filter if isinstance(part, Not) else Not(part)


def _grouped(part: Filter) -> str:
    return f"({part})" if isinstance(part, All | Either) else str(part)
