"""EXIF's fields one by one, so that a broken one costs no other."""

from __future__ import annotations

import codecs
import math
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PIL import ExifTags, Image

LONGEST_TEXT: Final = 16_000
"""Bytes of a text that are read: four for each sign of the longest caption."""


def tags_of(
    picture: Image.Image, folder: ExifTags.IFD | None, wanted: Iterable[int]
) -> dict[int, object]:
    """Return those wanted tags of one of EXIF's folders that can be read; None: the main one."""
    # Broken EXIF fails in many ways, each tag when it is asked for, and the picture is whole.
    with suppress(Exception):
        exif = picture.getexif()
        tags = exif if folder is None else exif.get_ifd(folder)
        return {tag: value for tag in wanted if (value := _value(tags, tag)) is not None}
    return {}


def text_of(value: object) -> str | None:
    """Return a text field without padding; Pillow reads bytes as Latin 1, many write UTF-8."""
    if isinstance(value, bytes):
        value = value[: LONGEST_TEXT + 1].decode("latin-1")
    if not isinstance(value, str):
        return None
    is_cut = len(value) > LONGEST_TEXT
    return line_of(_as_utf8(value[:LONGEST_TEXT].split("\0")[0], is_cut=is_cut))


def _as_utf8(text: str, *, is_cut: bool) -> str:
    """Undo Pillow's reading as Latin 1, where it is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with suppress(UnicodeError):
        # Of a sign that was cut apart the beginning is passed over.
        return decoder.decode(text.encode("latin-1"), final=not is_cut)
    return text


def line_of(text: str) -> str | None:
    """Return a text on one line without padding and signs that cannot be shown; None: nothing."""
    return " ".join("".join(map(_shown, text)).split()) or None


def _shown(sign: str) -> str:
    if sign.isprintable():
        return sign
    return " " if sign.isspace() else ""


def numbers_of(value: object) -> list[float]:
    """Return a field's fractions as floats, or nothing if one of them is none."""
    values = value if isinstance(value, (tuple, list)) else (value,)
    try:
        numbers = [float(part) for part in values]
    except (TypeError, ValueError, ZeroDivisionError):
        return []
    return numbers if all(math.isfinite(number) for number in numbers) else []


def _value(tags: Mapping[int, object], tag: int) -> object:
    with suppress(Exception):
        return tags.get(tag)
    return None
