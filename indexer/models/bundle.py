"""What a bundle is: the records of a `model.json`, how it is read and how bundles are found.

Every number about a model (sizes, means, names of inputs) comes from its bundle, never from code.
Whether the graphs keep what the bundle promises is asked in `check`; preprocessing, tokenizing and
running are done elsewhere with these records.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, cast

from indexer.errors import LibraryError
from indexer.places import model_folders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DESCRIPTION = "model.json"


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
        dtype: Element type of the input, `float32` or `float16`.
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


@dataclass(frozen=True, slots=True)
class TokenizerSpec:
    """How words become ids: the kind (`clip` or `wordpiece`), its file, the id that fills up."""

    kind: str
    file: str
    pad_id: int


@dataclass(frozen=True, slots=True)
class TextSpec:
    """What the text graph takes: token ids `[n, context_length]` of `dtype` (int64 or int32)."""

    file: str
    input: str
    output: str
    context_length: int
    tokenizer: TokenizerSpec
    dtype: str


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

    @property
    def sha256(self) -> str:
        """The model's identity: equal for two bundles only if their vectors may be compared."""
        decisive = {
            "files": sorted(self.files),
            "image": asdict(self.image),
            "text": asdict(self.text),
            "preprocess_version": self.preprocess_version,
        }
        return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()

    def path(self, name: str) -> Path:
        """Return the path of one of the bundle's files."""
        return self.folder / name


def load_bundle(folder: Path) -> Bundle:
    """Read the bundle in `folder`, without opening or hashing its large files.

    Raises:
        LibraryError: It is not a bundle, or its description is wrong or names a missing file.
    """
    fields = _Fields(folder, _read_description(folder))
    bundle = Bundle(
        folder=folder,
        name=fields.text("name"),
        title=fields.text("title"),
        licence=fields.text("licence"),
        source=fields.text("source"),
        embedding_dim=fields.whole("embedding_dim", at_least=1),
        image=_image_spec(fields.section("image")),
        text=_text_spec(fields.section("text")),
        logit_scale=fields.number("logit_scale"),
        preprocess_version=fields.whole("preprocess_version", at_least=0),
        files=_listed_files(fields.section("files")),
    )
    _require_files(bundle)
    return bundle


def find_bundle(name: str, folders: Sequence[Path] | None = None) -> Bundle:
    """Return the bundle of that name, from the first of `folders` (default: the usual) that has it.

    Raises:
        LibraryError: There is none, or the folder of that name holds a broken one.
    """
    known: list[str] = []
    for folder in _bundle_folders(folders):
        try:
            bundle = load_bundle(folder)
        except LibraryError:
            if folder.name == name:
                raise
            continue
        if bundle.name == name:
            return bundle
        known.append(bundle.name)
    there_are = f"there are: {', '.join(sorted(set(known)))}" if known else "none is installed"
    raise LibraryError(f"There is no model named “{name}”; {there_are}.")


def list_bundles(folders: Sequence[Path] | None = None) -> list[Bundle]:
    """Return every model that `find_bundle` would find, by name; broken ones are left out."""
    found: dict[str, Bundle] = {}
    for folder in _bundle_folders(folders):
        try:
            bundle = load_bundle(folder)
        except LibraryError:
            continue
        found.setdefault(bundle.name, bundle)
    return [found[name] for name in sorted(found)]


def broken_bundles(folders: Sequence[Path] | None = None) -> list[LibraryError]:
    """Return, for each folder that `list_bundles` leaves out, what is wrong with it."""
    wrong: list[LibraryError] = []
    for folder in _bundle_folders(folders):
        try:
            load_bundle(folder)
        except LibraryError as error:
            wrong.append(error)
    return wrong


def broken(folder: Path, what: str) -> LibraryError:
    """Return the one sentence that says what is wrong with the bundle in `folder`."""
    return LibraryError(f"The model in {folder} is broken: {what}.")


def _bundle_folders(folders: Sequence[Path] | None) -> Iterator[Path]:
    for parent in model_folders() if folders is None else folders:
        if parent.is_dir():
            yield from sorted(path.parent for path in parent.glob(f"*/{DESCRIPTION}"))


def _read_description(folder: Path) -> Mapping[str, object]:
    try:
        values = json.loads((folder / DESCRIPTION).read_bytes())
    except OSError as error:
        raise broken(folder, f"{DESCRIPTION} cannot be read ({error.strerror})") from error
    except ValueError as error:  # Both bad JSON and bad UTF-8.
        raise broken(folder, f"{DESCRIPTION} is not JSON ({error})") from error
    if not isinstance(values, dict):
        raise broken(folder, f"{DESCRIPTION} does not hold an object")
    return values


