"""`shoebox export`: copies or links photos into a folder."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from indexer.cli.album_changes import the_album
from indexer.cli.chosen import open_library
from indexer.cli.find import opened_searcher
from indexer.cli.photos import ids_of
from indexer.cli.terminal import printable
from indexer.cli.typed import MINUS, query_of
from indexer.errors import LibraryError
from indexer.export import Exported, Exporting, Pattern, Wanted
from indexer.export import export as exported
from indexer.formats import SUFFIXES
from indexer.query import parse
from indexer.query.errors import perhaps, shown
from indexer.search import Band, Order, Request, asks_for_looks, request_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.export import Outcome
    from indexer.library import Library

_SAYS_MORE: Final = re.compile(rf"""[:"“”*()]|(?:^|\s)[-+{MINUS}]|\b(?:AND|OR|NOT)\b""")
"""What is in a query, and in hardly a name."""

_BAD: Final = (Exported.MISSING, Exported.FAILED)
_DONE: Final = {
    Exported.COPIED: "copied",
    Exported.LINKED: "linked",
    Exported.PLANNED: "would be put there",
    Exported.THERE: "there already",
}


def export(options: Options, terminal: Terminal) -> int:
    """Run `shoebox export`; 0, or 1 where a photo is missing or could not be put there."""
    how = Exporting(
        options.to_folder.expanduser().absolute(),
        Pattern(options.names) if options.names is not None else None,
        link=options.link,
        table=options.metadata,
        dry_run=options.dry_run,
    )
    wanted = _wanted(options, terminal)
    outcomes = []
    with open_library(options) as library:
        for outcome in exported(library, wanted, how):
            outcomes.append(outcome)
            _tell(terminal, outcome, how, len(outcomes), len(wanted))
    _clear_line(terminal)
    _sum_up(terminal, outcomes, how)
    return 1 if any(each.became in _BAD for each in outcomes) else 0


def _wanted(options: Options, terminal: Terminal) -> list[Wanted]:
    """The photos that are named: an album's, those at paths, or what a query finds."""
    with open_library(options) as library:
        request = _request(library, options)
        if request is None:
            ids = ids_of(library.catalog, options.what)
            photos = library.catalog.photos(dict.fromkeys(ids))
            return [Wanted(photo, rank) for rank, photo in enumerate(photos, start=1)]
    asks = partial(asks_for_looks, request.query)
    with opened_searcher(options, once=True, visual=asks) as searcher:
        answer = searcher.answer(request).first(options.most)
        known = dict(
            zip(
                answer.ids.tolist(),
                zip(answer.scores.tolist(), answer.bands.tolist(), strict=True),
                strict=True,
            )
        )
        photos = searcher.catalog.photos(answer.ids.tolist())
        if _is_bare(options.what) and not searcher.catalog.albums_named(" ".join(options.what)):
            name = printable(" ".join(options.what))
            terminal.remark(f"“{name}” is taken for a query: {_counted(len(photos))}.")
    return [
        Wanted(photo, rank, *_found(*known[photo.id])) for rank, photo in enumerate(photos, start=1)
    ]


def _found(score: float, band: int) -> tuple[float | None, str | None]:
    return (round(score, 6), Band(band).name.lower()) if band else (None, None)


def _request(library: Library, options: Options) -> Request | None:
    """What is asked for; None where photos are named by their paths.

    Raises:
        LibraryError: It is probably the name of an album, or a path, and there is none.
    """
    name = " ".join(options.what)
    if library.catalog.albums_named(name):
        return request_of(the_album(library.catalog, name))
    missing = [each for each in options.what if not _is_path(each)]
    if not missing:
        return None
    _refuse_mistyped(library, options.what, missing)
    least = Band[(options.min_band or "likely").upper()]
    order = Order(options.sort)
    asked = Request(
        parse(query_of(options.what)), order=order, least=least, strictness=options.strictness
    )
    by_cut = order is Order.DATE and least > Band.WEAK
    return replace(asked, count=None if by_cut else options.most)


