"""What a word could also mean is offered while one types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import Names, parse
from indexer.query.completions import FILTERS, MOST, Completion, completions
from indexer.query.filters import EXAMPLES_OF_VALUES
from indexer.query.names import Kind
from indexer.query.quoting import quoted_value
from tests.indexer.query.trees import TODAY, texts

NAMES = Names(
    tags=(("dog", 120), ("dog park", 3), ("golden hour", 9), ("hotdog", 1), ("land", 2), ("a", 9)),
    cameras=(("Canon EOS R5", 90), ("Apple iPhone 15", 40)),
    lenses=(("RF 35mm F1.8", 5),),
    folders=(("2023/Iceland trip", 5), ("Archive", 50)),
    roots=(("Archive", 50), ("Photos", 5)),
    places=(("New York", 7), ("Lisbon", 4)),
    albums=(("Best of dogs", 4), ("Café", 1), ('My "best"', 2)),
)


def _texts(typed: str) -> list[str]:
    return [offered.text for offered in completions(typed, len(typed), NAMES)]


def _finished(typed: str, offered: Completion) -> str:
    return typed[: offered.start] + offered.text + typed[offered.end :]


def test_a_word_that_names_a_tag_is_offered_as_one() -> None:
    assert completions("a dog", 5, NAMES)[0] == Completion(2, 5, "tag:dog", "dog", Kind.TAG, 120)


@pytest.mark.parametrize(
    "typed",
    ["album:my", "album:best", 'album:"my ""be', 'album:"my "best', "my best"],
)
def test_a_name_with_a_quote_is_offered_however_the_quote_is_typed(typed: str) -> None:
    finished = [_finished(typed, each) for each in completions(typed, len(typed), NAMES)]
    assert 'album:"My ""best"""' in finished
    assert str(parse('album:"My ""best"""').filter) == 'album:"My ""best"""'


def test_the_best_fit_comes_first() -> None:
    assert _texts("dog") == ["tag:dog", 'tag:"dog park"', 'album:"Best of dogs"']


def test_names_of_several_words_are_found_by_the_words_before_the_cursor() -> None:
    typed = "beach at golden ho"
    offered = completions(typed, len(typed), NAMES)[0]
    assert _finished(typed, offered) == 'beach at tag:"golden hour"'


def test_words_on_the_other_side_of_a_sign_are_no_part_of_a_name() -> None:
    assert _texts("golden + hour") == ['tag:"golden hour"']
    assert completions("golden + hour", 13, NAMES)[0].start == 9
    assert _texts("golden + ho") == ["tag:hotdog", 'tag:"golden hour"']


def test_signs_and_brackets_stay() -> None:
    for typed in ("-do", "(do", "dog -(do", "-(x OR do"):
        offered = completions(typed, len(typed), NAMES)[0]
        assert _finished(typed, offered) == typed[:-2] + "tag:dog"


def test_a_word_in_quotes_is_replaced_with_its_quotes() -> None:
    (offered,) = completions('"golden h', 9, NAMES)
    assert (offered.start, offered.end) == (0, 9)


def test_the_whole_word_under_the_cursor_is_replaced() -> None:
    offered = completions("big dogs run", 6, NAMES)[0]
    assert _finished("big dogs run", offered) == "big tag:dog run"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("beach trip 5", 'folder:"Trip 5"'),
        ("eos r 5", 'camera:"Canon EOS R 5"'),
        ("eos r", 'camera:"Canon EOS R 5"'),
        ("dogs eos r", 'camera:"Canon EOS R 5"'),
        ("r 5", 'camera:"Canon EOS R 5"'),
    ],
)
def test_several_words_are_found_anywhere_in_a_name_the_last_also_by_a_letter(
    typed: str, first: str
) -> None:
    names = Names(cameras=(("Canon EOS R 5", 9),), folders=(("Trip 5", 3),))
    offered = completions(typed, len(typed), names)
    assert [offer.text for offer in offered] == [first]
    assert _finished(typed, offered[0]).removeprefix("beach ").removeprefix("dogs ") == first
    assert completions("beach x5", 8, names) == completions("5", 1, names) == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("taken:2021..la", "taken:2021..last-summer"),
        ("dog -taken:2021-06..ma", "taken:2021-06..march"),
        ("taken:..yes", "taken:..yesterday"),
    ],
)
def test_the_end_of_a_range_of_days_is_offered_as_its_beginning_is(typed: str, first: str) -> None:
    offered = completions(typed, len(typed), NAMES)
    assert first in [offer.text for offer in offered]
    assert parse(_finished(typed, offered[0]), today=TODAY).filter is not None


