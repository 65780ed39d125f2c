"""What a shell makes of a query is put together again."""

from __future__ import annotations

import shlex

import pytest

from indexer.cli.arguments import parse_command
from indexer.cli.typed import MINUS, query_of, without_options
from indexer.query import parse


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("a dog in snow", "a dog in snow"),
        ('"a dog in snow"', "a dog in snow"),
        ('dog + "golden hour"', "dog + golden hour"),
        ('"dog + golden hour *0.5"', "dog + golden hour *0.5"),
        ("dog - people", "dog - people"),
        ("dog -people", "dog - people"),
        ("dog -tag:work", "dog -tag:work"),
        ("-tag:work", "-tag:work"),
        ("-k 5 dog -tag:work --json", "dog -tag:work"),
        ("-k5 dog", "dog"),
        ('dog folder:"My Photos"', 'dog folder:"My Photos"'),
        ('dog -folder:"My Photos"', 'dog -folder:"My Photos"'),
        ("dog 'folder:\"My Photos\"'", 'dog folder:"My Photos"'),
        ("'dog folder:\"My Photos\"'", 'dog folder:"My Photos"'),
        ('beach -"golden hour"', 'beach -"golden hour"'),
        ('beach -"golden hour" boat', 'beach -"golden hour" boat'),
        ('beach +"golden hour" boat', 'beach +"golden hour" boat'),
        ('beach "-black-and-white film"', 'beach -"black-and-white film"'),
        ('beach "- golden hour" boat', "beach - golden hour boat"),
        ('beach "-people walking *0.5"', "beach -people walking *0.5"),
        ('beach "-people -dogs"', "beach -people -dogs"),
        ('beach "-people OR dogs"', "beach -people OR dogs"),
        ('beach "-people -tag:work"', "beach -people -tag:work"),
        ("'folder:Rome a red car'", "a red car folder:Rome"),
    ],
)
def test_a_query_is_typed_in_a_shell_as_people_type(line: str, query: str) -> None:
    options = parse_command(["search", *shlex.split(line)])
    assert parse(query_of(options.words)) == parse(query)


def test_an_option_with_one_dash_too_few_is_no_part_of_a_query(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for mistyped in ("-json", "-sort", "-n"):
        with pytest.raises(SystemExit) as ended:
            parse_command(["search", "dog", mistyped])
        assert ended.value.code == 2
    assert "there is no option -n." in capsys.readouterr().err


def test_words_of_a_search_may_be_options_of_an_export() -> None:
    assert list(without_options(["chain", "-link"])) == ["chain", f"{MINUS}link"]
    assert list(without_options(["chain", "-link"], exporting=True)) == ["chain", "-link"]
    assert list(without_options(["chain", "-people"], exporting=True)) == [
        "chain",
        f"{MINUS}people",
    ]


def test_behind_two_dashes_nothing_is_an_option() -> None:
    assert list(without_options(["dog", "--", "-people"])) == ["dog", "--", "-people"]
    assert list(without_options(["-people", "--", "x"])) == [f"{MINUS}people", "--", "x"]
    assert parse_command(["search", "--", "-people"]).words == ["-people"]


def test_other_commands_are_left_alone() -> None:
    with pytest.raises(SystemExit):
        parse_command(["status", "-tag:x"])
