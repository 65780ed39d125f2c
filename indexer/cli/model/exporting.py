"""`shoebox model export`: a model made of open_clip weights that lie on this machine."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.cli.model.fetching import tell_done
from indexer.cli.terminal import printable
from indexer.errors import LibraryError
from indexer.models.known import known_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.models.export import Recipe


def export_model(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model export NAME`."""
    from indexer.models import export  # here, because it loads ONNX Runtime

    wanting = export.can_export()
    if wanting:
        raise LibraryError(wanting)
    recipe = export.find_recipe(options.name)
    if options.random_weights:
        recipe = recipe.rehearsal()
    elif options.weights is None:
        raise LibraryError(_no_weights(recipe))
    bundle = export.export_model(
        replace(recipe, name=options.save_as or recipe.name),
        options.weights.expanduser().absolute() if options.weights else None,
        on_stage=_teller(terminal),
    )
    ready = f"{bundle.name} is ready: `shoebox model use {bundle.name}`, then `shoebox index`."
    return tell_done(terminal, bundle, ready)


def _no_weights(recipe: Recipe) -> str:
    getting = f"; `shoebox model get {recipe.name}` fetches it" if known_model(recipe.name) else ""
    return (
        f"Say which file holds the weights of {recipe.architecture}: --weights FILE{getting}; "
        "--random-weights tries the way without them."
    )


def _teller(terminal: Terminal) -> Callable[[str], None]:
    if terminal.as_json:
        return lambda message: terminal.json({"event": "stage", "message": message})
    return lambda message: terminal.remark(f"{printable(message)} ...")
