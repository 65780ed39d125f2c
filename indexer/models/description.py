"""Reads a `model.json`, and says in one line what is wrong with it.

Whether the graphs keep what it promises is asked in `check`.
"""

from __future__ import annotations

import json
import math
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, cast

from indexer.errors import LibraryError
from indexer.models.bundle import (
    Bundle,
    Compiled,
    GoldenFile,
    ImageSpec,
    Quantisation,
    TextSpec,
    TokenizerSpec,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DESCRIPTION = "model.json"


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
        golden=_golden(fields),
    )
    _require_files(bundle)
    return bundle


def broken(folder: Path, what: str) -> LibraryError:
    """Return the one sentence that says what is wrong with the bundle in `folder`."""
    line = " ".join(what.split())  # Names in strangers' files may hold line breaks.
    return LibraryError(f"The model in {folder} is broken: {line}.")


def _read_description(folder: Path) -> Mapping[str, object]:
    try:
        values = json.loads((folder / DESCRIPTION).read_bytes())
    except OSError as error:
        raise broken(folder, f"{DESCRIPTION} cannot be read ({error.strerror})") from error
    except RecursionError as error:  # Its text would tell of Python.
        raise broken(folder, f"{DESCRIPTION} is nested too deeply") from error
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
        said = cast("float", self._take(key, (int, float), "a number"))
        try:
            value = float(said)
        except OverflowError:  # JSON's whole numbers have no end.
            value = math.inf
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

    def maybe_file(self, key: str) -> str | None:
        return self.file(key) if key in self.values else None

    def maybe_section(self, key: str) -> _Fields | None:
        return self.section(key) if key in self.values else None


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
        dtype=fields.one_of("dtype", "float32", "float16", "uint8", "uint16"),
        cpu_file=fields.maybe_file("cpu_file"),
        compiled=_compiled(fields),
        input_quantisation=_quantisation(fields, "input_quantisation"),
        output_quantisation=_quantisation(fields, "output_quantisation"),
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
        dtype=fields.one_of("dtype", "int64", "int32", "float32"),
        cpu_file=fields.maybe_file("cpu_file"),
        compiled=_compiled(fields),
        output_quantisation=_quantisation(fields, "output_quantisation"),
    )


def _compiled(fields: _Fields) -> Compiled | None:
    said = fields.maybe_section("compiled")
    if said is None:
        return None
    return Compiled(
        file=said.file("file"),
        graph=said.text("graph"),
        soc=said.whole("soc", at_least=0),
        qnn=said.text("qnn"),
        precision=said.text("precision") if "precision" in said.values else None,
    )


def _quantisation(fields: _Fields, key: str) -> Quantisation | None:
    said = fields.maybe_section(key)
    if said is None:
        return None
    scale = said.number("scale")
    if scale <= 0:
        raise said.wrong("scale", "is not above zero")
    return Quantisation(scale, said.whole("zero_point", at_least=-(2**31)))


def _golden(fields: _Fields) -> GoldenFile | None:
    said = fields.maybe_section("golden")
    return None if said is None else GoldenFile(said.file("file"), said.text("sha256").lower())


def _listed_files(fields: _Fields) -> tuple[tuple[str, str], ...]:
    for name in fields.values:
        if not _stays_inside(name):
            raise fields.wrong(name, "lies outside the model's folder")
    return tuple((name, fields.text(name).lower()) for name in sorted(fields.values))


def _require_files(bundle: Bundle) -> None:
    listed = dict(bundle.files)
    for name in filter(None, _files_with_a_say(bundle)):
        if name not in listed:
            raise broken(bundle.folder, f"{DESCRIPTION} gives no SHA-256 of {name} under files")
    golden = [bundle.golden.file] if bundle.golden else []
    for name in [*listed, *golden]:
        if not bundle.path(name).is_file():
            raise broken(bundle.folder, f"{name} is missing")


def _files_with_a_say(bundle: Bundle) -> Iterator[str | None]:
    for tower in (bundle.image, bundle.text):
        yield tower.file
        yield tower.cpu_file
        yield tower.compiled.file if tower.compiled else None
    yield bundle.text.tokenizer.file
