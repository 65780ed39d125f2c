"""What the tests of decoding share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from indexer.decode import DecodeRecipe

if TYPE_CHECKING:
    from indexer.models import Bundle


@pytest.fixture
def recipe(tiny_bundle: Bundle) -> DecodeRecipe:
    """What the tiny model wants of a photo: 32 pixels, squashed."""
    return DecodeRecipe(tiny_bundle.image)
