"""What may be typed after `shoebox`: every example of the help, and what is put right."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING

import pytest

from indexer.cli import main, names_command, parse_window
from indexer.cli.arguments import COMMANDS, parse_command
from indexer.cli.model.arguments import ACTIONS

if TYPE_CHECKING:
    from pathlib import Path


COLOURS = ("red", "green", "blue")
DONE = {
    "event", "seen", "added", "updated", "moved", "removed", "unreadable", "unchanged", "retold",
    "seconds", "photos_per_second", "device", "precision", "provider", "model",
}  # fmt: skip
HIT = {"rank", "id", "path", "score", "band", "taken_at", "tags"}


def examples() -> list[str]:
    """Each line that a command's help shows as an example."""
    taught = [each.examples for each in COMMANDS.values()]
    taught += [each.examples for each in ACTIONS.values()]
    shown = [line.strip() for examples in taught for line in examples.splitlines()]
    return [line.split("   ")[0] for line in shown]


@pytest.mark.parametrize("example", examples())
def test_every_example_of_the_help_can_be_typed(example: str) -> None:
    words = shlex.split(example)
    assert words[0] == "shoebox"
    assert names_command(words[1:])
    assert parse_command(words[1:]).command == words[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_by_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"shoebox {command}" in capsys.readouterr().out.split("examples:")[1]


@pytest.mark.parametrize(
    "line",
    [
        "--json --library /l --quiet search red dog -k 3",
        "--quiet search --json --library /l -k 3 red dog",
        "search red dog -k 3 --library /l --quiet --json",
    ],
)
def test_options_of_every_command_stand_before_or_after_it(line: str) -> None:
    options = parse_command(line.split())
    assert (options.json, options.quiet, options.count) == (True, True, 3)
    assert str(options.library) == os.path.join(os.sep, "l")
    assert list(options.words) == ["red", "dog"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "serach dog",
        "search",
        "search --from f dog",
        "search dog -k 0",
        "search dog -k many",
        "search dog --sort size",
        "search dog --min-band sure",
        "search dog --strictness 2",
        "index --device tpu",
        "model",
        "model fly",
        "model show",
    ],
)
def test_wrong_usage_ends_with_2(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    assert ended.value.code == 2
    assert "usage: shoebox" in capsys.readouterr().err


def test_a_mistyped_command_is_put_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert not names_command(["serach", "dog"])
    with pytest.raises(SystemExit) as ended:
        parse_window(["serach", "dog"])
    assert ended.value.code == 2
    assert "Did you mean `shoebox search`?" in capsys.readouterr().err


def test_a_folder_is_not_taken_for_a_command(tmp_path: Path) -> None:
    line = ["--library", "index", str(tmp_path)]
    assert not names_command(line)
    assert list(parse_window(line).paths) == [str(tmp_path)]


@pytest.mark.parametrize(
    ("command", "least"),
    [("search", "(weak; by date: likely)"), ("export", "(likely)"), ("album", "(likely)")],
)
def test_help_tells_the_least_sure_photos_of_each_command(
    command: str, least: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert f"the least sure photos wanted {least}" in " ".join(capsys.readouterr().out.split())
