"""Finds photos: a query in, the photos that it means out, best first, each with its band.

A `Request` holds the query and which part of its answer is wanted. A `Searcher` keeps text encoder
and index warm and gives an `Answer`, which it can spell out as `Hit`s and explain.
"""

from __future__ import annotations

from indexer.cut import Band
from indexer.search.answer import Answer, Counts, Explanation, Hit, Part
from indexer.search.request import Order, Request
from indexer.search.searcher import Query, Ranking, Searcher, by_date

__all__ = [
    "Answer",
    "Band",
    "Counts",
    "Explanation",
    "Hit",
    "Order",
    "Part",
    "Query",
    "Ranking",
    "Request",
    "Searcher",
    "by_date",
]