def test_only_what_is_offered_is_made_of_many_names(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def remembered(text: str) -> str:
        made.append(text)
        return quoted_value(text)

    monkeypatch.setattr("indexer.query.completions.quoted_value", remembered)
    names = Names(tags=tuple((f"dog {number}", number) for number in range(1000)))
    counts = [offer.count for offer in completions("dog", 3, names)]
    assert counts == list(range(999, 999 - MOST, -1))
    assert len(made) <= MOST + 1


def test_names_of_filters_are_offered_with_what_they_are_for() -> None:
    found = completions("ta", 2, NAMES)
    assert [offered.text for offered in found] == ["taken:", "tag:"]
    assert found[0].title == "when: 2023, 2023-05, 2021-06..2022-01, last-summer"


def test_every_filter_is_told() -> None:
    assert set(FILTERS) == set(EXAMPLES_OF_VALUES)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("tag:", "tag:dog"),
        ('tag:"gold', 'tag:"golden hour"'),
        ("album:caf", "album:Café"),
        ("album:my", 'album:"My ""best"""'),
        ("camera:r5", 'camera:"Canon EOS R5"'),
        ("lens:", 'lens:"RF 35mm F1.8"'),
        ("folder:ice", 'folder:"2023/Iceland trip"'),
        ("root:arch", "root:Archive"),
        ("place:", 'place:"New York"'),
        ("place:york", 'place:"New York"'),
        ("lisb", "place:Lisbon"),
        ("is:", "is:favourite"),
        ("type:h", "type:heic"),
        ("taken:last-s", "taken:last-summer"),
        ("taken:ma", "taken:march"),
        ("rating>", "rating>=1"),
        ("rating:3", "rating>=3"),
        ("canon", 'camera:"Canon EOS R5"'),
        ("iceland", 'folder:"2023/Iceland trip"'),
        ("CAFE", "album:Café"),
        ("favou", "is:favourite"),
        ("2023", "taken:2023"),
        ("christ", "taken:christmas"),
        ("heic", "type:heic"),
        ("tag:dog -land", "tag:land"),
    ],
)
def test_values_are_offered_behind_a_colon_and_for_free_words(typed: str, first: str) -> None:
    assert _texts(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "dog ", "a", "xyzzy", "note:x", "like:1", "name:I", "- "])
def test_where_nothing_fits_nothing_is_offered(typed: str) -> None:
    assert _texts(typed) == []


def test_only_roots_are_offered_as_roots_and_as_folders_where_words_are_free() -> None:
    assert _texts("root:") == ["root:Archive", "root:Photos"]
    assert _texts("archive") == ["folder:Archive"]


def test_what_stands_there_already_is_not_offered() -> None:
    assert "tag:dog" not in _texts("tag:dog")


def test_no_more_are_offered_than_one_reads() -> None:
    names = Names(tags=tuple((f"dog {number}", number) for number in range(1000)))
    found = completions("dog", 3, names)
    assert len(found) == MOST
    assert found[0].count == 999


def test_a_tag_that_is_typed_is_never_put_in_silently() -> None:
    assert parse("dog").filter is None


@given(texts, st.integers(-5, 200))
def test_no_text_and_no_cursor_is_an_error(text: str, cursor: int) -> None:
    for offered in completions(text, cursor, NAMES):
        assert 0 <= offered.start < offered.end <= len(text)
        assert offered.start <= cursor


@pytest.mark.parametrize(
    "before", ["", "a big", "-", "tag:x", "tag:x OR", "sea + x *2 -", "(", "NOT"]
)
@pytest.mark.parametrize(
    "typed", ["dog", "golden", "cafe", "2023", "rating:", "is:", "taken:", "my"]
)
def test_taking_what_is_offered_leaves_a_query_that_can_be_read(before: str, typed: str) -> None:
    text = f"{before} {typed}"
    offers = completions(text, len(text), NAMES)
    assert offers
    for offered in offers:
        if offered.kind is not Kind.FILTER:
            finished = _finished(text, offered) + ")" * before.count("(")
            assert parse(finished, today=TODAY).filter is not None
