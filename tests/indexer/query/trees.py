"""Queries by chance: any tree that can be made, and text that looks like a query."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from indexer.query import (
    Album,
    Blend,
    Camera,
    Comparison,
    Filter,
    Folder,
    Is,
    Lens,
    Like,
    Name,
    Near,
    Place,
    Query,
    Rating,
    Root,
    State,
    Tag,
    Type,
    Weighted,
    Words,
)
from indexer.query.dates import days_of
from indexer.query.filters import TYPES
from indexer.query.terms import GREATEST_WEIGHT, LEAST_WEIGHT
from indexer.query.tree import FARTHEST_KM, both, either, negated

TODAY = date(2026, 11, 24)

PARTS = [
    "dog", "a", "golden hour", "black and white", "and", "or", "not", "AND", "OR", "NOT", "+", "-",
    "−", "*0.5", "* 2", "*x", "*-1", "*", "(", ")", '"', "“", "”", '""', ":", "12:30", "http://x",
    "tag:dog", "-tag:x", "tag:", 'album:"my album"', "taken:2023", "taken:2023-02-30", "takn:1",
    "taken:last-summer", "taken:..", "taken:2020..2019", "rating>=3", "rating", ">=", "rating:9",
    "is:raw", "is:what", "near:1,2,3", "near:999,2,3", "type:jpg", "like:5", 'like:"a b"*0.5',
    "name:IMG(1)*", "folder:C:\\photos", "tag=x", "size>1", "dog*0.5", "'", ",", "\t", "\n",
    "\x00", "É",
]  # fmt: skip
"""What a query is made of, right and wrong; more telling than letters by chance."""

texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join),
    st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=3)), max_size=12).map("".join),
)
"""Text that a person might type, or a cat."""

_values = st.one_of(st.sampled_from(PARTS), st.text(min_size=1, max_size=12)).filter(str.strip)
_words = _values.map(lambda text: Words(" ".join(text.split())))
_sizes = st.one_of(
    st.just(1.0), st.floats(LEAST_WEIGHT, GREATEST_WEIGHT), st.sampled_from([0.001, 0.5, 1000.0])
)
_weights = st.builds(lambda size, sign: size * sign, _sizes, st.sampled_from([1, -1]))
_terms = st.builds(Weighted, st.one_of(_words, _values.map(Like)), _weights)
_blends = st.lists(_terms, min_size=1, max_size=4).map(lambda terms: Blend(tuple(terms)))
_said = st.sampled_from(
    ["2023", "2023-05", "2023-05-01", "1990s", "2021-06..2022-01", "..2020", "2020..", "today",
     "this-week", "last-7-days", "last-3-months", "winter-2022", "may-2021", "christmas",
     "last-may", "summer..yesterday", "2023-05-01T14", "2023-05-01T23:59:58..2023-05-02T00:05",
     "2023-05..2023-05-01T00:00", "2023-05-01T09:05.."]
)  # fmt: skip
_single = st.one_of(
    _said.map(lambda said: days_of(said, TODAY)),
    *(_values.map(made) for made in (Folder, Root, Name, Place, Camera, Lens, Tag, Album)),
    st.sampled_from(TYPES).map(Type),
    st.builds(Rating, st.sampled_from(Comparison), st.integers(0, 5)),
    st.sampled_from(State).map(Is),
    st.builds(
        Near,
        st.floats(-90, 90),
        st.floats(-180, 180),
        st.floats(0, FARTHEST_KM, exclude_min=True),
    ),
)


def _joined(parts: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    several = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(
        parts.map(negated),
        several.map(lambda filters: either(*filters)),
        several.map(lambda filters: both(*filters) or filters[0]),
    )


filters: st.SearchStrategy[Filter] = st.recursive(_single, _joined, max_leaves=8)
queries = st.builds(Query, st.lists(_blends, max_size=3).map(tuple), st.one_of(st.none(), filters))
"""Any query."""
