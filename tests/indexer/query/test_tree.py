"""The tree of a query: it prints itself so that the same is read again."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from hypothesis import given

from indexer.query import (
    All,
    Blend,
    Either,
    Is,
    Like,
    Near,
    Not,
    Query,
    State,
    Tag,
    Taken,
    Weighted,
    Words,
    parse,
)
from indexer.query.parser import LONGEST
from indexer.query.tree import both, either, negated
from tests.indexer.query.trees import TODAY, queries

A, B, C = Tag("a"), Tag("b"), Tag("c")


@given(queries)
def test_any_query_that_is_printed_is_read_as_the_same(query: Query) -> None:
    assert parse(str(query), today=TODAY) == query


@given(queries)
def test_printing_is_one_line_long_unless_a_name_is_not(query: Query) -> None:
    assert len(str(query)) <= LONGEST
    assert str(query) == str(query).strip()


@pytest.mark.parametrize(
    ("query", "printed"),
    [
        (Query(), ""),
        (Query((Blend((Weighted(Words("a dog")),)),)), "a dog"),
        (Query((Blend((Weighted(Words("people"), -1),)),)), "- people"),
        (
            Query((Blend((Weighted(Words("dog")), Weighted(Like("a b.jpg"), -0.5))),), A),
            'dog - like:"a b.jpg" *0.5 tag:a',
        ),
        (Query((), Either((A, B))), "tag:a OR tag:b"),
        (Query((Blend((Weighted(Words("dog")),)),), Either((A, B))), "dog (tag:a OR tag:b)"),
        (Query((), All((Not(All((A, B))), C))), "-(tag:a tag:b) tag:c"),
        (Query((), Either((All((A, B)), C))), "(tag:a tag:b) OR tag:c"),
        (Query((), Tag("black and white")), 'tag:"black and white"'),
        (Query((), Tag('5" disk')), 'tag:"5"" disk"'),
        (Query((), Near(52.5, -13, 1e-5)), "near:52.5,-13,1e-05"),
    ],
)
def test_a_query_is_printed_in_one_canonical_form(query: Query, printed: str) -> None:
    assert str(query) == printed
    assert parse(printed) == query


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("black and white", "black and white"),
        ("not a cloud", '"not a cloud"'),
        ("salt and", '"salt and"'),
        ("TO BE OR NOT", '"TO BE OR NOT"'),
        ("12:30", '"12:30"'),
        ("-5 degrees", '"-5 degrees"'),
        ("dog*2", '"dog*2"'),
        ("4*4", '"4*4"'),
        ("rating > 3", '"rating > 3"'),
        ("C++ (language)", '"C++ (language)"'),
        ('a 12" disk', '"a 12"" disk"'),
    ],
)
def test_words_are_quoted_where_they_would_mean_something_else(words: str, printed: str) -> None:
    assert str(Words(words)) == printed
    query = parse(f"{printed} tag:x")
    assert query == Query((Blend((Weighted(Words(words)),)),), Tag("x"))


def test_what_could_not_be_printed_cannot_be_made() -> None:
    for made in (
        lambda: Words(""),
        lambda: Words("two  spaces"),
        lambda: Like(" "),
        lambda: Tag("\t"),
        lambda: Weighted(Words("a"), 0.0),
        lambda: Weighted(Words("a"), float("nan")),
        lambda: Weighted(Words("a"), float("inf")),
        lambda: Blend(()),
        lambda: Taken(None, None, ""),
        lambda: Near(91, 0, 1),
        lambda: Near(0, float("nan"), 1),
        lambda: Near(0, 0, 0),
        lambda: Not(Not(A)),
        lambda: All((A,)),
        lambda: All((All((A, B)), C)),
        lambda: Either((Either((A, B)), C)),
    ):
        with pytest.raises(ValueError, match="A query cannot hold"):
            made()


def test_two_kinds_of_filter_with_the_same_text_differ() -> None:
    assert Tag("a") != parse("album:a").filter
    assert len({Tag("a"), parse("album:a").filter, parse("tag:a").filter}) == 2


def test_a_tree_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        A.name = "other"  # type: ignore[misc] # That is the point.


def test_joining_flattens() -> None:
    assert both(None, None) is None
    assert both(None, A) == A
    assert both(All((A, B)), None, C) == All((A, B, C))
    assert either(A) == A
    assert either(A, Either((B, C))) == Either((A, B, C))
    assert negated(negated(A)) == A


def test_a_query_says_what_it_asks_of() -> None:
    assert parse("").empty
    assert not parse("").visual
    assert parse("dog tag:a").visual
    assert not parse("tag:a").visual
    assert not parse("tag:a").empty
    assert parse("is:favourite").filter == Is(State.FAVOURITE)
    assert parse("taken:2023").filter == Taken(date(2023, 1, 1), date(2023, 12, 31), "2023")
