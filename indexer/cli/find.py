"""`shoebox search` and `shoebox similar`: a query in, the photos that it means out."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing, contextmanager
from dataclasses import astuple
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from indexer.cli.chosen import (
    chosen_bundle,
    device_for,
    open_library,
    told_if_broken,
    told_what_else,
)
from indexer.cli.hits import show, show_error, show_many
from indexer.cli.terminal import read_lines
from indexer.cli.typed import query_of
from indexer.errors import LibraryError
from indexer.query import Blend, Like, Query, QueryError, Weighted, parse
from indexer.search import Answer, Band, Order, Request, Searcher, asks_for_looks
from indexer.search.remarks import is_of_every_answer
from indexer.towers import Beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from indexer.catalog import Catalog
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.pictures import Pictures
    from indexer.search import Explanation, Hit
    from indexer.workers import Read

QUERIES_AT_ONCE = 64
"""Of a file of queries; enough for the text tower, and the first answers come soon."""


_NOTHING: Final = "No photo found."
_NONE: Final = {
    Band.WEAK: _NOTHING,
    Band.LIKELY: "No photo is likely to be meant: --min-band weak shows the nearest.",
    Band.STRONG: "No photo is surely meant (strong): --min-band weak shows the nearest.",
}
"""What to say where photos pass the filters, and none is as sure as was asked for."""


def search(options: Options, terminal: Terminal) -> int:
    """Run `shoebox search`; 0, or 1 where a line of a file is no query."""
    if options.syntax:
        from indexer.query.manual import manual

        terminal.line(manual())
        return 0
    if options.from_file is not None:
        with opened_searcher(options) as searcher:
            return _answer_lines(searcher, options, terminal)
    request = request_of(parse(query_of(options.words)), options)
    name = vars(options).get("save")
    if name is not None:
        _save(name, request.query, options, terminal)
    asks = partial(asks_for_looks, request.query)
    with opened_searcher(options, once=True, visual=asks) as searcher:
        answer_one(searcher, request, options, terminal)
    return 0


def _save(name: str, query: Query, options: Options, terminal: Terminal) -> None:
    """Keep a query as an album, with the cut of its answer."""
    from indexer.albums import save
    from indexer.cli.album_changes import cut_of

    with open_library(options) as library, library.small_edit() as catalog:
        album = save(catalog, name, str(query), cut_of(options))
    terminal.remark(f"“{album.name}” is {album.query} from now on.")


def similar(options: Options, terminal: Terminal) -> int:
    """Run `shoebox similar`; 0."""
    shown = tuple(Weighted(Like(photo)) for photo in options.photos)
    request = request_of(Query((Blend(shown),)), options)
    with opened_searcher(options, once=True) as searcher:
        try:
            answer_one(searcher, request, options, terminal)
        except QueryError as error:  # No query was typed, so that no column of it can be told.
            raise LibraryError(error.reason[:1].upper() + error.reason[1:]) from error
    return 0


def request_of(query: Query, options: Options) -> Request:
    """What is asked, as the options want it answered.

    By date all photos of an answer are equal: the cut alone says which ones belong to it, and the
    newest of these are shown. Where even the weak ones are wanted, it is the nearest.
    """
    order = Order(options.sort)
    least = Band[options.min_band.upper()] if options.min_band else None
    least = least or (Band.LIKELY if order is Order.DATE else Band.WEAK)
    by_cut = order is Order.DATE and least > Band.WEAK
    return Request(
        query,
        None if by_cut else options.count,
        order,
        least=least,
        strictness=options.strictness,
    )


def answer_one(
    searcher: Searcher,
    request: Request,
    options: Options,
    terminal: Terminal,
    told: set[str] | None = None,
) -> None:
    """Write the answer to a single request, and what else is to be said of it.

    Args:
        searcher: Who answers.
        request: What is asked.
        options: What the command was told.
        terminal: Where to write.
        told: What has been told of the model, where other requests went before this one.
    """
    answer = searcher.answer(request)
    show(terminal, *spelled_out(searcher, request, answer, options))
    if not terminal.as_json:
        tell_of_the_cut(terminal, request, answer)
    for remark in not_told_yet(answer.remarks, set() if told is None else told):
        terminal.remark(remark)


def spelled_out(
    searcher: Searcher, request: Request, answer: Answer, options: Options
) -> tuple[list[Hit], list[Explanation] | None]:
    """The photos of an answer, and why each is there where that is asked for."""
    hits = searcher.hits(answer.first(options.count))
    if not options.why:
        return hits, None
    return hits, searcher.explain_many(request, [hit.photo_id for hit in hits])


def tell_of_the_cut(terminal: Terminal, request: Request, answer: Answer) -> None:
    """Tell a person how to take photos that are none, or that are merely the nearest."""
    counts = answer.counts
    if not len(answer.ids):
        terminal.remark(_NONE[request.least] if counts and any(astuple(counts)) else _NOTHING)
    elif counts and not counts.strong + counts.likely:
        terminal.remark("None of these is likely to be meant: they are merely the nearest.")


@contextmanager
def opened_searcher(
    options: Options, *, once: bool = False, visual: bool | Callable[[Catalog], bool] = True
) -> Iterator[Searcher]:
    """The library, open for reading, and who answers queries on it.

    Args:
        options: What the command was told.
        once: Whether a single question will be asked.
        visual: Whether it may be asked what is to be seen, or what tells that of a library.

    Raises:
        LibraryError: There is no library, or nothing in it that this model could find.
    """
    with open_library(options) as library:
        bundle = chosen_bundle(options, library)
        if visual is True or (visual and visual(library.catalog)):
            _demand_vectors(library, bundle, options)
        device = device_for(options, bundle, once=once)
        with (
            told_what_else(library, bundle, device),
            told_if_broken(bundle),
            _reading_apart() as read,
            Searcher.open(library, bundle, device=device, beside=Beside(read=read)) as searcher,
        ):
            yield searcher


@contextmanager
def _reading_apart() -> Iterator[Read]:
    """Lend what reads pictures that are no photos of the library, in a process of its own."""
    with ExitStack() as begun:

        @cache
        def begin() -> Pictures:
            from indexer.pictures import Pictures  # Few searches have such a picture.

            return begun.enter_context(closing(Pictures()))

        yield lambda path, recipe: begin().read_photo(path, recipe)


def _demand_vectors(library: Library, bundle: Bundle, options: Options) -> None:
    if library.catalog.count() and not library.catalog.vector_count(bundle.sha256):
        named = f" --model {bundle.name}" if options.model else ""
        raise LibraryError(
            f"No photo is encoded by “{bundle.name}” yet: run `shoebox index{named}`."
        )


# -- many queries -------------------------------------------------------------------------


def _answer_lines(searcher: Searcher, options: Options, terminal: Terminal) -> int:
    """Answer each line of a file of queries; 1 where one is no query, which is told at once."""
    assert options.from_file is not None
    code = 0
    told: set[str] = set()
    lines = enumerate(_lines(options.from_file), start=1)
    while block := list(islice(lines, QUERIES_AT_ONCE)):
        requests = [_read(line, options) for _, line in block]
        answers = _answers(searcher, requests)
        for (number, line), request, answer in zip(block, requests, answers, strict=True):
            if isinstance(answer, Answer):
                assert isinstance(request, Request)
                show_many(terminal, line, *spelled_out(searcher, request, answer, options))
                for remark in not_told_yet(answer.remarks, told):
                    once = is_of_every_answer(remark)
                    terminal.remark(remark if once else f"Line {number}: {remark}")
            elif answer is None:
                show_many(terminal, line, [])
            else:
                code = 1
                show_error(terminal, line, f"Line {number}: {answer}")
    return code


def not_told_yet(remarks: Iterable[str], told: set[str]) -> Iterator[str]:
    """The remarks on an answer, without those on the model that were told before; notes these."""
    for remark in remarks:
        if remark not in told:
            yield remark
        if is_of_every_answer(remark):
            told.add(remark)


def _read(line: str, options: Options) -> Request | QueryError | None:
    """What a line asks; None where it is empty, which has an empty answer."""
    try:
        return request_of(parse(line), options) if line.strip() else None
    except QueryError as error:
        return error


def _answers(
    searcher: Searcher, asked: Sequence[Request | QueryError | None]
) -> list[Answer | QueryError | None]:
    """An answer to each request, or what is wrong with it."""
    requests = [each for each in asked if isinstance(each, Request)]
    try:
        found: Iterator[Answer | QueryError] = iter(searcher.answer_many(requests))
    except QueryError:  # One of them names a picture that is not there; the others have answers.
        found = (_answer_or_error(searcher, request) for request in requests)
    return [next(found) if isinstance(each, Request) else each for each in asked]


def _answer_or_error(searcher: Searcher, request: Request) -> Answer | QueryError:
    try:
        return searcher.answer(request)
    except QueryError as error:
        return error


def _lines(name: str) -> Iterable[str]:
    if name == "-":
        yield from read_lines(sys.stdin)
        return
    try:
        with open(name, encoding="utf-8-sig") as file:
            yield from (line.rstrip("\r\n") for line in file)
    except OSError as error:
        raise LibraryError(f"{name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise LibraryError(f"{name} is not a text file in UTF-8.") from error
