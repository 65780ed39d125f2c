"""IPTC's block of records (IIM 4.2) -> title, caption, keywords, place.

Each record is the byte 1C, its number and its field's, the length of its content, the content.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from indexer.decode.written import Written, keywords_of, place_of, sentence_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK: Final = 0x1C
"""How each record begins."""

_TITLE: Final = (2, 5)
_KEYWORD: Final = (2, 25)
_DAY: Final = (2, 55)
_TIME: Final = (2, 60)
_HEADLINE: Final = (2, 105)
_CAPTION: Final = (2, 120)
_PLACE: Final = ((2, 92), (2, 90), (2, 95), (2, 101))
"""The spot, the city, the state, the country."""

_LONGEST_MOMENT: Final = 19
"""Signs: a day, a time and how far it is ahead of UTC."""

_LONG: Final = 0x8000
"""Of a length that is itself the number of bytes in which the length is written."""


def read_iptc(block: bytes) -> Written:
    """Return what a block says; of a broken one, what came before the break."""
    fields: dict[tuple[int, int], list[str]] = {}
    for field, content in _records(block):
        fields.setdefault(field, []).append(_text(content))
    title = fields.get(_TITLE) or fields.get(_HEADLINE) or [""]
    caption = fields.get(_CAPTION) or [""]
    return Written(
        title=sentence_of(title[0]),
        description=sentence_of(caption[0]),
        keywords=keywords_of(fields.get(_KEYWORD, ())),
        taken=_taken(fields),
        place=place_of(fields.get(each, [""])[0] for each in _PLACE),
    )


def _taken(fields: dict[tuple[int, int], list[str]]) -> str | None:
    day, time = fields.get(_DAY, [""])[0], fields.get(_TIME, [""])[0]
    return (day + time)[:_LONGEST_MOMENT] or None


def _records(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    place = 0
    while place + 5 <= len(block) and block[place] == MARK:
        field = (block[place + 1], block[place + 2])
        length = int.from_bytes(block[place + 3 : place + 5], "big")
        place += 5
        if length & _LONG:
            size = length & ~_LONG
            if size > 4:
                return
            length = int.from_bytes(block[place : place + size], "big")
            place += size
        yield field, block[place : place + length]
        place += length


def _text(content: bytes) -> str:
    """Return a field's text: UTF-8 whether a block says so or not, else Latin 1."""
    with suppress(UnicodeDecodeError):
        return content.decode()
    return content.decode("latin-1")
