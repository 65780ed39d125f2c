"""What a library's owner wants of its tags: how sure they have to be, and which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.catalog.learning import TAG_LEVEL
from indexer.tags.lines import Level
from indexer.tags.vocabulary import vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.catalog import Catalog
    from indexer.tags.vocabulary import Vocabulary

VOCABULARY: Final = "tag_vocabulary"
"""The setting that names the user's own file: its path, from the library's folder if within it."""

ONLY_OWN: Final = "tags_only_own"
"""The setting of a library that has tags of its owner's, and was never asked for any other."""


def is_tagged(catalog: Catalog) -> bool:
    """Whether the library was ever tagged, and wants it from then on."""
    return bool(catalog.setting(TAG_LEVEL))


def has_only_own(catalog: Catalog) -> bool:
    """Whether the library is tagged with its owner's own tags alone."""
    return is_tagged(catalog) and bool(catalog.setting(ONLY_OWN))


def level_of(catalog: Catalog) -> Level:
    """How sure tags have to be in this library."""
    chosen = catalog.setting(TAG_LEVEL)
    return Level(chosen) if chosen in set(Level) else Level.NORMAL


def own_vocabulary(catalog: Catalog) -> Path | None:
    """The user's own file of tags; None where the library has those that came with Shoebox."""
    chosen = catalog.setting(VOCABULARY)
    return catalog.folder / chosen if chosen else None


def choose(catalog: Catalog, *, level: Level | None, own: Path | None, shipped: bool) -> None:
    """Keep what is chosen for this library, and tag it with all words from then on.

    Args:
        catalog: Open for writing.
        level: How sure tags have to be; None for as before.
        own: A user's own file, which has to be a vocabulary; None for as before.
        shipped: No file of one's own from now on.

    Raises:
        VocabularyError: The file is none.
    """
    values: dict[str, str | None] = {TAG_LEVEL: (level or level_of(catalog)).value, ONLY_OWN: None}
    if shipped:
        values[VOCABULARY] = None
    elif own is not None:
        vocabulary(own)
        values[VOCABULARY] = str(own)
    catalog.change_settings(values)


def vocabulary_of(catalog: Catalog) -> Vocabulary:
    """The tags of this library.

    Raises:
        VocabularyError: The user's own file is gone, or wrong by now.
    """
    return vocabulary(own_vocabulary(catalog), alone=has_only_own(catalog))


def state_of_wishes(catalog: Catalog) -> tuple[object, ...]:
    """What differs as soon as something else is wanted, or the user's own file was edited."""
    own = own_vocabulary(catalog)
    try:
        found = own.stat() if own else None
    except OSError:
        found = None
    edited = (found.st_mtime_ns, found.st_size, found.st_ino) if found else None
    return is_tagged(catalog), has_only_own(catalog), level_of(catalog), own, edited
