"""Make the starter's `tags.npz`: `python starter_tags.py [FOLDER]`, Shoebox installed.

It has the text tower of the bundle in FOLDER (by default, the one that this file lies in) read the
tags of `resources/tags/vocabulary.txt` on the CPU. `indexer/tags/texts.py` says what for. The file
belongs to these very graphs: whoever makes the starter anew makes this anew, and whoever changes
the vocabulary as well, or else each machine reads what is new once.
"""

from __future__ import annotations

import sys
from pathlib import Path

from indexer.encode import TextEncoder
from indexer.models import load_bundle
from indexer.tags import text_vectors, vocabulary
from indexer.tags.texts import FILE, save_texts


def main(folder: Path) -> None:
    """Write what the bundle in `folder` makes of tags."""
    bundle, words = load_bundle(folder), vocabulary()
    with TextEncoder.open(bundle, device="cpu") as texts:
        vectors = text_vectors(bundle, words, {}, texts.encode)
    known = {each.digest: vector for each, vector in zip(words, vectors, strict=True)}
    save_texts(folder / FILE, bundle, known)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
