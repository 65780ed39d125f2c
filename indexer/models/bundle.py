"""What a bundle is: the records of a `model.json`.

Every number about a model (sizes, means, names of inputs) comes from its bundle, never from code.
How a description is read is told in `description`, where bundles are found in `installed`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Quantisation:
    """What whole numbers stand for: `(stored - zero_point) * scale`."""

    scale: float
    zero_point: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """A context binary: a graph compiled for the NPU of one family of chips.

    Attributes:
        file: The binary, a name in the bundle's folder.
        graph: The graph's name in it.
        soc: Qualcomm's number of the chip that it was compiled for.
        qnn: The version of the compiler, as in "2.51.0".
        precision: What it calculates in, as in "int8" or "w8a16"; None: in half precision.
    """

    file: str
    graph: str
    soc: int
    qnn: str
    precision: str | None = None


@dataclass(frozen=True, slots=True)
class ImageSpec:
    """What the image graph takes.

    Attributes:
        file: The graph, a name in the bundle's folder.
        input: Name of the graph's one input, `[n, 3, size, size]` or `[n, size, size, 3]`.
        output: Name of the output that holds the vectors, `[n, embedding_dim]`.
        size: Side of the square picture in pixels.
        mean: Taken off each channel (red, green, blue) once pixels lie in 0..1.
        std: Divides each channel after that.
        interpolation: `bilinear` or `bicubic`, both with antialiasing.
        resize_mode: `squash` (aspect lost) or `shortest` (shorter side fitted, centre cropped).
        layout: `NCHW` or `NHWC`.
        dtype: Element type of the input: `float32`, `float16`, or `uint8` or `uint16` of a compiled
            graph, which then says its `input_quantisation`.
        cpu_file: The same tower as the CPU is quicker with, where that is another file.
        compiled: What `file` wraps, where that is compiled for an NPU and runs there only.
        input_quantisation: What the whole numbers of the input stand for.
        output_quantisation: What the whole numbers of the output stand for.
    """

    file: str
    input: str
    output: str
    size: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    interpolation: str
    resize_mode: str
    layout: str
    dtype: str
    cpu_file: str | None = None
    compiled: Compiled | None = None
    input_quantisation: Quantisation | None = None
    output_quantisation: Quantisation | None = None


@dataclass(frozen=True, slots=True)
class TokenizerSpec:
    """How words become ids: the kind (`clip` or `wordpiece`), its file, the id that fills up."""

    kind: str
    file: str
    pad_id: int


@dataclass(frozen=True, slots=True)
class TextSpec:
    """What the text graph takes: token ids `[n, context_length]` of `dtype`.

    The type is int64 or int32, float32 in some compiled graphs; the other fields are as in
    `ImageSpec`.
    """

    file: str
    input: str
    output: str
    context_length: int
    tokenizer: TokenizerSpec
    dtype: str
    cpu_file: str | None = None
    compiled: Compiled | None = None
    output_quantisation: Quantisation | None = None


@dataclass(frozen=True, slots=True)
class GoldenFile:
    """Where a model's golden set lies: inputs with the vectors that they ought to give."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """One model: a folder and what its `model.json` says.

    Attributes:
        folder: Where the files lie.
        name: What the user calls it by.
        title: One line for people.
        licence: Of the weights.
        source: Where the weights came from.
        embedding_dim: Length of its vectors.
        image: The image tower.
        text: The text tower.
        logit_scale: What cosines are multiplied with before a softmax, as the model was trained.
        preprocess_version: Goes up when the same `image` fields come to mean other pixels.
        files: SHA-256 (hexadecimal) of each file that has a say in a vector: graphs, their weights,
            the tokenizer. A model card is not among them: mending it must not cost a re-index.
        golden: The golden set, which has no say in a vector either.
    """

    folder: Path
    name: str
    title: str
    licence: str
    source: str
    embedding_dim: int
    image: ImageSpec
    text: TextSpec
    logit_scale: float
    preprocess_version: int
    files: tuple[tuple[str, str], ...]
    golden: GoldenFile | None = None

    @property
    def sha256(self) -> str:
        """The model's identity: equal for two bundles only if their vectors may be compared."""
        decisive = {
            "files": sorted(self.files),
            "image": _said(self.image),
            "text": _said(self.text),
            "preprocess_version": self.preprocess_version,
        }
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()

    def path(self, name: str) -> Path:
        """Return the path of one of the bundle's files."""
        return self.folder / name


def _said(spec: ImageSpec | TextSpec) -> dict[str, object]:
    """What a description says; what it is silent of must not count, or old models were new ones."""
    said = {key: value for key, value in asdict(spec).items() if value is not None}
    if spec.compiled is not None:  # The binary tells by its hash in what it calculates.
        said["compiled"] = {
            key: value for key, value in said["compiled"].items() if key != "precision"
        }
    return said
