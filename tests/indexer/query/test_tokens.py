"""Text is cut into tokens, each with its place."""

from __future__ import annotations

import pytest
from hypothesis import given

from indexer.query import QueryError
from indexer.query.tokens import Kind, Token, tokens_of
from tests.indexer.query.trees import texts


def _kinds(text: str) -> list[str]:
    return [token.kind.name for token in tokens_of(text)]


def test_each_token_knows_its_place() -> None:
    assert tokens_of('dog -"big cat" *0.5 (tag:x)') == [
        Token(Kind.WORD, "dog", 1),
        Token(Kind.SIGN, "-", 5, number=-1, glued=True),
        Token(Kind.PHRASE, "big cat", 6),
        Token(Kind.WEIGHT, "*0.5", 16, number=0.5),
        Token(Kind.OPEN, "(", 21),
        Token(Kind.FILTER, "x", 22, key="tag", value_column=26),
        Token(Kind.CLOSE, ")", 27),
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a and b", "WORD WORD WORD"),
        ("a AND b", "WORD AND WORD"),
        ("a and tag:b", "WORD AND FILTER"),
        ("tag:b and a", "FILTER AND WORD"),
        ("tag:b and not a", "FILTER AND WORD WORD"),
        ("a and not tag:b", "WORD AND NOT FILTER"),
        ("a and -tag:b", "WORD AND SIGN FILTER"),
        ("(a) or b", "OPEN WORD CLOSE OR WORD"),
        ("not(a)", "NOT OPEN WORD CLOSE"),
        ("ORANGE and", "WORD WORD"),
        ("f(x) IMG(1)", "WORD WORD"),
        ("a*2 4*4 *.5", "WORD WEIGHT WORD WEIGHT"),
        ("12:30 http://x a:b", "WORD WORD FILTER"),
        ("rating >= 3", "FILTER"),
        ("rating 3", "WORD WORD"),
        ("- + −", "SIGN SIGN SIGN"),
        ("– --", "WORD SIGN SIGN"),
    ],
)
def test_what_a_token_is_depends_on_how_it_stands(text: str, kinds: str) -> None:
    assert _kinds(text) == kinds.split()


@given(texts)
def test_tokens_stand_in_the_order_of_the_text(text: str) -> None:
    try:
        tokens = tokens_of(text)
    except QueryError as error:
        assert 1 <= error.column <= len(text)  # noqa: PT017 - Most texts are no error.
        return
    columns = [token.column for token in tokens]
    assert columns == sorted(set(columns))
    assert all(1 <= column <= len(text) for column in columns)
