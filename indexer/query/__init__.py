"""The language of queries: what a person types -> a tree that says what they mean.

tokens       cuts a query into words, phrases, filters and signs, each with its place
quoting      what means something in a query, and how words are kept from meaning it
levels       puts together what stands on one level of brackets; `looks` its words and pictures
filters      reads a single filter, with `dates` for those of a time
parser       goes through the tokens: `parse` is the one way in
tree         what a query means: `terms` to be seen, filters; `str` prints it for `parse` to read
manual       the help that people read, by examples
completions  what the word under the cursor could also mean, by the `names` in a library
errors       what is wrong with a query, and where

Knows no library and no model: what a filter finds is the catalog's business, what words look
like is the model's.
"""

from __future__ import annotations

from indexer.query.errors import QueryError
from indexer.query.names import Names
from indexer.query.parser import LONGEST, parse
from indexer.query.terms import Blend, Like, Term, Weighted, Words
from indexer.query.tree import (
    Album,
    All,
    Camera,
    Comparison,
    Either,
    Filter,
    Folder,
    Is,
    Lens,
    Name,
    Near,
    Not,
    Place,
    Query,
    Rating,
    Root,
    State,
    Tag,
    Taken,
    Type,
)

__all__ = [
    "LONGEST",
    "Album",
    "All",
    "Blend",
    "Camera",
    "Comparison",
    "Either",
    "Filter",
    "Folder",
    "Is",
    "Lens",
    "Like",
    "Name",
    "Names",
    "Near",
    "Not",
    "Place",
    "Query",
    "QueryError",
    "Rating",
    "Root",
    "State",
    "Tag",
    "Taken",
    "Term",
    "Type",
    "Weighted",
    "Words",
    "parse",
]
