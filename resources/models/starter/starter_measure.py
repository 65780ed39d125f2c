"""How good a bundle is: retrieval on the dev photos, zero-shot on everyday classes.

Measured on the shipped ONNX files, by the numbers of their `model.json`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from starter_data import Data

BATCH = 8
PROMPT = "a photo of a {}"


class Bundle:
    """Both towers of a bundle in ONNX Runtime."""

    def __init__(self, folder: Path) -> None:
        from onnxruntime import InferenceSession
        from tokenizers import Tokenizer

        self.spec = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        text, cpu = self.spec["text"], ["CPUExecutionProvider"]
        self.image = InferenceSession(folder / self.spec["image"]["file"], providers=cpu)
        self.text = InferenceSession(folder / text["file"], providers=cpu)
        self.words = Tokenizer.from_file(str(folder / text["tokenizer"]["file"]))
        self.words.enable_truncation(text["context_length"])
        self.words.enable_padding(length=text["context_length"], pad_id=0)

    def pictures(self, files: Sequence[Path]) -> NDArray[np.float32]:
        """Return the vectors of picture files, `[n, 512]`."""
        spec = self.spec["image"]
        return self._run(self.image, files, lambda file: pixels(file, spec))

    def texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts, `[n, 512]`."""
        return self._run(self.text, texts, lambda text: np.array(self.words.encode(text).ids))

    def _run(self, session: Any, items: Sequence[Any], read: Any) -> NDArray[np.float32]:
        name = session.get_inputs()[0].name
        starts = range(0, len(items), BATCH)
        batches = (np.stack([read(item) for item in items[at : at + BATCH]]) for at in starts)
        found = np.concatenate([session.run(None, {name: batch})[0] for batch in batches])
        unit: NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit


def pixels(file: Path, spec: dict[str, Any]) -> NDArray[np.float32]:
    """Read a picture file as the image tower takes it, `[3, size, size]`."""
    from PIL import Image

    side = (spec["size"], spec["size"])
    by = Image.Resampling[spec["interpolation"].upper()]
    picture = np.asarray(Image.open(file).convert("RGB").resize(side, by), np.float32) / 255
    scaled = (picture - np.float32(spec["mean"])) / np.float32(spec["std"])
    return scaled.transpose(2, 0, 1).astype(np.float32, copy=False)


def recalls(bundle: Bundle, data: Path, rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Text to image: how often a caption finds its photo among the first 1, 5 and 10."""
    photos = bundle.pictures([data / row["file"] for row in rows])
    captions = [(caption, at) for at, row in enumerate(rows) for caption in row["captions"]]
    scores = bundle.texts([caption for caption, _ in captions]) @ photos.T
    own = scores[np.arange(len(captions)), [at for _, at in captions]]
    place = (scores > own[:, None]).sum(axis=1)
    return {f"R@{k}": float((place < k).mean()) for k in (1, 5, 10)}


def zero_shot(bundle: Bundle, data: Path, rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """How often the right class is first, and among the first five, by one prompt a class."""
    labels = sorted({row["label"] for row in rows})
    scores = bundle.pictures([data / row["file"] for row in rows])
    scores = scores @ bundle.texts([PROMPT.format(label) for label in labels]).T
    right = np.array([labels.index(row["label"]) for row in rows])
    place = (scores > scores[np.arange(len(rows)), right][:, None]).sum(axis=1)
    return {f"top-{k}": float((place < k).mean()) for k in (1, 5)}


def measure(folder: Path, data: Data) -> dict[str, dict[str, float]]:
    """Return all figures of the bundle in `folder`."""
    bundle = Bundle(folder)
    return {
        "retrieval on dev": recalls(bundle, data.folder, data.dev),
        "zero-shot on everyday classes": zero_shot(bundle, data.folder, data.everyday),
    }
