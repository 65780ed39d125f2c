"""The words that photos are tagged with: those that come with Shoebox, and those of a user's file.

Both are plain text in the same way of writing. The user's file is laid over the other: it adds
tags, says the lines of some anew, suggests or switches off. What is wrong with a file is told with
the number of its line, and then nothing of it counts.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final

from indexer import places
from indexer.errors import LibraryError
from indexer.query.errors import shown
from indexer.tags.lines import Level, Line, LineError, Mode, read, tidy
from indexer.tags.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST_LINES: Final = 20_000
"""Lines of one file: far more than the tags that anybody tells apart, and read in a moment."""

MOST_TAGS: Final = 5_000
_MOST_BYTES: Final = 4_000_000
_LONGEST_SHOWN: Final = 200
_MARK: Final = "\ufeff"
"""What some editors put before the first sign of a text in UTF-8."""


class VocabularyError(LibraryError):
    """A vocabulary that cannot be used, told with the file and the line."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A tag that a model can find.

    Attributes:
        name: As it is shown.
        mode: Whether it is given, only suggested, or off.
        parents: Names of the tags that follow from it.
        synonyms: Other words for it.
        rivals: Names of the tags that it is taken for.
        sentences: What a model reads for it; the mean of their vectors is the tag.
        own: Whether it is said in a user's own file.
        level: How sure it has to be; None for as the library's others.
    """

    name: str
    mode: Mode
    parents: tuple[str, ...]
    synonyms: tuple[str, ...]
    rivals: tuple[str, ...]
    sentences: tuple[str, ...]
    own: bool = False
    level: Level | None = None

    @property
    def digest(self) -> str:
        """Of all that a model reads for it: what was scored with another one is scored again."""
        return hashlib.sha256("\n".join(self.sentences).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Vocabulary:
    """Tags by their names; each name that one of them speaks of is one of them."""

    concepts: tuple[Concept, ...]

    def __len__(self) -> int:
        return len(self.concepts)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts)

    @cached_property
    def by_key(self) -> dict[str, Concept]:
        """Key of its name -> tag."""
        return {key_of(each.name): each for each in self.concepts}

    @cached_property
    def places_below(self) -> dict[str, list[int]]:
        """Key of each tag -> its place, and those of all tags from which it follows; ascending."""
        below: dict[str, list[int]] = {}
        for place, each in enumerate(self.concepts):
            for name in (each.name, *self.ancestors(each.name)):
                below.setdefault(key_of(name), []).append(place)
        return below

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The names of all tags that follow from one, the nearest first."""
        found: dict[str, str] = {}
        waiting = list(self.by_key[key_of(name)].parents)
        while waiting:
            parent = self.by_key[key_of(waiting.pop(0))]
            if key_of(parent.name) not in found:
                found[key_of(parent.name)] = parent.name
                waiting += parent.parents
        return tuple(found.values())


def key_of(name: str) -> str:
    """A name without its capitals: what two tags may not have in common."""
    return tidy(name).casefold()


def vocabulary(
    own: Path | None = None, text: str | None = None, *, alone: bool = False
) -> Vocabulary:
    """Read the words that come with Shoebox, and lay a user's file over them.

    Args:
        own: The user's file.
        text: What would be in it, to be proved before it is written; None for what it has.
        alone: All words that come with Shoebox are off, but for those that the file switches on.

    Raises:
        VocabularyError: The file cannot be read, or something in it is wrong.
    """
    with _ONE_READS:
        said = _shipped(places.shipped_vocabulary())
    if alone:
        said = {key: each.off for key, each in said.items()}
    if own is not None:
        said = _File(own, text).read(said)
    if len(said) > MOST_TAGS:
        assert own is not None
        raise VocabularyError(f"With {_told(own)} there would be more than {MOST_TAGS:,} tags.")
    _check_names(said)
    _check_cycles(said)
    return Vocabulary(tuple(each.concept for each in said.values()))


#: A window asks for it from two threads in its first moments, and each would read it all.
_ONE_READS: Final = threading.Lock()


@cache
def _shipped(path: Path) -> dict[str, _Said]:
    """What comes with Shoebox: read once, for a tag that is typed is tried at each key."""
    return _File(path).read({})


