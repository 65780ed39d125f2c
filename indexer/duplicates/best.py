"""Which photo of a group is the one to keep, and why, in words."""

from __future__ import annotations

import math
import os
import re
from typing import TYPE_CHECKING, Final

from indexer.formats import RAWS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.duplicates.records import Member

    Reason = tuple[str, Callable[[Member], float]]

_LOSSLESS: Final = {"PNG", "TIFF", "BMP", "WEBP (LOSSLESS)"}
_FAITHFUL: Final = {"HEIC": 5.0, "HEIF": 5.0, "JPEG": 4.0, "JXL": 3.0, "AVIF": 2.0, "WEBP": 1.0}
"""Formats that lose something, by how likely a picture in them is the one that a camera wrote: a
JPEG beside the HEIC of a phone was made of it, a WebP comes from a page or a messenger."""

_MOST_FAITHFUL: Final = 6.0
_FEW_COLOURS: Final = {"GIF": -1.0}
_RAW: Final = frozenset(suffix.upper() for suffix in RAWS)

_COPY_OF: Final = re.compile(
    r"""
      \(\d+\)$                          # IMG_1 (2)
    | (^|[\s_~-])(copy|copie|kopie|kopia|copia|edit|edited|bearbeitet|duplicate)([\s_-]*\d*)$
    | ^copy\ of\ | ^kopie\ von\ | ^copie\ de\  | [-\s]-?\s(copy|kopie)
    | -\d{3,4}x\d{3,4}$ | [_-](small|thumb|thumbnail|web|resized|preview|low)$
    | ^(IMG|VID)-\d{8}-WA\d+            # a messenger's own name
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What is added to the name of a copy by systems, programs and messengers."""

_LARGER: Final = 1.03
_SHARPER: Final = 1.1
_LESS_COMPRESSED: Final = 1.15
"""Differences below these factors are taken for none."""


def best(members: Sequence[Member]) -> Member:
    """The one to keep, of at least one."""
    sharpest = max(member.sharpness or 0.0 for member in members)
    return min(members, key=lambda member: _key(member, sharpest))


def surpasses(member: Member, kept: Member, members: Sequence[Member]) -> bool:
    """Whether one of a group has what nothing could bring back, and the one that is kept has not.

    By the rules of `best`, but for its format and small differences of sharpness.
    """
    sharpest = max(each.sharpness or 0.0 for each in members)
    return _lasting(member, sharpest) < _lasting(kept, sharpest)


def why(kept: Member, others: Sequence[Member]) -> str:
    """Why one is better than all others, in words, the weightiest first."""
    told = [words for words, of in _reasons(kept, others) if _beats(of, kept, others)]
    if not told:
        some = [words for words, of in _reasons(kept, others) if _ahead(of, kept, others)]
        told = (
            [*some[:2], "the oldest file"]
            if kept.photo.mtime_ns < min(other.photo.mtime_ns for other in others)
            else some[:3]
        )
    return ", ".join(told[:3]) or "as good as the others"


def _reasons(kept: Member, others: Sequence[Member]) -> list[Reason]:
    """What may be told of these: of other formats, and of fewer pixels, bytes say nothing.

    A smaller picture takes more of them for each pixel, however hard it is pressed.
    """
    mixed = {kept.photo.facts.format.upper()} != {o.photo.facts.format.upper() for o in others}
    silent = mixed or any(_pixels(kept) < _pixels(other) for other in others)
    return [each for each in _REASONS if not (silent and each[1] is _light_pressed)]


def _beats(of: Callable[[Member], float], kept: Member, others: Sequence[Member]) -> bool:
    return all(of(kept) > of(other) for other in others)


def _ahead(of: Callable[[Member], float], kept: Member, others: Sequence[Member]) -> bool:
    """Whether none surpasses it in this, and it surpasses some."""
    values = [of(other) for other in others]
    return of(kept) >= max(values) and of(kept) > min(values)


def _key(member: Member, sharpest: float) -> tuple[object, ...]:
    """What is sorted by; the weightiest first. Two told apart by nothing go by their age."""
    return (
        *_lasting(member, sharpest),
        *(-of(member) for _, of in _REASONS[_LASTING:]),
        member.photo.mtime_ns,
        member.photo.id,
    )


def _lasting(member: Member, sharpest: float) -> tuple[float, ...]:
    """What of that nothing could bring back.

    A blurred frame is passed over whatever else it has; who is but a little less sharp is not.
    """
    blurred = (member.sharpness or 0.0) < sharpest / 2
    return (-_marked(member), blurred, *(-of(member) for _, of in _REASONS[1:_LASTING]))


def _marked(member: Member) -> float:
    """Favourites before five stars, those before four ..."""
    return 10.0 * member.photo.favourite + (member.photo.rating or 0)


def _raw(member: Member) -> float:
    return member.photo.facts.format.upper() in _RAW


def _pixels(member: Member) -> float:
    return _steps(member.photo.facts.width * member.photo.facts.height, _LARGER)


def _sharp(member: Member) -> float:
    return _steps(member.sharpness or 0.0, _SHARPER)


def _faithful(member: Member) -> float:
    """How much of the picture its format keeps: all of it, less, or no more than 256 colours."""
    name = member.photo.facts.format.upper()
    if name in _LOSSLESS:
        return _MOST_FAITHFUL
    return _FAITHFUL.get(name, _FEW_COLOURS.get(name, 0.0))


def _light_pressed(member: Member) -> float:
    """The bytes for each pixel, which say something only beside others of the same format."""
    facts = member.photo.facts
    if facts.format.upper() in _LOSSLESS:
        return 0.0
    return _steps(member.photo.size / max(1, facts.width * facts.height), _LESS_COMPRESSED)


def _dated(member: Member) -> float:
    return member.photo.facts.taken_at is not None


def _placed(member: Member) -> float:
    return member.photo.facts.latitude is not None


def _by_a_camera(member: Member) -> float:
    return member.photo.facts.camera is not None


def _named(member: Member) -> float:
    stem = os.path.splitext(os.path.basename(member.photo.path))[0]
    return _COPY_OF.search(stem) is None


def _steps(value: float, factor: float) -> float:
    """A value in steps of a factor: what is in the same step is taken for equal."""
    return float(round(math.log(value) / math.log(factor))) if value > 0 else -math.inf


_REASONS: Final[tuple[Reason, ...]] = (
    ("yours: a favourite or with more stars", _marked),
    ("RAW", _raw),
    ("larger", _pixels),
    ("has a date", _dated),
    ("has a place", _placed),
    ("names its camera", _by_a_camera),
    ("in a format that loses less", _faithful),
    ("less compressed", _light_pressed),
    ("sharper", _sharp),
    ("has an original name", _named),
)
"""What makes a photo better, in words and as a number, the weightiest first."""

_LASTING: Final = 6
"""So many of these, from a mark of its owner to its camera, no other photo of a group can give."""
