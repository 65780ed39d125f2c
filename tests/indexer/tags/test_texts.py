"""What a model makes of tags is made once, and kept for all libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.encode import TextEncoder
from indexer.models import find_bundle
from indexer.places import shipped_models
from indexer.tags.lines import Mode
from indexer.tags.texts import FILE, kept_texts, known_texts, missing_texts, text_vectors
from indexer.tags.vocabulary import Concept, Vocabulary, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from indexer.models import Bundle


def of_words(*names: str) -> Vocabulary:
    return Vocabulary(
        tuple(Concept(name, Mode.AUTO, (), (), (), (name, f"a photo of {name}")) for name in names)
    )


class Counting:
    """The text tower, and how much it was given to read."""

    def __init__(self, bundle: Bundle) -> None:
        self._encoder = TextEncoder.open(bundle, device="cpu")
        self.read: list[str] = []

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return self._encoder.encode(texts)


def test_a_new_tag_costs_its_own_sentences_alone(tiny_bundle: Bundle) -> None:
    encode = Counting(tiny_bundle)
    first = text_vectors(tiny_bundle, of_words("red", "blue"), {}, encode)
    assert first.shape == (2, tiny_bundle.embedding_dim)
    assert np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-3)
    known = known_texts(tiny_bundle)
    again = text_vectors(tiny_bundle, of_words("green", "red"), known, encode)
    assert encode.read[4:] == ["green", "a photo of green"]
    assert np.allclose(again[1], first[0], atol=1e-3)
    assert missing_texts(known_texts(tiny_bundle), of_words("red", "green", "blue")) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"nothing of the kind"])
def test_a_broken_file_counts_as_none(tiny_bundle: Bundle, content: bytes) -> None:
    text_vectors(tiny_bundle, of_words("red"), {}, Counting(tiny_bundle))
    kept_texts(tiny_bundle).write_bytes(content)
    assert known_texts(tiny_bundle) == {}


def test_a_file_of_another_model_counts_as_none(tiny_bundle: Bundle) -> None:
    text_vectors(tiny_bundle, of_words("red"), {}, Counting(tiny_bundle))
    starter = find_bundle("starter", [shipped_models()])
    kept_texts(tiny_bundle).rename(kept_texts(starter))
    assert len(known_texts(starter)) == len(vocabulary())


def test_the_starter_comes_with_what_it_makes_of_all_tags() -> None:
    starter = find_bundle("starter", [shipped_models()])
    assert starter.path(FILE).is_file()
    known = known_texts(starter)
    assert [each.name for each in missing_texts(known, vocabulary())] == []


def test_what_came_with_the_starter_is_what_it_makes_of_them() -> None:
    starter = find_bundle("starter", [shipped_models()])
    words = Vocabulary(vocabulary().concepts[::200])
    made = text_vectors(starter, words, {}, Counting(starter))
    came = np.stack([known_texts(starter)[each.digest] for each in words])
    assert (np.einsum("nd,nd->n", made, came) > 0.999).all()


def test_an_empty_vocabulary_has_no_vectors(tiny_bundle: Bundle) -> None:
    vectors = text_vectors(tiny_bundle, of_words(), {}, Counting(tiny_bundle))
    assert vectors.shape == (0, tiny_bundle.embedding_dim)
