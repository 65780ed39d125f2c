"""Patterns mean the same as the shell's of old, and take no longer for many stars."""

from __future__ import annotations

import fnmatch
import os
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.catalog.matching import Pattern, contains, fold, is_in_folder

PATTERNS = st.text("abA.%_\\[]*?", min_size=1, max_size=8)
NAMES = st.text("abA.%_\\[]", max_size=10)


@given(PATTERNS.filter(lambda text: "*" in text or "?" in text), NAMES)
def test_a_pattern_fits_what_the_shell_s_does(pattern: str, name: str) -> None:
    quoted = pattern.replace("[", "[[]").lower()
    assert Pattern(pattern).fits(name) == fnmatch.fnmatchcase(name.lower(), quoted)


@given(PATTERNS, NAMES)
def test_sqlite_and_we_agree_about_names_of_ascii(pattern: str, name: str) -> None:
    connection = sqlite3.connect(":memory:")
    like = connection.execute("SELECT ? LIKE ? ESCAPE '\\'", (name, Pattern(pattern).like))
    assert bool(like.fetchone()[0]) == Pattern(pattern).fits(name)
    connection.close()


def test_many_stars_take_no_longer() -> None:
    pattern = "a*" * 100 + "b"
    assert not Pattern(pattern).fits("a" * 250)
    assert Pattern(pattern).fits("a" * 250 + "b")
    assert not is_in_folder(pattern)(os.sep + "a" * 250)


@given(st.text())
def test_any_text_can_be_folded_and_is_then_folded(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=20))
def test_any_text_is_a_pattern_of_names_and_of_folders(text: str) -> None:
    assert isinstance(Pattern(text).fits("a.jpg"), bool)
    assert isinstance(is_in_folder(text)(os.path.join(os.sep, "a", "b")), bool)


@pytest.mark.parametrize(
    ("text", "part"),
    [("Canon EOS R5", "eos r"), ("Caméra", "CAMERA"), ("Camera", "é"), ("Strauß", "SS")],
)
def test_capitals_and_accents_make_no_difference(text: str, part: str) -> None:
    assert contains(text, part)
    assert not contains(text, part + "x")
