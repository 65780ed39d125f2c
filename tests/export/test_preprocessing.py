"""What a bundle says of pictures and words makes of them what open_clip makes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.models.known import KNOWN
from indexer.preprocess import fit, normalise
from indexer.tokenizer import Tokenizer
from tests.export.rehearsals import find_recipe, open_clip, transform_of
from tests.indexer.references.pictures import SIZES, paint
from tests.indexer.references.texts import reference_texts

if TYPE_CHECKING:
    from PIL import Image

    from tests.export.rehearsals import Rehearsal

NAMES = [model.name for model in KNOWN]


@pytest.mark.parametrize("name", NAMES)
def test_pictures_are_prepared_as_open_clip_prepares_them(
    name: str, photographs: list[Image.Image]
) -> None:
    recipe = find_recipe(name)
    transform = transform_of(recipe)
    painted = [paint(width, height) for width, height in SIZES]
    odd = [photographs[0].convert("L"), photographs[1].convert("RGBA")]
    for picture in (*photographs[:12], *painted, *odd):
        found = normalise(fit(picture, recipe.image)[None], recipe.image)[0]
        np.testing.assert_allclose(found, transform(picture).numpy(), rtol=0, atol=1e-6)


def test_the_six_are_not_all_prepared_alike() -> None:
    ways = {(spec.mean, spec.interpolation) for spec in (find_recipe(n).image for n in NAMES)}
    assert len(ways) == 3


@pytest.mark.parametrize("name", NAMES)
def test_words_become_open_clip_s_ids(name: str, small: Rehearsal) -> None:
    # All have one vocabulary, so the file of one bundle is read by the numbers of each recipe.
    bundle = replace(small.bundle, text=find_recipe(name).text)
    texts = reference_texts()
    wanted = open_clip().get_tokenizer(find_recipe(name).architecture)(texts).numpy()
    assert len(texts) > 500
    np.testing.assert_array_equal(Tokenizer.load(bundle).encode(texts), wanted)
