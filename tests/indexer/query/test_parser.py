"""What a person types is read as they mean it, or they are told where it is wrong."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import example, given, settings

from indexer.query import (
    Album,
    All,
    Either,
    Filter,
    Is,
    Like,
    Not,
    Query,
    QueryError,
    State,
    Tag,
    Weighted,
    Words,
    parse,
)
from indexer.query.parser import LONGEST, MOST_TERMS
from tests.indexer.query.trees import PARTS, TODAY, texts

A, B, C = Tag("a"), Tag("b"), Tag("c")


def _blends(text: str) -> list[list[tuple[str, float]]]:
    """The visual part of a query: for each alternative its terms and weights."""
    return [
        [(_text(part), part.weight) for part in blend.terms] for blend in parse(text).alternatives
    ]


def _text(part: Weighted) -> str:
    return part.term.text if isinstance(part.term, Words) else f"like {part.term.reference}"


def _blend(text: str) -> list[tuple[str, float]]:
    (blend,) = _blends(text)
    return blend


def _filter(text: str) -> Filter | None:
    return parse(text, today=TODAY).filter


# -- any string ---------------------------------------------------------------------------


def _demand_read_or_refused(text: str) -> None:
    """Either it is printed and read as the same again, or one line says where it is wrong."""
    refusal = None
    try:
        query = parse(text, today=TODAY)
    except QueryError as error:
        refusal = error
    if refusal is None:
        assert parse(str(query), today=TODAY) == query
        return
    assert 1 <= refusal.column <= len(text) + 1
    assert str(refusal) == f"Column {refusal.column}: {refusal.reason}"
    assert str(refusal).isprintable()
    assert len(str(refusal)) < 300


@settings(max_examples=500)
@given(texts)
@example('like:"a"*2')
@example("(" * 100)
@example("\ud800 \udcff")
def test_any_text_is_read_or_gives_one_line_with_its_place(text: str) -> None:
    _demand_read_or_refused(text)


@pytest.mark.parametrize("first", PARTS)
def test_any_three_pieces_are_read_or_refused_with_a_place(first: str) -> None:
    for second, third in product(PARTS[::2], PARTS[::3]):
        _demand_read_or_refused(f"{first} {second} {third}")
        _demand_read_or_refused(first + second + third)


# -- words --------------------------------------------------------------------------------


def test_nothing_means_everything() -> None:
    assert parse("") == parse(" \t\n") == Query()


def test_free_words_are_one_term_up_to_the_next_operator() -> None:
    assert _blend("a dog  in snow") == [("a dog in snow", 1)]
    assert _blend("a dog in snow + golden hour *0.5 - people") == [
        ("a dog in snow", 1), ("golden hour", 0.5), ("people", -1)
    ]  # fmt: skip


def test_a_minus_glued_to_a_word_takes_that_word_away() -> None:
    assert _blend("beach -people sunset") == [("beach sunset", 1), ("people", -1)]
    assert _blend("beach - people walking") == [("beach", 1), ("people walking", -1)]
    assert _blend('beach -"old people" sunset') == [("beach sunset", 1), ("old people", -1)]
    assert _blend("beach −people*0.5 sunset") == [("beach sunset", 1), ("people", -0.5)]


def test_a_plus_adds_all_words_up_to_the_next_operator() -> None:
    assert _blend("a dog +golden hour") == _blend("a dog + golden hour")
    assert _blend("+dog") == _blend("dog")


def test_a_sign_within_a_word_is_part_of_it() -> None:
    assert _blend("black-and-white C++ 10-20") == [("black-and-white C++ 10-20", 1)]


def test_quotes_keep_operators_and_make_a_phrase() -> None:
    assert _blend('"+ - *2 tag:x (a OR b)"') == [("+ - *2 tag:x (a OR b)", 1)]
    assert _blend("“golden hour” *0,5") == [("golden hour", 0.5)]
    assert _blend('a "big dog" runs') == [("a big dog runs", 1)]
    assert _blend('"say ""cheese"""') == [('say "cheese"', 1)]


def test_a_quote_within_a_word_is_part_of_it() -> None:
    assert _blend('a 12" vinyl') == [('a 12" vinyl', 1)]


