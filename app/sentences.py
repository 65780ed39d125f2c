"""Recognises what `indexer` says, which is English, so that it is said in the user's language.

`indexer` hands over whole sentences, some of them by way of another process or of the library,
where they were written down. `resources.translations` finds in its source which there are, and the
names of what is filled in; here one is told from the others by its words.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

#: What Qt's tools call the place of these sentences among all texts.
CONTEXT: Final = "indexer"
_FILLED: Final = re.compile(r"\{(\w*)\}")
_END_OF_ONE: Final = re.compile(r"(?<=[.?]) (?=[A-Z“`])")
#: Longer ones than any sentence are no sentence, and would take long to be recognised.
_LONGEST: Final = 1000
_REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is known.

    Attributes:
        text: In English, with names in braces for what is filled in; of what is counted, for many.
        one: The form for one of what `text` counts as {n}; "" of what does not count.
    """

    text: str
    one: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with what is filled in.

    Attributes:
        sentence: Which it is.
        count: How many it counts, as it is written; "" where it does not count.
        parts: Name -> what is filled in.
    """

    sentence: Sentence
    count: str
    parts: dict[str, str]


class _Shape:
    """How one form of a sentence is recognised."""

    def __init__(self, sentence: Sentence, form: str, *, count: str = "") -> None:
        self.sentence, self._count = sentence, count
        pieces = _FILLED.split(form)
        #: What the form always says, its longest piece first: without it there is no need to look.
        self._core = max(pieces[::2], key=len)
        self.letters = sum(map(len, pieces[::2]))
        names, shape = pieces[1::2], re.escape(pieces[0])
        self._names: list[str] = []
        for name, after in zip(names, pieces[2::2], strict=True):
            again = name in self._names
            any_text = r"\d[\d,]*" if name == "n" and sentence.one else ".+?"
            shape += f"(?P=_{name})" if again else f"(?P<_{name}>{any_text})"
            shape += re.escape(after)
            self._names.append(name)
        self._shape = shape

    @cached_property
    def _matches(self) -> Callable[[str], re.Match[str] | None]:
        return re.compile(self._shape, re.DOTALL).fullmatch

    def read(self, text: str) -> Said | None:
        """Return what was filled in, None where this is another sentence."""
        found = self._matches(text) if self._core in text else None
        if found is None:
            return None
        parts = {name: found[f"_{name}"] for name in self._names}
        count = parts.pop("n", self._count) if self.sentence.one else ""
        return Said(self.sentence, count, parts)


class Sentences:
    """All sentences that are known, and what each is in the user's language."""

    def __init__(
        self,
        known: Iterable[Sentence],
        *,
        said: Callable[[Said], str],
        by_locale: Callable[[str], str],
        listed: Callable[[Iterable[str]], str],
    ) -> None:
        """Learn them.

        Args:
            known: The sentences.
            said: Returns one in the user's language, with what is filled in as it is.
            by_locale: Returns what is filled in, a number or a day, as it is written here.
            listed: Returns several words one behind the other.
        """
        self._said, self._by_locale, self._listed = said, by_locale, listed
        self._whole: dict[str, Sentence] = {}
        shapes: list[_Shape] = []
        for each in known:
            if _FILLED.search(each.text):
                shapes += _shapes(each)
            else:
                self._whole[each.text] = each
        #: Where two fit, the one is meant which says more itself.
        self._shapes = sorted(shapes, key=lambda shape: -shape.letters)
        self.told = lru_cache(_REMEMBERED)(self._tell)

    def _tell(self, text: str) -> str:
        """Return a text of `indexer` in the user's language; what is not recognised stays."""
        if not text or len(text) > _LONGEST:
            return text
        return self._recognised(text) or self._of_pieces(text) or self._by_locale(text)

    def _recognised(self, text: str) -> str | None:
        """Return one sentence that is known: also without its end, or with another beginning."""
        for shown, first in ((text, False), (_lowered(text), True), (_raised(text), False)):
            for as_known, end, more in _ended(shown):
                found = self._find(as_known)
                if found is not None:
                    told = self._fill(found).removesuffix(end) + more
                    return _raised(told) if first else told
        return None

    def _find(self, text: str) -> Said | None:
        whole = self._whole.get(text)
        if whole is not None:
            return Said(whole, "", {})
        return next(filter(None, (shape.read(text) for shape in self._shapes)), None)

    def _fill(self, found: Said) -> str:
        """Return a sentence with what is filled in told as well, but for names in quotes."""
        quoted = set(re.findall(r"“\{(\w*)\}", found.sentence.text))
        parts = {
            name: part if name in quoted else self.told(part) for name, part in found.parts.items()
        }
        return self._said(Said(found.sentence, found.count, parts))

    def _of_pieces(self, text: str) -> str | None:
        """Return several sentences in a row, or one behind the name of what it is about."""
        several = _END_OF_ONE.split(text)
        if len(several) > 1:
            return " ".join(map(self.told, several))
        words = text.split(", ")
        listed = [self._recognised(each) or self._by_locale(each) for each in words]
        if len(words) > 1 and listed != words:
            return self._listed(listed)
        about, colon, rest = text.rpartition(": ")
        told = self._recognised(rest) if colon else None
        return None if told is None else f"{self._by_locale(about)}: {told}"


def _shapes(sentence: Sentence) -> Iterator[_Shape]:
    yield _Shape(sentence, sentence.text)
    if sentence.one:
        yield _Shape(sentence, sentence.one, count="1")


def filled(text: str, parts: dict[str, str]) -> str:
    """Return a text with what is filled in by name; braces that are none of it stay."""
    return _FILLED.sub(lambda found: parts.get(found[1], found[0]), text)


def _ended(text: str) -> tuple[tuple[str, str, str], ...]:
    """Return how a text may be known, what it lacks of that, and what it has beyond it."""
    other = (text[:-1], "", ".") if text.endswith(".") else (f"{text}.", ".", "")
    return (text, "", ""), other


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentences_in(translation: Path) -> Iterator[Sentence]:
    """Yield the sentences of `indexer` that a file of Qt Linguist's translates.

    Args:
        translation: "shoebox_de.ts"; where it is not there or damaged there are none.
    """
    try:
        tree = ET.parse(translation)
    except (OSError, ET.ParseError):
        return
    for context in tree.iter("context"):
        if context.findtext("name") == CONTEXT:
            for each in context.iter("message"):
                yield Sentence(each.findtext("source", ""), each.findtext("comment", ""))
