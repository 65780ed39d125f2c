"""Finds photos: a query in, the photos that it means out, best first, each with its band.

request      a query, and which part of its answer is wanted
searcher     the door: keeps the model warm and answers, spells out, explains
answering    filters let photos in, words and pictures become directions, and so an answer is made
direction    the terms of a query -> one unit vector, with what each of them adds to it
references   which picture `like:` means
saved        albums that ask a query: what they ask, and which photos that finds
ground       one model's index as it is now, and what it looks like to the cut
newest       all photos by their dates, read again where the catalog has changed
ranking      photos are found, judged by the cut, and put in order
mentions     the photos of which the query's words are written
fusion       what is written of photos joins what the model sees on them
explaining   why a photo is where it is
remarks      what else is to be said of an answer
answer       the records that come out

What a query means is told by `query`, how sure a photo is by `cut`, what is near by `vectors`, what
passes a filter and what is written by `catalog`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.cut import Band
from indexer.deferred import deferred
from indexer.search.answer import Answer, Counts, Explanation, Hit, Part, Unknown
from indexer.search.request import Order, Request
from indexer.search.saved import asks_for_looks, request_of

if TYPE_CHECKING:
    from indexer.search.searcher import Searcher
else:
    # Bands and orders are wanted by whoever shows an answer, at once; who answers, later.
    __getattr__ = deferred(__name__, {"Searcher": "searcher"})

__all__ = [
    "Answer",
    "Band",
    "Counts",
    "Explanation",
    "Hit",
    "Order",
    "Part",
    "Request",
    "Searcher",
    "Unknown",
    "asks_for_looks",
    "request_of",
]
