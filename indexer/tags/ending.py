"""The end of tagging: what was found is taken off the photos; what people gave stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.catalog.learning import TAG_LEVEL
from indexer.query.tree import Is, Not, State
from indexer.tags.tagging import APPLIED
from indexer.tags.wanted import ONLY_OWN

if TYPE_CHECKING:
    from indexer.catalog import Catalog

_IN_A_BLOCK: Final = 8192


def tag_no_more(catalog: Catalog) -> int:
    """Tag a library no more, and take off what models have found; it can be begun again.

    What was scored stays, so that tags are there again at once where somebody wants them after all.

    Args:
        catalog: Open for writing; a small edit will do.

    Returns:
        How many photos have fewer tags now.
    """
    catalog.change_settings({TAG_LEVEL: None, ONLY_OWN: None, APPLIED: None})
    ids = catalog.ids_where(Not(Is(State.UNTAGGED))).tolist()
    changed = 0
    for at in range(0, len(ids), _IN_A_BLOCK):
        taken = catalog.take_found_tags(ids[at : at + _IN_A_BLOCK])
        if taken is None:
            break  # Somebody wants them after all: they are given anew.
        changed += taken
    return changed
