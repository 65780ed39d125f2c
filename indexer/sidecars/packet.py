"""One XMP packet as it lies in a file: its elements, and the bytes that each of them takes.

So a change is a splice: everything outside of it stays byte for byte as its program wrote it, with
comments, processing instructions, the order and the quotes of attributes, whatever they mean. The
packet is a stranger's XML: one that declares a document type is refused before anything in it is
read, since XMP has none, and entities, which grow without end or name other files, need one.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element
from xml.parsers import expat

from indexer.decode.xmp import LONGEST, RDF, descriptions_in

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STARTS: Final = ((b"<\0\0\0", "utf-32-le"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
"""How the first sign of a packet without a mark tells its encoding (XML 1.0, appendix F)."""

_DECLARED: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']")
_PLAIN: Final = frozenset({"ascii", "iso8859-1", "iso8859-15", "cp1252"})
"""Encodings of one byte that a declaration may name; XMP itself knows Unicode's alone."""

_TAG: Final = re.compile(rb"<[^\"'>]*(?:\"[^\"]*\"[^\"'>]*|'[^']*'[^\"'>]*)*>")
_NAME: Final = re.compile(rb"<([^\s/>]+)")
_ATTRIBUTE: Final = re.compile(rb"\s+([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_SPACE_BEFORE: Final = re.compile(rb"\s*\Z")
_BETWEEN: Final = "\n"
"""Stands between the parts of a name; no address of a namespace has it."""


class NotXmpError(Exception):
    """What is not a packet that can be read; the text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where an element lies in `Packet.body`.

    Attributes:
        start: Of its first tag.
        inside: The end of its first tag.
        outside: The start of its last tag; the end of all where it has only one tag.
        end: The end of all.
    """

    start: int
    inside: int
    outside: int
    end: int


@dataclass(frozen=True, slots=True)
class Splice:
    """Bytes of `Packet.body` from `start` to `end`, and what stands in their place."""

    start: int
    end: int
    text: bytes


class Packet:
    """A packet, ready to be asked and to be changed.

    Attributes:
        body: All of it as UTF-8.
        descriptions: What is said of the picture itself.
    """

    def __init__(self, data: bytes) -> None:
        """Take a packet apart.

        Raises:
            NotXmpError: It is too long, no XML, or no XMP.
        """
        if len(data) > LONGEST:
            raise NotXmpError(f"it is longer than {LONGEST:,} bytes")
        self._mark, self._encoding, self.body = _decoded(data)
        reading = _Reading(self.body)
        self._spans, self._written, self._scopes = reading.spans, reading.written, reading.scopes
        self.root = reading.read()
        if self.root.tag != f"{RDF}RDF" and self.root.find(f"{RDF}RDF") is None:
            raise NotXmpError("it is XML, but no XMP")
        self.descriptions = descriptions_in(self.root)

    @property
    def rdf(self) -> Element:
        """The element that holds all descriptions."""
        found = self.root if self.root.tag == f"{RDF}RDF" else self.root.find(f"{RDF}RDF")
        assert found is not None
        return found

    def span(self, element: Element) -> Span:
        """Where an element lies."""
        return self._spans[element]

    def scope(self, element: Element) -> dict[str, str]:
        """Address of each namespace that can be named inside of an element -> its short name."""
        return self._scopes[element]

    def written_name(self, element: Element) -> bytes:
        """An element's name as it is written, with its prefix."""
        found = _NAME.match(self.body, self.span(element).start)
        assert found is not None
        return found[1]

    def space_before(self, element: Element) -> bytes:
        """The line break and the spaces that stand before an element."""
        start = self.span(element).start
        found = _SPACE_BEFORE.search(self.body, max(0, start - 200), start)
        return b"" if found is None else found[0]

    def attribute(self, element: Element, name: str) -> tuple[Splice, Splice]:
        """What would take an attribute away with the space before it, and what empties it.

        Args:
            element: That has it.
            name: With the address of its namespace in braces.
        """
        written = self._written[element][name].encode()
        span = self.span(element)
        place = span.start + 1 + len(self.written_name(element))
        for found in _ATTRIBUTE.finditer(self.body, place, span.inside):
            if found[1] == written:
                value = Splice(found.start(2) + 1, found.end(2) - 1, b"")
                return Splice(found.start(), found.end(), b""), value
        raise AssertionError(name)

    def spliced(self, splices: Sequence[Splice]) -> bytes:
        """The packet after some changes, none of which lies within another, in its own encoding."""
        parts, end = [], 0
        for splice in sorted(splices, key=lambda each: (each.start, each.end)):
            assert splice.start >= end
            parts += [self.body[end : splice.start], splice.text]
            end = splice.end
        text = b"".join([*parts, self.body[end:]]).decode()
        return self._mark + text.encode(self._encoding, errors="xmlcharrefreplace")


def _decoded(data: bytes) -> tuple[bytes, str, bytes]:
    """The mark at its beginning, its encoding, and the rest of it as UTF-8."""
    mark, encoding = next((each for each in _MARKS if data.startswith(each[0])), (b"", ""))
    if not encoding:
        encoding = next((name for start, name in _STARTS if data.startswith(start)), "utf-8")
        declared = _DECLARED.match(data)
        if declared and _codec(declared[1].decode()) in _PLAIN:
            encoding = _codec(declared[1].decode())
    try:
        return mark, encoding, data[len(mark) :].decode(encoding).encode()
    except UnicodeError as error:
        raise NotXmpError(f"it holds bytes that are no {encoding.upper()}") from error


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


class _Reading:
    """Builds the elements of a packet, and notes of each where it lies."""

    def __init__(self, body: bytes) -> None:
        self.spans: dict[Element, Span] = {}
        self.written: dict[Element, dict[str, str]] = {}
        self.scopes: dict[Element, dict[str, str]] = {}
        self._body = body
        self._open: list[Element] = []
        self._starts: list[tuple[int, int]] = []
        self._new_names: dict[str, str] = {}
        self._last: Element | None = None
        self._root: Element | None = None
        # The bytes are UTF-8 by now, whatever the declaration says.
        self._parser = expat.ParserCreate("utf-8", _BETWEEN)
        self._parser.namespace_prefixes = True
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.StartNamespaceDeclHandler = self._name
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def read(self) -> Element:
        try:
            self._parser.Parse(self._body, True)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            raise NotXmpError(f"it is not XML: {what} in line {error.lineno:,}") from error
        assert self._root is not None
        return self._root

    def _name(self, prefix: str | None, address: str) -> None:
        if prefix:
            self._new_names[address] = prefix

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(_expanded(name), {_expanded(key): attributes[key] for key in attributes})
        self.written[element] = {_expanded(key): _short(key) for key in attributes}
        self.scopes[element] = self._scope()
        if self._open:
            self._open[-1].append(element)
        else:
            self._root = element
        start = self._parser.CurrentByteIndex
        tag = _TAG.match(self._body, start)
        assert tag is not None
        self._open.append(element)
        self._starts.append((start, tag.end()))
        self._last = None

    def _scope(self) -> dict[str, str]:
        """The names inside of what is open now, where an inner one hides an outer one."""
        scope = self.scopes[self._open[-1]] if self._open else {}
        if self._new_names:
            hidden = set(self._new_names.values())
            outer = {each: short for each, short in scope.items() if short not in hidden}
            scope = outer | self._new_names
            self._new_names = {}
        return scope

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        start, inside = self._starts.pop()
        if self._body[inside - 2 : inside] == b"/>":
            outside = end = inside
        else:
            outside = self._parser.CurrentByteIndex
            end = self._body.index(b">", outside) + 1
        self.spans[element] = Span(start, inside, outside, end)
        self._last = element

    def _text(self, text: str) -> None:
        if self._last is not None:
            self._last.tail = (self._last.tail or "") + text
        elif self._open:
            self._open[-1].text = (self._open[-1].text or "") + text


def _refuse(*_: object) -> None:
    raise NotXmpError("it declares a document type, which no XMP has")


def _expanded(name: str) -> str:
    address, _, rest = name.partition(_BETWEEN)
    return f"{{{address}}}{rest.partition(_BETWEEN)[0]}" if rest else address


def _short(name: str) -> str:
    parts = name.split(_BETWEEN)
    return f"{parts[2]}:{parts[1]}" if len(parts) == 3 else parts[-1]
