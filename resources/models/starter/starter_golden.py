"""Make the starter's golden set again: `python starter_golden.py [FOLDER]`, with Shoebox installed.

It runs both graphs of the bundle in FOLDER (by default, the one that this file lies in) on the CPU,
writes `golden.npz` and enters it in `model.json`. `indexer/models/golden.py` says what it is for.
Files that did not change give the same set to the byte on one machine; another one rounds sums
differently and makes its like.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from indexer.models import Bundle, load_bundle
from indexer.models.golden import Golden, golden_inputs, save_golden
from indexer.preprocess import normalise
from indexer.session import open_session
from indexer.tokenizer import Tokenizer

DESCRIPTION, GOLDEN = "model.json", "golden.npz"


def main(folder: Path) -> None:
    """Write the golden set of the bundle in `folder`, the description last."""
    described = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    described.pop("golden", None)
    (folder / DESCRIPTION).write_text(_told(described), "utf-8")
    sha256 = save_golden(folder / GOLDEN, make_golden(load_bundle(folder)))
    described["golden"] = {"file": GOLDEN, "sha256": sha256}
    (folder / DESCRIPTION).write_text(_told(described), "utf-8")


def make_golden(bundle: Bundle) -> Golden:
    """Return the golden inputs with the vectors that the bundle's graphs give on the CPU."""
    pixels, sentences = golden_inputs(bundle.image)
    image, text = bundle.image, bundle.text
    pictures = open_session(bundle.path(image.file), device="cpu")
    words = open_session(bundle.path(text.file), device="cpu")
    return Golden(
        pixels,
        pictures.run({image.input: normalise(pixels, image)}, output=image.output),
        sentences,
        words.run({text.input: Tokenizer.load(bundle).encode(sentences)}, output=text.output),
    )


def _told(described: dict[str, object]) -> str:
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent)
