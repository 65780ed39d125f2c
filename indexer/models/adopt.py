"""Makes a bundle of an ONNX export that others put on the hub.

What its graphs take and give is read from the graphs; how pictures and words are prepared for them
lies outside a graph, so that comes from `known`, and what the export says of it is only compared.
Which files are fetched is chosen here too; fetching them is `fetch`'s business.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.errors import LibraryError
from indexer.models.bundle import Bundle, ImageSpec, TextSpec, TokenizerSpec
from indexer.models.golden import meaning
from indexer.models.installing import describe, hash_files, make_golden
from indexer.models.known import PLAIN_MEAN, PLAIN_STD
from indexer.session import ModelError, open_session
from indexer.tokenizer import Tokenizer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from indexer.models.golden import Golden
    from indexer.models.known import KnownModel
    from indexer.session import Port

GRAPHS = (("visual.onnx", "text.onnx"), ("vision_model.onnx", "text_model.onnx"))
"""Names of the image and the text graph: of RuteNL's exports, and of those for transformers.js."""

DATA = (".data", "_data")
"""What follows a graph's name in that of the file which holds its weights, where one does."""

TOKENIZER = "tokenizer.json"
SAYINGS = ("open_clip_config.json", "preprocessor_config.json")
SCALE = "model_config.json"
LARGEST_SCALE = 100.0
"""open_clip lets no `logit_scale` grow past it, and models trained for long end there."""

PREPROCESS_VERSION = 1
PROOF = "Two cats, isn't it?  At  14:30"
PROOF_IDS = (49406, 1237, 3989, 267, 2923, 713, 585, 286, 536, 272, 275, 281, 274, 271, 49407)
"""What open_clip 3.3.0 reads in it: whoever reads this otherwise has another vocabulary."""

RESAMPLINGS = {2: "bilinear", 3: "bicubic"}
"""Pillow's numbers, which transformers writes into `preprocessor_config.json`."""


class UnusableExportError(LibraryError):
    """An export that is of another model, takes what we do not feed, or cannot be loaded."""


@dataclass(frozen=True, slots=True)
class ReadyFiles:
    """The files of an export that are of use, by their paths in the repository.

    Attributes:
        image: The image graph.
        text: The text graph.
        tokenizer: The tokenizer.
        data: Weights that lie outside the graphs.
        beside: What the export says of itself, and its licence.
    """

    image: str
    text: str
    tokenizer: str
    data: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def decisive(self) -> tuple[str, ...]:
        """Those that have a say in a vector."""
        return (self.image, self.text, self.tokenizer, *self.data)


@dataclass(frozen=True, slots=True)
class Adopted:
    """A bundle, not yet installed, and what its user should be told of it."""

    bundle: Bundle
    remarks: tuple[str, ...]


def choose_files(paths: Collection[str], folder: str) -> ReadyFiles | None:
    """Return what is to be fetched of a repository with these paths, or None without an export.

    Args:
        paths: All files of the repository.
        folder: The folder of the graphs in it, or "".
    """
    prefix = f"{folder}/" if folder else ""
    for image, text in ((prefix + image, prefix + text) for image, text in GRAPHS):
        tokenizer = _first(paths, (prefix + TOKENIZER, TOKENIZER))
        if image in paths and text in paths and tokenizer:
            data = tuple(name + end for name in (image, text) for end in DATA)
            said = (*SAYINGS, SCALE, "LICENSE", "LICENSE.md", "LICENSE.txt", "README.md")
            beside = (_first(paths, (prefix + name, name)) for name in said)
            return ReadyFiles(
                image=image,
                text=text,
                tokenizer=tokenizer,
                data=tuple(name for name in data if name in paths),
                beside=tuple(name for name in beside if name),
            )
    return None


