"""`shoebox tag` and `shoebox tags`: gives photos tags, and tells which they have."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.cli.chosen import chosen_bundle, open_library
from indexer.cli.tag_arguments import SHIPPED
from indexer.cli.tag_words import opened_tagger, tagged
from indexer.cli.teaching import review, say
from indexer.cli.terminal import printable
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.library import Library
    from indexer.records import Photo

_SOURCES = {"file": "in its file", "auto": "found", "user": "given"}
_SUGGESTED = "suggested"


def tag(options: Options, terminal: Terminal) -> int:
    """Run `shoebox tag`; 0."""
    from indexer.tags import Level, choose, level_of

    open_library(options).close()  # Where there is none, none shall be made.
    with open_library(options, write=True) as library:
        bundle = chosen_bundle(options, library)
        if library.catalog.count() and not library.catalog.vector_count(bundle.sha256):
            raise LibraryError(f"No photo is encoded by “{bundle.name}” yet: run `shoebox index`.")
        shipped = options.vocabulary == SHIPPED
        own = None
        if options.vocabulary and not shipped:
            own = Path(options.vocabulary).expanduser().absolute()
        level = Level(options.level) if options.level else None
        choose(library.catalog, level=level, own=own, shipped=shipped)
        done = tagged(
            library,
            bundle,
            device=options.device,
            on_stage=terminal.remark,
            stopped=lambda: False,
        )
        facts: dict[str, object] = {
            "scored": done.scored,
            "changed": done.changed,
            **_sums(library),
            "level": level_of(library.catalog).value,
            "model": bundle.name,
        }
    if terminal.as_json:
        terminal.json(facts)
    else:
        terminal.line(
            f"{facts['tagged']:,} of {facts['photos']:,} photos have tags, {facts['tags']:,} "
            f"different ones; {done.scored:,} photos were new, {done.changed:,} have other tags "
            "than before."
        )
    return 0


def _sums(library: Library) -> dict[str, int]:
    """How many photos there are, how many of them are tagged, and with how many tags."""
    return {
        "photos": library.catalog.count(),
        "tagged": library.catalog.tagged_count(),
        "tags": len(library.catalog.tag_counts()),
    }


def tags(options: Options, terminal: Terminal) -> int:
    """Run `shoebox tags`; 0, or 1 where a path is no photo of the library."""
    with open_library(options) as library:
        if options.review is not None:
            return review(library, options, terminal)
        if options.paths:
            photos = _photos(library, options.paths, terminal)
            say(library, options, terminal, [photo.id for photo in photos])
            return _of_photos(library, options, terminal, photos)
        found = library.catalog.tag_counts()
    if terminal.as_json:
        names = ("tag", "photos", "file", "auto", "user")
        terminal.json([dict(zip(names, row, strict=True)) for row in found])
        return 0
    rows = [(f"{photos:,}", printable(name), _by(*sources)) for name, photos, *sources in found]
    terminal.table(rows, right=(0,))
    if not found:
        terminal.remark("No photo has a tag yet: `shoebox tag` gives them some.")
    return 0


def _by(file: int, auto: int, user: int) -> str:
    counts = {"file": file, "auto": auto, "user": user}
    return ", ".join(f"{count:,} {_SOURCES[name]}" for name, count in counts.items() if count)


def _of_photos(
    library: Library, options: Options, terminal: Terminal, photos: Sequence[Photo]
) -> int:
    given = library.catalog.tags_in_detail(photo.id for photo in photos)
    suggested = _suggested(library, options, terminal, [photo.id for photo in photos])
    answers = []
    for photo in photos:
        rows = [*given.get(photo.id, ()), *suggested.get(photo.id, ())]
        answers.append((photo, rows))
    if terminal.as_json:
        names = ("tag", "source", "score")
        terminal.json(
            [
                {
                    "id": photo.id,
                    "path": photo.path,
                    "tags": [dict(zip(names, row, strict=True)) for row in rows],
                }
                for photo, rows in answers
            ]
        )
    else:
        for photo, rows in answers:
            _show(terminal, photo, rows)
    return 0 if len(photos) == len(options.paths) else 1


def _photos(library: Library, paths: Sequence[str], terminal: Terminal) -> list[Photo]:
    found = []
    for path in paths:
        photo = library.catalog.photo_by_path(os.path.abspath(os.path.expanduser(path)))
        if photo is None:
            terminal.error(f"{path} is no photo of this library.")
        else:
            found.append(photo)
    return found


def _suggested(
    library: Library, options: Options, terminal: Terminal, ids: Sequence[int]
) -> dict[int, list[tuple[str, str, float | None]]]:
    """Id -> tags that the photo may be given; none where the library is not tagged."""
    from indexer.tags import is_tagged

    if not ids or not is_tagged(library.catalog):
        return {}
    bundle = chosen_bundle(options, library)
    tagger = opened_tagger(library, bundle, device=options.device, on_stage=terminal.remark)
    return {
        photo_id: [(each.name, _SUGGESTED, each.likelihood) for each in found]
        for photo_id, found in tagger.suggestions(ids).items()
    }


def _show(terminal: Terminal, photo: Photo, rows: Sequence[tuple[str, str, float | None]]) -> None:
    terminal.line(terminal.path(photo.path))
    for name, source, score in rows:
        sure = "     " if score is None else f"{score:5.2f}"
        told = _SOURCES.get(source, source)
        line = f"    {sure}  {printable(name)}  {terminal.dim(told)}"
        terminal.line(line)
