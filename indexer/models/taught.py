"""The words that a model was taught, where its bundle comes with them.

A small model makes something of any word, also of one that it has never read: the pieces of an
unknown word lead anywhere ("tempel" is a temper to it). Where its bundle has a list of words, it
can be told to whoever typed it; of a model without one nothing is known.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from indexer.query.errors import near
from indexer.query.names import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from indexer.models.bundle import Bundle

FILE: Final = "words.txt"
"""The name of the list in the folder of a bundle that comes with one: words, a line each.

Above them stand the identity of the model and the language, each behind a "#".
"""

_HEAD: Final = 3
"""Lines."""

_WORD: Final = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
"""Letters alone: "IMG_1234" is no word."""

LEAST: Final = 3
"""Letters of a word that is judged, and of what is left of it without its ending."""

_LEAST_MEANT: Final = 5
"""Letters of a word for which another may have been meant: shorter ones are all alike."""

_LEAST_BEHIND: Final = 4
"""Letters of the second of two words that are written as one, as "seaweed" is: with three, "sunest"
would be the sun."""

_LITTLE_WORDS: Final = frozenset({"and", "for", "from", "into", "the", "with"})
"""They say nothing of what is to be seen."""

_ENDINGS: Final = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"),
    ("er", ""), ("er", "e"), ("ers", ""), ("ers", "e"), ("ly", ""), ("y", ""),
)  # fmt: skip
"""What English puts behind a word, and what stood there without it."""


def words_in(text: str) -> Iterator[str]:
    """Yield the words of a text, without capitals and accents, as lists of words have them."""
    yield from map(folded, _typed_in(text))


@dataclass(frozen=True, slots=True)
class Taught:
    """What a model was taught.

    Attributes:
        words: Single words, without capitals and accents; those that are tokens need not be there.
        language: Theirs, by its English name.
    """

    words: frozenset[str]
    language: str

    @classmethod
    def of(cls, bundle: Bundle) -> Taught | None:
        """Return what a bundle tells; None where it tells nothing, or speaks of another model."""
        return _read(bundle.path(FILE), bundle.sha256)

    def unknown_in(self, text: str, is_token: Callable[[str], bool]) -> Iterator[str]:
        """Yield the words of a text that the model cannot know, as they were typed.

        The last one may be the beginning of a word that it knows: somebody may still be typing.

        Args:
            text: What is looked for.
            is_token: Tells whether a word is one piece to the model's tokenizer.
        """
        typed = _typed_in(text)
        for place, word in enumerate(typed):
            plain = folded(word)
            if len(plain) < LEAST or self._knows(plain, is_token):
                continue
            if place == len(typed) - 1 and text.endswith(word) and self._begins(plain):
                continue
            yield word

    def knows_none_of(self, text: str, is_token: Callable[[str], bool]) -> bool:
        """Whether a text has words that say something, and the model knows none of them."""
        words = [word for word in words_in(text) if len(word) >= LEAST]
        telling = [word for word in words if word not in _LITTLE_WORDS]
        return bool(telling) and not any(self._knows(word, is_token) for word in telling)

    def nearest(self, word: str) -> str | None:
        """Return the word that was probably meant; None where none is near."""
        return _nearest(folded(word), self.words) if len(word) >= _LEAST_MEANT else None

    def _begins(self, plain: str) -> bool:
        return any(each.startswith(plain) for each in self.words)

    def _knows(self, plain: str, is_token: Callable[[str], bool]) -> bool:
        def is_known(word: str) -> bool:
            return word in self.words or is_token(word)

        if any(map(is_known, _forms(plain))):
            return True
        cuts = range(LEAST, len(plain) - _LEAST_BEHIND + 1)
        return any(
            is_known(plain[:cut]) and any(map(is_known, _forms(plain[cut:]))) for cut in cuts
        )


def _typed_in(text: str) -> list[str]:
    # Else an accent of its own would end a word.
    found: list[str] = _WORD.findall(unicodedata.normalize("NFC", text))
    return found


def _forms(word: str) -> Iterator[str]:
    """Yield a word, and what it may be without its ending."""
    yield word
    for ending, instead in _ENDINGS:
        stem = word[: -len(ending)] + instead
        if word.endswith(ending) and len(stem) >= LEAST:
            yield stem
            if stem[-1] == stem[-2]:  # "running"
                yield stem[:-1]


@lru_cache(maxsize=256)
def _nearest(plain: str, words: frozenset[str]) -> str | None:
    """Remembered: a window asks once more with each key."""
    alike = [each for each in words if abs(len(each) - len(plain)) <= 2 and each[0] == plain[0]]
    return near(plain, alike)


@lru_cache(maxsize=4)
def _read(path: Path, model_sha256: str) -> Taught | None:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    head = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    if len(head) != _HEAD or head[1] != model_sha256:
        return None
    return Taught(frozenset(lines[_HEAD:]) - {""}, head[2])
