"""The tags of photos, from what speaks for tags on them and from what their owner says.

What an owner says wins: a refused tag is not given, nor one from which it would follow; what
follows from a tag that was given is given as well. A run and a preview both go by this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.tags.holding import unpacked
from indexer.tags.lines import Mode
from indexer.tags.vocabulary import key_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from indexer.catalog.learning import Known
    from indexer.tags.choosing import Chooser
    from indexer.tags.lines import Level
    from indexer.tags.vocabulary import Vocabulary

GIVEN: Final = frozenset({Mode.AUTO})
SUGGESTED: Final = frozenset({Mode.AUTO, Mode.SUGGEST})


def decide(
    words: Vocabulary,
    chooser: Chooser,
    known: Known,
    level: Level,
    modes: frozenset[Mode] = GIVEN,
) -> dict[int, dict[str, float]]:
    """Choose the tags of photos.

    Args:
        words: The tags.
        chooser: Chooses among them.
        known: The photos.
        level: How sure.
        modes: What may be done with the tags that count.

    Returns:
        Id of each photo -> name of each of its tags -> how likely it is.
    """
    refused = _refused(words, known)
    choice = chooser.choose(unpacked(known.scores), level, refused=refused, modes=modes)
    chosen: dict[int, dict[str, float]] = {photo_id: {} for photo_id in known.ids}
    names = [each.name for each in words]
    likelihoods = np.round(choice.likelihoods.astype(np.float64), 4).tolist()
    for row, tag, likelihood in zip(
        choice.rows.tolist(), choice.tags.tolist(), likelihoods, strict=True
    ):
        chosen[known.scores[row][0]][names[tag]] = likelihood
    for photo_id, name in _followed(words, known, modes):
        chosen[photo_id][name] = 1.0
    return chosen


def _followed(words: Vocabulary, known: Known, modes: frozenset[Mode]) -> set[tuple[int, str]]:
    """Id and tag of what follows from the tags that photos have by their owner's word."""
    refused = {(photo_id, key_of(name)) for photo_id, name in known.refused}
    by_key = words.by_key
    return {
        (photo_id, whole)
        for photo_id, name in known.confirmed
        if key_of(name) in by_key
        for whole in words.ancestors(name)
        if by_key[key_of(whole)].mode in modes and (photo_id, key_of(whole)) not in refused
    }


def _refused(words: Vocabulary, known: Known) -> NDArray[np.int64]:
    """Places of scored photos, and of tags that they must not have, int64 [m, 2].

    Who has no dog has no puppy either.
    """
    places = {row[0]: place for place, row in enumerate(known.scores)}
    pairs = [
        (places[photo_id], tag)
        for photo_id, name in known.refused
        if photo_id in places
        for tag in words.places_below.get(key_of(name), ())
    ]
    return np.array(pairs, np.int64).reshape(-1, 2)