@pytest.mark.parametrize("weight", ["*0.5", "*.5", "*0,5", "* 0.5", "*+0.5"])
def test_a_weight_follows_its_term(weight: str) -> None:
    assert _blend(f"dog + snow {weight}") == [("dog", 1), ("snow", 0.5)]
    assert _blend(f"snow {weight} dog") == [("snow", 0.5), ("dog", 1)]


def test_a_weight_may_be_glued_to_a_word_a_phrase_a_picture_or_a_bracket() -> None:
    assert _blend("golden hour*2") == [("golden hour", 2)]
    assert _blend('"golden hour"*2') == [("golden hour", 2)]
    assert _blend("like:5*2") == [("like 5", 2)]
    assert _blend('like:"a b.jpg"*2') == [("like a b.jpg", 2)]
    assert _blend("(a + b)*2") == [("a", 2), ("b", 2)]
    assert _blend("a (b)*2") == [("a", 1), ("b", 2)]


def test_a_product_of_numbers_is_no_weight() -> None:
    assert _blend("4*4 in mud") == [("4*4 in mud", 1)]


def test_a_star_in_quotes_belongs_to_the_name_of_the_picture() -> None:
    assert _blend('like:"a*2"') == [("like a*2", 1)]


def test_a_weight_below_zero_takes_away() -> None:
    assert _blend("dog *-0.5") == [("dog", -0.5)]
    assert _blend("- dog *-0.5") == [("dog", 0.5)]


def test_pictures_are_terms_of_their_own() -> None:
    assert _blend("dog like:12 in snow - like:C:\\photos\\a.jpg*0.3") == [
        ("dog in snow", 1), ("like 12", 1), ("like C:\\photos\\a.jpg", -0.3)
    ]  # fmt: skip


def test_words_flow_around_filters() -> None:
    assert parse("dog taken:2023 in snow") == parse("dog in snow taken:2023")


@pytest.mark.parametrize("text", ["12:30", "at 12:30 o'clock", "http://example.org", "a :-] b"])
def test_a_colon_that_makes_no_filter_is_part_of_a_word(text: str) -> None:
    assert _blend(text) == [(text, 1)]


# -- and, or, not -------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["black and white", "now or never", "not a cloud", "rock and"])
def test_connectors_in_small_letters_are_words_among_words(words: str) -> None:
    assert _blend(words) == [(words, 1)]


def test_connectors_in_small_letters_count_beside_filters_and_brackets() -> None:
    assert _filter("tag:a and tag:b") == All((A, B))
    assert _filter("tag:a or tag:b") == Either((A, B))
    assert _filter("tag:a and not tag:b") == All((A, Not(B)))
    assert _filter("not (tag:a or tag:b)") == Not(Either((A, B)))
    assert _filter("not(tag:a)or(tag:b)") == Either((Not(A), B))
    assert _blend("salt and pepper and tag:a") == [("salt and pepper", 1)]
    assert _blends("(dog) or (cat)") == [[("dog", 1)], [("cat", 1)]]


def test_connectors_in_capitals_always_count() -> None:
    assert _blends("dog OR cat in snow") == [[("dog", 1)], [("cat in snow", 1)]]
    assert _blend("dog AND cat") == [("dog", 1), ("cat", 1)]
    assert _blend("dog NOT people walking") == [("dog", 1), ("people walking", -1)]


def test_filters_side_by_side_must_all_hold() -> None:
    assert _filter("tag:a dog -tag:b NOT tag:c") == All((A, Not(B), Not(C)))
    assert _filter("dog + tag:a - tag:b") == All((A, Not(B)))


def test_or_binds_closer_than_standing_side_by_side_and_and_closer_still() -> None:
    assert _filter("tag:a OR tag:b tag:c") == All((Either((A, B)), C))
    assert _filter("tag:c tag:a OR tag:b") == All((C, Either((A, B))))
    assert _filter("tag:a AND tag:b OR tag:c") == Either((All((A, B)), C))
    assert _filter("tag:a OR tag:b AND -tag:c") == Either((A, All((B, Not(C)))))
    assert _filter("(tag:a OR tag:b) AND tag:c") == All((Either((A, B)), C))


