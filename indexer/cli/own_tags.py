"""What a person wishes of tags on the command line: level, file, tags of their own; and previews.

How that is kept is the business of `indexer.tags.wanted` and `own`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from indexer.cli.photos import ids_of
from indexer.cli.tag_arguments import SHIPPED
from indexer.cli.tag_words import previewed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from indexer.catalog import Catalog
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.tags import NewTag, Preview


def keep_wishes(catalog: Catalog, options: Options) -> Path | None:
    """Keep what the options say of level, file and single tags.

    Args:
        catalog: Open for writing; a small edit will do.
        options: Of `shoebox tag`.

    Returns:
        Where the tags are that were given up before, if others have taken their place.

    Raises:
        LibraryError: Something of it cannot be; nothing has changed.
    """
    from indexer.tags import Level, Mode, choose, editing

    if options.new_tag is None and not options.choices and not options.removed:
        shipped = options.vocabulary == SHIPPED
        own = None
        if options.vocabulary and not shipped:
            own = Path(options.vocabulary).expanduser().absolute()
        wanted = Level(options.level) if options.level else None
        choose(catalog, level=wanted, own=own, shipped=shipped)
        return None
    new = None if options.new_tag is None else _new(catalog, options)
    # As in the window: who adds one tag has not asked for all the words that come with Shoebox.
    with editing(catalog, alone=new is not None) as file:
        for name in options.removed:
            file.remove(name)
        if new is not None:
            file.add(new)
        for word, name in options.choices:
            level = Level(word) if word in set(Level) else None
            file.change(name, Mode.AUTO if level else Mode(word), level)
    return file.given_up


def told_of_removed(catalog: Catalog, names: Sequence[str]) -> Iterator[str]:
    """What is left of tags whose lines were removed: those that ship, and their owner's word."""
    if not names:
        return
    from indexer.tags.vocabulary import key_of, vocabulary

    shipped = vocabulary().by_key
    given = {key_of(name): user for name, _, _, _, user in catalog.tag_counts()}
    for name in names:
        key = key_of(name)
        if key in shipped:
            yield f"“{shipped[key].name}” is as it came with Shoebox again."
        elif given.get(key):
            photos = "1 photo has" if given[key] == 1 else f"{given[key]:,} photos have"
            yield f"{photos} “{name}” by your word still; `shoebox tags PATH --remove` is for that."


def show_preview(library: Library, bundle: Bundle, options: Options, terminal: Terminal) -> None:
    """Tell which photos the tag of `--add` would get.

    Raises:
        LibraryError: The tag cannot be, a photo is none, or the model cannot read it.
    """
    new = _new(library.catalog, options)
    found, by_level = previewed(
        library, bundle, new, device=options.device, on_stage=terminal.remark
    )
    levels = {level.value: len(each.ids) for level, each in by_level.items()}
    ids = found.ids[: options.count].tolist()
    likely = dict(zip(ids, found.likelihoods.tolist(), strict=False))
    photos = [(photo, likely[photo.id]) for photo in library.catalog.photos(ids)]
    if terminal.as_json:
        hits = [
            {"rank": rank, "id": photo.id, "path": photo.path, "score": round(score, 4)}
            for rank, (photo, score) in enumerate(photos, start=1)
        ]
        terminal.json(
            {
                "tag": new.name,
                "photos": len(found.ids),
                "more": found.more,
                "levels": levels,
                "hits": hits,
            }
        )
        return
    for photo, score in photos:
        terminal.line(f"{score:5.2f}  {terminal.path(photo.path)}")
    terminal.remark(_told(found, levels))


def _told(found: Preview, levels: Mapping[str, int]) -> str:
    """How many photos a tag would get, and what to do about it."""
    others = ", ".join(f"{number:,} if it were {level}" for level, number in levels.items())
    if not len(found.ids):
        return (
            f"No photo would get it: {others}. Say otherwise how a photo of it looks (--words), or "
            "name some that show it (--like)."
        )
    photos = "1 photo" if len(found.ids) == 1 else f"{len(found.ids):,} photos"
    more = " or more" if found.more else ""
    return f"{photos}{more} would get it: {others}. Without --preview it is added."


def _new(catalog: Catalog, options: Options) -> NewTag:
    """The tag of `--add`.

    Raises:
        LibraryError: One of the photos that are named is none of the library.
    """
    from indexer.tags import NewTag

    assert options.new_tag is not None
    return NewTag(
        options.new_tag,
        words=_said(options.described),
        parents=_said(options.part_of),
        synonyms=_said(options.also),
        rivals=_said(options.rivals),
        examples=tuple(ids_of(catalog, options.examples)),
        others=tuple(ids_of(catalog, options.others)),
    )


def _said(words: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if words is None else tuple(words)
