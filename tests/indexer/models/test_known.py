"""The numbers of the models that can be had by name, which decide what every vector means."""

from __future__ import annotations

import re

import pytest

from indexer.models.known import KNOWN, known_model

OPENAI = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
PLAIN = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)

# Printed by open_clip 3.3.0: `get_pretrained_cfg(name, tag)` and `get_model_config(name)`.
OPEN_CLIP = {
    "mobileclip2-s0": ("MobileCLIP2-S0", "dfndr2b", *PLAIN, "bilinear", 256, 512),
    "mobileclip2-s2": ("MobileCLIP2-S2", "dfndr2b", *PLAIN, "bilinear", 256, 512),
    "mobileclip2-b": ("MobileCLIP2-B", "dfndr2b", *PLAIN, "bilinear", 224, 512),
    "mobileclip2-s3": ("MobileCLIP2-S3", "dfndr2b", *OPENAI, "bilinear", 256, 768),
    "mobileclip2-s4": ("MobileCLIP2-S4", "dfndr2b", *OPENAI, "bilinear", 256, 768),
    "mobileclip2-l14": ("MobileCLIP2-L-14", "dfndr2b", *OPENAI, "bicubic", 224, 768),
    "vit-b-32-256": ("ViT-B-32-256", "datacomp_s34b_b86k", *OPENAI, "bicubic", 256, 512),
}


def test_every_model_of_the_table_is_known_and_no_other() -> None:
    assert {model.name for model in KNOWN} == OPEN_CLIP.keys()
    assert known_model("mobileclip2-s5") is None


@pytest.mark.parametrize("name", OPEN_CLIP)
def test_the_numbers_are_those_of_open_clip(name: str) -> None:
    """Trap 1: S3, S4 and L-14 take OpenAI's mean and std, S0, S2 and B none at all."""
    model = known_model(name)
    assert model is not None
    numbers = (
        *(model.open_clip_name, model.pretrained, model.mean, model.std),
        *(model.interpolation, model.image_size, model.embedding_dim),
    )
    assert numbers == OPEN_CLIP[name]
    assert (model.resize_mode, model.context_length) == ("shortest", 77)


def test_every_model_fills_up_with_0_as_in_its_training() -> None:
    """Trap 2: the tokenizer files on the hub say 49407."""
    assert [model.pad_id for model in KNOWN] == [0] * len(KNOWN)


@pytest.mark.parametrize("model", KNOWN, ids=lambda model: model.name)
def test_a_licence_says_in_a_sentence_what_it_allows(model: object) -> None:
    """Trap 10: Apple's weights are for research alone, and whoever fetches them is told."""
    assert isinstance(model, type(KNOWN[0]))
    licence = model.licence
    assert licence.url.startswith("https://")
    assert licence.meaning.endswith(".")
    if model.name.startswith("mobileclip2"):
        assert re.search(r"non-commercial scientific research.* only", licence.meaning)
        assert "product" in licence.meaning
    else:
        assert licence.name == "MIT"


@pytest.mark.parametrize("model", KNOWN, ids=lambda model: model.name)
def test_each_model_says_where_it_lies_and_about_how_large_it_is(model: object) -> None:
    assert isinstance(model, type(KNOWN[0]))
    for place in (model.weights, model.ready):
        if place is not None:
            assert re.fullmatch(r"[\w.-]+/[\w.-]+", place.repo)
            assert 100 < place.megabytes < 3000