class _Fields:
    """One object of `model.json`, read field by field: each complaint names its field."""

    def __init__(self, folder: Path, values: Mapping[str, object], prefix: str = "") -> None:
        self.folder = folder
        self.values = values
        self.prefix = prefix

    def wrong(self, key: str, what: str) -> LibraryError:
        return broken(self.folder, f"in {DESCRIPTION}, {self.prefix}{key} {what}")

    def _take(self, key: str, kind: type | tuple[type, ...], wanted: str) -> object:
        if key not in self.values:
            raise self.wrong(key, "is missing")
        value = self.values[key]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.wrong(key, f"is not {wanted}")
        return value

    def text(self, key: str) -> str:
        value = cast("str", self._take(key, str, "a text"))
        if not value:
            raise self.wrong(key, "is empty")
        return value

    def one_of(self, key: str, *allowed: str) -> str:
        value = self.text(key)
        if value not in allowed:
            raise self.wrong(key, f"is “{value}”, which is none of {', '.join(allowed)}")
        return value

    def whole(self, key: str, *, at_least: int) -> int:
        value = cast("int", self._take(key, int, "a whole number"))
        if value < at_least:
            raise self.wrong(key, f"is {value}, which is less than {at_least}")
        return value

    def number(self, key: str) -> float:
        value = float(cast("float", self._take(key, (int, float), "a number")))
        if not math.isfinite(value):
            raise self.wrong(key, "is not a finite number")
        return value

    def channels(self, key: str) -> tuple[float, float, float]:
        values = cast("list[object]", self._take(key, list, "a list of three numbers"))
        each = _Fields(self.folder, {f"{key}[{at}]": v for at, v in enumerate(values)}, self.prefix)
        if len(values) != 3:
            raise self.wrong(key, "is not a list of three numbers")
        return each.number(f"{key}[0]"), each.number(f"{key}[1]"), each.number(f"{key}[2]")

    def file(self, key: str) -> str:
        name = self.text(key)
        if not _stays_inside(name):
            raise self.wrong(key, f"is “{name}”, which lies outside the model's folder")
        return name

    def section(self, key: str) -> _Fields:
        values = cast("dict[str, object]", self._take(key, dict, "an object"))
        return _Fields(self.folder, values, f"{self.prefix}{key}.")


def _stays_inside(name: str) -> bool:
    """Whether a file name, read as Windows or POSIX would, cannot lead out of its folder."""
    path = PureWindowsPath(name)
    return not path.anchor and ".." not in path.parts and ":" not in name and "\0" not in name


def _image_spec(fields: _Fields) -> ImageSpec:
    std = fields.channels("std")
    if min(std) <= 0:
        raise fields.wrong("std", "is not above zero")
    return ImageSpec(
        file=fields.file("file"),
        input=fields.text("input"),
        output=fields.text("output"),
        size=fields.whole("size", at_least=1),
        mean=fields.channels("mean"),
        std=std,
        interpolation=fields.one_of("interpolation", "bilinear", "bicubic"),
        resize_mode=fields.one_of("resize_mode", "squash", "shortest"),
        layout=fields.one_of("layout", "NCHW", "NHWC"),
        dtype=fields.one_of("dtype", "float32", "float16"),
    )


def _text_spec(fields: _Fields) -> TextSpec:
    tokenizer = fields.section("tokenizer")
    return TextSpec(
        file=fields.file("file"),
        input=fields.text("input"),
        output=fields.text("output"),
        context_length=fields.whole("context_length", at_least=3),
        tokenizer=TokenizerSpec(
            kind=tokenizer.one_of("kind", "clip", "wordpiece"),
            file=tokenizer.file("file"),
            pad_id=tokenizer.whole("pad_id", at_least=0),
        ),
        dtype=fields.one_of("dtype", "int64", "int32"),
    )


def _listed_files(fields: _Fields) -> tuple[tuple[str, str], ...]:
    for name in fields.values:
        if not _stays_inside(name):
            raise fields.wrong(name, "lies outside the model's folder")
    return tuple((name, fields.text(name).lower()) for name in sorted(fields.values))


def _require_files(bundle: Bundle) -> None:
    listed = dict(bundle.files)
    for name in (bundle.image.file, bundle.text.file, bundle.text.tokenizer.file):
        if name not in listed:
            raise broken(bundle.folder, f"{DESCRIPTION} gives no SHA-256 of {name} under files")
    for name in listed:
        if not bundle.path(name).is_file():
            raise broken(bundle.folder, f"{name} is missing")
