"""What a model was taught is told by its bundle, and words that it cannot know are known again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from indexer.models import find_bundle
from indexer.models.taught import FILE, Taught
from indexer.places import shipped_models
from indexer.tokenizer import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from indexer.models import Bundle


@pytest.fixture(scope="module")
def starter() -> Bundle:
    return find_bundle("starter", [shipped_models()])


@pytest.fixture(scope="module")
def taught(starter: Bundle) -> Taught:
    found = Taught.of(starter)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def is_token(starter: Bundle) -> Callable[[str], bool]:
    return Tokenizer.load(starter).is_token


def test_the_starter_tells_what_it_was_taught(taught: Taught) -> None:
    assert taught.language == "English"
    assert {"temple", "schnauzer", "trampoline", "veggies"} <= taught.words


@pytest.mark.parametrize(
    "text",
    [
        "a temple at night",
        "two snowboarders jumping, and a labrador",
        "lighthouses by the seaweed",  # Two words written as one.
        "puppies running; the baker's café",
        "IMG_1234 + 7",
        "a dog with a fris",  # Somebody is still typing.
    ],
)
def test_words_that_it_knows_are_no_strangers(
    text: str, taught: Taught, is_token: Callable[[str], bool]
) -> None:
    assert list(taught.unknown_in(text, is_token)) == []
    assert not taught.knows_none_of(text, is_token)


@pytest.mark.parametrize("word", ["tempel", "Größe", "asdfgh", "собака", "fahrrad", "mountian"])
def test_words_that_nobody_taught_it_are_told_as_they_were_typed(
    word: str, taught: Taught, is_token: Callable[[str], bool]
) -> None:
    assert list(taught.unknown_in(f"the {word} in snow", is_token)) == [word]
    assert taught.knows_none_of(f"with the {word}", is_token)
    assert not taught.knows_none_of(f"a {word} and a dog", is_token)


def test_a_text_of_little_words_alone_is_not_held_for_strange(
    taught: Taught, is_token: Callable[[str], bool]
) -> None:
    assert not any(taught.knows_none_of(text, is_token) for text in ("", "a", "from the", "2023"))


def test_the_word_that_was_meant_is_found(taught: Taught) -> None:
    assert [taught.nearest(each) for each in ("tempel", "Umbrela", "girafe", "bycicle")] == [
        "temple", "umbrella", "giraffe", "bicycle",
    ]  # fmt: skip
    assert taught.nearest("asdfgh") is None
    assert taught.nearest("haus") is None  # So short a word is like many.


def test_a_list_of_another_model_counts_for_nothing(starter: Bundle, tmp_path: Path) -> None:
    shutil.copy(starter.path(FILE), tmp_path / FILE)
    here = replace(starter, folder=tmp_path)
    assert Taught.of(here) is not None
    assert Taught.of(replace(here, preprocess_version=99)) is None


@pytest.mark.parametrize("content", [b"", b"cat\ndog\n", b"\xff\xfe\x00", b"# words\n# English\n"])
def test_a_list_that_is_none_counts_for_nothing(
    content: bytes, starter: Bundle, tmp_path: Path
) -> None:
    assert Taught.of(replace(starter, folder=tmp_path)) is None
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / FILE).write_bytes(content)
    assert Taught.of(replace(starter, folder=folder)) is None
