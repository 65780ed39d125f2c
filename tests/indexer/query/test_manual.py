"""What the help says of the language is true of it."""

from __future__ import annotations

import pytest

from indexer.query import parse
from indexer.query.filters import EXAMPLES_OF_VALUES
from indexer.query.manual import EXAMPLES, SECTIONS, Example, manual
from indexer.query.tree import State
from tests.indexer.query.trees import TODAY


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.query)
def test_every_example_of_the_help_is_read_and_printed(example: Example) -> None:
    query = parse(example.query, today=TODAY)
    assert not query.empty
    assert parse(str(query), today=TODAY) == query


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        ("beach -people at sunset", "beach at sunset - people"),
        ("a (red OR blue) car", "a red car OR a blue car"),
        ("tag:dog OR tag:cat taken:2023", "(tag:dog OR tag:cat) AND taken:2023"),
        ("sea NOT (tag:people OR tag:boat)", "sea -(tag:people OR tag:boat)"),
        ("black and white tag:cat", '"black and white" AND tag:cat'),
        ("tag:cat and not tag:dog", "tag:cat -tag:dog"),
    ],
)
def test_an_example_means_what_the_help_says(shown: str, same: str) -> None:
    assert shown in {example.query for example in EXAMPLES}
    assert parse(shown, today=TODAY) == parse(same, today=TODAY)


def test_every_filter_and_every_state_is_shown() -> None:
    text = manual()
    for key in EXAMPLES_OF_VALUES:
        assert key in text
    for state in State:
        assert state.value in text


def test_what_cannot_be_found_yet_is_told() -> None:
    text = " ".join(manual().split())
    assert "nearly alike count as duplicates once Duplicates, or shoebox duplicates, has" in text


def test_the_help_is_plain_text_with_a_line_for_each_example() -> None:
    lines = manual().splitlines()
    assert max(map(len, lines)) <= 100
    for example in EXAMPLES:
        assert any(example.query in line and example.means in line for line in lines)
    assert [line for line in lines if line and not line.startswith(" ")] == [
        section.title for section in SECTIONS
    ]


@pytest.mark.parametrize("value", EXAMPLES_OF_VALUES.values())
def test_every_example_in_an_error_is_right_itself(value: str) -> None:
    assert not parse(value, today=TODAY).empty
