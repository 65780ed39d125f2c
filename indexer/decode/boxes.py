"""Boxes, of which films, JPEG 2000, JPEG XL and Canon's RAW photos are made (ISO 14496-12, 4.2).

Each is its length, its kind and its content, which may be boxes again.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_HEAD: Final = 8
"""Bytes at the beginning of a box: its length and its kind; a longer length takes as many more."""

_NAME: Final = 16
"""Bytes of the UUID by which somebody has named a box of their own."""

_MOST: Final = 10_000
"""Boxes of one level that are looked at: of a film that was sent in pieces, an hour."""


XMP: Final = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
"""The name of a box that holds an XMP packet (XMP, part 3)."""


class Box(NamedTuple):
    """A box: its kind, or the UUID that names it, and where in the file its content lies."""

    kind: bytes
    start: int
    end: int


def boxes_in(stream: BinaryIO, within: Box | None = None) -> Iterator[Box]:
    """Yield the boxes of a file, or those in another box, until something is broken.

    Of one that is cut short there is what is left.
    """
    at, end = within[1:] if within else (0, stream.seek(0, io.SEEK_END))
    for _ in range(_MOST):
        if at + _HEAD > end:
            return
        stream.seek(at)
        head = stream.read(2 * _HEAD + _NAME)
        length, content = int.from_bytes(head[:4], "big"), _HEAD
        kind = head[4:_HEAD]
        if length == 1:
            length, content = int.from_bytes(head[_HEAD : 2 * _HEAD], "big"), 2 * _HEAD
        elif length == 0:
            length = end - at
        if kind == b"uuid":
            kind, content = head[content : content + _NAME], content + _NAME
        if length < content:
            return
        yield Box(kind, at + content, min(end, at + length))
        at += length


def content_at(stream: BinaryIO, *kinds: bytes, most: int) -> bytes:
    """Return what is in the first box of a kind, in the first of another kind, and so on.

    Args:
        stream: The file.
        kinds: Of the boxes, the outer one first.
        most: Bytes; of what is longer, as of what is not there, nothing is returned.
    """
    box = _box_at(stream, *kinds)
    if box is None or not 0 < box.end - box.start <= most:
        return b""
    stream.seek(box.start)
    return stream.read(box.end - box.start)


def _box_at(stream: BinaryIO, *kinds: bytes) -> Box | None:
    found: Box | None = None
    for kind in kinds:
        found = next((box for box in boxes_in(stream, found) if box.kind == kind), None)
        if found is None:
            return None
    return found
