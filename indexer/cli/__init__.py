"""The `shoebox` command without its window: words in, lines or JSON out, and an exit code.

    arguments    what may be typed, and the help that teaches it
    parsing      how it is read, and what was meant where it is mistyped
    terminal     where answers, JSON, remarks and errors are written
    chosen       the library and the model that the options name
    index        `shoebox index`: takes folders in, once or for as long as it watches
    watchers     who is told how it goes: a bar, a log, or a program that reads JSON
    control      how it is paused, resumed, stopped: lines on standard input, and signals
    find         `shoebox search` and `shoebox similar`
    duplicates   `shoebox duplicates`: groups, and the trash for all but the best
    tagging      `shoebox tag` and `shoebox tags`; `own_tags` keeps what is wished of them,
                 `tag_words` has a model read the tags
    teaching     what is said of tags on photos, and the photos to ask about
    undoing      `shoebox undo` and `redo`
    albums       `shoebox albums` and `shoebox album`; `album_changes` are small edits
    export       `shoebox export`: copies or links photos into a folder
    sidecars     `shoebox sidecars`: whether they are written, and writes them
    prompt       typed queries, where there is no display for the window
    state        `shoebox status`, `problems`, `verify`; `originals` is what the last does of photos
    backups      `shoebox backups` and `shoebox restore`
    model/       `shoebox model ...`
    doctor       `shoebox doctor`
    report       `shoebox doctor --report`: runs all that a chip can prove, as `chip_proofs` asks
    library_facts  what it says of the library
    facts        what this machine is, told so that it names nobody
    display      whether a window can be shown

Exit codes: 0 done, 1 something is wrong and was told in one line, 2 wrong usage, 130 Ctrl+C.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING

from indexer import logs
from indexer.cli.arguments import (
    Options,
    first_word,
    names_command,
    parse_command,
    parse_window,
)
from indexer.cli.chosen import library_folder
from indexer.cli.display import has_display
from indexer.cli.terminal import OutputError, Terminal
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Options",
    "first_word",
    "guarded",
    "has_display",
    "library_folder",
    "main",
    "names_command",
    "parse_command",
    "parse_window",
]

Command = Callable[[Options, Terminal], int]

WHERE = {
    "index": "index",
    "search": "find",
    "similar": "find",
    "duplicates": "duplicates",
    "tag": "tagging",
    "tags": "tagging",
    "undo": "undoing",
    "redo": "undoing",
    "albums": "albums",
    "album": "albums",
    "export": "export",
    "sidecars": "sidecars",
    "status": "state",
    "problems": "state",
    "verify": "state",
    "backups": "backups",
    "restore": "backups",
    "model": "model",
    "doctor": "doctor",
}
"""Command -> the file of this folder that has the function of that name."""

DONE, TOLD, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, told as on the command line; the exit code comes back."""
    options = parse_command(sys.argv[1:] if arguments is None else arguments)
    return guarded(_command(options.command), options)


def guarded(command: Command, options: Options) -> int:
    """Run a command; what its user can mend becomes one line and exit code 1."""
    terminal = Terminal(as_json=options.json, quiet=options.quiet)
    with logs.kept(library_folder(options), _role(options.command)) as log:
        began = perf_counter()
        try:
            code = _guarded(command, options, terminal)
        except Exception:
            log.exception("%s: a fault of Shoebox itself", options.command)
            raise
        log.info("%s: ended with %d after %.2f s", options.command, code, perf_counter() - began)
    return code


def _guarded(command: Command, options: Options, terminal: Terminal) -> int:
    try:
        code = command(options, terminal)
        terminal.flush()
    except LibraryError as error:
        logging.getLogger(logs.NAME).info("%s: told", options.command, exc_info=error)
        terminal.error(str(error))
        if isinstance(error, OutputError):
            _drop_output()
        return TOLD
    except KeyboardInterrupt:
        terminal.remark("Stopped.")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough, as `| head` does.
        _drop_output()
        return DONE
    return code


def _role(command: str) -> str:
    """Which log a command writes to."""
    return {"index": "index", "gui": "window"}.get(command, "commands")


def _drop_output() -> None:
    """Have what Python still holds go nowhere, so that its end is not spoiled by it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _command(name: str) -> Command:
    """The function of a command; each is imported only when it is called for."""
    if name == "gui":
        return _gui
    command: Command = getattr(import_module(f"indexer.cli.{WHERE[name]}"), name)
    return command


def _gui(_options: Options, _terminal: Terminal) -> int:
    raise LibraryError("The window is not part of `python -m indexer`; run `shoebox gui`.")
