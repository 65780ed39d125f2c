"""Make the starter's `concepts.npz`: `python starter_concepts.py [FOLDER]`, Shoebox installed.

It has the text tower of the bundle in FOLDER (by default, the one that this file lies in) read the
words of `resources/cut/concepts.txt` on the CPU. `indexer/cut/background.py` says what for. The
file belongs to these very graphs: whoever makes the starter anew makes this anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

from indexer.cut.background import FILE, make_background, save_background
from indexer.encode import TextEncoder
from indexer.models import load_bundle


def main(folder: Path) -> None:
    """Write what the bundle in `folder` makes of everyday words."""
    bundle = load_bundle(folder)
    with TextEncoder.open(bundle, device="cpu") as texts:
        save_background(folder / FILE, bundle, make_background(bundle, texts.encode))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
