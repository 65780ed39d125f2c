"""Words become the ids that open_clip and BERT give them, whatever is typed."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.models import TokenizerSpec, load_bundle
from indexer.places import shipped_models
from indexer.tokenizer import Tokenizer, clip_tokenizer_json
from tests.bundles import CONTEXT, VOCABULARY
from tests.indexer.references.texts import reference_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from indexer.models import Bundle

REFERENCES = Path(__file__).parent / "references"
START, END = 49406, 49407
CLS, SEP, UNKNOWN = 101, 102, 100


@pytest.fixture(scope="module")
def answers() -> Mapping[str, NDArray[np.uint16]]:
    """The ids of `reference_texts()`, from `references/make_references.py`."""
    with np.load(REFERENCES / "tokens.npz") as stored:
        return dict(stored)


@pytest.fixture(scope="module")
def clip_bundle(tiny_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle whose tokenizer is CLIP's whole one; its graphs are not there."""
    folder = tmp_path_factory.mktemp("clip")
    merges = gzip.decompress((REFERENCES / "clip_merges.txt.gz").read_bytes()).decode()
    (folder / "tokenizer.json").write_text(clip_tokenizer_json(merges.split("\n")), "utf-8")
    spec = TokenizerSpec(kind="clip", file="tokenizer.json", pad_id=0)
    text = replace(tiny_bundle.text, context_length=77, tokenizer=spec)
    return replace(tiny_bundle, folder=folder, text=text)


@pytest.fixture(scope="module")
def clip(clip_bundle: Bundle) -> Tokenizer:
    return Tokenizer.load(clip_bundle)


@pytest.fixture(scope="module")
def wordpiece() -> Tokenizer:
    return Tokenizer.load(load_bundle(shipped_models() / "starter"))


def test_clip_s_ids_are_open_clip_s(
    clip: Tokenizer, answers: Mapping[str, NDArray[np.uint16]]
) -> None:
    texts = reference_texts()
    assert len(texts) >= 500
    for text, ids, expected in zip(texts, clip.encode(texts), answers["clip"], strict=True):
        assert ids.tolist() == expected.tolist(), repr(text)


def test_the_starter_s_ids_are_bert_s(
    wordpiece: Tokenizer, answers: Mapping[str, NDArray[np.uint16]]
) -> None:
    # BERT, written in Python, ends a Greek word in capitals on ς; the library lowers each letter
    # by itself, to σ, and so did everyone who trained with it.
    texts = reference_texts()
    encoded = wordpiece.encode(texts)
    for text, ids, expected in zip(texts, encoded, answers["wordpiece"], strict=True):
        assert ids.tolist() == expected.tolist() or text == "ΟΔΥΣΣΕΥΣ", repr(text)


def test_the_longest_text_is_cut_and_keeps_its_end(clip: Tokenizer) -> None:
    for words, whole in ((75, True), (76, False), (300, False)):
        text = "dog " * words
        (ids,) = clip.encode([text])
        assert ids[0] == START
        assert ids[-1] == END
        assert (ids[1:-1] == ids[1]).all()
        assert clip.fits(text) is whole


def test_an_empty_text_is_only_marks(clip: Tokenizer, wordpiece: Tokenizer) -> None:
    for tokenizer, marks in ((clip, [START, END]), (wordpiece, [CLS, SEP])):
        for empty in ("", " \n\t"):
            (ids,) = tokenizer.encode([empty])
            assert ids[:2].tolist() == marks
            assert not ids[2:].any()
            assert tokenizer.fits(empty)


def test_what_a_person_types_is_never_a_mark(clip: Tokenizer, wordpiece: Tokenizer) -> None:
    typed = "a <end_of_text> b <start_of_text> <|endoftext|>"
    (ids,) = clip.encode([typed])
    assert (np.isin(ids, (START, END)).sum(), clip.fits(typed)) == (2, True)
    (ids,) = wordpiece.encode(["a [SEP] b [CLS] [PAD] [MASK]"])
    assert np.isin(ids, (CLS, SEP)).sum() == 2


def test_short_rows_are_filled_with_the_bundle_s_own_id(clip_bundle: Bundle) -> None:
    spec = replace(clip_bundle.text.tokenizer, pad_id=END)
    bundle = replace(clip_bundle, text=replace(clip_bundle.text, tokenizer=spec, dtype="int32"))
    ids = Tokenizer.load(bundle).encode(["a dog"])
    assert ids.dtype == np.int32
    assert ids[0].tolist() == [START, 320, 1929, *[END] * 74]


def test_a_file_s_own_length_and_padding_do_not_count(clip_bundle: Bundle, tmp_path: Path) -> None:
    import tokenizers

    words = tokenizers.Tokenizer.from_file(str(clip_bundle.path("tokenizer.json")))
    words.enable_truncation(4)
    words.enable_padding(length=9, pad_id=7)
    words.save(str(tmp_path / "tokenizer.json"))
    own, plain = Tokenizer.load(replace(clip_bundle, folder=tmp_path)), Tokenizer.load(clip_bundle)
    texts = ["a dog jumping over a log in the snow", ""]
    np.testing.assert_array_equal(own.encode(texts), plain.encode(texts))


def test_no_texts_are_no_rows(clip: Tokenizer) -> None:
    assert clip.encode([]).shape == (0, 77)


any_text = st.text(st.characters(codec=None), max_size=200)


@given(any_text)
@example("\udce9t\udce9")  # A file name that is not UTF-8, as Python spells it.
@example("&#xD800;")
@example("\0")
def test_any_text_is_a_start_words_an_end_and_filling(clip: Tokenizer, text: str) -> None:
    (ids,) = clip.encode([text])
    (end,) = np.flatnonzero(ids == END)
    assert ids.shape == (77,)
    assert ids[0] == START
    assert (ids[1:end] < START).all()
    assert not ids[end + 1 :].any()


@given(any_text)
def test_any_text_is_known_to_the_tiny_model(tiny_bundle: Bundle, text: str) -> None:
    (ids,) = Tokenizer.load(tiny_bundle).encode([text])
    cls, sep = VOCABULARY.index("[CLS]"), VOCABULARY.index("[SEP]")
    (end,) = np.flatnonzero(ids == sep)
    assert ids.shape == (CONTEXT,)
    assert ids[0] == cls
    assert (ids[1:end] < len(VOCABULARY)).all()
    assert not ids[end + 1 :].any()


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_plain_text_that_is_not_mended_had_nothing_to_mend(text: str) -> None:
    import ftfy

    # `Tokenizer` leaves ftfy out for printable ASCII without “&”: is it right to?
    if "&" not in text:
        assert ftfy.fix_text(text) == text
