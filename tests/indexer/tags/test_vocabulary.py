"""A vocabulary is plain text that a person edits; what is wrong with it is told with its line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from indexer.tags.lines import Level, Mode
from indexer.tags.vocabulary import (
    MOST_LINES,
    MOST_TAGS,
    Vocabulary,
    VocabularyError,
    _shipped,
    key_of,
    vocabulary,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own.txt"


def laid_over(own: Path, text: str) -> Vocabulary:
    own.write_text(text, "utf-8")
    return vocabulary(own)


# -- what comes with Shoebox --------------------------------------------------------------


def test_threads_that_ask_at_once_read_it_once() -> None:
    _shipped.cache_clear()
    begin = Barrier(4)

    def ask() -> Vocabulary:
        begin.wait()
        return vocabulary()

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(ask) for _ in range(4)]
        first, *others = [each.result() for each in asked]
    assert all(one is own for each in others for own, one in zip(first, each, strict=True))


def test_a_thousand_words_and_more_come_with_shoebox() -> None:
    words = vocabulary()
    assert 800 <= len(words) <= 1500
    assert len({key_of(each.name) for each in words}) == len(words)


def test_what_follows_from_a_tag_is_known_however_far_up() -> None:
    assert vocabulary().ancestors("puppy") == ("dog", "mammal", "pet", "animal")


def test_each_tag_is_read_in_a_few_sentences() -> None:
    words = vocabulary()
    owl = words.by_key["owl"]
    assert owl.sentences == ("owl", "a photo of an owl", "there is an owl")
    assert words.by_key["glasses"].sentences[1] == "a photo of glasses"
    assert all(1 <= len(each.sentences) <= 4 for each in words)


def test_no_synonym_of_a_tag_is_its_own_name() -> None:
    for each in vocabulary():
        assert key_of(each.name) not in map(key_of, each.synonyms)


# -- a file of one's own ------------------------------------------------------------------


def test_a_file_adds_tags_below_those_that_there_are(own: Path) -> None:
    words = laid_over(own, '# mine\nOur boat < sailboat = Möwe "a small red sailing boat"\n')
    boat = words.by_key["our boat"]
    assert (boat.parents, boat.synonyms) == (("sailboat",), ("Möwe",))
    assert boat.sentences == ("a small red sailing boat",)
    assert words.ancestors("our boat") == ("sailboat", "boat", "vehicle")
    assert len(words) == len(vocabulary()) + 1


def test_lines_that_stand_further_right_are_parts(own: Path) -> None:
    words = laid_over(own, "garden tool\n\tdibber\n\t\tlong dibber\n\ttrowel\nteasel\n")
    assert words.by_key["long dibber"].parents == ("dibber",)
    assert words.by_key["trowel"].parents == ("garden tool",)
    assert words.by_key["teasel"].parents == ()


def test_a_heading_ends_what_stands_above(own: Path) -> None:
    words = laid_over(own, "garden tool\n[mine]\n  dibber\n")
    assert words.by_key["dibber"].parents == ()


def test_a_line_of_the_same_name_takes_the_place_of_the_other(own: Path) -> None:
    words = laid_over(own, 'Dog < pet "our dog Waldi"\n')
    assert words.by_key["dog"].sentences == ("our dog Waldi",)
    assert words.ancestors("puppy") == ("Dog", "pet", "animal")
    assert len(words) == len(vocabulary())


def test_tags_are_switched_off_suggested_and_given_again(own: Path) -> None:
    words = laid_over(own, "- dog\n? cat\nred\n")
    assert words.by_key["dog"].mode is Mode.OFF
    assert words.by_key["cat"].mode is Mode.SUGGEST
    assert words.by_key["red"].mode is Mode.AUTO
    assert words.by_key["dog"].sentences == vocabulary().by_key["dog"].sentences


def test_a_tag_may_have_a_level_of_its_own(own: Path) -> None:
    words = laid_over(own, 'cat @strict\nour dog < dog @loose "our dog" \n? red @normal\nme@home\n')
    assert words.by_key["cat"].level is Level.STRICT
    assert words.by_key["cat"].parents == vocabulary().by_key["cat"].parents
    assert words.by_key["our dog"].level is Level.LOOSE
    assert words.by_key["our dog"].parents == ("dog",)
    assert (words.by_key["red"].mode, words.by_key["red"].level) == (Mode.SUGGEST, Level.NORMAL)
    assert words.by_key["me@home"].level is None
    assert vocabulary().by_key["dog"].level is None


def test_a_text_is_read_as_what_would_be_in_the_file(own: Path) -> None:
    own.write_text("teasel\n", "utf-8")
    words = vocabulary(own, "\ufeffthistle tea\n")
    assert "thistle tea" in words.by_key
    assert "teasel" not in words.by_key
    with pytest.raises(VocabularyError, match=r"own\.txt”, line 2, names “teasel” again"):
        vocabulary(own, "teasel\nteasel\n")


def test_what_a_model_reads_tells_one_tag_from_another(own: Path) -> None:
    before = vocabulary().by_key["dog"]
    assert laid_over(own, "? dog\n").by_key["dog"].digest == before.digest
    assert laid_over(own, 'dog "a hound"\n').by_key["dog"].digest != before.digest


# -- what is wrong ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "told"),
    [
        ("teasel\nTeasel\n", 2, "names “Teasel” again, as line 1 does"),
        ("teasel < thistel\n", 1, "speaks of “thistel”, which is no tag"),
        ("teasel ~ thistel\n", 1, "speaks of “thistel”, which is no tag"),
        ("teasel < teasel\n", 1, "has “teasel” follow from itself"),
        ("\nanimal < puppy\n", 2, "has “animal” follow from itself"),
        ("one < two\ntwo < three\nthree < one\n", 1, "has “one” follow from itself"),
        ("is:raw\n", 1, "begins like the filter “is:”, so no query could ask for it"),
        ("Rating>=3\n", 1, "begins like the filter “Rating>”, so no query could ask for it"),
        ("- teasel\n", 1, "switches “teasel” off, which is no tag"),
        ("< dog\n", 1, "has no name"),
        ("...\n", 1, "has no name"),
        ("teasel <\n", 1, "has nothing behind a “<” or between two commas"),
        ("teasel = a,,b\n", 1, "has nothing behind a “=” or between two commas"),
        ('teasel "a photo\n', 1, "has a quote that does not end"),
        ("teasel, thistle\n", 1, "has a comma in its name"),
        ("teasel @strct\n", 1, "asks for “@strct”: say one of @strict, @normal, @loose"),
        (
            "teasel @strict @loose\n",
            1,
            "asks for “@strict @loose”: say one of @strict, @normal, @loose",
        ),
        ("@strict\n", 1, "has no name"),
        ("t" * 61 + "\n", 1, "has a name of more than 60 signs"),
        ("t" * 3000 + "\n", 1, "is longer than 2,000 signs"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_with_its_number(
    own: Path, text: str, number: int, told: str
) -> None:
    with pytest.raises(VocabularyError) as caught:
        laid_over(own, text)
    assert str(caught.value).endswith(f"own.txt”, line {number}, {told}.")
    assert "\n" not in str(caught.value)


def test_a_hundred_thousand_lines_are_no_vocabulary(own: Path) -> None:
    with pytest.raises(VocabularyError, match=f"more than {MOST_LINES:,} lines"):
        laid_over(own, "".join(f"teasel {number}\n" for number in range(100_000)))


def test_more_tags_than_anybody_tells_apart_are_refused(own: Path) -> None:
    with pytest.raises(VocabularyError, match=f"more than {MOST_TAGS:,} tags"):
        laid_over(own, "".join(f"teasel {number}\n" for number in range(MOST_TAGS)))


def test_a_long_chain_of_parents_is_followed_to_its_end(own: Path) -> None:
    chain = ["link 0\n", *(f"link {number} < link {number - 1}\n" for number in range(1, 3000))]
    assert len(laid_over(own, "".join(chain)).ancestors("link 2999")) == 2999


@pytest.mark.parametrize("content", [b"\xff\xfe\x00d", b"dog \x80\n"])
def test_what_is_no_text_is_told(own: Path, content: bytes) -> None:
    own.write_bytes(content)
    with pytest.raises(VocabularyError, match="not a text file in UTF-8"):
        vocabulary(own)


def test_a_folder_in_its_place_is_told(own: Path) -> None:
    own.mkdir()
    with pytest.raises(VocabularyError, match="cannot be read: Is a directory"):
        vocabulary(own)


def test_a_file_as_large_as_a_film_is_not_read_to_its_end(own: Path) -> None:
    with own.open("wb") as file:
        file.truncate(10_000_000_000)
    with pytest.raises(VocabularyError, match="or is too large"):
        vocabulary(own)


def test_a_file_that_is_not_there_is_told(own: Path) -> None:
    with pytest.raises(VocabularyError, match="cannot be read"):
        vocabulary(own)
