"""Sidecars: files beside photos in which programs tell each other of them (XMP, ISO 16684).

Photos follow what is said there, and on request it is said there what Shoebox knows. Nothing of
others is ever lost by it: a change is a splice of bytes.

`names`        of what is read and written in XMP
`packet`       a file taken apart: elements, and where each of them lies
`lists`        one list of texts in it, such as its keywords
`provenance`   what Shoebox notes of its own doing, so that it knows its own words again
`saying`       what a packet says: the words of others, and what became of Shoebox's own
`merging`      what a photo becomes by that
`following`    photos follow their sidecars
`rewriting`    a packet as it shall be
`policy`       what the library's owner has chosen, and what follows for each photo
`folders`      which file is whose, and how it is put in its place
`writing`      all that waits to be written
"""

from __future__ import annotations

from indexer.sidecars.following import follow, following, is_out_of_reach
from indexer.sidecars.policy import Mode, Tags, choose, mode_of, tags_of
from indexer.sidecars.writing import Failure, Waiting, Writing, targets, waiting, write_pending

__all__ = [
    "Failure",
    "Mode",
    "Tags",
    "Waiting",
    "Writing",
    "choose",
    "follow",
    "following",
    "is_out_of_reach",
    "mode_of",
    "tags_of",
    "targets",
    "waiting",
    "write_pending",
]
