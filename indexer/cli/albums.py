"""`shoebox albums` and `shoebox album`: lists them, shows the photos of one, and changes it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from indexer.albums import photo_counts, reasons, refresh_auto
from indexer.cli.album_changes import change_of, the_album
from indexer.cli.chosen import open_library
from indexer.cli.find import opened_searcher, tell_of_the_cut
from indexer.cli.hits import show
from indexer.cli.sidecars import keep_up
from indexer.cli.terminal import printable
from indexer.errors import LibraryError
from indexer.search import asks_for_looks, request_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli.album_changes import Told
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.records import Album
    from indexer.search import Searcher


def albums(options: Options, terminal: Terminal) -> int:
    """Run `shoebox albums`; 0."""
    _refresh(options, terminal)
    with opened_searcher(options, once=True, visual=False) as searcher:
        found = [
            each
            for each in searcher.catalog.albums()
            if terminal.as_json or options.hidden or not each.hidden
        ]
        rows = _rows(searcher, found)
    if terminal.as_json:
        terminal.json(rows)
        return 0
    terminal.table([_line(row) for row in rows], right=(0,))
    if not rows:
        terminal.remark('No album yet: `shoebox album "Snow dogs" --save "dog in snow"` makes one.')
    return 0


def _refresh(options: Options, terminal: Terminal) -> None:
    """Have the albums that make themselves be those of now: of a tag given since, for instance."""
    with open_library(options) as library:
        try:
            refresh_auto(library)
        except LibraryError as error:
            terminal.remark(f"Albums stay as they were: {error}")


def album(options: Options, terminal: Terminal) -> int:
    """Run `shoebox album`; 0, or 1 where a photo that is to be added is none."""
    name = " ".join(options.album)
    change = change_of(options)
    if change is None:
        _show(name, options, terminal)
        return 0
    with open_library(options) as library:
        with library.small_edit() as catalog:
            told = change(catalog, name, options, terminal)
        keep_up(library, on_stage=terminal.remark, remark=terminal.remark)
    if terminal.as_json:
        _tell_in_json(told, options, terminal)
    else:
        terminal.line(printable(told.sentence))
    return told.code


def _tell_in_json(told: Told, options: Options, terminal: Terminal) -> None:
    if told.album is None:
        terminal.json({"deleted": " ".join(options.album)})
        return
    with opened_searcher(options, once=True, visual=False) as searcher:
        (row,) = _rows(searcher, [told.album])
    terminal.json(row)


def _show(name: str, options: Options, terminal: Terminal) -> None:
    """Write the photos of an album, and why each is in it where that is asked for."""
    with open_library(options) as library:
        wanted = the_album(library.catalog, name)
    request = request_of(wanted, count=options.most)
    asks = partial(asks_for_looks, request.query)
    with opened_searcher(options, once=True, visual=asks) as searcher:
        answer = searcher.answer(request)
        hits = searcher.hits(answer.first(options.most))
        why = None
        if options.why:
            told = reasons(searcher, wanted, [hit.photo_id for hit in hits])
            why = [told.get(hit.photo_id, ()) for hit in hits]
    show(terminal, hits, notes=why)
    if not terminal.as_json:
        tell_of_the_cut(terminal, request, answer)
    for remark in answer.remarks:
        terminal.remark(remark)


def _rows(searcher: Searcher, found: Sequence[Album]) -> list[dict[str, object]]:
    """Albums under the names that scripts rely on."""
    counts = photo_counts(searcher, found)
    covers = {
        photo.id: photo.path
        for photo in searcher.catalog.photos(
            each.cover_id for each in found if each.cover_id is not None
        )
    }
    return [
        {
            "id": each.id,
            "name": each.name,
            "kind": each.kind,
            "photos": counts[each.id],
            "query": each.query,
            "min_band": None if each.query is None else each.cut.least,
            "strictness": None if each.query is None else each.cut.strictness,
            "sort": None if each.query is None else each.cut.sort,
            "origin": each.origin,
            "pinned": each.pinned,
            "hidden": each.hidden,
            "cover": covers.get(each.cover_id or 0),
        }
        for each in found
    ]


def _line(row: dict[str, object]) -> tuple[str, ...]:
    """Photos, name, and what else is to be said of an album."""
    photos = "?" if row["photos"] is None else f"{row['photos']:,}"
    flags = [flag for flag in ("pinned", "hidden") if row[flag]]
    of = str(row["origin"] or "").partition(":")[0]
    kind = of or ("saved query" if row["query"] else "")
    told = ", ".join(filter(None, [kind, *flags]))
    return photos, printable(str(row["name"])), told, printable(str(row["query"] or ""))
