"""`shoebox tag` and `shoebox tags`: gives photos tags, and tells which they have.

What is wished of tags is kept first, as a small edit: where another process holds the library, that
one is left to follow it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from indexer.cli.chosen import chosen_bundle, open_library
from indexer.cli.own_tags import keep_wishes, show_preview, told_of_removed
from indexer.cli.photos import ids_of, known_ids
from indexer.cli.sidecars import keep_up
from indexer.cli.tag_words import opened_tagger, tagged
from indexer.cli.teaching import Lesson, learn, review, say
from indexer.cli.terminal import printable
from indexer.errors import LibraryError
from indexer.library import LibraryInUseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.records import Photo
    from indexer.tags import Tagged

LATER = "Another Shoebox is indexing this library: the tags follow when it is done."
_SOURCES = {"file": "in its file", "auto": "found", "user": "given"}
_SUGGESTED = "suggested"


def tag(options: Options, terminal: Terminal) -> int:
    """Run `shoebox tag`; 0, also where another process does the tagging."""
    from indexer.albums import refresh_auto

    with open_library(options) as library:  # Where there is none, none shall be made.
        bundle = chosen_bundle(options, library)
        if library.catalog.count() and not library.catalog.vector_count(bundle.sha256):
            raise LibraryError(f"No photo is encoded by “{bundle.name}” yet: run `shoebox index`.")
        if options.preview:
            show_preview(library, bundle, options, terminal)
            return 0
        with library.small_edit() as catalog:
            given_up = keep_wishes(catalog, options)
            if given_up is not None:
                terminal.remark(f"The tags that you gave up are in {terminal.path(str(given_up))}.")
            for sentence in told_of_removed(catalog, options.removed):
                terminal.remark(printable(sentence))
    try:
        with open_library(options, write=True) as library:
            done = _tagged_as_wished(library, bundle, options, terminal)
            refresh_auto(library)
            keep_up(library, on_stage=terminal.remark, remark=terminal.remark)
            _tell(library, bundle, done, options, terminal)
    except LibraryInUseError:
        with open_library(options) as library:
            _teach(library, options, terminal)
            _tell(library, bundle, None, options, terminal)
    return 0


def _tagged_as_wished(
    library: Library, bundle: Bundle, options: Options, terminal: Terminal
) -> Tagged:
    """Tag, and again where somebody wished for something else meanwhile, but not for no tags."""
    from indexer.tags import Tagged, is_tagged, state_of_wishes

    sum_of_all, followed = Tagged(0, 0), None
    while is_tagged(library.catalog):
        wishes = state_of_wishes(library.catalog)
        if wishes == followed:
            break
        followed = wishes
        done = tagged(
            library,
            bundle,
            device=options.device,
            on_stage=terminal.remark,
            stopped=lambda: False,
        )
        sum_of_all = Tagged(sum_of_all.scored + done.scored, sum_of_all.changed + done.changed)
    return sum_of_all


def follow_words(options: Options, terminal: Terminal) -> bool:
    """Let photos have the tags that there are now; False where another process will see to it."""
    from indexer.albums import refresh_auto

    try:
        with open_library(options, write=True) as library:
            _tagged_as_wished(library, chosen_bundle(options, library), options, terminal)
            refresh_auto(library)
            keep_up(library, on_stage=terminal.remark, remark=terminal.remark)
    except LibraryInUseError:
        return False
    return True


def _teach(library: Library, options: Options, terminal: Terminal) -> None:
    """Let a tag learn from its photos: who indexes follows what is wished for, not what is said."""
    if options.new_tag is None or not (options.examples or options.others):
        return
    with library.small_edit() as catalog:
        ids = ids_of(catalog, [*options.examples, *options.others])
        learn(library, catalog, options, terminal, Lesson(ids, [options.new_tag]))


def _tell(
    library: Library, bundle: Bundle, done: Tagged | None, options: Options, terminal: Terminal
) -> None:
    """Tell what was done, or, where that is None, who will do it."""
    from indexer.tags import has_only_own, level_of, own_vocabulary

    sums = _sums(library)
    own = own_vocabulary(library.catalog)
    added = _added(library, options.new_tag, done) if options.new_tag is not None else None
    if terminal.as_json:
        facts: dict[str, object] = {
            "scored": done.scored if done else 0,
            "changed": done.changed if done else 0,
            **sums,
            "level": level_of(library.catalog).value,
            "vocabulary": str(own) if own else None,
            "model": bundle.name,
            "pending": done is None,
        }
        terminal.json(facts if added is None else {**facts, "added": added})
        return
    if added is not None:
        found = "" if done is None else f", of {_counted(added['photos'])}"
        where = terminal.path(str(own))
        terminal.line(f"“{printable(str(added['tag']))}” is a tag now{found}; it is in {where}")
        if has_only_own(library.catalog):
            terminal.remark(
                "Only your own tags are given; `shoebox tag` gives those of Shoebox as well."
            )
    if done is None:
        terminal.line(LATER)
        return
    terminal.line(
        f"{sums['tagged']:,} of {sums['photos']:,} photos have tags, {sums['tags']:,} different "
        f"ones; {done.scored:,} {'photo was' if done.scored == 1 else 'photos were'} new, "
        f"{done.changed:,} {'has' if done.changed == 1 else 'have'} other tags than before."
    )


def _counted(photos: int) -> str:
    return "1 photo" if photos == 1 else f"{photos:,} photos"


def _added(library: Library, name: str, done: Tagged | None) -> dict[str, Any]:
    """The tag that was added as it is written, and the number of its photos once that is known."""
    from indexer.tags import vocabulary_of
    from indexer.tags.vocabulary import key_of

    written = vocabulary_of(library.catalog).by_key[key_of(name)].name
    counts = {key_of(row[0]): row[1] for row in library.catalog.tag_counts()}
    return {"tag": written, "photos": counts.get(key_of(name), 0) if done else None}


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
    ids = known_ids(library.catalog, paths, terminal.error)
    photos = {photo.id: photo for photo in library.catalog.photos(dict.fromkeys(ids))}
    return [photos[each] for each in ids]


def _suggested(
    library: Library, options: Options, terminal: Terminal, ids: Sequence[int]
) -> dict[int, list[tuple[str, str, float | None]]]:
    """Id -> tags that the photo may be given; none where the library is not tagged."""
    from indexer.tags import is_tagged

    if not ids or not is_tagged(library.catalog):
        return {}
    bundle = chosen_bundle(options, library)
    tagger = opened_tagger(library.catalog, bundle, device=options.device, on_stage=terminal.remark)
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
