"""One line of a vocabulary: a tag, what it is called, what follows from it, how it is described.

    ? puppy < pet, dog = pup, whelp ~ kitten @strict "a photo of a puppy" "a young dog"

The manual of this way of writing is at the top of `resources/tags/vocabulary.txt`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from indexer.query.filters import EXAMPLES_OF_VALUES

LONGEST_NAME: Final = 60
LONGEST_LINE: Final = 2000
_TAB: Final = 8
_SENTENCES: Final = re.compile(r'"([^"]*)"')
_PARTS: Final = re.compile(r"([<=~])")
_LEVEL: Final = re.compile(r"(?:^|(?<=\s))@(\w+)(?=\s|$)")
_LEVEL_AND_BLANK: Final = re.compile(rf"\s*{_LEVEL.pattern}")
_MEANING: Final = '< = ~ @ " and commas anywhere, - ? # [ at the beginning'
_FILTER: Final = re.compile(r"(\w+)\s*(?::|>)")


class Mode(StrEnum):
    """What may be done with a tag."""

    AUTO = "auto"
    SUGGEST = "suggest"
    OFF = "off"


class Level(StrEnum):
    """How sure a tag has to be."""

    STRICT = "strict"
    NORMAL = "normal"
    LOOSE = "loose"


_MODES: Final = {"?": Mode.SUGGEST, "-": Mode.OFF}
_SIGNS: Final = {mode: sign for sign, mode in _MODES.items()}


class LineError(Exception):
    """What is wrong with a line, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says.

    Attributes:
        indent: How far right it begins; it is a part of the nearest line above that begins less
            far right.
        mode: What may be done with the tag.
        name: As it is shown.
        parents: Tags that follow from it, besides the one above.
        synonyms: Other words for it.
        rivals: Tags that it is taken for.
        sentences: What a model reads in place of the usual sentences.
        level: How sure it has to be; None for as all others.
    """

    indent: int
    mode: Mode
    name: str
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    level: Level | None = None

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing of the tag but its name and how it may be given."""
        return not (self.parents or self.synonyms or self.rivals or self.sentences)


def read(text: str) -> Line:
    """Read a line that is neither empty nor a comment nor a section's head.

    Raises:
        LineError: It cannot be read.
    """
    if len(text) > LONGEST_LINE:
        raise LineError(f"is longer than {LONGEST_LINE:,} signs")
    wide = text.expandtabs(_TAB).rstrip()
    rest = wide.lstrip()
    indent = len(wide) - len(rest)
    mode = _MODES.get(rest[0], Mode.AUTO)
    if mode is not Mode.AUTO:
        rest = rest[1:].lstrip()
    if rest.count('"') % 2:
        raise LineError("has a quote that does not end")
    sentences = tuple(" ".join(each.split()) for each in _SENTENCES.findall(rest))
    plain = _SENTENCES.sub(" ", rest)
    level = _level(plain)
    name, parts = _taken_apart(_LEVEL.sub(" ", plain))
    sentences = tuple(filter(None, sentences))
    return Line(indent, mode, name, parts["<"], parts["="], parts["~"], sentences, level)


def written(line: Line) -> str:
    """A line as it is typed; `read` gives the same again.

    Raises:
        LineError: It cannot be told from something else, such as a name that begins with a sign.
    """
    if not line.name.strip():
        raise LineError("has no name")
    pieces = [_SIGNS.get(line.mode, ""), line.name]
    for mark, names in (("<", line.parents), ("=", line.synonyms), ("~", line.rivals)):
        pieces += [mark, ", ".join(names)] if names else []
    pieces += [f"@{line.level.value}"] if line.level else []
    pieces += [f'"{sentence}"' for sentence in line.sentences]
    text = " " * line.indent + " ".join(filter(None, pieces))
    if line.name[:1] in ("#", "[") or read(text) != line:
        raise LineError(f"has a sign in it that means something there: {_MEANING}")
    return text


def chosen(text: str, mode: Mode, level: Level | None) -> str:
    """A line that says the same of its tag, and how it may be given; all else stays as typed.

    Args:
        text: A line that can be read, without its end.
        mode: What may be done with the tag.
        level: How sure it has to be; None for as all others.
    """
    rest = text.lstrip()
    indent = text[: len(text) - len(rest)]
    if rest[0] in _MODES:
        rest = rest[1:].lstrip()
    # What is within quotes is for a model, and stands between two of these pieces.
    pieces = re.split(r'("[^"]*")', rest)
    rest = "".join(
        piece if piece.startswith('"') else _LEVEL_AND_BLANK.sub("", piece) for piece in pieces
    ).rstrip()
    sign = f"{_SIGNS[mode]} " if mode in _SIGNS else ""
    return f"{indent}{sign}{rest}{f' @{level.value}' if level else ''}"


def _level(plain: str) -> Level | None:
    """How sure the tag has to be, which may be said once, behind its name."""
    said = _LEVEL.findall(plain)
    if not said:
        return None
    if len(said) > 1 or said[0] not in set(Level):
        known = ", ".join(f"@{level.value}" for level in Level)
        raise LineError(f"asks for “{' '.join(f'@{each}' for each in said)}”: say one of {known}")
    return Level(said[0])


def _taken_apart(plain: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The name, and what stands behind each mark."""
    _refuse_filters(plain)
    first, *others = _PARTS.split(plain)
    parts: dict[str, tuple[str, ...]] = dict.fromkeys("<=~", ())
    for mark, words in zip(others[::2], others[1::2], strict=True):
        listed = tuple(tidy(each) for each in words.split(","))
        if not all(listed):
            raise LineError(f"has nothing behind a “{mark}” or between two commas")
        parts[mark] += listed
    return _name(first), parts


def _refuse_filters(plain: str) -> None:
    """A tag that is written as a filter of a query could not be asked for."""
    found = _FILTER.match(plain)
    if found and found[1].casefold() in EXAMPLES_OF_VALUES:
        raise LineError(f"begins like the filter “{found[0]}”, so no query could ask for it")


def _name(text: str) -> str:
    name = tidy(text)
    if not name or not any(map(str.isalnum, name)):
        raise LineError("has no name")
    if len(name) > LONGEST_NAME:
        raise LineError(f"has a name of more than {LONGEST_NAME} signs")
    if "," in name:
        raise LineError("has a comma in its name")
    return name


def tidy(text: str) -> str:
    """The text without what surrounds it, and with single blanks; signs that steer are none."""
    if not text.isprintable():
        text = "".join(sign for sign in text if sign.isprintable())
    return " ".join(text.split())