def adopt(folder: Path, files: ReadyFiles, model: KnownModel, *, source: str) -> Adopted:
    """Make the export in `folder` a bundle.

    Args:
        folder: Holds the files under their paths.
        files: As `choose_files` chose them.
        model: Which model it is an export of.
        source: Where it came from, for people.

    Raises:
        UnusableExportError: It is no export of that model, takes what we do not feed, or a graph
            or the tokenizer cannot be loaded.
    """
    scale = _logit_scale(folder, files)
    bundle = Bundle(
        folder=folder,
        name=model.name,
        title=model.title,
        licence=model.licence.name,
        source=source,
        embedding_dim=model.embedding_dim,
        image=_image_spec(folder, files, model),
        text=_text_spec(folder, files, model),
        logit_scale=scale or LARGEST_SCALE,
        preprocess_version=PREPROCESS_VERSION,
        files=hash_files(folder, files.decisive),
    )
    _require_words(bundle)
    golden = _made_golden(bundle)
    remarks = list(_contradictions(folder, files, model))
    if not meaning(golden.picture_vectors, golden.sentence_vectors):
        remarks.append(
            f"{model.name} does not find the four test pictures by their descriptions: "
            "this export may compute something else than the model that it says it is."
        )
    return Adopted(describe(bundle, golden), tuple(remarks))


def _image_spec(folder: Path, files: ReadyFiles, model: KnownModel) -> ImageSpec:
    inputs, outputs = _ports(folder / files.image)
    layout = _layout(inputs, model.image_size)
    if layout is None or inputs[0].dtype not in ("float32", "float16"):
        raise UnusableExportError(
            f"{files.image} takes {_told(inputs)}; Shoebox can feed it normalised pixels only, "
            f"as float32 [n, 3, {model.image_size}, {model.image_size}]."
        )
    return ImageSpec(
        file=files.image,
        input=inputs[0].name,
        output=_vectors(files.image, outputs, model.embedding_dim),
        size=model.image_size,
        mean=model.mean,
        std=model.std,
        interpolation=model.interpolation,
        resize_mode=model.resize_mode,
        layout=layout,
        dtype=inputs[0].dtype,
    )


def _text_spec(folder: Path, files: ReadyFiles, model: KnownModel) -> TextSpec:
    inputs, outputs = _ports(folder / files.text)
    tokens = [port for port in inputs if port.dtype in ("int64", "int32") and len(port.shape) == 2]
    if len(inputs) != 1 or tokens != list(inputs):
        raise UnusableExportError(
            f"{files.text} takes {_told(inputs)}; Shoebox can feed it token ids only, "
            f"as int64 [n, {model.context_length}]."
        )
    return TextSpec(
        file=files.text,
        input=inputs[0].name,
        output=_vectors(files.text, outputs, model.embedding_dim),
        context_length=inputs[0].shape[1] or model.context_length,
        tokenizer=TokenizerSpec(kind="clip", file=files.tokenizer, pad_id=model.pad_id),
        dtype=inputs[0].dtype,
    )


def _ports(graph: Path) -> tuple[tuple[Port, ...], tuple[Port, ...]]:
    with _loading():
        session = open_session(graph, device="cpu")
    try:
        return session.inputs, session.outputs
    finally:
        session.close()


@contextmanager
def _loading() -> Iterator[None]:
    """Count what this machine cannot load as unusable: fetched again, it would be the same."""
    try:
        yield
    except LibraryError as error:
        raise UnusableExportError(f"{str(error).rstrip('.')}.") from error


def _layout(inputs: tuple[Port, ...], size: int) -> str | None:
    """Return how a graph takes pictures of that size, or None if it takes none."""
    for layout, wanted in (("NCHW", (1, 3, size, size)), ("NHWC", (1, size, size, 3))):
        if len(inputs) == 1 and _fits(inputs[0].shape, wanted):
            return layout
    return None


def _fits(found: tuple[int | None, ...], wanted: tuple[int, ...]) -> bool:
    return len(found) == len(wanted) and all(
        length in (None, need) for length, need in zip(found, wanted, strict=True)
    )


def _vectors(file: str, outputs: tuple[Port, ...], dim: int) -> str:
    """Return the output that holds the vectors: the one of that length, rather than of any."""
    fitting = [port for port in outputs if _fits(port.shape[1:], (dim,))]
    sure = [port.name for port in fitting if port.shape[1] == dim] or [p.name for p in fitting]
    named = [name for name in sure if "embed" in name] or sure
    if len(named) != 1:
        raise UnusableExportError(
            f"{file} gives {_told(outputs)}, but not vectors [n, {dim}] alone."
        )
    return named[0]


