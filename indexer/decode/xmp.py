"""An XMP packet (ISO 16684-1) -> title, description, stars, keywords, places; more is `shot`'s.

The packet is a stranger's XML. One that declares a document type is not read at all: XMP has none,
and entities, which can be made to grow without end or to name other files, cannot be without.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from indexer.decode.shot import place_in, tags_in
from indexer.decode.written import Written, keywords_of, place_of, sentence_of, stars_of
from indexer.records import NOWHERE, PlaceNames

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

LONGEST: Final = 4_000_000
"""Bytes of a packet that is read; JPEG holds 65,502, and what edits leave behind makes others grow.
So long a one takes 0.35 s (measured)."""

RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_TITLE: Final = "{http://purl.org/dc/elements/1.1/}title"
_DESCRIPTION: Final = "{http://purl.org/dc/elements/1.1/}description"
SUBJECT: Final = "{http://purl.org/dc/elements/1.1/}subject"
RATING: Final = "{http://ns.adobe.com/xap/1.0/}Rating"
TAKEN: Final = (
    "{http://ns.adobe.com/exif/1.0/}DateTimeOriginal",
    "{http://ns.adobe.com/photoshop/1.0/}DateCreated",
)
"""When a picture was taken."""

_TAKEN: Final = (*TAKEN, "{http://ns.adobe.com/xap/1.0/}CreateDate")
"""The last is when its file was made: the same, where it lies in the file itself."""

_PLACE: Final = (
    "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}Location",
    "{http://ns.adobe.com/photoshop/1.0/}City",
    "{http://ns.adobe.com/photoshop/1.0/}State",
    "{http://ns.adobe.com/photoshop/1.0/}Country",
)
"""The spot, the city, the state, the country."""

_EXTENSION: Final = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
_PLACES: Final = (f"{_EXTENSION}LocationShown", f"{_EXTENSION}LocationCreated")
_NAMES: Final = tuple(
    f"{_EXTENSION}{name}" for name in ("Sublocation", "City", "ProvinceState", "CountryName")
)
"""The same as IPTC's extension has it, within what is shown or where somebody stood."""

_BURST: Final = "{http://ns.google.com/photos/1.0/camera/}BurstID"
TREES: Final = {
    "{http://ns.adobe.com/lightroom/1.0/}hierarchicalSubject": "|",
    "{http://www.digikam.org/ns/1.0/}TagsList": "/",
}
"""Keywords with all those above them, and the sign between.

Those above are no keywords of the photo by themselves: a program that means them to be lists them
as well.
"""

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARED: Final = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_xmp(packet: bytes | str) -> Written:
    """Return what a packet says; nothing of one that is broken, too long or no XMP."""
    return written_in(list(_descriptions(packet)))


def written_in(about: list[Element]) -> Written:
    """Return what the descriptions of a picture say."""

    def texts(name: str) -> Iterator[str]:
        return (text for each in about for text in texts_of(each, name))

    return Written(
        title=_first_text(about, _TITLE),
        description=_first_text(about, _DESCRIPTION),
        rating=next((stars for each in about if (stars := _rating(each))), None),
        keywords=keywords_of(keyword for each in about for keyword in _keywords(each)),
        taken=next(filter(None, (_first_text(about, name) for name in _TAKEN)), None),
        tags=tags_in(texts),
        where=place_in(texts),
        burst=_first_text(about, _BURST),
        place=place_of(_first_text(about, name) for name in _PLACE) or _place_within(about),
    )


def descriptions_in(root: Element) -> list[Element]:
    """Return what is said of the picture itself: others that were pasted into it lie deeper."""
    rdf = root if root.tag == f"{RDF}RDF" else root.find(f"{RDF}RDF")
    return [] if rdf is None else rdf.findall(f"{RDF}Description")


def leaf_of(path: str, between: str) -> str:
    """Return the keyword itself, at the end of those above it."""
    return path.rstrip(between).rsplit(between, 1)[-1]


def _descriptions(packet: bytes | str) -> Iterator[Element]:
    if len(packet) > LONGEST:
        return
    text = _NO_XML.sub(" ", packet if isinstance(packet, str) else _decoded(packet))
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return
    with suppress(ElementTree.ParseError, ValueError):
        root = ElementTree.fromstring(_DECLARED.sub("", text.strip("\ufeff \n\r\t")))
        yield from descriptions_in(root)


def _decoded(packet: bytes) -> str:
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"<\0", "utf-16-le"),
        (b"\0<", "utf-16-be"),
    ):
        if packet.startswith(mark):
            return packet.decode(encoding, errors="replace")
    return packet.decode(errors="replace")


def _first_text(about: list[Element], name: str) -> str | None:
    for each in about:
        texts = list(texts_of(each, name))
        if texts and (sentence := sentence_of(texts[0])):
            return sentence
    return None


def _place_within(about: list[Element]) -> PlaceNames:
    """Return the first place that has names, of those with parts of their own."""
    for inner in (inner for each in about for name in _PLACES for inner in each.findall(name)):
        parts = list(inner.iter())
        if place := place_of(_first_text(parts, name) for name in _NAMES):
            return place
    return NOWHERE


def texts_of(description: Element, name: str) -> Iterator[str]:
    """Yield a property's texts: an attribute, an element, or the items of a list.

    Of several languages, the default one comes first.
    """
    if name in description.attrib:
        yield description.attrib[name]
    for element in description.findall(name):
        items = element.findall(f"*/{RDF}li")
        items.sort(key=lambda item: item.get(_LANGUAGE) not in {None, "x-default"})
        yield from (item.text or "" for item in items or [element])


def _keywords(description: Element) -> Iterator[str]:
    yield from texts_of(description, SUBJECT)
    for name, between in TREES.items():
        for path in texts_of(description, name):
            yield leaf_of(path, between)


def _rating(description: Element) -> int | None:
    for text in texts_of(description, RATING):
        with suppress(ValueError):
            return stars_of(float(text[:20]))
    return None
