"""`shoebox model ACTION`.

arguments    what may be typed
installed    `list`, `show`, `use`: the models on this machine
fetching     `get`: from the hub, with its licence shown first
exporting    `export`: from open_clip weights
packages     `import` and `compile`: ready-made for the NPU
proving      `check` and `bench`: does a device compute what it should, and how fast
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal

WHERE = {
    "list": ("installed", "list_models"),
    "show": ("installed", "show_model"),
    "use": ("installed", "use_model"),
    "get": ("fetching", "get_model"),
    "export": ("exporting", "export_model"),
    "import": ("packages", "import_package"),
    "compile": ("packages", "compile_package"),
    "check": ("proving", "check_model"),
    "bench": ("proving", "bench_model"),
}
"""Action -> the file of this folder, and the function in it; imported only when called for."""


def model(options: Options, terminal: Terminal) -> int:
    """Run `shoebox model ACTION`; the exit code comes back."""
    file, name = WHERE[options.action]
    action: Callable[[Options, Terminal], int] = getattr(
        import_module(f"indexer.cli.model.{file}"), name
    )
    return action(options, terminal)
