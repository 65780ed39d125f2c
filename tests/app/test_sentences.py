"""What `indexer` says is recognised by its words, whole, in a row, or behind a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.sentences import Said, Sentence, Sentences, filled, sentences_in

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = (
    Sentence("It is gone."),
    Sentence("it breaks off"),
    Sentence("sharper"),
    Sentence("no file is “{name}”."),
    Sentence("The file {path} cannot be read: {error}"),
    Sentence("The file {path} cannot be read: it has {size} bytes."),
    Sentence("Add “{name}” to {n} photos", "Add “{name}” to 1 photo"),
    Sentence("{album} and {album} are one."),
)


def _said(said: Said) -> str:
    count = f"{said.count} of: " if said.count else ""
    return count + filled(said.sentence.text.upper().replace("{N}", "{n}"), _upper(said.parts))


def _upper(parts: dict[str, str]) -> dict[str, str]:
    return {name.upper(): part for name, part in parts.items()}


@pytest.fixture(scope="module")
def known() -> Sentences:
    """Sentences in a language that shouts, and writes a number between bars."""
    by_locale = {"1,234": "|1.234|"}
    return Sentences(
        KNOWN, said=_said, by_locale=lambda part: by_locale.get(part, part), listed="; ".join
    )


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("It is gone.", "IT IS GONE."),
        ("It is gone", "IT IS GONE"),
        ("It breaks off.", "IT BREAKS OFF."),
        ("No file is “a.jpg”", "NO FILE IS “a.jpg”"),
        (
            "The file a.jpg cannot be read: it breaks off",
            "THE FILE a.jpg CANNOT BE READ: IT BREAKS OFF",
        ),
        (
            "The file a.jpg cannot be read: it has 1,234 bytes.",
            "THE FILE a.jpg CANNOT BE READ: IT HAS |1.234| BYTES.",
        ),
        ("Add “dog” to 1 photo", "1 of: ADD “dog” TO {n} PHOTOS"),
        ("Add “dog” to many photos", "Add “dog” to many photos"),
        ("Add “dog” to , photos", "Add “dog” to , photos"),
        ("Add “dog” to 1,234 photos", "1,234 of: ADD “dog” TO {n} PHOTOS"),
        ("It is gone. It breaks off. Nobody knows.", "IT IS GONE. IT BREAKS OFF. Nobody knows."),
        ("a.jpg: It is gone.", "a.jpg: IT IS GONE."),
        ("sharper, it breaks off", "SHARPER; IT BREAKS OFF"),
        ("a and a are one.", "a AND a ARE ONE."),
        ("a and b are one.", "a and b are one."),
        ("1,234", "|1.234|"),
        ("Nobody knows this", "Nobody knows this"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_sentence_is_known_by_its_words(known: Sentences, english: str, told: str) -> None:
    assert known.told(english) == told


def test_a_name_in_quotes_stays_though_it_reads_as_a_sentence(known: Sentences) -> None:
    assert known.told("No file is “It is gone.”.") == "NO FILE IS “It is gone.”."


def test_what_is_longer_than_any_sentence_stays(known: Sentences) -> None:
    long = "The file " + "a" * 3000 + " cannot be read: it breaks off"
    assert known.told(long) == long


def test_braces_that_nothing_fills_stay() -> None:
    assert filled("as in {date}_{name}", {"name": "{date}"}) == "as in {date}_{date}"


def test_a_translation_that_is_not_there_or_damaged_knows_none(tmp_path: Path) -> None:
    damaged = tmp_path / "shoebox_de.ts"
    damaged.write_text("<TS>", "utf-8")
    assert [*sentences_in(damaged), *sentences_in(tmp_path / "shoebox_fr.ts")] == []
