"""What Shoebox reads and writes in XMP, by name."""

from __future__ import annotations

from html import escape  # That of `xml.sax.saxutils` loads all of Python's internet with it.
from typing import Final

from indexer.decode.xmp import RATING, RDF, SUBJECT, TREES

__all__ = ["ALBUMS", "RATING", "RDF", "SHOEBOX", "SHORT", "SUBJECT", "TREES", "address_of", "said"]

SHOEBOX: Final = "{https://shoebox.invalid/ns/1.0/}"
"""Our own: an address that nobody can own (RFC 2606), so that none is ever asked for it."""

ALBUMS: Final = "{http://ns.iview-multimedia.com/mediapro/1.0/}CatalogSets"
"""The sets of a catalog that a picture is in, with all those above: iView MediaPro's, which Capture
One's Media Pro, digiKam and exiftool know. As keywords, albums would come back as tags from every
program that saves them."""

SHORT: Final = {
    RDF: "rdf",
    SHOEBOX: "shoebox",
    "{http://purl.org/dc/elements/1.1/}": "dc",
    "{http://ns.adobe.com/xap/1.0/}": "xmp",
    "{http://ns.adobe.com/lightroom/1.0/}": "lr",
    "{http://www.digikam.org/ns/1.0/}": "digiKam",
    "{http://ns.iview-multimedia.com/mediapro/1.0/}": "mediapro",
}
"""Namespace in braces -> the short name under which everybody writes it."""


def address_of(name: str) -> str:
    """The namespace of a name, in braces."""
    return name[: name.index("}") + 1]


def short_of(name: str) -> str:
    """A name as it is written."""
    space = address_of(name)
    return f"{SHORT[space]}:{name[len(space) :]}"


def declared(scope: dict[str, str], *names: str) -> str:
    """What an element has to declare so that these names mean inside what they should."""
    spaces = dict.fromkeys(map(address_of, names))
    return "".join(
        f' xmlns:{SHORT[space]}="{space[1:-1]}"'
        for space in spaces
        if scope.get(space[1:-1]) != SHORT[space]
    )


def said(text: str) -> str:
    """A text inside of an element."""
    return escape(text, quote=False).replace("\r", "&#13;")
