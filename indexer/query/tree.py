"""What a query means, as a tree: visual terms with weights, and filters joined by and, or, not.

A tree is unchanging and compares by value; `str` prints any part of it in the language that
`parser` reads, in one canonical form. What a filter finds is the catalog's business.
A tree that could not be printed and read back cannot be made: that raises ValueError.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - records show their types at run time.
from enum import StrEnum
from typing import ClassVar, Final, TypeAlias

from indexer.query.quoting import quoted_value, quoted_words

LEAST_WEIGHT: Final = 0.001
GREATEST_WEIGHT: Final = 1000.0
FARTHEST_KM: Final = 20_040.0
"""Half way around the earth; nothing is farther away."""


def _demand(true: bool, what: str) -> None:
    if not true:
        raise ValueError(f"A query cannot hold {what}.")


# -- what is to be seen -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """Free words, which go to the text encoder as a whole.

    Attributes:
        text: One or more words with single spaces between them.
    """

    text: str

    def __post_init__(self) -> None:
        _demand(bool(self.text) and self.text == " ".join(self.text.split()), "blank words")

    def __str__(self) -> str:
        return quoted_words(self.text)


@dataclass(frozen=True, slots=True)
class Like:
    """A picture as a term.

    Attributes:
        reference: The id of a photo or the path of a picture, as typed.
        column: Where it stands in what was typed, from 1; no part of what it means.
    """

    reference: str
    column: int = field(default=1, compare=False, repr=False)

    def __post_init__(self) -> None:
        _demand(bool(self.reference.strip()), "a blank reference")

    def __str__(self) -> str:
        return f"like:{quoted_value(self.reference)}"


Term: TypeAlias = Words | Like


@dataclass(frozen=True, slots=True)
class Weighted:
    """A term and how much it counts.

    Attributes:
        term: What is to be seen.
        weight: Factor of the term's unit vector, below 0 for what is not to be seen; 0.001 to
            1000 without its sign.
    """

    term: Term
    weight: float = 1.0

    def __post_init__(self) -> None:
        _demand(LEAST_WEIGHT <= abs(self.weight) <= GREATEST_WEIGHT, "a weight out of range")

    def __str__(self) -> str:
        """Print the term without its sign, which stands between terms."""
        size = abs(self.weight)
        return str(self.term) if size == 1 else f"{self.term} *{_number(size)}"


@dataclass(frozen=True, slots=True)
class Blend:
    """Terms that are added up to one direction among the pictures.

    Attributes:
        terms: One or more, in the order in which they were written.
    """

    terms: tuple[Weighted, ...]

    def __post_init__(self) -> None:
        _demand(bool(self.terms), "a blend of nothing")

    def __str__(self) -> str:
        signs = ("-" if part.weight < 0 else "+" for part in self.terms)
        printed = " ".join(f"{sign} {part}" for sign, part in zip(signs, self.terms, strict=True))
        return printed.removeprefix("+ ")


# -- what is to be known ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taken:
    """Taken on one of these days, by the camera's own clock.

    Attributes:
        first: The first day, or None where there is no earliest.
        last: The last day, itself included, or None where there is no latest.
        said: How the days were asked for: "last-summer" is another one next year.
    """

    first: date | None
    last: date | None
    said: str

    def __post_init__(self) -> None:
        _demand(self.first is not None or self.last is not None, "no days")

    def __str__(self) -> str:
        return f"taken:{self.said}"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A filter by a path or name: glob signs where it has some, else a part of it."""

    key: ClassVar[str]
    pattern: str

    def __post_init__(self) -> None:
        _demand(bool(self.pattern.strip()), "a blank pattern")

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


@dataclass(frozen=True, slots=True)
class _Text:
    """A filter by what a description contains, in capitals or not."""

    key: ClassVar[str]
    text: str

    def __post_init__(self) -> None:
        _demand(bool(self.text.strip()), "a blank text")

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
        _demand(bool(self.name.strip()), "a blank name")

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
        _demand(0 <= self.stars <= 5, "a rating out of range")

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
        _demand(abs(self.latitude) <= 90 and abs(self.longitude) <= 180, "a place off the earth")
        _demand(0 < self.km <= FARTHEST_KM, "a distance out of range")

    def __str__(self) -> str:
        return f"near:{_number(self.latitude)},{_number(self.longitude)},{_number(self.km)}"


# -- filters joined -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Not:
    """All photos but those of a filter."""

    filter: Filter

    def __post_init__(self) -> None:
        _demand(not isinstance(self.filter, Not), "not twice")

    def __str__(self) -> str:
        return f"-{_grouped(self.filter)}"


@dataclass(frozen=True, slots=True)
class All:
    """Photos that each of two or more filters finds."""

    filters: tuple[Filter, ...]

    def __post_init__(self) -> None:
        _demand(len(self.filters) > 1, "fewer than two filters to join")
        _demand(not any(isinstance(part, All) for part in self.filters), "all within all")

    def __str__(self) -> str:
        return " ".join(map(_grouped, self.filters))


@dataclass(frozen=True, slots=True)
class Either:
    """Photos that at least one of two or more filters finds."""

    filters: tuple[Filter, ...]

    def __post_init__(self) -> None:
        _demand(len(self.filters) > 1, "fewer than two filters to join")
        _demand(not any(isinstance(part, Either) for part in self.filters), "either within either")

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


def _number(value: float) -> str:
    """Print a number so that reading it gives the same again."""
    return repr(float(value)).removesuffix(".0")
