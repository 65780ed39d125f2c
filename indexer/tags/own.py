"""A user's own tags: lines of a text file that are added, changed and taken away one at a time.

What else is in the file stays as its owner has written it, sign for sign. The whole of it is read
as a vocabulary before it takes the place of the one before, so that nothing wrong is ever written.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from indexer.catalog.decisions import Decided, in_one_title, titled
from indexer.catalog.learning import TAG_LEVEL
from indexer.errors import LibraryError
from indexer.query.errors import perhaps, shown
from indexer.tags.lines import Level, Line, LineError, Mode, chosen, tidy, written
from indexer.tags.own_text import changed_lines, lent, moved_aside, name_of, write
from indexer.tags.sentences import sentences_of
from indexer.tags.typed import Typed
from indexer.tags.vocabulary import key_of, read_text, vocabulary
from indexer.tags.wanted import (
    ONLY_OWN,
    VOCABULARY,
    has_only_own,
    is_tagged,
    level_of,
    own_vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from indexer.catalog import Catalog
    from indexer.tags.vocabulary import Concept, Vocabulary

FILE: Final = "tags.txt"
"""The name of the own file of a library whose user has named none, in the library's folder."""

_BEGINNING: Final = """\
# Tags of your own, a line for each; Shoebox adds them here, and you may edit them.
# name < what follows from it = other words ~ what it is not "a photo of ..."
"""
_LONGEST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class NewTag:
    """A tag as a user describes it; of one that is there already None leaves a part as it is.

    Attributes:
        name: As it is shown.
        words: What a model reads for it in place of the usual sentences.
        parents: Tags that follow from it.
        synonyms: Other words for it.
        rivals: Tags that it is taken for, and is not.
        mode: Whether it is given or only suggested.
        level: How sure it has to be.
        examples: Ids of photos that show it; they have it from then on by their owner's word.
        others: Ids of photos that do not show it though one might think so; it is refused for
            them. One that is among the examples is one of these.
    """

    name: str
    words: tuple[str, ...] | None = None
    parents: tuple[str, ...] | None = None
    synonyms: tuple[str, ...] | None = None
    rivals: tuple[str, ...] | None = None
    mode: Mode = Mode.AUTO
    level: Level | None = None
    examples: tuple[int, ...] = ()
    others: tuple[int, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """Whether all but its name and how it may be given is left as it is."""
        parts = (self.words, self.parents, self.synonyms, self.rivals, self.level)
        return all(part is None for part in parts)

    @property
    def said(self) -> Decided:
        """What its owner says of photos."""
        right = tuple(dict.fromkeys(self.examples))
        wrong = tuple(each for each in dict.fromkeys(self.others) if each not in right)
        return Decided(tidy(self.name), right, wrong)


def add_tag(catalog: Catalog, new: NewTag) -> Path:
    """Write a tag into the user's own file; the line of one that is there is written anew.

    From then on the library is tagged; one that was not, with its owner's own tags alone, until
    `choose` asks for all. Line and what its owner says of photos are one edit, which `undoing`
    takes back.

    Args:
        catalog: Open for writing; a small edit will do.
        new: The tag.

    Returns:
        The file.

    Raises:
        LibraryError: The tag cannot be, or the file cannot be read or written; nothing has changed.
    """
    with editing(catalog, alone=True) as file:
        file.add(new)
    return file.path


def change_tag(catalog: Catalog, name: str, mode: Mode, level: Level | None = None) -> Path:
    """Say how a tag may be given: of one that came with Shoebox, or of the user's own.

    Args:
        catalog: Open for writing; a small edit will do.
        name: The tag, in capitals or not.
        mode: Whether it is given, only suggested, or off.
        level: How sure it has to be; None for as the library's others.

    Returns:
        The user's own file.

    Raises:
        LibraryError: There is no such tag, or as `add_tag`.
    """
    with editing(catalog) as file:
        file.change(name, mode, level)
    return file.path


def remove_tag(catalog: Catalog, name: str) -> Path:
    """Take a tag out of the user's own file; one that came with Shoebox is as it came again.

    Args:
        catalog: Open for writing; a small edit will do.
        name: The tag, in capitals or not.

    Returns:
        The file.

    Raises:
        LibraryError: It is not in that file, others need it, or as `add_tag`.
    """
    with editing(catalog) as file:
        file.remove(name)
    return file.path


def vocabulary_with(catalog: Catalog, new: NewTag) -> Vocabulary:
    """The tags of a library as they would be with one more, by `add_tag`; nothing is written.

    Raises:
        LibraryError: As `add_tag`.
    """
    file = OwnFile(catalog, alone=True)
    file.add(new)
    return file.words


@contextmanager
def editing(catalog: Catalog, *, alone: bool = False) -> Iterator[OwnFile]:
    """Lend the user's own file to one program at a time; all edits of the block are kept, or none.

    Args:
        catalog: Open for writing; a small edit will do.
        alone: A library that is not tagged yet gets no other tags than those of the file.

    Raises:
        LibraryError: The file cannot be read or written, or is being edited already.
    """
    with lent(catalog):
        file = OwnFile(catalog, alone=alone)
        yield file
        file.keep()


class OwnFile:
    """The user's own file with some edits that are not kept yet.

    Attributes:
        path: Where it lies.
        words: The tags of the library, as they are with it.
        given_up: Where the file went that lay there, and that its user had given up before.
    """

    def __init__(self, catalog: Catalog, *, alone: bool = False) -> None:
        """Read it.

        Raises:
            VocabularyError: It cannot be read, or something in it is wrong already.
        """
        self._catalog = catalog
        self._alone = has_only_own(catalog) or (alone and not is_tagged(catalog))
        named = own_vocabulary(catalog)
        self.path = named or catalog.folder / FILE
        self._is_given_up = named is None and self.path.is_file()
        is_none_yet = self.path == catalog.folder / FILE and not self.path.exists()
        begins = is_none_yet or self._is_given_up
        self._before = self._text = _BEGINNING if begins else read_text(self.path)
        self.given_up: Path | None = None
        self.words = vocabulary(self.path, self._text, alone=self._alone)
        self._said: list[Decided] = []
        self._titles: list[str] = []

    def add(self, new: NewTag) -> None:
        """Write a tag at its end, or in the place of the line that it has.

        Raises:
            LibraryError: The tag cannot be.
        """
        before = self.words.by_key.get(key_of(new.name))
        if before is not None and new.says_nothing:
            self.change(before.name, new.mode, before.level)
        else:
            self._write_anew(new, before)
            self._titles.append(f"{'Change' if before else 'Make'} the tag “{tidy(new.name)}”")
        if new.examples or new.others:
            self._said.append(new.said)
            self._titles.append(titled(new.said))

    def _write_anew(self, new: NewTag, before: Concept | None) -> None:
        typed = Typed(self._text)
        place = typed.place_of(new.name)
        line = self._line(new, before, None if place is None else typed.above(place))
        try:
            text = written(line)
        except LineError as error:
            raise LibraryError(f"{shown(new.name)} cannot be a tag: its line {error}.") from error
        self._take(typed.with_line(place, text))

    def change(self, name: str, mode: Mode, level: Level | None) -> None:
        """Say how a tag may be given.

        Raises:
            LibraryError: There is no such tag.
        """
        (name,) = self._known([name])
        before = self.words.by_key[key_of(name)]
        if (before.mode, before.level) != (mode, level):
            typed = Typed(self._text)
            place = typed.place_of(name)
            text = name if place is None else typed.body(place).lstrip()
            self._take(typed.with_line(place, chosen(text, mode, level)))
            self._titles.append(f"Change the tag “{name}”")

    def remove(self, name: str) -> None:
        """Take the line of a tag away.

        Raises:
            LibraryError: There is none, or other tags need it.
        """
        typed = Typed(self._text)
        place = typed.place_of(name)
        if place is None:
            (name,) = self._known([name])
            raise LibraryError(f"“{name}” came with Shoebox: it can be switched off, not removed.")
        needed_by = [*typed.parts_of(place), *self._speaking_of(name)]
        if needed_by:
            told = shown(str(self.path), most=_LONGEST_SHOWN)
            raise LibraryError(
                f"“{needed_by[0]}” needs {shown(name)} in {told}: remove or change that first."
            )
        self._take(typed.without_line(place))
        self._titles.append(f"Remove the tag “{tidy(name)}”")

    def keep(self) -> None:
        """Write it, whole or not at all; from then on the library is tagged.

        What was done to it, and what was said of photos, is one edit that can be undone.

        Raises:
            VocabularyError: The disk refuses; nothing has changed.
        """
        values: dict[str, str | None] = {TAG_LEVEL: level_of(self._catalog).value}
        values[ONLY_OWN] = "yes" if self._alone else None
        lines, begins = None, self._alone and not is_tagged(self._catalog)
        if self._text != self._before:
            if self._is_given_up:
                self.given_up = moved_aside(self.path)
            write(self.path, self._text)
            changed = changed_lines(name_of(self._catalog, self.path), self._before, self._text)
            lines = replace(changed, begins=begins)
            if own_vocabulary(self._catalog) is None:
                values[VOCABULARY] = FILE
        self._catalog.change_settings(values)
        if self._titles:
            self._catalog.keep_tags(in_one_title(self._titles), self._said, lines)

    def _take(self, text: str) -> None:
        """Have another text, if that is a vocabulary."""
        self.words = vocabulary(self.path, text, alone=self._alone)
        self._text = text

    def _line(self, new: NewTag, before: Concept | None, above: str | None) -> Line:
        """What the file shall say of a tag."""
        parents = self._known(new.parents or ())
        if new.parents is None and before is not None:
            parents = [each for each in before.parents if above is None or each != above]
        rivals = before.rivals if before and new.rivals is None else self._known(new.rivals or ())
        synonyms = before.synonyms if before and new.synonyms is None else new.synonyms
        words = new.words
        if words is None and before is not None and before.sentences != sentences_of(before.name):
            words = before.sentences
        return Line(
            0, new.mode, tidy(new.name), tuple(parents), tuple(map(tidy, synonyms or ())),
            tuple(rivals), _plain(words), new.level or (before.level if before else None),
        )  # fmt: skip

    def _speaking_of(self, name: str) -> list[str]:
        """The tags that speak of one which nobody would know without its line."""
        key = key_of(name)
        if key in vocabulary().by_key:
            return []
        return [
            each.name for each in self.words if key in map(key_of, (*each.parents, *each.rivals))
        ]

    def _known(self, names: Iterable[str]) -> list[str]:
        """The same names as the vocabulary writes them.

        Raises:
            LibraryError: One of them is no tag.
        """
        found = []
        for name in names:
            concept = self.words.by_key.get(key_of(name))
            if concept is None:
                raise LibraryError(f"There is no tag {shown(name)}.{self._meant(name)}")
            found.append(concept.name)
        return found

    def _meant(self, name: str) -> str:
        key = key_of(name)
        called = [each.name for each in self.words if key in map(key_of, each.synonyms)]
        return perhaps(called[0] if called else key, called or self.words.by_key)


def _plain(sentences: Iterable[str] | None) -> tuple[str, ...]:
    """Sentences as a line is read: with single blanks, and without empty ones."""
    return tuple(filter(None, (" ".join(each.split()) for each in sentences or ())))
