"""Texts of EXIF are strangers': they may be of any length, and in either of two encodings."""

from __future__ import annotations

import pytest

from indexer.decode.exif import LONGEST_TEXT, text_of
from indexer.decode.written import LONGEST_CAPTION


def test_of_an_endless_text_only_the_beginning_is_looked_at() -> None:
    for endless in ("a" * 1_000_000, b"a" * 1_000_000):
        assert text_of(endless) == "a" * LONGEST_TEXT
    assert text_of(" " * LONGEST_TEXT + "a") is None


def test_a_whole_caption_of_the_longest_signs_is_read() -> None:
    text = "\N{DOG FACE}" * LONGEST_CAPTION
    assert text_of(text.encode()) == text


@pytest.mark.parametrize("moved", range(4))
def test_a_sign_that_is_cut_apart_is_passed_over(moved: int) -> None:
    text = "a" * moved + "\N{DOG FACE}" * LONGEST_TEXT
    read = text_of(text.encode())
    assert read is not None
    assert text.startswith(read)
    assert len(read.encode()) > LONGEST_TEXT - 4


def test_a_sign_of_latin_1_at_the_end_is_no_beginning_of_another() -> None:
    assert text_of("Café".encode("latin-1")) == text_of("Café".encode()) == "Café"
    assert text_of("Café\0\0".encode("latin-1")) == "Café"
