"""Patterns of what to leave out: read as git reads them."""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import product
from typing import TYPE_CHECKING

import pytest

from indexer.excludes import Excludes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PATTERNS = [
    "*.png", "raw", "raw/", "/raw", "a/raw", "/a/raw/", "**/raw", "raw/**", "a/**/b", "a/**",
    "a*/b", "?.jpg", "[ab].jpg", "[!ab].jpg", "[a-c]*", "[]a].jpg", "\\*.jpg", "\\!x.jpg",
    "\\#x.jpg", "# comment", "", "   ", "a b.jpg", "*", "/*", "**", "a/*/b", "*a*", "raw**",
    "[z-a].jpg", "été/*.jpg", "a.b", "/a/b/raw/x.jpg", "**/b/**",
]  # fmt: skip
FILES = [
    "raw", "a/raw", "a/b/raw", "raw/x.jpg", "a/raw/x.jpg", "a/b/raw/x.jpg", "x.png", "a/x.png",
    "a.jpg", "b.jpg", "c.jpg", "].jpg", "*.jpg", "!x.jpg", "#x.jpg", "a b.jpg", "a/b", "a/b/c",
    "a/c/b", "a/c/d/b", "été/1.jpg", "été/sub/1.jpg", "axb", "a.b", "rawx", "[",
]  # fmt: skip


def _left_out(patterns: Sequence[str], file: str, root: str = "/root") -> bool:
    """Whether a file or one of the folders above it is left out, as a walk would find."""
    excludes = Excludes(patterns, root)
    parts = file.split("/")
    above = ("/".join(parts[:count]) for count in range(1, len(parts)))
    return any(excludes.rule(f"{root}/{folder}", folder=True) for folder in above) or bool(
        excludes.rule(f"{root}/{file}", folder=False)
    )


def _git_leaves_out(folder: Path, patterns: Sequence[str], files: Sequence[str]) -> set[str]:
    (folder / ".gitignore").write_text("\n".join(patterns) + "\n", "utf-8")
    asked = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin", "-z"],
        input="\0".join(files).encode(),
        cwd=folder,
        capture_output=True,
        check=False,
    )
    return set(asked.stdout.decode().split("\0")) - {""}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def test_each_pattern_leaves_out_what_git_leaves_out(repository: Path) -> None:
    for pattern in PATTERNS:
        expected = _git_leaves_out(repository, [pattern], FILES)
        assert {file for file in FILES if _left_out([pattern], file)} == expected, pattern


def test_the_last_pattern_that_fits_decides_as_in_git(repository: Path) -> None:
    for first, second in product(["*.jpg", "a/*", "raw/", "**/b/**"], ["!a.jpg", "!raw", "!b"]):
        expected = _git_leaves_out(repository, [first, second], FILES)
        assert {file for file in FILES if _left_out([first, second], file)} == expected


def test_the_rule_names_the_pattern_as_it_was_written() -> None:
    assert Excludes(["# no", " *.png "], "/root").rule("/root/a/x.png", folder=False) == (
        "excluded by *.png"
    )


def test_a_whole_path_below_the_root_is_a_pattern_too() -> None:
    root = os.path.abspath("/root")
    excludes = Excludes([os.path.join(root, "private")], root)
    assert excludes.rule(os.path.join(root, "private"), folder=True)
    assert not excludes.rule(os.path.join(root, "a", "private"), folder=True)


def test_patterns_start_at_the_top_that_holds_a_folder() -> None:
    root = os.path.abspath("/root")
    tops = [os.path.abspath("/roo"), root]
    excludes = Excludes(["year/raw", "/loose.jpg"], os.path.join(root, "year"), tops=tops)
    assert excludes.rule(os.path.join(root, "year", "raw"), folder=True)
    assert not excludes.rule(os.path.join(root, "year", "loose.jpg"), folder=False)


@pytest.mark.parametrize("pattern", ["[[:alpha:]].jpg", "[a--z].jpg", "[a&&b].jpg", "[a||b].jpg"])
def test_a_set_with_what_may_mean_more_one_day_is_read_without_a_warning(pattern: str) -> None:
    assert not Excludes([pattern], "/root").rule("/root/é.jpg", folder=False)
    assert Excludes(["[a&&b~~|].jpg"], "/root").rule("/root/&.jpg", folder=False)


def test_odd_names_can_be_matched() -> None:
    excludes = Excludes(["*.jpg"], "/root")
    assert excludes.rule("/root/new\nline.jpg", folder=False)
    assert excludes.rule("/root/\udcff.jpg", folder=False)
    assert Excludes(["**/x"], "/root").rule("/root/a\nb/x", folder=False)


def test_a_bracket_that_is_not_closed_stands_for_itself() -> None:
    assert Excludes(["a[b"], "/root").rule("/root/a[b", folder=True)


def test_no_patterns_are_no_work() -> None:
    assert not Excludes(["", "# nothing"], "/root")
