"""The tags of the photos that are selected, as they are shown: who says so, of how many, how sure.

What somebody says of one is shown at once; whether it could be written down comes later.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from app import wording
from app.language import QT_TR_NOOP, listed, tr
from indexer.catalog.machine_tags import Among
from indexer.tags.vocabulary import key_of

if TYPE_CHECKING:
    from indexer.tags import Suggestion

#: Tags that are shown of a selection; of further ones it is told how many there are.
MOST_SHOWN = 40


class By(Enum):
    """Who says that a tag is right; the first of these that does counts."""

    OWNER = QT_TR_NOOP("given")
    FILE = QT_TR_NOOP("in the file")
    MODEL = QT_TR_NOOP("found")
    NOBODY = QT_TR_NOOP("suggested")


@dataclass(frozen=True, slots=True)
class TagLine:
    """One tag as it is shown.

    Attributes:
        name: The tag.
        by: Who says so.
        photos: How many of the selected photos have it.
        of: How many are selected.
        likelihood: How likely a model takes it to be, 0 to 1; None where none does.
    """

    name: str
    by: By
    photos: int
    of: int
    likelihood: float | None = None

    @property
    def settled(self) -> bool:
        """Whether the owner has given it to all of the photos: there is nothing to confirm."""
        return self.by is By.OWNER and self.photos == self.of

    @property
    def told(self) -> str:
        """Who says so and of how many, in a few words."""
        if self.photos and self.of > 1 and self.photos < self.of:
            some, every = wording.number(self.photos), wording.number(self.of)
            return tr("{some} of {every}", some=some, every=every)
        return tr(self.by.value)

    @property
    def spoken(self) -> str:
        """All of it, to be read out and for the tool tip."""
        said = [tr(self.by.value)]
        if self.of > 1 and self.photos:
            some = wording.number(self.photos)
            said.append(tr("on {some} of {n} photos", "on {some} of {n} photo", self.of, some=some))
        if self.likelihood is not None:
            share = wording.share(round(self.likelihood * 100), 100)
            said.append(tr("{share} likely", share=share))
        return f"{self.name}: {listed(said)}"


@dataclass(frozen=True, slots=True)
class Standing:
    """The tags of some photos.

    Attributes:
        ids: The photos.
        tags: Their tags.
        suggestions: Tags that they may be given.
    """

    ids: tuple[int, ...] = ()
    tags: tuple[Among, ...] = ()
    suggestions: tuple[Suggestion, ...] = field(default=())

    def lines(self) -> list[TagLine]:
        """What is shown: first what is sure, then the rest as it comes."""
        return [_line(each, len(self.ids)) for each in self.tags[:MOST_SHOWN]]

    @property
    def further(self) -> int:
        """How many tags are not shown."""
        return max(len(self.tags) - MOST_SHOWN, 0)

    def offers(self) -> list[TagLine]:
        """The suggestions, as far as none of the photos has them by now."""
        has = {key_of(each.name) for each in self.tags}
        return [
            TagLine(each.name, By.NOBODY, 0, len(self.ids), each.likelihood)
            for each in self.suggestions
            if key_of(each.name) not in has
        ]

    def given(self, name: str) -> Standing:
        """The same once their owner has given a tag to all of them."""
        count = len(self.ids)
        before = next((each for each in self.tags if key_of(each.name) == key_of(name)), None)
        if before is None:
            return replace(self, tags=(Among(name, count, by_owner=count), *self.tags))
        given = replace(before, photos=count, by_owner=count)
        return replace(self, tags=tuple(given if each is before else each for each in self.tags))

    def without(self, name: str) -> Standing:
        """The same once none of them has a tag any more, nor may it be suggested."""
        key = key_of(name)
        left = tuple(each for each in self.tags if key_of(each.name) != key)
        offered = tuple(each for each in self.suggestions if key_of(each.name) != key)
        return replace(self, tags=left, suggestions=offered)


def _line(tag: Among, of: int) -> TagLine:
    if tag.by_owner:
        by = By.OWNER
    elif tag.by_file:
        by = By.FILE
    else:
        by = By.MODEL
    return TagLine(tag.name, by, tag.photos, of, tag.likelihood if by is By.MODEL else None)
