"""A list of texts in a packet, such as its keywords: what is in it, and how it is changed.

Every way in which programs write one is understood: a `Bag`, `Seq` or `Alt`, in several places, as
a single text or as an attribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from indexer.sidecars.names import RDF, declared, said, short_of
from indexer.sidecars.packet import NotXmpError, Splice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from xml.etree.ElementTree import Element

    from indexer.sidecars.packet import Packet

_ITEM: Final = f"{RDF}li"
_KINDS: Final = frozenset({f"{RDF}Bag", f"{RDF}Seq", f"{RDF}Alt"})

NewProperty: TypeAlias = "Callable[[dict[str, str], str], str]"
"""Makes the XML of a property, given the namespaces that are named there and its indent."""


class TextList:
    """One property of a packet that is a list of texts."""

    def __init__(self, packet: Packet, name: str, *, kind: str) -> None:
        """Find it.

        Args:
            packet: Where it may be, more than once.
            name: The property.
            kind: "Bag" or "Seq": what it is where it has to be made.

        Raises:
            NotXmpError: It is written as no program writes a list.
        """
        self._packet, self._name, self._kind = packet, name, kind
        self._attributes = [each for each in packet.descriptions if name in each.attrib]
        self._elements = [found for each in packet.descriptions for found in each.findall(name)]
        self._containers = [_container(each) for each in self._elements]

    def texts(self) -> list[str]:
        """What is in it."""
        plain = [each.attrib[self._name] for each in self._attributes]
        for element, container in zip(self._elements, self._containers, strict=True):
            if container is None:
                plain.append(element.text or "")
            else:
                plain += [item.text or "" for item in container.findall(_ITEM)]
        return [text for text in plain if text.strip()]

    def changed(
        self, is_gone: Callable[[str], bool], new: Sequence[str]
    ) -> tuple[list[Splice], NewProperty | None]:
        """What takes texts away and adds others.

        Returns:
            Changes of the packet, and a property to be put into it where there is none to add to.
        """
        if not new and not any(map(is_gone, self.texts())):
            return [], None
        splices: list[Splice] = []
        loose = self._loosened(is_gone, splices)
        target = next((each for each in self._containers if each is not None), None)
        for element, container in zip(self._elements, self._containers, strict=True):
            if container is not None:
                added = [*loose, *new] if container is target else []
                splices += self._in_container(element, container, is_gone, added)
        left = [*loose, *new] if target is None else []
        return splices, self._property(left) if left else None

    def _loosened(self, is_gone: Callable[[str], bool], splices: list[Splice]) -> list[str]:
        """Take away what is no real list, to be written as one; the texts of it that stay."""
        texts = []
        for each in self._attributes:
            texts.append(each.attrib[self._name])
            splices.append(self._packet.attribute(each, self._name)[0])
        for element, container in zip(self._elements, self._containers, strict=True):
            if container is None:
                texts.append(element.text or "")
                splices.append(self._without(element))
        return [text for text in texts if text.strip() and not is_gone(text)]

    def _without(self, element: Element) -> Splice:
        span = self._packet.span(element)
        return Splice(span.start - len(self._packet.space_before(element)), span.end, b"")

    def _in_container(
        self, element: Element, container: Element, is_gone: Callable[[str], bool], new: list[str]
    ) -> list[Splice]:
        items = container.findall(_ITEM)
        gone = [item for item in items if not len(item) and is_gone(item.text or "")]
        if len(gone) == len(container) and not new:
            return [self._without(element)] if gone else []
        splices = [self._without(item) for item in gone]
        if new:
            splices.append(self._added(container, items, new))
        return splices

    def _added(self, container: Element, items: list[Element], new: list[str]) -> Splice:
        packet = self._packet
        name = packet.written_name(container)
        item = name[: name.rindex(b":") + 1] + b"li" if b":" in name else b"li"
        space = packet.space_before(items[-1] if items else container)
        space += b"" if items or not space else b" "
        text = b"".join(space + _item(item, each) for each in new)
        span = packet.span(container)
        if span.inside == span.end:
            tail = packet.space_before(container) if space else b""
            return Splice(span.inside - 2, span.end, b">" + text + tail + b"</" + name + b">")
        place = packet.span(items[-1]).end if items else span.inside
        return Splice(place, place, text)

    def _property(self, texts: list[str]) -> NewProperty:
        def as_xml(scope: dict[str, str], indent: str) -> str:
            inner, items = (indent + " ", indent + "  ") if indent else ("", "")
            name = short_of(self._name)
            listed = "".join(f"{items}<rdf:li>{said(text)}</rdf:li>" for text in texts)
            return (
                f"<{name}{declared(scope, self._name, _ITEM)}>{inner}<rdf:{self._kind}>{listed}"
                f"{inner}</rdf:{self._kind}>{indent}</{name}>"
            )

        return as_xml


def _item(name: bytes, text: str) -> bytes:
    return b"<" + name + b">" + said(text).encode() + b"</" + name + b">"


def _container(element: Element) -> Element | None:
    """What holds the items of a property; None where it is a single text."""
    if not len(element):
        if any(name.startswith(RDF) for name in element.attrib):
            raise _unknown(element)
        return None
    if len(element) > 1 or element[0].tag not in _KINDS:
        raise _unknown(element)
    return element[0]


def _unknown(element: Element) -> NotXmpError:
    name = element.tag[element.tag.index("}") + 1 :]
    return NotXmpError(f"its “{name}” is written in a way that nobody knows")
