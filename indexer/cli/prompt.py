"""Typed queries, one after the other: Shoebox where there is no display for its window."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from indexer.cli.find import answer_one, opened_searcher, request_of, spelled_out
from indexer.cli.hits import show_error, show_many
from indexer.cli.index import index
from indexer.cli.terminal import read_lines
from indexer.query import QueryError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.search import Searcher


def index_and_ask(options: Options, terminal: Terminal) -> int:
    """Take in the folders named, then answer what is typed until the input ends."""
    if options.paths:
        code = index(options, terminal)
        if code:
            return code
    code = 0
    with opened_searcher(options) as searcher:
        person = sys.stdin.isatty() and sys.stdout.isatty()
        for words in _typed(terminal, person=person):
            try:
                _answer(searcher, words, options, terminal, person=person)
            except QueryError as error:
                code = 0 if person else 1  # A person has been told, and types it anew.
                show_error(terminal, words, str(error))
            terminal.flush()
    return code


def _answer(
    searcher: Searcher, words: str, options: Options, terminal: Terminal, *, person: bool
) -> None:
    request = request_of(parse(words), options)
    if person and not terminal.as_json:
        answer_one(searcher, request, options, terminal)
        return
    answer = searcher.answer(request)
    show_many(terminal, words, *spelled_out(searcher, request, answer, options))
    for remark in answer.remarks:
        terminal.remark(remark)


def _typed(terminal: Terminal, *, person: bool) -> Iterator[str]:
    """Each query that comes in: typed at a prompt, or line by line where nobody is there."""
    lines = _asked(terminal) if person else read_lines(sys.stdin)
    return (line.strip() for line in lines if line.strip())


def _asked(terminal: Terminal) -> Iterator[str]:
    # Its mere import gives input() a history and the arrow keys; Windows has them without.
    with suppress(ImportError):
        import readline  # noqa: F401 - importing it is its use.

    terminal.remark("No display here, so type what you look for (Ctrl+D ends it).")
    with suppress(EOFError):
        while True:
            yield input("> ")
    terminal.line()
