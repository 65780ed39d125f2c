"""The tags of a library as families: which stand below which, and how many photos have each.

What follows from what is told by the vocabulary; a tag that it does not know stands by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexer.tags.vocabulary import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from indexer.tags import Vocabulary


@dataclass(frozen=True, slots=True)
class Family:
    """A tag, and the tags of which it follows.

    Attributes:
        name: The tag.
        photos: How many photos have it.
        children: The tags below it, by name. One with two parents stands below both.
    """

    name: str
    photos: int
    children: tuple[Family, ...] = ()


@dataclass(frozen=True, slots=True)
class Tags:
    """All tags of a library.

    Attributes:
        families: Those that follow of others first, by name; then those that stand alone.
        asked: Whether the library was ever tagged by a model.
    """

    families: tuple[Family, ...] = ()
    asked: bool = False

    def every(self) -> Iterator[Family]:
        """Yield each tag once, those of most photos first."""
        found = {each.name: each for each in _all(self.families)}
        yield from sorted(found.values(), key=lambda each: (-each.photos, each.name))


def families(counts: Iterable[tuple[str, int]], words: Vocabulary | None) -> tuple[Family, ...]:
    """Put tags below those that follow from them.

    Args:
        counts: Name of each tag, and how many photos have it.
        words: What follows from what; None where that is not known.
    """
    known = {key_of(name): Family(name, photos) for name, photos in counts}
    above = {key: _nearest(key, known, words) for key in known}
    below: dict[str, list[str]] = {}
    for key, parents in above.items():
        for parent in parents:
            below.setdefault(parent, []).append(key)
    whole: dict[str, Family] = {}
    tops = [_grown(key, known, below, whole) for key, parents in above.items() if not parents]
    return tuple(sorted(tops, key=lambda each: (not each.children, *_order(each))))


def found(tags: Tags, words: str, *, most: int) -> tuple[Family, ...]:
    """Return the tags in whose names somebody's words stand, without their families.

    Those whose name begins with them come first, then those of most photos.
    """
    wanted = key_of(words)
    fitting = [each for each in tags.every() if wanted in key_of(each.name)]
    fitting.sort(key=lambda each: not key_of(each.name).startswith(wanted))
    return tuple(replace(each, children=()) for each in fitting[:most])


def _nearest(key: str, known: dict[str, Family], words: Vocabulary | None) -> list[str]:
    """The keys of the nearest tags above one that any photo has."""
    concepts = words.by_key if words is not None else {}
    nearest: dict[str, None] = {}
    seen = {key}
    waiting = [key]
    while waiting:
        concept = concepts.get(waiting.pop(0))
        for parent in map(key_of, concept.parents if concept else ()):
            if parent in known:
                nearest[parent] = None
            elif parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return list(nearest)


def _grown(
    key: str, known: dict[str, Family], below: dict[str, list[str]], whole: dict[str, Family]
) -> Family:
    if key not in whole:
        children = [_grown(each, known, below, whole) for each in below.get(key, ())]
        whole[key] = replace(known[key], children=tuple(sorted(children, key=_order)))
    return whole[key]


def _order(family: Family) -> tuple[str, str]:
    return key_of(family.name), family.name


def _all(tops: Sequence[Family]) -> Iterator[Family]:
    for each in tops:
        yield each
        yield from _all(each.children)
