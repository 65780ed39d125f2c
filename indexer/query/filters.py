"""Reads a single filter: its name and its value, as `tokens` cut them out.

Dates have a file of their own; all other values are read here. What a filter finds is the
catalog's business.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from indexer.formats import FILMS, PICTURES, RAWS
from indexer.query.dates import DateError, days_of
from indexer.query.errors import QueryError, perhaps, shown
from indexer.query.quoting import QUOTES, quoted
from indexer.query.terms import Like
from indexer.query.tree import (
    FARTHEST_KM,
    Album,
    Camera,
    Comparison,
    Filter,
    Folder,
    Is,
    Lens,
    Name,
    Near,
    Place,
    Rating,
    Root,
    State,
    Tag,
    Taken,
    Type,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from indexer.query.tokens import Token

EXAMPLES_OF_VALUES: Final = {
    "taken": "taken:2023-05",
    "folder": "folder:Holidays",
    "root": "root:Archive",
    "camera": "camera:canon",
    "lens": "lens:35mm",
    "tag": "tag:dog",
    "album": "album:Iceland",
    "rating": "rating>=3",
    "is": "is:landscape",
    "place": "place:Lisbon",
    "near": "near:52.52,13.40,10",
    "type": "type:heic",
    "name": "name:IMG_*",
    "like": "like:1234",
}
"""Every name that may stand before a colon, with what a value looks like."""

_ENDINGS: Final = (ending for endings in (PICTURES | FILMS).values() for ending in endings)
TYPES: Final = (*_ENDINGS, "video", *RAWS)
"""What `type:` knows. Names of one format mean the same; "raw" means all raw formats."""

_STATES: Final = {state.value: state for state in State} | {"favorite": State.FAVOURITE}
_COMPARISONS: Final = {"": "=", ":": "=", "==": "=", "≥": ">=", "≤": "<="}
_RATING: Final = re.compile(r"(?P<comparison>[<>]=?|==?|[≥≤]|)\s*(?P<stars>[0-5])")
_COMPARED: Final = re.compile(
    rf"({'|'.join(EXAMPLES_OF_VALUES)})([<>]=?|==?|≥|≤)(.*)", re.IGNORECASE | re.DOTALL
)
_UNKNOWN_COMPARED: Final = re.compile(
    r"(?P<key>[a-z]{2,})(?:[<>]=?|==?|≥|≤)[-+]?[0-9]+(?:[.,][0-9]+)?", re.IGNORECASE
)
"""A word and a number that it is compared with: nobody looks for a photo of `size>1000`."""

_LONGEST_PATH: Final = 260
"""Signs of what is shown of one: as many as Windows once knew."""

_MOST_PIECES: Final = 2
"""Words that follow upon "last" in "last 7 days"."""

_DECIMAL: Final = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
_NEAR: Final = re.compile(
    rf"(?P<latitude>{_DECIMAL})\s*,\s*(?P<longitude>{_DECIMAL})\s*,\s*(?P<km>{_DECIMAL})\s*(?:km)?"
)


def filter_of(token: Token, today: date) -> Filter:
    """Return the filter that a token means.

    Raises:
        QueryError: There is no such filter, or its value cannot be.
    """
    if token.key == "taken":
        return _taken(_value(token), token.value_column, today)
    read = _READERS.get(token.key)
    if read is None:
        raise _unknown(token)
    return read(_value(token), token.value_column)


def picture_of(token: Token) -> Like:
    """Return the picture that `like:` means.

    Raises:
        QueryError: It names none.
    """
    return Like(_value(token), column=token.column)


def date_in_pieces(token: Token, following: Iterable[Token], today: date) -> str | None:
    """Return `taken:last-summer` for `taken:last summer`; None where no such date was meant.

    Args:
        token: A filter that was not understood.
        following: The tokens behind it.
        today: The day from which is counted.
    """
    said = token.text
    for word in islice(following, _MOST_PIECES if token.key == "taken" else 0):
        said = f"{said}-{word.text}".lower()
        try:
            days_of(said, today)
        except DateError:
            continue
        return f"taken:{said}"
    return None


def demand_no_comparison(word: Token) -> None:
    """Refuse a word that was meant as a filter: `tag=dog`, `taken>=2020`, `size>1000`.

    Raises:
        QueryError: It starts with the name of a filter and a sign that compares, or compares
            another word with a number.
    """
    found = _COMPARED.fullmatch(word.text)
    if found is None:
        _demand_no_unknown(word)
        return
    key, comparison, value = found[1].lower(), found[2], found[3]
    right = f"{key}:{_days(comparison, value) if key == 'taken' else value}"
    if not value or QUOTES & set(value):
        right = EXAMPLES_OF_VALUES[key]
    raise QueryError(
        word.column,
        f"only rating is compared: write {shown(right)}, or put {shown(word.text)} in quotes if "
        "you mean the words.",
    )


def _demand_no_unknown(word: Token) -> None:
    found = _UNKNOWN_COMPARED.fullmatch(word.text)
    if found is None:
        return
    meant = perhaps(found["key"], EXAMPLES_OF_VALUES, around="{}:")
    raise QueryError(
        word.column,
        f"there is no filter {shown(found['key'])}.{meant} Put it in quotes if you mean the words.",
    )


def _days(comparison: str, value: str) -> str:
    """The days that are meant, the one itself among them."""
    if comparison[0] in "<≤":
        return f"..{value}"
    return f"{value}.." if comparison[0] in ">≥" else value


def _unknown(token: Token) -> QueryError:
    if len(token.key) == 1 and token.text[:1] in ("\\", "/"):
        path = quoted(f"{token.key}:{token.text}")
        return QueryError(
            token.column,
            f"there is no filter {shown(token.key + ':')}. If it is the path of a picture, write "
            f"{shown('like:' + path, most=_LONGEST_PATH)}.",
        )
    meant = perhaps(token.key, EXAMPLES_OF_VALUES, around="{}:")
    return QueryError(
        token.column,
        f"there is no filter {shown(token.key + ':')}.{meant} Put it in quotes if you mean the "
        "words.",
    )


def _value(token: Token) -> str:
    if token.text.strip():
        return token.text
    example = EXAMPLES_OF_VALUES.get(token.key)
    if example is None:
        raise _unknown(token)
    raise QueryError(
        token.value_column,
        f"“{token.key}:” wants its value right behind the colon, as in {example}.",
    )


def _taken(value: str, column: int, today: date) -> Taken:
    try:
        return days_of(value, today)
    except DateError as error:
        raise QueryError(column + error.offset, str(error)) from error


def _rating(value: str, column: int) -> Rating:
    found = _RATING.fullmatch(value.strip())
    if found is None:
        raise QueryError(column, f"{shown(value)} is no rating: write rating>=3 with 0 to 5 stars.")
    comparison = _COMPARISONS.get(found["comparison"], found["comparison"])
    return Rating(Comparison(comparison), int(found["stars"]))


def _is(value: str, column: int) -> Is:
    state = _STATES.get(value.strip().lower())
    if state is None:
        meant = perhaps(value, _STATES, around="is:{}")
        known = ", ".join(State)
        raise QueryError(column, f"a photo cannot be {shown(value)}.{meant} It can be {known}.")
    return Is(state)


def _type(value: str, column: int) -> Type:
    name = value.strip().lower().removeprefix(".")
    if name not in TYPES:
        meant = perhaps(name, TYPES, around="type:{}")
        raise QueryError(column, f"there is no type of file {shown(value)}.{meant}")
    return Type(name)


def _near(value: str, column: int) -> Near:
    found = _NEAR.fullmatch(value.strip())
    if found is None:
        raise QueryError(
            column,
            f"{shown(value)} is no place: write latitude, longitude and kilometres without "
            "spaces, as in near:52.52,13.40,10.",
        )
    latitude, longitude, km = (float(found[name]) for name in ("latitude", "longitude", "km"))
    _demand(column, -90 <= latitude <= 90, f"the latitude {latitude:g} is not within -90 and 90.")
    column_of_longitude = column + found.start("longitude")
    _demand(
        column_of_longitude,
        -180 <= longitude <= 180,
        f"the longitude {longitude:g} is not within -180 and 180.",
    )
    _demand(
        column + found.start("km"),
        0 < km <= FARTHEST_KM,
        f"the distance {km:g} is not within 0 and {FARTHEST_KM:,.0f} kilometres.",
    )
    return Near(latitude, longitude, km)


def _demand(column: int, true: bool, otherwise: str) -> None:
    if not true:
        raise QueryError(column, otherwise)


_READERS: Final[dict[str, Callable[[str, int], Filter]]] = {
    "folder": lambda value, _column: Folder(value),
    "root": lambda value, _column: Root(value),
    "camera": lambda value, _column: Camera(value),
    "lens": lambda value, _column: Lens(value),
    "tag": lambda value, _column: Tag(value),
    "album": lambda value, _column: Album(value),
    "name": lambda value, _column: Name(value),
    "place": lambda value, _column: Place(value),
    "rating": _rating,
    "is": _is,
    "near": _near,
    "type": _type,
}