def test_or_between_words_leaves_filters_to_both() -> None:
    query = parse("dog OR cat tag:a")
    assert query.filter == A
    assert query.alternatives == parse("dog OR cat").alternatives


def test_signs_and_weights_bind_closer_than_or() -> None:
    assert _blends("dog + snow *2 OR cat - people") == [
        [("dog", 1), ("snow", 2)], [("cat", 1), ("people", -1)]
    ]  # fmt: skip


def test_brackets_of_words_are_read_within_the_words_around_them() -> None:
    assert _blends("a (red OR blue) car") == [[("a red car", 1)], [("a blue car", 1)]]
    assert _blends("(dog OR cat) in snow") == [[("dog in snow", 1)], [("cat in snow", 1)]]


def test_brackets_of_sums_are_multiplied_out() -> None:
    assert _blends("(dog OR cat) + snow") == [
        [("dog", 1), ("snow", 1)], [("cat", 1), ("snow", 1)]
    ]  # fmt: skip
    assert _blend("sea - (people + boats *0.1) *0.3") == [
        ("sea", 1), ("people", -0.3), ("boats", -0.03)
    ]  # fmt: skip
    assert len(_blends("(a OR b) + (c OR d) + (e OR f)")) == 8


def test_brackets_may_hold_words_and_filters() -> None:
    query = parse("(dog tag:a) (in snow is:raw)")
    assert query.filter == All((A, Is(State.RAW)))
    assert query.alternatives == parse("dog + in snow").alternatives


def test_brackets_without_need_mean_nothing() -> None:
    assert parse("((tag:a)) ((dog))") == parse("dog tag:a")
    assert _filter("-(-tag:a)") == A


def test_names_of_filters_may_be_in_capitals() -> None:
    assert _filter("TAG:Dog") == Tag("Dog")


def test_values_may_be_quoted_and_hold_brackets() -> None:
    assert _filter('album:"My ""best"" trip"') == Album('My "best" trip')
    assert str(_filter('folder:C:\\Photos\\"My Pictures"\\x')) == (
        'folder:"C:\\Photos\\My Pictures\\x"'
    )
    assert str(_filter("(name:IMG(1).jpg)")) == 'name:"IMG(1).jpg"'


def test_a_picture_by_its_path_keeps_its_backslashes() -> None:
    terms = parse('like:"C:\\new photos\\a.jpg"').alternatives[0].terms
    assert terms == (Weighted(Like("C:\\new photos\\a.jpg")),)


# -- what is wrong ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("-", 1, "“-” stands alone"),
        ("dog - ", 5, "“-” stands alone"),
        ("dog + OR cat", 5, "“+” stands alone"),
        ("(dog -) cat", 6, "“-” stands alone"),
        ("dog + - cat", 7, "“-” follows upon “+”"),
        ("dog NOT NOT cat", 9, "“NOT” follows upon “NOT”"),
        ("dog OR", 5, "“OR” joins nothing on its right"),
        ("OR dog", 1, "“OR” joins nothing on its left"),
        ("dog OR AND cat", 8, "“AND” joins nothing on its left"),
        ("dog OR tag:a", 5, "joins words with words or filters with filters"),
        ("tag:a or cat", 7, "joins words with words or filters with filters"),
        ("(dog tag:a) OR (cat tag:b)", 13, "joins words with words or filters with filters"),
        ("dog )", 5, "this bracket closes none that was opened"),
        ("dog (cat (x)", 5, "the bracket that opens here is never closed"),
        ("dog ()", 5, "the brackets hold nothing"),
        ('dog "cat', 5, "the quotes that open here are never closed"),
        ('tag:"cat', 5, "the quotes that open here are never closed"),
        ('dog ""', 5, "the quotes hold nothing"),
        ("dog *much", 5, "“*much” is no weight"),
        ("dog *", 5, "“*” is no weight"),
        ("dog *1e5", 5, "“*1e5” is no weight"),
        ("*2 dog", 1, "stands behind no words and no picture"),
        ("tag:a *2", 7, "stands behind no words and no picture"),
        ("dog *2 *3", 8, "“*3” is a second weight"),
        ("dog *0", 5, "the weight 0 is out of range: 0.001 to 1000."),
        ("dog *1000000", 5, "out of range"),
        ("((dog *0.01) *0.01) *0.01", 2, "out of range"),
        ("dog - (cat OR cow)", 5, "words joined by OR cannot be taken away"),
        ("-(dog tag:a)", 1, "words and filters cannot be taken away as one"),
        ("takn:2023", 1, "there is no filter “takn:”. Did you mean “taken:”?"),
        ("dog note:this", 5, "there is no filter “note:”."),
        ("dog C:\\photos", 5, "there is no filter “c:”."),
        ("tag:", 5, "“tag:” wants its value right behind the colon, as in tag:dog."),
        ("tag: dog", 5, "wants its value right behind the colon"),
        ('like:" "', 6, "“like:” wants its value right behind the colon"),
        ("what:", 1, "there is no filter “what:”."),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, column: int, reason: str) -> None:
    with pytest.raises(QueryError) as told:
        parse(text)
    assert told.value.column == column
    assert reason in told.value.reason


