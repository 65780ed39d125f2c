"""`shoebox model import` and `compile`: models that are compiled for an NPU, in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from indexer.models import find_bundle

if TYPE_CHECKING:
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal


def import_package(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model import PATH`."""
    from indexer.encode import why_nowhere
    from indexer.models.packages.importing import ImportWish, import_package

    wish = ImportWish(options.like, options.save_as, options.device)
    done = import_package(options.path.expanduser(), wish, on_stage=terminal.remark)
    bundle, tried = done.bundle, done.tried
    if terminal.as_json:
        terminal.json(
            {
                "name": bundle.name,
                "title": bundle.title,
                "licence": bundle.licence,
                "sha256": bundle.sha256,
                "folder": str(bundle.folder),
                "device": tried.device,
                "layout": bundle.image.layout,
                "image_cosine_min": tried.image_cosine,
                "text_cosine_min": tried.text_cosine,
                "remarks": list(tried.remarks),
            }
        )
        return 0
    for remark in tried.remarks:
        terminal.remark(remark)
    terminal.line(f"{bundle.name} is installed: {bundle.title}.")
    terminal.line(f"Its licence: {bundle.licence}")
    terminal.remark(f"Use it with `shoebox model use {bundle.name}`.")
    if why_nowhere(bundle) is not None:
        terminal.remark(
            "Proved on the emulator; on this machine it runs only with `--device htp-emulator`."
        )
    return 0


def compile_package(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model compile NAME`."""
    from indexer.models.packages.compiling import compile_package

    bundle = find_bundle(options.name)
    to = (options.to or Path()).expanduser().absolute()
    made = compile_package(bundle, options.soc, to, on_stage=terminal.remark)
    if terminal.as_json:
        chips = [{"soc": chip.soc_model, "name": chip.name} for chip in made.chips]
        terminal.json({"folder": str(made.folder), "chips": chips, "megabytes": made.megabytes})
        return 0
    terminal.line(str(made.folder))
    terminal.remark(
        f"{made.megabytes:,.0f} MB for {', '.join(chip.name for chip in made.chips)}. Take it "
        f"there, and run `shoebox model import {made.folder.name}`."
    )
    return 0
