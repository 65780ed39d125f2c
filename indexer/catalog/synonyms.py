"""Other words for tags, by which a query may ask for them: what a vocabulary says of each tag.

They are kept beside the other settings when a library is tagged: a catalog knows no vocabulary.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from indexer.catalog import settings
from indexer.catalog.matching import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from indexer.database import Connection

_KEPT: Final = "tag_synonyms"


def are_kept(connection: Connection, words: Mapping[str, Sequence[str]]) -> bool:
    """Whether these are what is kept already."""
    return settings.value_of(connection, _KEPT) == _told(words)


def keep(connection: Connection, words: Mapping[str, Sequence[str]]) -> None:
    """Keep them in the place of those before: name of each tag -> its synonyms."""
    settings.change(connection, {_KEPT: _told(words)})


def every(connection: Connection) -> Iterator[tuple[str, str]]:
    """Each synonym, and the name of its tag."""
    kept = json.loads(settings.value_of(connection, _KEPT) or "{}")
    return ((word, name) for name, words in kept.items() for word in words)


def meant_by(connection: Connection, word: str) -> list[str]:
    """The names of the tags for which something is another word: in capitals or not."""
    wanted = fold(word)
    return [name for synonym, name in every(connection) if fold(synonym) == wanted]


def _told(words: Mapping[str, Sequence[str]]) -> str:
    return json.dumps({name: list(others) for name, others in words.items() if others})
