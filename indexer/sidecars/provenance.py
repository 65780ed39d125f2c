"""What Shoebox notes in a sidecar of its own doing: which words are its own, and who says so.

So nobody's words but its own are ever taken away again, by whichever library; and a word that a
model found stays one, however often it is read. It is one property of our own namespace, a
structure as XMP has it, which programs that do not know it keep.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.decode.written import LONGEST_KEYWORD
from indexer.decode.xmp import texts_of
from indexer.sidecars.names import RDF, SHOEBOX, declared, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

WRITTEN: Final = f"{SHOEBOX}written"
VERSION: Final = 1
"""Of the way in which it is noted: what a higher one means, only a newer Shoebox knows."""

MOST_TAGS: Final = 2000
FOUND, GIVEN, FROM_FILE, OF_OTHERS = "auto", "user", "file", "other"
"""Who says so: a model, the photo's owner, the photo's own file, another program's keyword.

The last is in the sidecar without us; ours is only its place in a tree of tags.
"""

_SOURCES: Final = frozenset({FOUND, GIVEN, FROM_FILE, OF_OTHERS})


@dataclass(frozen=True, slots=True)
class WrittenTag:
    """One word that Shoebox wrote.

    Attributes:
        name: The keyword.
        source: Who says so, as above.
        score: How likely a model found it, 0 to 1.
        path: Its place in the trees of tags, "animal|dog"; empty where it can have none.
        trees: Short names of the trees into which Shoebox has put it there.
    """

    name: str
    source: str
    score: float | None = None
    path: str = ""
    trees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """All that Shoebox wrote into a sidecar.

    Attributes:
        tags: The words.
        rating: The stars, 0 to 5; None where it wrote none.
        rated_before: What stood there of stars before, word for word.
        albums: The names of the albums.
        refused: Tags that the photo's owner does not want on it.
        model: The name of the model that found tags.
        model_sha256: Its identity.
        version: Of the way in which all this is noted.
    """

    tags: tuple[WrittenTag, ...] = ()
    rating: int | None = None
    rated_before: str = ""
    albums: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    model: str = ""
    model_sha256: str = ""
    version: int = VERSION


NOTHING: Final = Provenance()


def provenance_in(descriptions: Sequence[Element]) -> Provenance | None:
    """What is noted in a packet; None where Shoebox never wrote into it."""
    for description in descriptions:
        for element in description.findall(WRITTEN):
            return _read(element)
    return None


def _read(element: Element) -> Provenance:
    tags = [_tag(item) for item in _items(element, "tags")]
    return Provenance(
        tags=tuple(tag for tag in tags if tag is not None)[:MOST_TAGS],
        rating=_whole(_field(element, "rating")),
        rated_before=_field(element, "ratingBefore"),
        albums=_texts(element, "albums"),
        refused=_texts(element, "refused"),
        model=_field(element, "model"),
        model_sha256=_field(element, "modelSha256"),
        version=_whole(_field(element, "version")) or VERSION,
    )


def _tag(item: Element) -> WrittenTag | None:
    name, source = _field(item, "name"), _field(item, "source")
    if not name or len(name) > LONGEST_KEYWORD or source not in _SOURCES:
        return None
    score = None
    with suppress(ValueError):
        score = float(_field(item, "score"))
    in_bounds = score is not None and 0 <= score <= 1
    trees = tuple(_field(item, "trees").split())
    return WrittenTag(name, source, score if in_bounds else None, _field(item, "path"), trees)


def _holders(structure: Element) -> Iterator[Element]:
    """Where the fields of a structure may be: XMP has three ways to write one."""
    yield structure
    yield from structure.findall(f"{RDF}Description")


def _field(structure: Element, name: str) -> str:
    for holder in _holders(structure):
        for text in texts_of(holder, SHOEBOX + name):
            return text
    return ""


def _items(structure: Element, name: str) -> list[Element]:
    return [
        item
        for holder in _holders(structure)
        for listed in holder.findall(SHOEBOX + name)
        for item in listed.findall(f"*/{RDF}li")
    ]


def _texts(structure: Element, name: str) -> tuple[str, ...]:
    texts = (item.text or "" for item in _items(structure, name))
    return tuple(text for text in texts if text)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


# -- writing --------------------------------------------------------------------------------------


def as_xml(noted: Provenance, scope: dict[str, str], indent: str) -> str:
    """The element that notes it.

    Args:
        noted: What is noted.
        scope: The namespaces that are named where it is put.
        indent: The line break and the spaces before it.
    """
    inner = indent + " " if indent else ""
    fields = {
        "version": str(noted.version),
        "model": noted.model,
        "modelSha256": noted.model_sha256,
        "rating": "" if noted.rating is None else str(noted.rating),
        "ratingBefore": noted.rated_before,
    }
    lists = {
        "tags": [_tag_xml(tag) for tag in noted.tags],
        "albums": [f"<rdf:li>{said(name)}</rdf:li>" for name in noted.albums],
        "refused": [f"<rdf:li>{said(name)}</rdf:li>" for name in noted.refused],
    }
    parts = [
        f'<shoebox:written{declared(scope, WRITTEN, RDF + "li")} rdf:parseType="Resource">',
        *_fields(fields),
        *(_list(name, items, inner) for name, items in lists.items() if items),
    ]
    return inner.join(parts) + f"{indent}</shoebox:written>"


def _fields(fields: Mapping[str, str]) -> list[str]:
    return [
        f"<shoebox:{name}>{said(text)}</shoebox:{name}>" for name, text in fields.items() if text
    ]


def _list(name: str, items: Sequence[str], indent: str) -> str:
    inner = indent + "  " if indent else ""
    middle = indent + " " if indent else ""
    listed = "".join(inner + item for item in items)
    return f"<shoebox:{name}>{middle}<rdf:Bag>{listed}{middle}</rdf:Bag>{indent}</shoebox:{name}>"


def _tag_xml(tag: WrittenTag) -> str:
    fields = {
        "name": tag.name,
        "source": tag.source,
        "score": "" if tag.score is None else f"{tag.score:.2f}",
        "path": tag.path if tag.trees else "",
        "trees": " ".join(tag.trees),
    }
    return f'<rdf:li rdf:parseType="Resource">{"".join(_fields(fields))}</rdf:li>'
