"""Typed queries, one after the other: Shoebox where there is no display for its window."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from indexer.cli.find import (
    answer_one,
    not_told_yet,
    opened_searcher,
    request_of,
    spelled_out,
)
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
        answer = _answer_to_person if person and not terminal.as_json else _answer_to_script
        told: set[str] = set()
        for words in _typed(terminal, person=person):
            try:
                answer(searcher, words, options, terminal, told)
            except QueryError as error:
                code = 0 if person else 1  # A person has been told, and types it anew.
                show_error(terminal, words, str(error))
            terminal.flush()
    return code


def _answer_to_person(
    searcher: Searcher, words: str, options: Options, terminal: Terminal, told: set[str]
) -> None:
    answer_one(searcher, request_of(parse(words), options), options, terminal, told)


def _answer_to_script(
    searcher: Searcher, words: str, options: Options, terminal: Terminal, told: set[str]
) -> None:
    request = request_of(parse(words), options)
    answer = searcher.answer(request)
    show_many(terminal, words, *spelled_out(searcher, request, answer, options))
    for remark in not_told_yet(answer.remarks, told):
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
