"""Albums: photos under one name, put there by hand, or found by a saved query whenever it is asked.

saving      a query becomes an album, and an album gets another name
naming      queries that name it follow
merging     two albums become one
circles     sees to it that no album asks for itself
refreshing  the albums that Shoebox makes by itself, as saved queries: which of them there are
found       what the finders of these give, and how many photos are worth an album
by_tag      tags that many photos have, and no two of the same photos
by_year     years
by_event    outings and trips: `outings` cuts time into them, `trips` joins them, `what` names them
by_place    circles on the earth with many photos; `by_town`, of those that only name their place
towns       what these are called, by their files or by the names of `gazetteer`
folders     what the names of folders tell; `dates` are days in words
covers      the photo that stands for an album; `contents` counts those in it
reasons     why a photo is in an album

What a person puts where is kept by `catalog`; what a saved query finds is told by `search`.
"""

from __future__ import annotations

from indexer.albums.contents import photo_counts
from indexer.albums.covers import cover_of
from indexer.albums.merging import merge
from indexer.albums.reasons import reasons
from indexer.albums.refreshing import refresh_auto
from indexer.albums.saving import ask, rename, save

__all__ = [
    "ask",
    "cover_of",
    "merge",
    "photo_counts",
    "reasons",
    "refresh_auto",
    "rename",
    "save",
]
