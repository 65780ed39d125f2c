"""EXIF's fields one by one, so that a broken one costs no other."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PIL import ExifTags, Image


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
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return None
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode("utf-8")
    return line_of(value.split("\0")[0])


def line_of(text: str) -> str | None:
    """Return a text on one line without padding and signs that cannot be shown; None: nothing."""
    return " ".join("".join(map(_shown, text)).split()) or None


def _shown(sign: str) -> str:
    if sign.isprintable():
        return sign
    return " " if sign.isspace() else ""


def _value(tags: Mapping[int, object], tag: int) -> object:
    with suppress(Exception):
        return tags.get(tag)
    return None