def _require_words(bundle: Bundle) -> None:
    """Ask the tokenizer for a sentence whose ids are known; it is not ours, so it may be another.

    Its own pad token, often the end mark, is not asked: `Tokenizer` fills up as the bundle says.
    """
    with _loading():
        (ids,) = Tokenizer.load(bundle).encode([PROOF]).tolist()
    if tuple(ids[: len(PROOF_IDS)]) != PROOF_IDS or any(ids[len(PROOF_IDS) :]):
        raise UnusableExportError(
            f"{bundle.text.tokenizer.file} reads words otherwise than {bundle.name} was trained to."
        )


def _made_golden(bundle: Bundle) -> Golden:
    try:
        return make_golden(bundle)
    except ModelError as error:
        raise UnusableExportError(f"This export of {bundle.name} does not run: {error}.") from error


def _logit_scale(folder: Path, files: ReadyFiles) -> float | None:
    """Return what the export says that cosines are multiplied with, or None where it is silent."""
    scale = next((_read(folder / name).get("logit_scale") for name in _of(files, (SCALE,))), None)
    if not isinstance(scale, (int, float)) or not 0 < scale <= LARGEST_SCALE * 1.01:
        return None
    return float(scale)


def _contradictions(folder: Path, files: ReadyFiles, model: KnownModel) -> Iterator[str]:
    """Say where an export speaks otherwise of its preprocessing than open_clip does."""
    for name in _of(files, SAYINGS):
        for field, said in _preprocessing(_read(folder / name)).items():
            ours = getattr(model, field)
            if not _same(said, ours):
                yield (
                    f"{name} says that {field} is {said}; open_clip's own table, which is "
                    f"followed, says {ours}."
                )


def _preprocessing(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a configuration says, under the names of `KnownModel`.

    It knows those of open_clip (`preprocess_cfg`) and of transformers (`image_mean` and so on).
    """
    fed, towers = _inner(said, "preprocess_cfg"), _inner(said, "model_cfg")
    plain = said.get("do_normalize") is False
    found = {
        "mean": PLAIN_MEAN if plain else fed.get("mean", said.get("image_mean")),
        "std": PLAIN_STD if plain else fed.get("std", said.get("image_std")),
        "interpolation": fed.get("interpolation", _resampling(said)),
        "resize_mode": fed.get("resize_mode"),
        "embedding_dim": towers.get("embed_dim"),
        "image_size": _inner(towers, "vision_cfg").get("image_size"),
        "context_length": _inner(towers, "text_cfg").get("context_length"),
    }
    return {field: value for field, value in found.items() if value is not None}


def _resampling(said: Mapping[str, Any]) -> str | None:
    number = said.get("resample")
    return RESAMPLINGS.get(number) if isinstance(number, int) else None


def _inner(said: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = said.get(key)
    return inner if isinstance(inner, dict) else {}


def _same(said: Any, ours: Any) -> bool:
    """Whether two sayings are one; some round means to three digits, which changes no vector."""
    if isinstance(ours, tuple) and isinstance(said, (list, tuple)):
        each = [isinstance(part, (int, float)) for part in said]
        if len(each) != len(ours) or not all(each):
            return False
        try:
            return np.allclose(np.array(said, np.float64), ours, rtol=0, atol=1e-3)
        except OverflowError:  # JSON's whole numbers have no end.
            return False
    return bool(said == ours)


def _read(path: Path) -> dict[str, Any]:
    """Read what an export says of itself; what cannot be read says nothing."""
    try:
        said = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _of(files: ReadyFiles, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(path for path in files.beside if path.rsplit("/", 1)[-1] in names)


def _first(paths: Collection[str], names: Iterable[str]) -> str | None:
    return next((name for name in names if name in paths), None)


def _told(ports: tuple[Port, ...]) -> str:
    return ", ".join(
        f"“{port.name}” {port.dtype} "
        f"[{', '.join('n' if length is None else str(length) for length in port.shape)}]"
        for port in ports
    )
