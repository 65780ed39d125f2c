"""`shoebox search` and `shoebox similar`: a query in, the photos nearest to it out."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from indexer.cli.chosen import chosen_bundle, open_library, told_if_broken, told_what_else
from indexer.cli.terminal import read_lines
from indexer.errors import LibraryError
from indexer.search import Query, Searcher, by_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.models import Bundle
    from indexer.search import Hit

QUERIES_AT_ONCE = 64
"""Of a file of queries; enough for the text tower, and the first answers come soon."""


def search(options: Options, terminal: Terminal) -> int:
    """Run `shoebox search`; 0."""
    with opened_searcher(options, once=options.from_file is None) as searcher:
        if options.from_file is not None:
            for words, hits in _answers(searcher, options):
                show_many(terminal, words, hits)
        else:
            query = Query(" ".join(options.words))
            show(terminal, _sorted(searcher.search(query, options.count), options))
    return 0


def similar(options: Options, terminal: Terminal) -> int:
    """Run `shoebox similar`; 0."""
    with opened_searcher(options, once=True) as searcher:
        show(terminal, searcher.search(_like(searcher, options.photo), options.count))
    return 0


@contextmanager
def opened_searcher(options: Options, *, once: bool = False) -> Iterator[Searcher]:
    """The library, open for reading, and who answers queries on it.

    Args:
        options: What the command was told.
        once: Whether a single question will be asked.

    Raises:
        LibraryError: There is no library, or nothing in it that this model could find.
    """
    with open_library(options) as library:
        bundle = chosen_bundle(options, library)
        if library.catalog.count() and not library.catalog.vector_count(bundle.sha256):
            named = f" --model {bundle.name}" if options.model else ""
            raise LibraryError(
                f"No photo is encoded by “{bundle.name}” yet: run `shoebox index{named}`."
            )
        device = device_for(options, bundle, once=once)
        with (
            told_what_else(library, bundle, device),
            told_if_broken(bundle),
            Searcher.open(library, bundle, device=device) as searcher,
        ):
            yield searcher


def device_for(options: Options, bundle: Bundle, *, once: bool) -> str:
    """Where to encode: to start and prove an accelerator takes longer than one answer of the CPU.

    The vectors of both may be compared, which is what an accelerator is proved for.
    """
    towers = (bundle.image, bundle.text)
    for_npu_alone = any(tower.compiled and not tower.cpu_file for tower in towers)
    if once and options.device == "auto" and not for_npu_alone:
        return "cpu"
    return options.device


def show(terminal: Terminal, hits: Sequence[Hit]) -> None:
    """Write one answer: a JSON list, or aligned lines."""
    if terminal.as_json:
        terminal.json([as_json(hit) for hit in hits])
        return
    if not hits:
        terminal.remark("No photo found: the library is empty.")
    width = len(str(len(hits)))
    dated = any(hit.taken_at for hit in hits)
    for hit in hits:
        day = terminal.dim((hit.taken_at or "")[:10].ljust(10)) + "  " if dated else ""
        score = terminal.bold(f"{hit.score:6.3f}")
        terminal.line(f"{hit.rank:{width}}  {score}  {day}{terminal.path(hit.path)}")


def show_many(terminal: Terminal, words: str, hits: Sequence[Hit]) -> None:
    """Write the answer to one query of many."""
    if terminal.as_json:
        terminal.json({"query": words, "hits": [as_json(hit) for hit in hits]})
        return
    terminal.line(terminal.bold(words))
    show(terminal, hits)
    terminal.line()


def as_json(hit: Hit) -> dict[str, object]:
    """A hit under the names that scripts rely on."""
    return {
        "rank": hit.rank,
        "id": hit.photo_id,
        "path": hit.path,
        "score": round(hit.score, 6),
        # Calibrated bands and tags come in a later version; their places are kept for them.
        "band": None,
        "taken_at": hit.taken_at,
        "tags": [],
    }


def _answers(searcher: Searcher, options: Options) -> Iterator[tuple[str, list[Hit]]]:
    """Each line of a file of queries with its answer; an empty line has an empty one."""
    assert options.from_file is not None
    lines = iter(_lines(options.from_file))
    while block := list(islice(lines, QUERIES_AT_ONCE)):
        asked = [line for line in block if line.strip()]
        answers = iter(searcher.search_many([Query(line) for line in asked], options.count))
        for line in block:
            yield line, _sorted(next(answers), options) if line.strip() else []


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


def _like(searcher: Searcher, photo: str) -> Query:
    """What is like a photo, told by its path or its id; a file of that name goes first."""
    if photo.isascii() and photo.isdigit() and not os.path.exists(photo):
        return searcher.photo(int(photo))
    return searcher.picture(os.path.expanduser(photo))


def _sorted(hits: list[Hit], options: Options) -> list[Hit]:
    return by_date(hits) if options.sort == "date" else hits