@pytest.mark.parametrize(
    ("text", "column", "right"),
    [
        ("c:\\photos\\a.jpg", 1, '“like:"c:\\photos\\a.jpg"”'),
        ("dog - C:/photos/a.jpg", 7, '“like:"c:/photos/a.jpg"”'),
    ],
)
def test_the_path_of_a_picture_is_told_how_it_is_written(
    text: str, column: int, right: str
) -> None:
    with pytest.raises(QueryError) as told:
        parse(text)
    assert told.value.column == column
    assert right in told.value.reason


@pytest.mark.parametrize(
    ("text", "column", "right"),
    [
        ("taken>=2020", 1, "taken:2020.."),
        ("dog taken<2020-05", 5, "taken:..2020-05"),
        ("-TAKEN=2020", 2, "taken:2020"),
        ("taken≤2020", 1, "taken:..2020"),
        ("(camera=canon)", 2, "camera:canon"),
        ("dog OR tag==dog", 8, "tag:dog"),
        ("taken>", 1, "taken:2023-05"),
        ('tag="big dog"', 1, "tag:dog"),
    ],
)
def test_a_filter_that_compares_as_only_rating_does_is_told_how_it_is_written(
    text: str, column: int, right: str
) -> None:
    with pytest.raises(QueryError) as told:
        parse(text)
    assert told.value.column == column
    assert told.value.reason.startswith(f"only rating is compared: write “{right}”, or put")
    assert not parse(right).empty


def test_what_compares_no_filter_or_is_in_quotes_is_words() -> None:
    for text in ("e=mc2", '"tag=dog"', "tag = dog", "i <3 dogs", "stag=dog"):
        query = parse(text)
        assert query.filter is None
        assert parse(str(query)) == query


def test_a_query_that_is_too_long_is_refused() -> None:
    assert parse("a" * LONGEST).visual
    with pytest.raises(QueryError, match=r"^Column 2001: the query is too long: 10,000 char"):
        parse("a" * 10_000)


def test_a_query_that_would_be_too_long_when_printed_is_refused() -> None:
    with pytest.raises(QueryError, match="characters when it is written out in full, 2,000 are"):
        parse(":" + '"' * (LONGEST - 1))


def test_more_terms_than_a_model_can_encode_in_time_are_refused() -> None:
    assert len(_blend(" + ".join("a" * MOST_TERMS))) == MOST_TERMS
    with pytest.raises(QueryError, match="more than 64 terms"):
        parse(" + ".join("a" * (MOST_TERMS + 1)))


def test_more_alternatives_than_can_be_searched_in_time_are_refused() -> None:
    assert len(_blends(" + ".join(["(a OR b)"] * 4))) == 16
    with pytest.raises(QueryError, match="more than 16 alternatives"):
        parse(" + ".join(["(a OR b)"] * 100))


def test_brackets_without_end_are_refused() -> None:
    assert parse("(" * 40 + "dog" + ")" * 40) == parse("dog")
    with pytest.raises(QueryError, match=r"^Column 41: more than 40 brackets within each other"):
        parse("(" * 900 + "dog" + ")" * 900)


def test_filters_nested_too_deeply_are_refused() -> None:
    with pytest.raises(QueryError, match="nested too deeply"):
        parse("tag:a OR (tag:b (" * 15 + "tag:c" + "))" * 15)
