"""`shoebox model list`, `show`, `use`: the models on this machine, and which one is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.cli.chosen import library_folder, open_library
from indexer.cli.terminal import printable
from indexer.errors import LibraryError
from indexer.library import DEFAULT_MODEL, Library
from indexer.models import broken_bundles, find_bundle, list_bundles

if TYPE_CHECKING:
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.models import Bundle


def list_models(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model list`."""
    used = _model_in_use(options)
    bundles = list_bundles()
    if terminal.as_json:
        terminal.json([{**_facts(bundle), "in_use": bundle.name == used} for bundle in bundles])
    else:
        terminal.table(
            [
                ("*" if bundle.name == used else " ", bundle.name, printable(bundle.title))
                for bundle in bundles
            ]
        )
    for error in broken_bundles():
        terminal.remark(str(error))
    return 0


def show_model(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model show NAME`; 1 where that model is broken."""
    bundle = find_bundle(options.name)
    wrong = _what_is_wrong(bundle)
    if terminal.as_json:
        terminal.json(
            {
                **_facts(bundle),
                "in_use": bundle.name == _model_in_use(options),
                "whole": wrong is None,
                "wrong": wrong,
            }
        )
    else:
        terminal.table([(name, printable(str(value))) for name, value in _facts(bundle).items()])
        terminal.line(f"\n{wrong}" if wrong else "\nIts files are whole and do what it says.")
    return 1 if wrong else 0


def use_model(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model use NAME`."""
    bundle = find_bundle(options.name)
    with open_library(options) as library:
        library.use_model(bundle.name)
        missing = library.catalog.count() - library.catalog.vector_count(bundle.sha256)
    if terminal.as_json:
        terminal.json({**_facts(bundle), "in_use": True, "not_encoded": missing})
        return 0
    terminal.remark(f"This library is searched with {bundle.name} from now on.")
    if missing:
        terminal.remark(f"{missing:,} photos are not encoded by it yet: run `shoebox index`.")
    return 0


def _what_is_wrong(bundle: Bundle) -> str | None:
    from indexer.models.check import check_bundle  # it loads ONNX Runtime

    try:
        check_bundle(bundle)
    except LibraryError as error:
        return str(error)
    return None


def _model_in_use(options: Options) -> str:
    if not (library_folder(options) / "library.db").is_file():
        return DEFAULT_MODEL
    with Library.open(library_folder(options)) as library:
        return library.model_in_use()


def _facts(bundle: Bundle) -> dict[str, object]:
    return {
        "name": bundle.name,
        "title": bundle.title,
        "licence": bundle.licence,
        "source": bundle.source,
        "embedding_dim": bundle.embedding_dim,
        "image_size": bundle.image.size,
        "megabytes": round(
            sum(bundle.path(name).stat().st_size for name, _ in bundle.files) / 1e6, 1
        ),
        "sha256": bundle.sha256,
        "folder": str(bundle.folder),
    }
