"""A name becomes the numbers that open_clip has for it, or one line that says why not."""

from __future__ import annotations

import pytest

from indexer.errors import LibraryError
from indexer.models.known import KNOWN, KnownModel
from tests.export.rehearsals import find_recipe, open_clip


@pytest.mark.parametrize("known", KNOWN, ids=[each.name for each in KNOWN])
def test_what_is_known_by_name_is_what_open_clip_says(known: KnownModel) -> None:
    recipe = find_recipe(known.name)
    image, text = recipe.image, recipe.text
    assert (recipe.architecture, recipe.pretrained) == (known.open_clip_name, known.pretrained)
    assert (recipe.name, recipe.title, recipe.licence) == (
        known.name,
        known.title,
        known.licence.name,
    )
    assert (image.size, image.mean, image.std) == (known.image_size, known.mean, known.std)
    assert (image.interpolation, image.resize_mode) == (known.interpolation, known.resize_mode)
    assert recipe.embedding_dim == known.embedding_dim
    assert (text.context_length, text.tokenizer.pad_id) == (known.context_length, known.pad_id)


def test_open_clip_s_own_names_and_openai_s_spelling_are_understood() -> None:
    assert find_recipe("MobileCLIP2-S3") == find_recipe("mobileclip2-s3")
    assert find_recipe("ViT-B-32-256/datacomp_s34b_b86k") == find_recipe("vit-b-32-256")
    openai = find_recipe("ViT-B/32/openai")
    assert openai.origin == "ViT-B-32/openai"
    assert openai.quick_gelu
    assert openai.name == "vit-b-32-openai"
    assert "huggingface.co" in openai.licence


def test_weights_need_no_name_where_all_want_the_same_pictures() -> None:
    assert find_recipe("RN50x4").pretrained == "openai"
    assert find_recipe("RN50").pretrained is None


def test_weights_without_a_name_get_what_is_said_of_all_alike() -> None:
    apple = find_recipe("MobileCLIP-B")
    assert apple.pretrained is None
    assert apple.image == find_recipe("MobileCLIP-B/datacompdr").image
    assert (apple.image.mean, apple.image.std) == ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert apple.image.interpolation == "bilinear"
    assert "not known" in apple.licence
    assert find_recipe("RN50").quick_gelu
    assert find_recipe("RN101").quick_gelu


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("mobileclip2-s5", "did you mean MobileCLIP2-S"),
        ("swordfish", "knows no model “swordfish”."),
        ("ViT-B-32/nothing", "knows no weights “nothing” of ViT-B-32; those of it are: openai,"),
        ("ViT-B-32", "in different ways; say which they are: ViT-B-32/openai,"),
        ("ViT-B-16-SigLIP", "tokenizer that Shoebox does not know"),
        ("ViT-B-16-SigLIP2", "tokenizer that Shoebox does not know"),
        ("xlm-roberta-base-ViT-B-32", "tokenizer that Shoebox does not know"),
        ("coca_ViT-B-32", "writes captions"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_line(name: str, told: str) -> None:
    with pytest.raises(LibraryError) as refused:
        find_recipe(name)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_name_of_open_clip_is_taken_or_refused_in_one_line() -> None:
    taken, refused = [], []
    for name in open_clip().list_models():
        try:
            taken.append(find_recipe(name))
        except LibraryError as error:
            refused.append(str(error))
    assert len(taken) > 80
    assert all(recipe.text.tokenizer.kind == "clip" for recipe in taken)
    assert not any("\n" in line for line in refused)


def test_a_rehearsal_says_that_it_is_one() -> None:
    recipe = find_recipe("mobileclip2-s0").rehearsal()
    assert recipe.name == "mobileclip2-s0-random"
    assert "random weights" in recipe.title
    assert "Apple" not in recipe.licence
