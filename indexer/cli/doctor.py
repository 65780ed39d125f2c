"""`shoebox doctor`: what this machine can do, what is installed, and what is wrong with it."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from indexer.cli.chosen import library_folder
from indexer.cli.display import has_display
from indexer.cli.terminal import printable
from indexer.errors import LibraryError
from indexer.library import DEFAULT_MODEL, Library
from indexer.machine import cores
from indexer.models import broken_bundles, find_bundle, list_bundles

if TYPE_CHECKING:
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal

NPU = "not in this version: every model runs on the CPU"


def doctor(options: Options, terminal: Terminal) -> int:
    """Run the command; 0, or 1 where something is wrong that keeps Shoebox from its work."""
    wrong: list[str] = []
    facts = {
        "shoebox": _version("shoebox"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": cores(),
        "onnxruntime": _version("onnxruntime"),
        "providers": _providers(),
        "npu": NPU,
        "heif": _decodes("pillow_heif"),
        "avif": _decodes("PIL._avif"),
        "display": has_display(),
        **_library(options, wrong),
        **_model(options, wrong),
    }
    if terminal.as_json:
        terminal.json({**facts, "wrong": wrong})
    else:
        terminal.table([(name, printable(_told(value))) for name, value in facts.items()])
        for line in wrong:
            terminal.line(f"\n{printable(line)}")
    return 1 if wrong else 0


def _version(distribution: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"


def _providers() -> list[str]:
    from indexer.session import providers  # it loads ONNX Runtime

    return list(providers())


def _decodes(module: str) -> bool:
    """Whether a decoder is there; the picture libraries themselves are not loaded for that."""
    from importlib.util import find_spec

    return find_spec(module) is not None


def _library(options: Options, wrong: list[str]) -> dict[str, object]:
    folder = library_folder(options)
    facts: dict[str, object] = {"library": str(folder), "photos": None}
    if not (folder / "library.db").is_file():
        return facts
    try:
        with Library.open(folder) as library:
            facts["photos"] = library.catalog.count()
    except LibraryError as error:
        wrong.append(str(error))
    return facts


def _model(options: Options, wrong: list[str]) -> dict[str, object]:
    from indexer.models.check import check_bundle

    name = _model_name(options)
    try:
        check_bundle(find_bundle(name))
    except LibraryError as error:
        wrong.append(str(error))
    wrong += [str(error) for error in broken_bundles() if str(error) not in wrong]
    return {"model": name, "models": [bundle.name for bundle in list_bundles()]}


def _model_name(options: Options) -> str:
    if options.model:
        return options.model
    try:
        with Library.open(library_folder(options)) as library:
            return library.model_in_use()
    except LibraryError:
        return DEFAULT_MODEL


def _told(value: object) -> str:
    """A fact in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none yet" if value is None else str(value)
