"""Model bundles: folders with a `model.json` that says all that Shoebox must know of a model.

bundle      what a bundle is; reads and finds them
check       whether a bundle keeps what its description promises
"""

from __future__ import annotations

from indexer.models.bundle import (
    Bundle,
    Compiled,
    GoldenFile,
    ImageSpec,
    Quantisation,
    TextSpec,
    TokenizerSpec,
)
from indexer.models.description import DESCRIPTION, broken, load_bundle
from indexer.models.installed import broken_bundles, find_bundle, list_bundles

__all__ = [
    "DESCRIPTION",
    "Bundle",
    "Compiled",
    "GoldenFile",
    "ImageSpec",
    "Quantisation",
    "TextSpec",
    "TokenizerSpec",
    "broken",
    "broken_bundles",
    "find_bundle",
    "list_bundles",
    "load_bundle",
]
