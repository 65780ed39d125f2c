"""What a person types against what is stored: capitals, accents and wildcards make no difference.

`*` stands for any signs and `?` for one; other signs, brackets too, stand for themselves, since
names of files are full of them.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WILDCARDS: Final = re.compile(r"[*?]")
_NAMES: Final = 4096
"""Spellings that are remembered: the tags of a library are asked for again and again."""

_SEPARATORS: Final = re.compile("[" + re.escape(os.sep + (os.altsep or "")) + "]+")


def fold(text: str) -> str:
    """The text without capitals and accents; equal for all ways to write the same."""
    apart = unicodedata.normalize("NFD", text).casefold()
    if apart.isascii():
        return apart
    return "".join(sign for sign in unicodedata.normalize("NFD", apart) if not _is_accent(sign))


@lru_cache(_NAMES)
def spelling(text: str) -> str:
    """The text without capitals, with its accents, which may be written in both ways."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return composed if composed.isascii() else unicodedata.normalize("NFC", composed)


def contains(text: str, part: str) -> bool:
    """Whether a text has another one somewhere in it."""
    return fold(part) in fold(text)


class Pattern:
    """A name with wildcards, that has to fit the whole; or a part of it, where it has none."""

    def __init__(self, typed: str) -> None:
        folded = fold(typed)
        self._is_part = not _WILDCARDS.search(folded)
        self._expression = re.compile(_expression(folded), re.DOTALL)
        escaped = re.sub(r"([%_\\])", r"\\\1", folded).replace("*", "%").replace("?", "_")
        like = f"%{escaped}%" if self._is_part else escaped
        self.like = like if folded.isascii() else ""
        """The same for SQLite's LIKE with a backslash to escape, right for names of ASCII alone."""

    def fits(self, name: str) -> bool:
        """Whether a name is one of those that are meant."""
        find = self._expression.search if self._is_part else self._expression.fullmatch
        return find(fold(name)) is not None


def is_in_folder(typed: str) -> Callable[[str], bool]:
    """Return what tells whether a folder is one of those that are meant, or below one.

    A path from the top (or from home, `~`) means that folder. Anything else means all folders of
    which a part of the path is called so, or has it as a whole word: "norway" finds
    "2023 Norway trip" and "trips/Norway", but not "Norwayland"; "norw*" finds that as well.
    Several parts, as "2023/norway", have to follow each other.
    """
    # No folder's name has a NUL, and the system is not asked for the home of such a user.
    path = typed if "\0" in typed else os.path.expanduser(typed)
    tests = [_part_test(part, whole=os.path.isabs(path)) for part in _parts(path)]
    if os.path.isabs(path):
        return lambda folder: _fit(tests, _parts(folder)[: len(tests)])

    def fits_anywhere(folder: str) -> bool:
        parts = _parts(folder)
        starts = range(len(parts) - len(tests) + 1)
        return any(_fit(tests, parts[start : start + len(tests)]) for start in starts)

    return fits_anywhere


def is_at_place(typed: str) -> Callable[[Sequence[str]], bool]:
    """Return what tells whether a place, by its names, is one of those that are meant.

    One of its names is so, or has it as whole words: "york" finds "New York", but not "Yorkshire";
    "york*" finds that instead. Of several with commas between, as "Paris, France", each has to be
    found.
    """
    parts = [part.strip() for part in typed.split(",") if part.strip()] or [typed]
    tests = [_part_test(part, whole=False) for part in parts]
    return lambda names: all(any(map(test, names)) for test in tests)


def _part_test(typed: str, *, whole: bool) -> Callable[[str], bool]:
    folded = fold(typed)
    expression = _expression(folded)
    if not whole and not _WILDCARDS.search(folded):
        expression = rf"(?:.*[\W_])?{expression}(?:[\W_].*)?"
    fits = re.compile(expression, re.DOTALL).fullmatch
    # Folders share most of their parts.
    return cache(lambda part: fits(fold(part)) is not None)


def _fit(tests: list[Callable[[str], bool]], parts: list[str]) -> bool:
    return len(parts) == len(tests) and all(
        test(part) for test, part in zip(tests, parts, strict=True)
    )


def _parts(path: str) -> list[str]:
    return [part for part in _SEPARATORS.split(path) if part]


def _expression(folded: str) -> str:
    """The regular expression of a pattern; in linear time, however many stars it has."""
    first, *others = (re.escape(piece).replace(r"\?", ".") for piece in folded.split("*"))
    if not others:
        return first
    # What a star has skipped is not tried again: the next piece is best found at its first place.
    *middle, last = others
    return first + "".join(f"(?>.*?{piece})" for piece in middle) + f".*{last}"


def _is_accent(sign: str) -> bool:
    return unicodedata.category(sign) == "Mn"
