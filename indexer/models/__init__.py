"""Model bundles: folders with a `model.json` that says all that Shoebox must know of a model.

bundle       what a bundle is
description  reads a `model.json`
installed    finds bundles on this machine
installing   makes a folder of graphs a bundle, and installs it whole or not at all
golden       inputs with the vectors that they ought to give
check        whether a bundle keeps what its description promises
parity       whether a device gives the vectors that the model gives in full precision
bench        how fast it does, and what that costs in accuracy
known        the models that can be had by name, with their licences
taught       the words that a model was taught, where its bundle tells them
fetch        brings one from the hub, through `hub`, and has `adopt` make a bundle of it
export/      makes a bundle of open_clip weights
packages/    models compiled for the NPUs of certain chips: takes them in, and makes them
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