def _refuse_mistyped(library: Library, what: Sequence[str], missing: Sequence[str]) -> None:
    """Refuse what would be copied though something else was meant.

    Raises:
        LibraryError: It is probably the name of an album, or a path, and there is none.
    """
    path = next(filter(_looks_like_a_path, missing), None)
    if path is not None:
        raise LibraryError(f"There is no file “{path}”.")
    name = " ".join(what)
    if not _is_bare(what):
        return
    meant = perhaps(name, [each.name for each in library.catalog.albums()])
    if meant:
        raise LibraryError(
            f"There is no album {shown(name)}.{meant} To ask for it as a query, keep its quotes: "
            f"'\"{name}\"'."
        )


def _looks_like_a_path(word: str) -> bool:
    """Whether a word is a path to a photo rather than part of a query."""
    if word.startswith(("~", f".{os.sep}", f"..{os.sep}")) or os.path.isabs(word):
        return True
    if _SAYS_MORE.search(word):
        return False
    suffix = os.path.splitext(word)[1].removeprefix(".").lower()
    return suffix in SUFFIXES or (os.sep in word and not any(map(str.isspace, word)))


def _is_bare(what: Sequence[str]) -> bool:
    """Whether it may be a name as well as a query: it has no sign that only a query has."""
    name = " ".join(what)
    return not _SAYS_MORE.search(name) and not any(map(_is_path, what))


def _is_path(word: str) -> bool:
    return os.path.isfile(os.path.expanduser(word))


# -- what is told ---------------------------------------------------------------------------------


def _tell(terminal: Terminal, outcome: Outcome, how: Exporting, done: int, total: int) -> None:
    """Tell of one photo what a person should know at once."""
    if outcome.became in _BAD:
        _clear_line(terminal)
        terminal.error(f"{outcome.wanted.photo.path}: {outcome.reason}.")
    elif how.dry_run and not terminal.as_json:
        path = terminal.path(outcome.wanted.photo.path)
        terminal.line(f"{terminal.path(outcome.name or '')}  {terminal.dim('from')} {path}")
    elif _shows_progress(terminal):
        terminal.err.write(f"\rExporting: {100 * done // total} %\x1b[K")
        terminal.err.flush()


def _shows_progress(terminal: Terminal) -> bool:
    return terminal.err.isatty() and not (terminal.as_json or terminal.quiet)


def _clear_line(terminal: Terminal) -> None:
    if _shows_progress(terminal):
        terminal.err.write("\r\x1b[K")
        terminal.err.flush()


def _sum_up(terminal: Terminal, outcomes: Sequence[Outcome], how: Exporting) -> None:
    counts = Counter(each.became for each in outcomes)
    if terminal.as_json:
        terminal.json(_in_json(outcomes, counts, how))
        return
    if not outcomes:
        terminal.remark("No photo found.")
        return
    parts = [f"{counts[each]:,} {words}" for each, words in _DONE.items() if counts[each]]
    bad = counts[Exported.MISSING] + counts[Exported.FAILED]
    left_out = f"; {bad:,} left out" if bad else ""
    terminal.line(f"{_counted(len(outcomes))}: {', '.join(parts) or 'none'}{left_out}.")
    if how.link and counts[Exported.COPIED]:
        terminal.remark("Those on another disk, or on one that knows no links, were copied.")


def _counted(photos: int) -> str:
    return "1 photo" if photos == 1 else f"{photos:,} photos"


def _in_json(
    outcomes: Sequence[Outcome], counts: Counter[Exported], how: Exporting
) -> dict[str, Any]:
    return {
        "folder": str(how.folder),
        **{each.value: counts[each] for each in Exported},
        "bytes": sum(each.size for each in outcomes if each.became is Exported.COPIED),
        "photos": [
            {
                "id": each.wanted.photo.id,
                "path": each.wanted.photo.path,
                "exported": each.name,
                "became": each.became.value,
                "reason": each.reason or None,
            }
            for each in outcomes
        ],
    }
