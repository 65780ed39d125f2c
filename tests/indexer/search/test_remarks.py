"""What a user should know of an answer besides its photos."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from indexer.library import Library
from indexer.models import load_bundle
from indexer.models.taught import FILE
from indexer.query import parse
from indexer.search import Request, Searcher
from indexer.search.answer import Unknown
from indexer.search.remarks import is_of_every_answer
from tests.indexer.search.shelf import have_words_read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.models import Bundle


def _remarks(searcher: Searcher, query: str) -> tuple[str, ...]:
    return searcher.answer(Request(parse(query))).remarks


def test_a_description_that_the_model_reads_only_the_beginning_of_is_told(
    searcher: Searcher,
) -> None:
    longest = searcher.bundle.text.context_length - 2
    assert _remarks(searcher, " ".join(longest * ["red"])) == ()
    (told,) = _remarks(searcher, " ".join((longest + 1) * ["red"]))
    assert told.startswith("Only the beginning of “red red red")
    assert "“tiny” reads no more" in told
    assert len(_remarks(searcher, " ".join((longest + 1) * ["red"]) + " + blue")) == 1


@pytest.mark.parametrize("named", ["tag:holidya", "album:nothing", "camera:leica", "folder:Paris"])
def test_what_no_photo_goes_by_is_told(searcher: Searcher, named: str) -> None:
    (told,) = _remarks(searcher, f"red {named} OR tag:family")
    assert named in told


def test_a_place_that_was_meant_is_told(searcher: Searcher) -> None:
    told = "Nothing in this library goes by place:Osol. Did you mean “place:Oslo”?"
    assert _remarks(searcher, "red place:Osol") == (told,)
    assert _remarks(searcher, "red place:Oslo") == ()


def test_an_apostrophe_is_told_to_be_no_quote(searcher: Searcher) -> None:
    (told,) = _remarks(searcher, "tag:'dinner' red")
    assert told.endswith('An apostrophe is no quote: only " keeps words together.')
    assert "apostrophe" not in _remarks(searcher, "tag:dinner's")[0]


def test_a_tag_that_is_asked_for_by_another_word_is_told(
    shelf: Path, tiny_bundle: Bundle, tmp_path: Path, searcher: Searcher
) -> None:
    have_words_read(tiny_bundle)
    folder = shutil.copytree(shelf / "library", tmp_path / "library")
    with Library.open(folder, write=True) as library:
        library.catalog.keep_synonyms({"family": ("kin", "the clan")})
        with Searcher.open(library, tiny_bundle, device="cpu") as searcher:
            told = "is another word for tag:family, which was looked for."
            assert _remarks(searcher, "red tag:kin") == (f"tag:kin {told}",)
            assert _remarks(searcher, 'red -tag:"The Clan"') == (f'tag:"The Clan" {told}',)
            found = searcher.answer(Request(parse("tag:kin"))).ids
            assert found.tolist() == searcher.answer(Request(parse("tag:family"))).ids.tolist()


def test_words_that_take_themselves_away_are_told(searcher: Searcher) -> None:
    for query in ("red - red", "red + blue - RED", "white OR red -red"):
        (told,) = _remarks(searcher, query)
        assert told == "“red” is asked for and taken away at once: a minus counts half."
    assert _remarks(searcher, "red - blue OR blue") == ()


def test_what_is_there_needs_no_remark(searcher: Searcher) -> None:
    assert _remarks(searcher, "red tag:family folder:Rome taken:1900 -camera:canon") == ()


@pytest.fixture
def taught_searcher(library: Library, tiny_bundle: Bundle, tmp_path: Path) -> Iterator[Searcher]:
    """One whose model tells what it was taught: its colours, and two things more."""
    folder = shutil.copytree(tiny_bundle.folder, tmp_path / "taught")
    words = f"# Words.\n# {tiny_bundle.sha256}\n# English\nstairs\ntemple\n"
    (folder / FILE).write_text(words, "utf-8")
    with Searcher.open(library, load_bundle(folder), device="cpu") as searcher:
        have_words_read(tiny_bundle)
        yield searcher


def test_words_that_the_model_was_never_taught_are_told_with_what_was_meant(
    taught_searcher: Searcher,
) -> None:
    told_of_tag = "Nothing in this library goes by tag:diner. Did you mean “tag:dinner”?"
    assert _remarks(taught_searcher, "red -tag:x tag:diner") == (told_of_tag,)
    meant = "The model “tiny” does not know the word “tempel”. Did you mean “temple”?"
    for query in ("a red tempel", "tempel + red", "red - tempel", "red OR tempel is:landscape"):
        assert _remarks(taught_searcher, query) == (meant,)
    unknown = "The model “tiny” reads English, and does not know the word"
    assert _remarks(taught_searcher, "asdfgh and red") == (f"{unknown} “asdfgh”.",)


def test_one_sentence_tells_of_several_words_that_the_model_was_never_taught(
    taught_searcher: Searcher,
) -> None:
    unknown = "The model “tiny” reads English, and does not know the words"
    for query in ("asdfgh, Größe, qwertz and red", "asdfgh - Größe + qwertz OR asdfgh"):
        assert _remarks(taught_searcher, query) == (f"{unknown} “asdfgh” and “Größe”.",)
    told = _remarks(taught_searcher, "asdfgh tempel")
    assert told == (f"{unknown} “asdfgh” and “tempel”. Did you mean “temple”?",)


def test_what_was_meant_is_told_apart_as_well(taught_searcher: Searcher) -> None:
    told = _remarks(taught_searcher, "tempel asdfgh tag:diner album:Nope")
    assert [each.names for each in told if isinstance(each, Unknown)] == [
        (("tempel", "temple"), ("asdfgh", None)),
        (("tag:diner", "tag:dinner"),),
        (("album:Nope", None),),
    ]


def test_names_that_the_library_goes_by_need_no_remark_on_what_the_model_knows(
    taught_searcher: Searcher,
) -> None:
    # The word of a caption, of a folder, of a tag; and one that somebody is still typing.
    for query in ("grandmother in red", "red oslo", "dinner of red", "red sta"):
        assert _remarks(taught_searcher, query) == ()


def test_letters_by_chance_make_nothing_likely(
    taught_searcher: Searcher, searcher: Searcher
) -> None:
    counts = taught_searcher.answer(Request(parse("asdfgh"))).counts
    assert counts is not None
    assert (counts.strong, counts.likely) == (0, 0)
    known = taught_searcher.answer(Request(parse("red"))), searcher.answer(Request(parse("red")))
    assert known[0].bands.tolist() == known[1].bands.tolist()


def test_where_the_model_has_not_read_the_words_the_bands_are_said_to_be_less_sure(
    shelf: Path, tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "nothing is kept here"))
    with (
        Library.open(shelf / "library") as library,
        Searcher.open(library, tiny_bundle, device="cpu") as searcher,
    ):
        for query in ("red", "like:1 + red", "like:1 OR red"):
            (told,) = _remarks(searcher, query)
            assert told.startswith("“tiny” has not read the words")
            assert is_of_every_answer(told)
            # The library is searched with another model than this one.
            assert told.endswith("`shoebox index --model tiny` has it read them.")
        for query in ("tag:family", "like:1", "like:1 - like:2"):
            assert _remarks(searcher, query) == ()
        have_words_read(tiny_bundle)
        assert _remarks(searcher, "red") == ()
