"""What is typed wrongly on the command line is told with what was meant."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from indexer.cli import main, parse_command, parse_window

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("line", "said", "usage"),
    [
        ("doctor --repport", "--repport. Did you mean --report?", "shoebox doctor "),
        ("problems --ignroed", "--ignroed. Did you mean --ignored?", "shoebox problems "),
        ("duplicates --distnace=3", "--distnace. Did you mean", "shoebox duplicates "),
        ("model get a --acept-licence", "Did you mean --accept-licence?", "shoebox model get "),
        ("--jsno status", "--jsno. Did you mean --json?", "shoebox [OPTION ...] COMMAND"),
        ("status --xyzzy", "there is no option --xyzzy.\n", "shoebox status "),
        ("status of", "unrecognized arguments: of", "shoebox status "),
    ],
)
def test_a_mistyped_option_is_put_right_where_it_belongs(
    line: str, said: str, usage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith(f"usage: {usage}")
    assert said in err.splitlines(keepends=True)[-1]
    assert err.count("usage:") == 1


@pytest.mark.parametrize(
    ("typed", "meant"), [("Picturs", "Pictures"), (os.path.join("Picturs", "2023"), "")]
)
def test_a_missing_folder_is_told_with_the_one_that_was_meant(
    typed: str, meant: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pictures" / "2023").mkdir(parents=True)
    path = tmp_path / typed
    with pytest.raises(SystemExit) as ended:
        parse_window([str(path)])
    assert ended.value.code == 2
    right = tmp_path / (meant or os.path.join("Pictures", "2023"))
    assert capsys.readouterr().err == (
        f"shoebox: There is no folder “{path}”. Did you mean {right}?\n"
    )


def test_a_folder_in_the_place_of_a_command_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, told in (
        (tmp_path, f"To take “{tmp_path}” in, write `index` before it."),
        (tmp_path / "xyz" / "deep", f"There is no folder “{tmp_path / 'xyz' / 'deep'}”."),
    ):
        with pytest.raises(SystemExit) as ended:
            parse_command([str(path)])
        assert ended.value.code == 2
        assert capsys.readouterr().err == f"shoebox: {told}\n"


def test_a_missing_folder_that_is_like_none_is_told_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pictures").mkdir()
    with pytest.raises(SystemExit):
        parse_window([str(tmp_path / "xyz" / "deep")])
    assert capsys.readouterr().err.endswith("deep”.\n")


def test_a_folder_beside_us_is_meant_where_no_command_is_near(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pictures").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        parse_window(["Picturs"])
    assert "neither a command nor a folder. Did you mean Pictures?" in capsys.readouterr().err


def test_a_yes_to_what_is_not_asked_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["duplicates", "--yes"])
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert "`--trash`" in err
    assert err.count("\n") == 1
