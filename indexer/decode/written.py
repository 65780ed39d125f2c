"""What one part of a file holds of its owner's words, and how such words are made clean.

The words are strangers': they may be of any length, in any number, and hold any sign.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from indexer.decode.exif import line_of
from indexer.records import NOWHERE, PlaceNames

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from indexer.decode.shot import Place

LONGEST_CAPTION: Final = 4000
"""Signs; IPTC allows 2,000 bytes, and programs that make pictures write longer ones."""

LONGEST_KEYWORD: Final = 100
"""Signs; IPTC allows 64 bytes. What is longer is no keyword."""

LONGEST_NAME: Final = 200
"""Signs of the name of a place; IPTC allows 64 bytes."""

MOST_KEYWORDS: Final = 200
"""Of one photo; agencies that sell photos take 50."""

MOST_STARS: Final = 5


@dataclass(frozen=True, slots=True)
class Written:
    """What EXIF, IPTC or XMP says of a picture; each may lack any of it.

    Attributes:
        title: What it is called.
        description: What is to be seen in it.
        rating: Stars, 1 to 5.
        keywords: What it is filed under, each once.
        taken: When it was taken, as it is written there.
        tags: With what and how it was taken, by the numbers of EXIF's tags.
        where: Where it was taken.
        burst: What tells its burst from others.
        place: Where it was taken, in words.
    """

    title: str | None = None
    description: str | None = None
    rating: int | None = None
    keywords: tuple[str, ...] = ()
    taken: str | None = None
    tags: Mapping[int, object] = field(default_factory=dict)
    where: Place | None = None
    burst: str | None = None
    place: PlaceNames = NOWHERE


def sentence_of(text: str | None) -> str | None:
    """Return a caption on one line, cut where it is endless; None where it says nothing."""
    line = line_of((text or "")[: 4 * LONGEST_CAPTION])
    if line is None or not any(map(str.isalnum, line)):
        return None
    return line[:LONGEST_CAPTION].rstrip()


def caption_of(title: str | None, description: str | None) -> str | None:
    """Return both, one below the other, unless one says it all."""
    if title is None or description is None:
        return title or description
    if title.casefold() in description.casefold():
        return description
    return f"{title}\n{description}"


def place_of(parts: Iterable[str | None]) -> PlaceNames:
    """Return a place of its names: the spot, the city, the state, the country."""
    names = (sentence_of(part) for part in parts)
    return PlaceNames(*(name and name[:LONGEST_NAME].rstrip() for name in names))


def keywords_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return keywords clean and each once, capitals or not, in the order of their first."""
    found: dict[str, str] = {}
    for text in texts:
        keyword = line_of(text) if len(text) <= 4 * LONGEST_KEYWORD else None
        if keyword and len(keyword) <= LONGEST_KEYWORD:
            found.setdefault(keyword.casefold(), keyword)
        if len(found) == MOST_KEYWORDS:
            break
    return tuple(found.values())


def stars_of(number: float | None) -> int | None:
    """Return stars as 1 to 5: none for 0, and for the -1 that some write for a rejected photo."""
    if number is None or not 1 <= number < MOST_STARS + 1:
        return None
    return int(number)
