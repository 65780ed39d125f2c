"""Albums: photos under one name, put there by hand, or found by a saved query whenever it is asked.

saving    a query becomes an album, and an album gets another name
naming    queries that name it follow
merging   two albums become one
circles   sees to it that no album asks for itself

What a person puts where is kept by `catalog`; what a saved query finds is told by `search`.
"""

from __future__ import annotations

from indexer.albums.merging import merge
from indexer.albums.saving import ask, rename, save

__all__ = [
    "ask",
    "merge",
    "rename",
    "save",
]
