"""The photos of which a query's words are written, as far as that tells them from others.

A word of the folder that all photos lie in, or the ending of their names, says nothing of any one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from indexer.query import Words
from indexer.query.filters import TYPES
from indexer.search.fusion import Written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.query import Blend

MOST: Final = 1000
"""Photos that are found by their words. Words that are of more photos tell little of any."""

GREATEST_SHARE: Final = 0.25
"""Of the photos that are asked: words that are of more of these tell little either."""

FEW: Final = 40
"""Photos of which it is no wonder that many have the same words."""

Match = tuple[int, bool]
"""A photo's id, and whether its file is called exactly so."""


def written_of(
    blends: Sequence[Blend], catalog: Catalog, among: NDArray[np.int64] | None
) -> Written:
    """The photos of which the words are written that shall be seen.

    Args:
        blends: The alternatives of a query.
        catalog: Where it is written.
        among: Ids of the photos that are asked, int64 [n]; None for all.
    """
    asked = catalog.count() if among is None else len(among)
    matches: list[Match] = []
    whole: set[int] = set()
    for text in filter(None, map(_text_of, blends)):
        told = _told(text, catalog, among, asked)
        matches += told
        whole |= catalog.with_whole_words(text, [photo_id for photo_id, _ in told])
    return Written.of(matches, begun={photo_id for photo_id, _ in matches} - whole)


def _text_of(blend: Blend) -> str:
    """The words of an alternative that shall be seen."""
    wanted = (part.term for part in blend.terms if part.weight > 0)
    return " ".join(term.text for term in wanted if isinstance(term, Words))


def _told(text: str, catalog: Catalog, among: NDArray[np.int64] | None, asked: int) -> list[Match]:
    """The matches of one alternative: of words that too many share, only what is called so."""
    matches = catalog.by_words(text, MOST + 1, among=among)
    if _may_be_an_ending(text):
        matches = list(_beyond_endings(text, matches, catalog))
    most = MOST if asked <= FEW else min(MOST, int(asked * GREATEST_SHARE))
    too_many = len(matches) > most
    return [match for match in matches if match[1] or not too_many]


def _may_be_an_ending(text: str) -> bool:
    """Whether a text is the ending of a file's name, or the beginning of one, as "web" is."""
    return any(each.startswith(text.casefold()) for each in TYPES)


def _beyond_endings(word: str, matches: Sequence[Match], catalog: Catalog) -> Iterator[Match]:
    """The matches that have the word elsewhere than at the end of the file's name."""
    ids = [photo_id for photo_id, _ in matches]
    tags = catalog.tags_of(ids)
    photos = {photo.id: photo for photo in catalog.photos(ids)}
    for photo_id, exact in matches:
        photo = photos.get(photo_id)
        if photo is None:
            continue
        name = os.path.splitext(photo.path)[0]
        facts = photo.facts
        told = (name, facts.caption or "", str(facts.place), *tags.get(photo_id, ()))
        if exact or any(word.casefold() in each.casefold() for each in told):
            yield photo_id, exact
