"""Single filters: their names and values."""

from __future__ import annotations

import pytest

from indexer.formats import SUFFIXES
from indexer.query import (
    Comparison,
    Filter,
    Is,
    Near,
    QueryError,
    Rating,
    State,
    Type,
    parse,
)
from indexer.query.filters import TYPES


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("rating>=3", Rating(Comparison.AT_LEAST, 3)),
        ("rating >= 3", Rating(Comparison.AT_LEAST, 3)),
        ("rating≥3", Rating(Comparison.AT_LEAST, 3)),
        ("rating:>=3", Rating(Comparison.AT_LEAST, 3)),
        ("rating:3", Rating(Comparison.EQUAL, 3)),
        ("Rating=3", Rating(Comparison.EQUAL, 3)),
        ("rating==3", Rating(Comparison.EQUAL, 3)),
        ("rating<2", Rating(Comparison.LESS, 2)),
        ("rating<=2", Rating(Comparison.AT_MOST, 2)),
        ("(rating>0)", Rating(Comparison.MORE, 0)),
        ("is:favourite", Is(State.FAVOURITE)),
        ("is:Favorite", Is(State.FAVOURITE)),
        ("type:JPG", Type("jpg")),
        ("type:.heic", Type("heic")),
        ("near:52.5,-13.4,10", Near(52.5, -13.4, 10)),
        ("near:52.5,-13.4,10km", Near(52.5, -13.4, 10)),
        ('near:"52.5, -13.4, 0.5 km"', Near(52.5, -13.4, 0.5)),
        ("near:-90,180,20040", Near(-90, 180, 20040)),
        ("near:1e-3,+.5,5.", Near(0.001, 0.5, 5)),
    ],
)
def test_values_are_read(text: str, meant: Filter) -> None:
    assert parse(text).filter == meant
    assert parse(str(parse(text))).filter == meant


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_asked_for(state: State) -> None:
    assert parse(f"is:{state.value}").filter == Is(state)


def test_the_type_of_every_file_that_is_indexed_can_be_asked_for() -> None:
    assert set(TYPES) >= SUFFIXES


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("rating:6", 8, "“6” is no rating: write rating>=3 with 0 to 5 stars."),
        ("rating > good", 8, "“>good” is no rating"),
        ("rating>=", 7, "“>=” is no rating"),
        ("rating:-1", 8, "“-1” is no rating"),
        ("is:favorit", 4, "a photo cannot be “favorit”. Did you mean “is:favorite”?"),
        ("is:xyz", 4, "a photo cannot be “xyz”. It can be favourite, landscape,"),
        ("type:jpge", 6, "there is no type of file “jpge”. Did you mean “type:"),
        ("near:52.5", 6, "“52.5” is no place"),
        ("near:52.5,13", 6, "“52.5,13” is no place"),
        ("near:nan,0,1", 6, "“nan,0,1” is no place"),
        ("near:91,0,1", 6, "the latitude 91 is not within -90 and 90."),
        ("near:0,-181,1", 8, "the longitude -181 is not within -180 and 180."),
        ("near:0,0,0", 10, "the distance 0 is not within 0 and 20,040 kilometres."),
        ("near:0,0,1e300", 10, "the distance 1e+300 is not within"),
        ("takn:2023", 1, "there is no filter “takn:”. Did you mean “taken:”? Put it in quotes"),
        ("fodler:x", 1, "there is no filter “fodler:”. Did you mean “folder:”?"),
        ("tags:x", 1, "there is no filter “tags:”. Did you mean “tag:”?"),
        ("colour:red", 1, "there is no filter “colour:”. "),
        ("size>1000", 1, "there is no filter “size”. Put it in quotes if you mean the words."),
        ("dog width<=1,5", 5, "there is no filter “width”. "),
        ("-tken>=2020", 2, "there is no filter “tken”. Did you mean “taken:”? Put it in quotes"),
    ],
)
def test_values_that_cannot_be_are_told_with_their_place(
    text: str, column: int, reason: str
) -> None:
    with pytest.raises(QueryError) as told:
        parse(text)
    assert told.value.column == column
    assert told.value.reason.startswith(reason)


def test_a_value_that_is_no_text_for_a_terminal_is_shown_without_harm() -> None:
    with pytest.raises(QueryError) as told:
        parse('is:"\x1b[31m' + "x" * 500 + '"')
    assert str(told.value).isprintable()
    assert len(str(told.value)) < 250


@pytest.mark.parametrize(
    "text", ["a>b", ">_<", "<3", "i<3", "size>large", '"size>1000"', "1<2", "wide-size>1000"]
)
def test_signs_that_compare_nothing_with_a_number_stay_words(text: str) -> None:
    assert parse(text)
