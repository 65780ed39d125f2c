"""How exported files are called: a pattern with fields, or the names that they have.

A name that a pattern makes is fit for every system: what Windows forbids in names (Microsoft,
"Naming Files, Paths, and Namespaces") becomes an underscore. A slash in a pattern begins a folder.
"""

from __future__ import annotations

import os
import re
from string import Formatter
from typing import TYPE_CHECKING, Final

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.records import Photo

FIELDS: Final = {
    "name": "the file's own name, without its ending",
    "date": "2023-06-01",
    "time": "14-05-09",
    "year": "2023",
    "month": "06",
    "day": "01",
    "rank": "its place in what is exported; {rank:4} has four digits",
    "id": "its number in the library",
    "rating": "its stars, 0 to 5",
    "camera": "what took it",
    "folder": "the name of the folder that it lies in",
}
"""What may stand in braces."""

UNDATED: Final = "undated"
_UNKNOWN: Final = "unknown"
_NUMBERS: Final = frozenset({"rank", "id", "rating"})
_LONGEST: Final = 180
"""Bytes of one part of a path: 255 are the most, and a number and an ending come behind."""

_FORBIDDEN: Final = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f\ud800-\udfff]')
"""Halves of signs among them, in which Python reads bytes that are no UTF-8: macOS takes none."""

_SEPARATORS: Final = re.compile(r"[/\\]")
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


class PatternError(LibraryError):
    """A pattern that makes no names; `str(error)` is a sentence."""


class Pattern:
    """Makes names of photos.

    Raises:
        PatternError: It has a field that there is not, is blank, or leads out of the folder.
    """

    def __init__(self, pattern: str) -> None:
        self._parts: list[tuple[str, str | None, int]] = []
        try:
            parsed = list(Formatter().parse(pattern))
        except ValueError as error:
            raise PatternError(
                f"“{pattern}” makes no names: braces come in pairs, as in {{date}}_{{name}}."
            ) from error
        for text, field, width, conversion in parsed:
            self._parts.append((text, field, _checked(field, width, conversion)))
        said = "".join(text + (field or "") for text, field, _ in self._parts)
        parts = _SEPARATORS.split(said)
        if not said.strip() or os.path.isabs(said) or any(not part.strip(". ") for part in parts):
            raise PatternError(f"“{pattern}” makes no names in the folder.")

    def name(self, photo: Photo, rank: int) -> str:
        """The name of a photo with its ending, folders before it; parts are joined by `os.sep`.

        Args:
            photo: The photo.
            rank: Its place in what is exported, from 1.
        """
        made = "".join(
            text + (_value(field, photo, rank).rjust(width, "0") if field else "")
            for text, field, width in self._parts
        )
        *folders, last = (fit(part) for part in _SEPARATORS.split(made))
        ending = os.path.splitext(photo.path)[1]
        typed, field, _ = self._parts[-1]
        if field is None and ending and typed.casefold().endswith(ending.casefold()):
            ending = ""  # The pattern ends with it already.
        return os.path.join(*folders, last + _FORBIDDEN.sub("_", ending))


def own_name(photo: Photo) -> str:
    """The name that a photo has."""
    return os.path.basename(photo.path)


def numbered(name: str, number: int) -> str:
    """The name of the second, third ... file that would be called so; the first is so."""
    stem, ending = os.path.splitext(name)
    return name if number == 1 else f"{stem} ({number}){ending}"


def changed(name: str, number: int) -> str:
    """The name of a sidecar that has changed, beside its older one, which programs go on to read.

    Args:
        name: The sidecar's own name.
        number: 1 for the first that has changed, and so on.
    """
    stem, ending = os.path.splitext(name)
    return f"{stem} (changed){ending}" if number == 1 else f"{stem} (changed {number}){ending}"


def fit(part: str) -> str:
    """One part of a path, as every system takes it; what is too long loses its middle."""
    clean = _FORBIDDEN.sub("_", part)
    while len(clean.encode()) > _LONGEST:
        middle = len(clean) // 2
        clean = clean[:middle] + clean[middle + 1 :]
    clean = clean.strip().rstrip(". ")
    return f"_{clean}" if not clean or _DEVICES.fullmatch(clean) else clean


def _checked(field: str | None, width: str | None, conversion: str | None) -> int:
    """The width of a field."""
    if field is None:
        return 0
    if field not in FIELDS:
        known = ", ".join(f"{{{each}}}" for each in FIELDS)
        raise PatternError(f"There is no field {{{field}}}: there are {known}.")
    if conversion or (width and not (width.isdecimal() and field in _NUMBERS and len(width) < 3)):
        raise PatternError(f"{{{field}}} is written just so; {{rank:4}} has four digits.")
    return int(width or 0)


def _value(field: str, photo: Photo, rank: int) -> str:
    return _SEPARATORS.sub("_", _VALUES[field](photo, rank)).strip() or _UNKNOWN


def _moment(first: int, last: int) -> Callable[[Photo, int], str]:
    """A part of the moment at which a photo was taken."""

    def part(photo: Photo, _rank: int) -> str:
        return (photo.facts.taken_at or "")[first:last].replace(":", "-") or UNDATED

    return part


_VALUES: Final[dict[str, Callable[[Photo, int], str]]] = {
    "name": lambda photo, _: os.path.splitext(own_name(photo))[0],
    "date": _moment(0, 10),
    "time": _moment(11, 19),
    "year": _moment(0, 4),
    "month": _moment(5, 7),
    "day": _moment(8, 10),
    "rank": lambda _, rank: str(rank),
    "id": lambda photo, _: str(photo.id),
    "rating": lambda photo, _: str(photo.rating or 0),
    "camera": lambda photo, _: photo.facts.camera or "",
    "folder": lambda photo, _: os.path.basename(os.path.dirname(photo.path)),
}