@dataclass(frozen=True, slots=True)
class _Said:
    """A tag, and where it is said."""

    concept: Concept
    path: Path
    number: int

    @property
    def off(self) -> _Said:
        return replace(self, concept=replace(self.concept, mode=Mode.OFF))

    def wrong(self, what: str) -> VocabularyError:
        return _wrong(self.path, self.number, what)


def _wrong(path: Path, number: int, what: str) -> VocabularyError:
    return VocabularyError(f"{_told(path)}, line {number:,}, {what}.")


def read_text(path: Path) -> str:
    """What a vocabulary file has in it.

    Raises:
        VocabularyError: It cannot be read, is no text, or far too much.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise _too_large(path)
        return data.decode("utf-8")
    except OSError as error:
        raise VocabularyError(f"{_told(path)} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{_told(path)} is not a text file in UTF-8.") from error


def _too_large(path: Path) -> VocabularyError:
    return VocabularyError(
        f"{_told(path)} has more than {MOST_LINES:,} lines or is too large: a vocabulary has "
        f"{MOST_TAGS:,} tags at most."
    )


def _told(path: Path) -> str:
    return shown(str(path), most=_LONGEST_SHOWN)


class _File:
    """A vocabulary file that is being read.

    Attributes:
        path: Where it lies.
    """

    def __init__(self, path: Path, text: str | None = None) -> None:
        self.path = path
        self._text = text
        self._is_own = path != places.shipped_vocabulary()
        self._above: list[tuple[int, str]] = []
        self._numbers: dict[str, int] = {}

    def read(self, before: dict[str, _Said]) -> dict[str, _Said]:
        """Lay this file over what was said before it."""
        said = dict(before)
        for number, text in enumerate(self._lines(), start=1):
            try:
                self._take(text, number, said)
            except LineError as error:
                raise _wrong(self.path, number, str(error)) from error
        return said

    def _lines(self) -> list[str]:
        text = read_text(self.path) if self._text is None else self._text
        lines = text.removeprefix(_MARK).splitlines()
        if len(lines) > MOST_LINES:
            raise _too_large(self.path)
        return lines

    def _take(self, text: str, number: int, said: dict[str, _Said]) -> None:
        plain = text.strip()
        if not plain or plain.startswith("#"):
            return
        if plain.startswith("["):
            self._above = []
            return
        line = read(text)
        key = key_of(line.name)
        if key in self._numbers:
            raise LineError(f"names “{line.name}” again, as line {self._numbers[key]:,} does")
        self._numbers[key] = number
        while self._above and self._above[-1][0] >= line.indent:
            self._above.pop()
        above = tuple(name for _, name in self._above[-1:])
        self._above.append((line.indent, line.name))
        said[key] = _Said(self._concept(line, above, said.get(key)), self.path, number)

    def _concept(self, line: Line, above: tuple[str, ...], before: _Said | None) -> Concept:
        if line.is_bare and not above:
            if before is not None:
                return replace(before.concept, mode=line.mode, level=line.level)
            if line.mode is Mode.OFF:
                raise LineError(f"switches “{line.name}” off, which is no tag")
        parents = tuple(dict.fromkeys((*above, *line.parents)))
        sentences = line.sentences or sentences_of(line.name)
        return Concept(
            line.name, line.mode, parents, line.synonyms, line.rivals, sentences,
            self._is_own, line.level,
        )  # fmt: skip


def _check_names(said: dict[str, _Said]) -> None:
    for each in said.values():
        for name in chain(each.concept.parents, each.concept.rivals):
            if key_of(name) not in said:
                raise each.wrong(f"speaks of “{name}”, which is no tag")


def _check_cycles(said: dict[str, _Said]) -> None:
    """Refuse tags that follow from themselves, going up from each as long as it is unknown."""
    sound: set[str] = set()
    for start in said:
        way: dict[str, None] = {}
        waiting: list[tuple[str, bool]] = [(start, False)]
        while waiting:
            key, done = waiting.pop()
            if done:
                sound.add(key)
                way.pop(key)
            elif key in way:
                raise said[key].wrong(f"has “{said[key].concept.name}” follow from itself")
            elif key not in sound:
                way[key] = None
                waiting.append((key, True))
                waiting += [(parent, False) for parent in _parent_keys(said[key])]


def _parent_keys(each: _Said) -> Iterable[str]:
    return map(key_of, each.concept.parents)
