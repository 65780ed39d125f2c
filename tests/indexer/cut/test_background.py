"""What a model makes of everyday words: shipped for the starter, kept for others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer import places
from indexer.cut import prompts
from indexer.cut.background import FILE, background_of, concepts, make_background, save_background
from indexer.encode import TextEncoder
from indexer.models import find_bundle

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle


@pytest.fixture
def starter() -> Bundle:
    return find_bundle("starter", [places.shipped_models()])


@pytest.fixture
def bare(starter: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """The starter's description in a folder without the words, and an empty cache."""
    from dataclasses import replace

    monkeypatch.setattr(places, "user_cache", lambda: tmp_path / "cache")
    return replace(starter, folder=tmp_path)


def random_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    vectors = np.random.default_rng(len(texts)).normal(size=(len(texts), 512))
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = (vectors / lengths).astype(np.float32)
    return scaled


def test_the_list_holds_a_thousand_different_words_and_names_its_source() -> None:
    assert len(concepts()) == len(set(concepts())) == 1000
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z' -]*", each) for each in concepts())
    assert "Apache-2.0" in places.shipped_concepts().read_text("utf-8")


def test_the_vectors_that_ship_are_what_the_text_tower_makes(starter: Bundle) -> None:
    background = background_of(starter)
    assert background is not None
    some = range(0, 1000, 50)
    with TextEncoder.open(starter, device="cpu") as texts:
        made = texts.encode([prompts(concepts()[at])[0] for at in some])
    assert np.einsum("nd,nd->n", made, background.words[list(some)]).min() > 0.9999
    assert background.logit_scale == starter.logit_scale


def test_a_word_is_more_familiar_than_a_long_description(starter: Bundle) -> None:
    background = background_of(starter)
    assert background is not None
    with TextEncoder.open(starter, device="cpu") as texts:
        puppy, story = texts.encode(
            ["puppy", "three men in hats wait at the counter while a boy shows them his drawing"]
        )
    assert background.familiarity(puppy) > background.familiarity(story)


def test_a_model_that_came_without_makes_its_own_and_keeps_it(bare: Bundle) -> None:
    assert background_of(bare) is None
    made = make_background(bare, random_vectors)
    kept = background_of(bare)
    assert kept is not None
    assert np.allclose(kept.words, made.words, atol=1e-3)
    assert kept.usual_nearness == pytest.approx(made.usual_nearness, abs=1e-2)


def test_the_words_of_another_model_are_not_taken(bare: Bundle) -> None:
    from dataclasses import replace

    made = make_background(bare, random_vectors)
    save_background(bare.folder / FILE, replace(bare, preprocess_version=99), made)
    kept = background_of(bare)
    assert kept is not None
    other = replace(bare, preprocess_version=98)
    assert background_of(other) is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"words"])
def test_a_broken_file_counts_as_none(bare: Bundle, content: bytes) -> None:
    (bare.folder / FILE).write_bytes(content)
    assert background_of(bare) is None


def test_a_full_disk_costs_the_file_and_nothing_else(
    bare: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setattr(places, "user_cache", lambda: in_the_way / "below")
    assert len(make_background(bare, random_vectors).words) == 1000
    assert background_of(bare) is None
