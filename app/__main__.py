"""`shoebox`: a command goes to `indexer.cli`; folders, or nothing, open the window.

Where no window can be shown, the folders are indexed in the terminal, which then answers typed
queries. Qt is loaded for the window only.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from indexer import cli

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli.terminal import Terminal


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; the exit code comes back."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if cli.first_word(words) == "gui":
        return _open(cli.parse_command(words), anyway=True)
    if cli.names_command(words):
        return cli.main(words)
    return _open(cli.parse_window(words), anyway=False)


def _open(options: cli.Options, *, anyway: bool) -> int:
    """Open the window; `anyway` says that the user insists on it, display or not."""
    if anyway or cli.has_display():
        return cli.guarded(_show_window, options)
    from indexer.cli.prompt import index_and_ask

    return cli.guarded(index_and_ask, options)


def _show_window(options: cli.Options, _terminal: Terminal) -> int:
    from app.run import run

    return run(
        cli.library_folder(options), options.paths, model=options.model, device=options.device
    )


if __name__ == "__main__":  # a spawned process imports this file too
    sys.exit(main())
