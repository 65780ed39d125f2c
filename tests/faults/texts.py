"""Damaged texts for what parses them: packets, IPTC blocks, sidecars, queries, patterns."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from indexer.decode.iptc import read_iptc
from indexer.decode.xmp import read_xmp
from indexer.excludes import Excludes
from indexer.query import QueryError, parse
from indexer.sidecars.packet import NotXmpError
from indexer.sidecars.provenance import WrittenTag
from indexer.sidecars.rewriting import Wish, rewritten
from tests.faults.mutations import mutated
from tests.indexer.decode.packets import iptc, xmp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from random import Random

SLOW: Final = 5.0
"""Seconds that no small text may take."""

_SIDECARS: Final = tuple(
    path.read_bytes()
    for path in sorted((Path(__file__).parent.parent / "fixtures" / "sidecars").glob("*.xmp"))
)
_PACKETS: Final = (
    xmp("<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>A</rdf:li></rdf:Alt></dc:title>"),
    xmp("", attributes='xmp:Rating="3"'),
    *_SIDECARS,
)
_BLOCKS: Final = (iptc({(2, 25): ["dog", "snow"], (2, 120): ["A dog"], (2, 5): ["Dog"]}),)
_QUERIES: Final = (
    b'a dog -cat (red OR "blue car") tag:dog rating>=3 taken:2023-05',
    b'near:52.52,13.40,10 is:raw type:heic -(album:"Best of 2023" OR like:12) folder:a/b',
    b"taken:last 7 days camera:canon name:IMG_* 0.5*sunset + 2*beach",
)
_PATTERNS: Final = (b"**/raw/*.jpg", b"!a/[a-z]?/b\\ ", b"/a/**/b/")
_WISH: Final = Wish(tags=(WrittenTag("dog", "user", None, "animal|dog"),), rating=4)


def trouble_in(chance: Random, count: int) -> Iterator[tuple[str, str]]:
    """Parse some damaged texts; yield what was damaged and what it did that it may not."""
    for _ in range(count):
        name, samples, parses = chance.choice(_PARSERS)
        damaged = mutated(chance.choice(samples), chance, samples)
        start = time.monotonic()
        try:
            parses(damaged)
        except Exception as error:  # noqa: BLE001 - any but those that `parses` expects.
            yield f"{name} {damaged!r}", repr(error)
        if (took := time.monotonic() - start) > SLOW:
            yield f"{name} {damaged!r}", f"took {took:.1f} s"


def _query(damaged: bytes) -> None:
    for encoding in ("latin-1", "utf-8"):
        try:
            parse(damaged.decode(encoding, errors="surrogateescape"))
        except QueryError as error:
            _demand(told=str(error))


def _sidecar(damaged: bytes) -> None:
    try:
        rewritten(damaged, _WISH)
    except NotXmpError as error:
        _demand(told=str(error))


def _demand(told: str) -> None:
    """Make sure that a person can be told so."""
    assert told, "nothing is told"
    assert told.isprintable(), told


def _patterns(damaged: bytes) -> None:
    Excludes([damaged.decode("latin-1")], "/photos").rule("/photos/a/b/c.jpg", folder=False)


def _packet(damaged: bytes) -> None:
    read_xmp(damaged)


def _block(damaged: bytes) -> None:
    read_iptc(damaged)


_PARSERS: Final[Sequence[tuple[str, Sequence[bytes], Callable[[bytes], None]]]] = (
    ("packet", _PACKETS, _packet),
    ("block", _BLOCKS, _block),
    ("sidecar", (*_SIDECARS, *_PACKETS), _sidecar),
    ("query", _QUERIES, _query),
    ("pattern", _PATTERNS, _patterns),
)
