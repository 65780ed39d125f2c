"""What somebody wrote about a picture into its file: caption, stars, keywords, the place.

It may be there three times, in XMP, IPTC and EXIF, as each program knew it. Of titles, captions,
stars and places the one in XMP counts, where today's programs write first, else IPTC's, else
EXIF's; keywords are all taken.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from PIL import ExifTags, TiffImagePlugin

from indexer.decode.exif import LONGEST_TEXT, line_of, tags_of, text_of
from indexer.decode.extension import EXTENSION
from indexer.decode.iptc import read_iptc
from indexer.decode.photoshop import IPTC
from indexer.decode.written import (
    Written,
    caption_of,
    keywords_of,
    sentence_of,
    stars_of,
)
from indexer.decode.xmp import read_xmp
from indexer.records import NOWHERE, PlaceNames

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from PIL import Image

    from indexer.decode.shot import Place

_BASE: Final = ExifTags.Base
_RATING: Final = 0x4746
_MAIN: Final = (
    _BASE.ImageDescription,
    _BASE.XPTitle,
    _BASE.XPComment,
    _BASE.XPKeywords,
    _RATING,
)
_IPTC_IN_TIFF: Final = 33723
_CHARSET: Final = 8
"""Bytes before a user comment that name how it is written (EXIF 2.32, 4.6.5)."""

_NOT_WRITTEN: Final = re.compile(
    r"olympus digital camera|sony dsc|(?:konica )?minolta digital camera|samsung camera pictures"
    r"|(?:digital|still|\s)*camera|dcim[\\/].*|default|untitled|user comments?|charset=.*|ascii"
    r"|oplus_\d+|\{ ?\".*\}|<\?xml .*|<ome .*|imagej=.*|created with (?:the )?gimp",
    re.IGNORECASE,
)
"""What cameras, and programs for programs (JSON and XML by tifffile, OME and ImageJ), put where a
person should: it says nothing of the picture."""


class Words(NamedTuple):
    """What was written about a picture, see `PhotoFacts`; the rest as `Written` has it."""

    caption: str | None
    rating: int | None
    keywords: tuple[str, ...]
    taken: str | None = None
    burst: str | None = None
    tags: Mapping[int, object] = {}
    where: Place | None = None
    place: PlaceNames = NOWHERE


def words_of(picture: Image.Image) -> Words:
    """Return what somebody wrote about a decoded picture into its file."""
    parts = [*_xmp(picture), *_iptc(picture), _exif(picture)]
    title = next((part.title for part in parts if part.title), None)
    description = next((part.description for part in parts if part.description), None)
    return Words(
        caption_of(title, description),
        next((part.rating for part in parts if part.rating), None),
        keywords_of(keyword for part in parts for keyword in part.keywords),
        next((part.taken for part in parts if part.taken), None),
        next((part.burst for part in parts if part.burst), None),
        next((part.tags for part in parts if part.tags), {}),
        next((part.where for part in parts if part.where), None),
        next((part.place for part in parts if part.place), NOWHERE),
    )


def _xmp(picture: Image.Image) -> Iterator[Written]:
    for name in ("xmp", EXTENSION):
        packet = picture.info.get(name)
        if isinstance(packet, bytes | str):
            yield read_xmp(packet)


def _iptc(picture: Image.Image) -> Iterator[Written]:
    # Whatever a broken file has made of it, the picture is whole.
    with suppress(Exception):
        for block in (_iptc_of_jpeg(picture), _iptc_of_tiff(picture)):
            if block is not None:
                yield read_iptc(block)


def _iptc_of_jpeg(picture: Image.Image) -> bytes | None:
    photoshop = picture.info.get("photoshop")
    block = photoshop.get(IPTC) if isinstance(photoshop, dict) else None
    return block if isinstance(block, bytes) else None


def _iptc_of_tiff(picture: Image.Image) -> bytes | None:
    if not isinstance(picture, TiffImagePlugin.TiffImageFile):
        return None
    # As Pillow's own reader of IPTC: many programs write the block as numbers of four bytes, which
    # it is not, and of those Pillow hands out the first alone.
    return picture.tag_v2._tagdata.get(_IPTC_IN_TIFF)


def _exif(picture: Image.Image) -> Written:
    main = tags_of(picture, None, _MAIN)
    inner = tags_of(picture, ExifTags.IFD.Exif, (_BASE.UserComment,))
    said = (
        text_of(main.get(_BASE.ImageDescription)),
        _comment(inner.get(_BASE.UserComment)),
        _wide(main.get(_BASE.XPComment)),
    )
    keywords = (_wide(main.get(_BASE.XPKeywords)) or "").split(";")
    stars = main.get(_RATING)
    return Written(
        title=_by_a_person(_wide(main.get(_BASE.XPTitle))),
        description=next(filter(None, map(_by_a_person, said)), None),
        rating=stars_of(stars) if isinstance(stars, int) else None,
        keywords=keywords_of(keywords),
    )


def _by_a_person(text: str | None) -> str | None:
    sentence = sentence_of(text)
    return None if sentence is None or _NOT_WRITTEN.fullmatch(sentence) else sentence


def _wide(value: object) -> str | None:
    """Return the text of one of Windows' own fields: two bytes to a sign."""
    if isinstance(value, tuple):
        with suppress(TypeError, ValueError):
            value = bytes(value)
    if not isinstance(value, bytes):
        return None
    return value.decode("utf-16-le", errors="ignore").split("\0")[0]


def _comment(value: object) -> str | None:
    """Return a user comment's text; one that is mostly no text is a maker's data."""
    if isinstance(value, str):
        value = value.encode("latin-1", errors="replace")
    if not isinstance(value, bytes):
        return None
    value = value[: _CHARSET + LONGEST_TEXT]
    charset, content = value[:_CHARSET].rstrip(b"\0 "), value[_CHARSET:]
    if charset == b"UNICODE":
        text = content.decode(_order_of(content), errors="replace")
    elif charset == b"JIS":
        text = content.decode("iso2022_jp", errors="replace")
    else:
        text = text_of(content if charset in {b"ASCII", b""} else value) or ""
    text = text.rstrip("\0 ").removesuffix("\ufffd")  # A sign that was cut apart.
    shown = line_of(text) or ""
    return shown if 2 * len(shown) > len(text) and "\ufffd" not in shown else None


def _order_of(content: bytes) -> str:
    """Return in which order the two bytes of each sign are: by the mark, or by the zeros."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-16-be" if content[::2].count(0) > content[1::2].count(0) else "utf-16-le"
