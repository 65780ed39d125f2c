"""Typed queries, one after the other: Shoebox where there is no display for its window."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from indexer.cli.find import opened_searcher, show, show_many
from indexer.cli.index import index
from indexer.search import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal


def index_and_ask(options: Options, terminal: Terminal) -> int:
    """Take in the folders named, then answer what is typed until the input ends."""
    if options.paths:
        code = index(options, terminal)
        if code:
            return code
    with opened_searcher(options) as searcher:
        for words in _typed(terminal):
            hits = searcher.search(Query(words), options.count)
            if terminal.as_json:
                show_many(terminal, words, hits)
            else:
                show(terminal, hits)
            terminal.out.flush()
    return 0


def _typed(terminal: Terminal) -> Iterator[str]:
    """Each query that is typed; a prompt is shown only to a person."""
    asks = sys.stdin.isatty()
    if asks:
        terminal.remark("No display here, so type what you look for (Ctrl+D ends it).")
    while True:
        if asks:
            # On stderr, so that answers may go into a file.
            terminal.err.write("> ")
            terminal.err.flush()
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()
