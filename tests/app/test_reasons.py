"""Why a photo is in an answer is told in a sentence first, and in numbers last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.reasons import bars, reasons, references
from indexer.search import Band, Explanation, Part

DOG = Part("dog in snow", 1.0, 0.24, 0.21)
LIGHT = Part('"golden hour"', 0.5, 0.20, 0.07)
PEOPLE = Part("people", -1.0, 0.10, -0.05)
CAT = Part("like:12", 1.0, 0.61, 0.42)


def _hit(*parts: Part, band: Band = Band.STRONG) -> Explanation:
    return Explanation(3, score=0.23, band=band, z=3.42, likelihood=0.871, parts=parts)


@pytest.mark.parametrize(
    ("band", "begins"),
    [
        (Band.STRONG, "A clear match"),
        (Band.LIKELY, "A likely match"),
        (Band.WEAK, "No more than a guess"),
    ],
)
def test_the_sentence_says_how_sure_it_is_and_of_what(band: Band, begins: str) -> None:
    told = reasons(_hit(DOG, LIGHT, PEOPLE, band=band), {})
    assert told.sentence.startswith(begins)
    assert told.sentence.endswith("“dog in snow” and “golden hour”.")


def test_pictures_are_called_by_their_names_and_without_one_by_their_numbers() -> None:
    assert reasons(_hit(CAT), {"12": "cat.jpg"}).sentence == "A clear match for cat.jpg."
    assert reasons(_hit(CAT), {}).sentence == "A clear match for photo 12."
    assert list(references([CAT, DOG, Part('like:"/x/a b.jpg"', 1, 0, 0)])) == ["12", "/x/a b.jpg"]


def test_of_a_long_description_the_sentence_tells_the_beginning() -> None:
    long = Part("a palace " + "with golden roofs " * 20, 1.0, 0.2, 0.2)
    told = reasons(_hit(long, DOG), {})
    assert told.sentence.startswith("A clear match for “a palace with golden roofs with")
    assert "golden…” and “dog in snow”" in told.sentence
    assert len(told.sentence) < 130
    assert len(told.bars[0].title) > 300  # It has a line and a tool tip of its own.


def test_each_term_has_a_bar_beside_the_strongest() -> None:
    first, second, third = bars([DOG, LIGHT, PEOPLE], {})
    assert (first.title, first.share, first.told) == ("“dog in snow”", 1.0, "+0.210")
    assert second.share == pytest.approx(1 / 3)
    assert third.share < 0
    assert third.told == "−0.050"
    assert third.spoken == "“people” speaks against it: −0.050"


def test_one_term_alone_needs_no_bar() -> None:
    assert reasons(_hit(DOG), {}).bars == ()


def test_the_numbers_are_likelihood_similarity_and_deviation() -> None:
    assert reasons(_hit(DOG), {}).numbers == (
        "Likelihood 87 %  ·  similarity 0.230\n3.4 σ above the average of the library"
    )


def test_filters_and_words_are_told_in_sentences_of_their_own() -> None:
    told = Explanation(3, filters=("taken:2023", "tag:dog"), words="its file is called so")
    assert reasons(told, {}).notes == (
        "Its file is called so.",
        "Let in by taken:2023 and tag:dog.",
    )
    assert not reasons(told, {}).numbers


def test_without_looks_the_sentence_names_what_there_is() -> None:
    assert "filter of" in reasons(Explanation(3, filters=("tag:dog",)), {}).sentence
    assert "filters of" in reasons(Explanation(3, filters=("tag:dog", "rating>=3")), {}).sentence
    assert "written" in reasons(Explanation(3, words="its file is called so"), {}).sentence
    assert "still to be read" in reasons(Explanation(3), {}).sentence


def test_what_keeps_a_photo_out_is_told_before_all_else() -> None:
    told = Explanation(
        3, score=0.3, band=Band.WEAK, kept_out_by=("tag:a", "tag:b", "tag:c", "tag:d")
    )
    assert "tag:a, tag:b, tag:c and 1 more keeps it out" in reasons(told, {}).sentence


def test_what_is_only_unwanted_is_far_away() -> None:
    assert reasons(_hit(PEOPLE), {}).sentence == "It is far from “people”."


def test_of_a_video_it_is_told_when_it_is_to_be_seen() -> None:
    told = reasons(replace(_hit(DOG), moment=72.4), {})
    assert told.notes == ("Seen at 1:12 in the video.",)


def test_what_is_found_by_its_words_alone_is_not_told_to_be_unlikely() -> None:
    written = "the words are in its name, folders, tags, caption or place"
    by_words = replace(_hit(DOG, LIGHT, band=Band.LIKELY), likelihood=0.004, words=written)
    told = reasons(by_words, {})
    assert told.sentence == "Found by its words, not by its looks."
    assert told.notes == ("The words are in its name, folders, tags, caption or place.",)
    assert (told.bars, told.numbers) == ((), "")
    both = reasons(replace(by_words, likelihood=0.4), {})
    assert both.sentence == "A likely match for “dog in snow” and “golden hour”."
    assert both.numbers.startswith("Likelihood 40 %")
