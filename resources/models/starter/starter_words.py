"""Make the starter's `words.txt`: `python starter_words.py DATA [FOLDER]`, Shoebox installed.

DATA is the folder that `starter_data.py` describes, and in it `coco_captions.txt`, a line each.
These are the single words that the bundle in FOLDER (by default, the one that this file lies in)
was taught, and those that Shoebox itself uses for it: of the captions that it was trained on, and
of those of COCO, which its text backbone has read, as far as at least three have a word; of its
classes, of tags and of everyday concepts.
`indexer/models/taught.py` says what for. Whoever makes the starter anew, or changes the tags, makes
this anew.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starter_data import read_data
from starter_names import wider_names

from indexer.cut.background import concepts
from indexer.models import load_bundle
from indexer.models.taught import FILE, LEAST, words_in
from indexer.tags import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEWEST: Final = 3
"""Captions: of fewer, half of the words are mistyped."""


def main(data: Path, folder: Path) -> None:
    """Write the words that the bundle in `folder` was taught."""
    bundle = load_bundle(folder)
    head = f"# Words that this model was taught.\n# {bundle.sha256}\n# English\n"
    words = sorted({word for word in _taught(data) if len(word) >= LEAST})
    (folder / FILE).write_text(head + "".join(f"{word}\n" for word in words), "utf-8")


def _taught(data: Path) -> Iterator[str]:
    read = read_data(data)
    of_backbone = (data / "coco_captions.txt").read_text("utf-8").splitlines()
    for captions in ([each for row in read.train for each in row["captions"]], of_backbone):
        counts = Counter(word for each in captions for word in set(words_in(each)))
        yield from (word for word, count in counts.items() if count >= _FEWEST)
    for name in (*read.class_names, *(name for name, _ in wider_names()), *concepts()):
        yield from words_in(name)
    for tag in vocabulary():
        for text in (tag.name, *tag.synonyms, *tag.sentences):
            yield from words_in(text)


if __name__ == "__main__":
    here = Path(__file__).parent
    main(Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else here)
