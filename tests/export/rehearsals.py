"""Models with random weights, as open_clip runs them and as they are exported, and what to ask.

A test that imports this needs the `export` extra and is skipped without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from indexer.models.export import Recipe, can_export, export_bundle, find_recipe
from indexer.preprocess import fit, normalise

if can_export():
    pytest.skip("the export extra is not installed", allow_module_level=True)

from indexer.models.export.extra import open_clip, quiet
from indexer.models.export.weights import random_network
from indexer.models.golden import golden_inputs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from indexer.models import Bundle

__all__ = [  # Also what a test wants of the exporter: by way of here, it is skipped without it.
    "COUNT", "SMALL", "Rehearsal", "asked_as_open_clip_does", "cosines", "cuttings",
    "export_bundle", "find_recipe", "open_clip", "rehearse", "squares", "transform_of",
]  # fmt: skip

SMALL = "ViT-S-32-alt"
"""The smallest network of open_clip that reads CLIP's words: seconds instead of minutes."""

COUNT = 50


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One model twice: open_clip's network, and the bundle that was made of the same weights."""

    recipe: Recipe
    bundle: Bundle

    def network(self) -> Any:
        """Open_clip's network, unfolded, as it was before the export; made anew each time."""
        pixels, _ = golden_inputs(self.recipe.image)
        return random_network(self.recipe, normalise(pixels, self.recipe.image))


def rehearse(name: str, folder: Path) -> Rehearsal:
    """Export a model with random weights into a folder."""
    recipe = find_recipe(name).rehearsal()
    folder.mkdir(parents=True)
    return Rehearsal(recipe, export_bundle(recipe, None, folder, on_stage=lambda _: None))


def transform_of(recipe: Recipe) -> Any:
    """Open_clip's own transform for the weights of a recipe, without fetching or making them.

    What is asked is `create_model_and_transforms(NAME, pretrained=TAG)`, as everyone calls it; the
    download alone is left out, and the network is one of shapes without numbers.
    """
    import torch
    from open_clip import factory

    fetching = factory.download_pretrained
    factory.download_pretrained = lambda *_, **__: "not fetched"
    try:
        with quiet(), torch.device("meta"):
            _, _, transform = open_clip().create_model_and_transforms(
                recipe.architecture,
                pretrained=recipe.pretrained,
                load_weights=False,
                device="meta",
            )
    finally:
        factory.download_pretrained = fetching
    return transform


def asked_as_open_clip_does(
    rehearsal: Rehearsal, pictures: Sequence[Image.Image], sentences: Sequence[str]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Unit vectors by open_clip alone: its transform, its tokenizer, its network."""
    import torch

    network, transform = rehearsal.network(), transform_of(rehearsal.recipe)
    tokens = open_clip().get_tokenizer(rehearsal.recipe.architecture)(list(sentences))
    with torch.no_grad():
        seen = [network.encode_image(transform(each)[None], normalize=True) for each in pictures]
        read = [network.encode_text(row[None], normalize=True) for row in tokens]
    return torch.cat(seen).numpy(), torch.cat(read).numpy()


def squares(bundle: Bundle, pictures: Sequence[Image.Image]) -> NDArray[np.uint8]:
    """The pictures as the ingest gives them to an encoder."""
    return np.stack([fit(picture, bundle.image) for picture in pictures])


def cosines(some: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float64]:
    """Of each row with the row beside it."""
    one, other = some.astype(np.float64), others.astype(np.float64)
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    products: NDArray[np.float64] = (one * other).sum(axis=1) / lengths
    return products


def cuttings(folder: Path) -> Iterator[Image.Image]:
    """Fifty pictures out of real photographs: whole ones first, then parts of many shapes."""
    photos: list[Image.Image] = []
    for path in sorted(folder.iterdir()):
        with Image.open(path) as file:
            photos.append(file.convert("RGB"))
    yield from photos
    chance = np.random.default_rng(7)
    for at in range(COUNT - len(photos)):
        photo = photos[at % len(photos)]
        width, height = (int(side * chance.uniform(0.3, 0.9)) for side in photo.size)
        left = int(chance.integers(0, photo.width - width))
        top = int(chance.integers(0, photo.height - height))
        yield photo.crop((left, top, left + width, top + height))
