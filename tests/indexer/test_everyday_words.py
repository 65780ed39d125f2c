"""A model reads the words that answers are held against once, at the end of an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.cli.everyday_words import WHAT_TAKES_ITS_TIME, learn_words
from indexer.cut.background import background_of, concepts

if TYPE_CHECKING:
    from indexer.models import Bundle


def test_the_words_are_read_once_and_kept(tiny_bundle: Bundle) -> None:
    told: list[str] = []
    for _ in range(2):
        learn_words(tiny_bundle, device="cpu", on_stage=told.append, stopped=lambda: False)
    assert told == [WHAT_TAKES_ITS_TIME]
    background = background_of(tiny_bundle)
    assert background is not None
    assert background.words.shape == (len(concepts()), tiny_bundle.embedding_dim)


def test_who_is_stopped_keeps_nothing(tiny_bundle: Bundle) -> None:
    asked: list[bool] = []

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > 2

    learn_words(tiny_bundle, device="cpu", on_stage=lambda _: None, stopped=stopped)
    assert len(asked) == 3
    assert background_of(tiny_bundle) is None


def test_a_text_tower_that_is_broken_harms_no_index(tiny_bundle: Bundle) -> None:
    from dataclasses import replace

    broken = replace(tiny_bundle, text=replace(tiny_bundle.text, file="nowhere.onnx"))
    learn_words(broken, device="cpu", on_stage=lambda _: None, stopped=lambda: False)
    assert background_of(broken) is None
