"""`shoebox`: a command goes to `indexer.cli`; folders, or nothing, open the window.

Where no window can be shown, the folders are indexed in the terminal, which then answers typed
queries. Each decode worker imports this file as well, so that it loads nothing by itself; Qt is
loaded for the window only.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli import Options
    from indexer.cli.terminal import Terminal


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; the exit code comes back."""
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        return 130  # While it was still being loaded; later `guarded` sees to it.


def _run(words: list[str]) -> int:
    from indexer import cli

    if cli.first_word(words) == "gui":
        return cli.guarded(_show_window, cli.parse_command(words))
    if cli.names_command(words):
        return cli.main(words)
    options = cli.parse_window(words)
    if cli.has_display():
        return cli.guarded(_show_window, options)
    from indexer.cli.prompt import index_and_ask

    return cli.guarded(index_and_ask, options)


def _show_window(options: Options, _terminal: Terminal) -> int:
    from indexer.cli import has_display, library_folder
    from indexer.errors import LibraryError

    if not has_display():
        raise LibraryError(
            "There is no display for a window here; `shoebox FOLDER` answers typed queries."
        )
    try:
        from app.loading import load_swiftly

        load_swiftly()
        from app.run import run
    except ImportError as error:
        if (error.name or "").partition(".")[0] in ("app", "indexer"):
            raise
        raise LibraryError(
            f"The window cannot be opened on this machine: {error}. The commands work without it."
        ) from error
    # Only what was typed stands in the options themselves: unsaid, the window's settings hold.
    device = vars(options).get("device")
    return run(library_folder(options), options.paths, model=options.model, device=device)


if __name__ == "__main__":
    sys.exit(main())
