"""A sidecar as it shall be: what Shoebox has to say, put among what others say.

What others wrote stays as it is. Words that Shoebox wrote before and that are no longer true are
taken away, new ones are added; each stands in `dc:subject`, and in the trees of tags with all those
above it. A tree that only Shoebox writes holds the keywords of others too, for programs that find a
tree look nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from indexer.decode.xmp import leaf_of
from indexer.sidecars.lists import TextList
from indexer.sidecars.names import (
    ALBUMS,
    RATING,
    RDF,
    SHORT,
    SUBJECT,
    TREES,
    address_of,
    declared,
    said,
    short_of,
)
from indexer.sidecars.packet import NotXmpError, Packet, Splice
from indexer.sidecars.provenance import (
    NOTHING,
    OF_OTHERS,
    VERSION,
    WRITTEN,
    Provenance,
    WrittenTag,
    as_xml,
    provenance_in,
)
from indexer.sidecars.saying import key_of, own_places, path_of, place_in, rated_in, texts_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from xml.etree.ElementTree import Element

EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Shoebox">\n'
    f' <rdf:RDF xmlns:rdf="{RDF[1:-1]}">\n'
    '  <rdf:Description rdf:about=""'
    + "".join(
        f'\n    xmlns:{short}="{space[1:-1]}"' for space, short in SHORT.items() if space != RDF
    )
    + ">\n  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n"
).encode()
"""A sidecar that says nothing yet."""

_KINDS: Final = dict(zip(TREES, ("Bag", "Seq"), strict=True))


@dataclass(frozen=True, slots=True)
class Wish:
    """What the sidecar of a photo shall say.

    Attributes:
        tags: The words, each with who says so and its place in the trees.
        rating: Stars of the photo's owner, 1 to 5; 0 where the owner took them away; None where
            it is not for Shoebox to say.
        albums: The names of its albums.
        refused: Tags that its owner does not want on it.
        model: The name of the model that found tags.
        model_sha256: Its identity.
    """

    tags: tuple[WrittenTag, ...] = ()
    rating: int | None = None
    albums: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    model: str = ""
    model_sha256: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.tags or self.rating or self.albums or self.refused)


def rewritten(before: bytes, wish: Wish) -> bytes:
    """The sidecar with what is wished in it; the same bytes where that is there already.

    Args:
        before: All bytes of the sidecar, or `EMPTY`.
        wish: What it shall say.

    Raises:
        NotXmpError: It is no XMP, or none that can be added to; it has to stay as it is.
    """
    packet = Packet(before)
    splices = _Rewriting(packet, wish).splices()
    return packet.spliced(splices) if splices else before


class _Rewriting:
    def __init__(self, packet: Packet, wish: Wish) -> None:
        self._packet, self._wish = packet, wish
        self._noted = provenance_in(packet.descriptions) or NOTHING
        if self._noted.version > VERSION:
            raise NotXmpError("a newer Shoebox wrote it")
        self._splices: list[Splice] = []
        self._new: list[Callable[[dict[str, str], str], str]] = []

    def splices(self) -> list[Splice]:
        tags = self._keywords()
        rating, rated_before = self._stars()
        noted = Provenance(
            tags=self._trees(tags),
            rating=rating,
            rated_before=rated_before,
            albums=self._albums(),
            refused=self._wish.refused,
            model=self._wish.model,
            model_sha256=self._wish.model_sha256,
        )
        self._note(noted)
        self._put_new()
        return self._splices

    def _change(self, name: str, kind: str, gone: set[str], new: Sequence[str]) -> None:
        """Take texts away from a list, by their keys, and add others."""
        listed = TextList(self._packet, name, kind=kind)
        splices, made = listed.changed(lambda text: key_of(text) in gone, new)
        self._splices += splices
        if made is not None:
            self._new.append(made)

    def _texts(self, name: str, kind: str) -> list[str]:
        return TextList(self._packet, name, kind=kind).texts()

    # -- words ----------------------------------------------------------------------------

    def _keywords(self) -> list[WrittenTag]:
        """Bring `dc:subject` up to date; the words in it that are Shoebox's."""
        there = set(map(key_of, self._texts(SUBJECT, "Bag")))
        before = {key_of(tag.name) for tag in self._noted.tags if tag.source != OF_OTHERS}
        wished = {key_of(tag.name): tag for tag in self._wish.tags}
        new = [tag.name for key, tag in wished.items() if key not in there]
        self._change(SUBJECT, "Bag", before - wished.keys(), new)
        return [tag for key, tag in wished.items() if key in before or key not in there]

    def _trees(self, own: list[WrittenTag]) -> tuple[WrittenTag, ...]:
        """Bring the trees up to date; all that is noted of words."""
        copied = self._keywords_of_others({key_of(tag.name) for tag in own})
        put = {tree: self._tree(tree, own, copied) for tree in TREES}
        noted = []
        for tag in (*own, *copied):
            trees = tuple(SHORT[address_of(tree)] for tree in TREES if tag in put[tree])
            if trees or tag.source != OF_OTHERS:
                noted.append(replace(tag, trees=trees, path=tag.path if trees else ""))
        return tuple(noted)

    def _keywords_of_others(self, own: set[str]) -> list[WrittenTag]:
        """Each with the place that it has in a tree of theirs."""
        gone = {key_of(tag.name) for tag in self._noted.tags if tag.source != OF_OTHERS}
        placed: dict[str, str] = {}
        for tree, between in TREES.items():
            for path in self._paths_of_others(tree):
                whole = path if between == "|" else path.replace("|", "").replace(between, "|")
                placed.setdefault(key_of(leaf_of(path, between)), whole)
        names = {key_of(name): name for name in self._texts(SUBJECT, "Bag")}
        return [
            WrittenTag(name, OF_OTHERS, path=placed.get(key, path_of(name)))
            for key, name in names.items()
            if key not in own and key not in gone
        ]

    def _paths_of_others(self, tree: str) -> list[str]:
        own = own_places(tree, self._noted.tags)
        return [path for path in self._texts(tree, _KINDS[tree]) if key_of(path) not in own]

    def _tree(self, tree: str, own: list[WrittenTag], copied: list[WrittenTag]) -> list[WrittenTag]:
        """Bring one tree up to date; the words that Shoebox has in it."""
        theirs = self._paths_of_others(tree)
        leaves = {key_of(leaf_of(path, TREES[tree])) for path in theirs}
        mine = [tag for tag in own if key_of(tag.name) not in leaves and place_in(tree, tag.path)]
        if mine and not theirs:
            mine += [tag for tag in copied if place_in(tree, tag.path)]
        wanted = {key_of(place): place for tag in mine if (place := place_in(tree, tag.path))}
        there = set(map(key_of, self._texts(tree, _KINDS[tree])))
        gone = own_places(tree, self._noted.tags).keys() - wanted.keys()
        new = [place for key, place in wanted.items() if key not in there]
        self._change(tree, _KINDS[tree], gone, new)
        return mine

    # -- stars and albums -----------------------------------------------------------------

    def _stars(self) -> tuple[int | None, str]:
        """Bring the stars up to date; those that are Shoebox's, and what was there before them."""
        about, noted, wished = self._packet.descriptions, self._noted, self._wish.rating
        there = rated_in(about)
        is_own = noted.rating is not None and there == noted.rating
        before = noted.rated_before if is_own else next(iter(texts_in(about, RATING)), "")
        if wished is None:
            if is_own:
                self._rate(before)
            return None, ""
        if there == wished:
            return (noted.rating, before) if is_own else (None, "")
        if not wished and there is None:
            return None, ""
        self._rate(str(wished))
        return wished, before

    def _rate(self, stars: str) -> None:
        """Set the stars; an empty text takes them away."""
        text, found = said(stars).encode(), False
        for each in self._packet.descriptions:
            if RATING in each.attrib:
                whole, value = self._packet.attribute(each, RATING)
                text_there = text.replace(b'"', b"&quot;").replace(b"'", b"&apos;")
                self._splices.append(replace(value, text=text_there) if stars else whole)
                found = True
            for element in each.findall(RATING):
                self._splices.append(self._rated(element, text))
                found = True
        if stars and not found:
            self._new.append(lambda scope, _: _property(RATING, stars, scope))

    def _rated(self, element: Element, text: bytes) -> Splice:
        span = self._packet.span(element)
        if not text:
            return Splice(span.start - len(self._packet.space_before(element)), span.end, b"")
        if span.inside == span.end:
            name = self._packet.written_name(element)
            return Splice(span.inside - 2, span.end, b">" + text + b"</" + name + b">")
        return Splice(span.inside, span.outside, text)

    def _albums(self) -> tuple[str, ...]:
        """Bring the albums up to date; those that are Shoebox's."""
        there = set(map(key_of, self._texts(ALBUMS, "Bag")))
        before = set(map(key_of, self._noted.albums))
        wished = {key_of(name): name for name in self._wish.albums}
        new = [name for key, name in wished.items() if key not in there]
        self._change(ALBUMS, "Bag", before - wished.keys(), new)
        return tuple(name for key, name in wished.items() if key in before or key not in there)

    # -- what is noted, and where new things go -------------------------------------------

    def _note(self, noted: Provenance) -> None:
        found = [each for about in self._packet.descriptions for each in about.findall(WRITTEN)]
        nothing = not (noted.tags or noted.rating is not None or noted.albums or noted.refused)
        for element in found[1:] if not nothing else found:
            span = self._packet.span(element)
            before = self._packet.space_before(element)
            self._splices.append(Splice(span.start - len(before), span.end, b""))
        if nothing or (found and noted == self._noted):
            return
        if not found:
            self._new.append(lambda scope, indent: as_xml(noted, scope, indent))
            return
        span, space = self._packet.span(found[0]), self._packet.space_before(found[0])
        scope = self._scope_around(found[0])
        xml = as_xml(noted, scope, space.decode())
        self._splices.append(Splice(span.start, span.end, xml.encode()))

    def _scope_around(self, element: Element) -> dict[str, str]:
        for each in self._packet.descriptions:
            if element in list(each):
                return self._packet.scope(each)
        return {}

    def _put_new(self) -> None:
        """Put new properties at the end of the first description."""
        if not self._new:
            return
        packet = self._packet
        if not packet.descriptions:
            self._put_description()
            return
        home = packet.descriptions[0]
        space = packet.space_before(home)
        indent = packet.space_before(home[-1]) if len(home) else space and space + b" "
        text = "".join(
            indent.decode() + make(packet.scope(home), indent.decode()) for make in self._new
        ).encode()
        span = packet.span(home)
        if span.inside == span.end:
            end = space + b"</" + packet.written_name(home) + b">"
            self._splices.append(Splice(span.inside - 2, span.end, b">" + text + end))
        else:
            place = packet.span(home[-1]).end if len(home) else span.inside
            self._splices.append(Splice(place, place, text))

    def _put_description(self) -> None:
        packet, rdf = self._packet, self._packet.rdf
        scope = packet.scope(rdf)
        inside = {**scope, RDF[1:-1]: "rdf"}
        text = "".join(make(inside, "") for make in self._new)
        made = (
            f'<rdf:Description{declared(scope, RDF + "li")} rdf:about="">{text}</rdf:Description>'
        )
        span = packet.span(rdf)
        if span.inside == span.end:
            end = b"</" + packet.written_name(rdf) + b">"
            self._splices.append(Splice(span.inside - 2, span.end, b">" + made.encode() + end))
        else:
            self._splices.append(Splice(span.inside, span.inside, made.encode()))


def _property(name: str, text: str, scope: dict[str, str]) -> str:
    return f"<{short_of(name)}{declared(scope, name)}>{said(text)}</{short_of(name)}>"
