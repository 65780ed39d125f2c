"""What a person says of tags on photos, which photos to ask about, and how it is taken back.

None of it needs the library's write lock: it works while a library is being indexed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.cli.chosen import chosen_bundle, open_library
from indexer.cli.sidecars import keep_up
from indexer.cli.tag_words import opened_tagger
from indexer.cli.terminal import printable
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from indexer.catalog import Catalog
    from indexer.catalog.edits import Edit
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.library import Library
    from indexer.tags import Tagger


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a library can learn from.

    Attributes:
        ids: The photos of which something was said.
        names: The tags of which it was said.
    """

    ids: Sequence[int]
    names: Collection[str]


def say(library: Library, options: Options, terminal: Terminal, ids: Sequence[int]) -> None:
    """Write down what is said of photos, and let the library learn from it."""
    from indexer.tags.lines import tidy

    with library.small_edit() as catalog:
        deeds = (
            (options.remove, catalog.remove_tag, "took “{}” off {}."),
            (options.refuse, catalog.refuse_tag, "“{}” is refused for {} from now on."),
            (options.confirm, catalog.confirm_tag, "“{}” is given to {} from now on."),
        )
        names = []
        for said, deed, told in deeds:
            for name in map(tidy, said):
                terminal.remark(told.format(printable(name), _photos(deed(ids, name))))
                names.append(name)
        if ids and names:
            learn(library, catalog, options, terminal, Lesson(ids, names))
    keep_up(library, ids=ids, on_stage=terminal.remark, remark=terminal.remark)


def review(library: Library, options: Options, terminal: Terminal) -> int:
    """Run `shoebox tags --review TAG`; 0."""
    from indexer.tags.lines import tidy

    assert options.review is not None
    name = tidy(options.review)
    tagger = _tagger(library, library.catalog, options, terminal)
    found = tagger.review(name, options.count)
    photos = {photo.id: photo.path for photo in library.catalog.photos(each for each, _ in found)}
    rows = [(each, photos[each], round(sure, 4)) for each, sure in found if each in photos]
    if terminal.as_json:
        terminal.json([dict(zip(("id", "path", "score"), row, strict=True)) for row in rows])
        return 0
    terminal.table([(f"{sure:.2f}", terminal.path(path)) for _, path, sure in rows])
    if rows:
        terminal.remark(
            f"Right or wrong: `shoebox tags PATH --confirm {_quoted(name)}`, or --refuse."
        )
    else:
        terminal.remark(f"There is no photo to ask about “{printable(name)}”.")
    return 0


def undo(options: Options, terminal: Terminal) -> int:
    """Run `shoebox undo`; 0."""
    return _put_back(options, terminal, undo=True)


def redo(options: Options, terminal: Terminal) -> int:
    """Run `shoebox redo`; 0."""
    return _put_back(options, terminal, undo=False)


def _put_back(options: Options, terminal: Terminal, *, undo: bool) -> int:
    with open_library(options) as library, library.small_edit() as catalog:
        before = {each.name: each for each in catalog.decided()}
        done = catalog.undo() if undo else catalog.redo()
        if done is None:
            raise LibraryError(f"There is nothing to {'undo' if undo else 'do again'}.")
        edit, ids = done
        after = {each.name: each for each in catalog.decided()}
        names = {name for name in before | after if before.get(name) != after.get(name)}
        if names:
            learn(library, catalog, options, terminal, Lesson(ids, names))
        keep_up(library, ids=ids, on_stage=terminal.remark, remark=terminal.remark)
    _tell(terminal, edit, len(ids), undo=undo)
    return 0


def _tell(terminal: Terminal, edit: Edit, count: int, *, undo: bool) -> None:
    told = "undone" if undo else "redone"
    if terminal.as_json:
        terminal.json({told: edit.title, "made_at": edit.made_at, "photos": count})
    else:
        terminal.line(f"{told.capitalize()}: {printable(edit.title)}.")


def learn(
    library: Library, catalog: Catalog, options: Options, terminal: Terminal, lesson: Lesson
) -> None:
    """Let the photos' own tags follow, and those of all that the tags are held against."""
    from indexer.tags import is_tagged

    if not is_tagged(catalog):
        return
    try:
        tagger = _tagger(library, catalog, options, terminal)
    except LibraryError as error:
        terminal.remark(f"It is kept. Other tags do not follow yet: {error}")
        return
    tagger.retag(lesson.ids)
    tagger.learn(lesson.names)


def _tagger(library: Library, catalog: Catalog, options: Options, terminal: Terminal) -> Tagger:
    bundle = chosen_bundle(options, library)
    return opened_tagger(catalog, bundle, device=options.device, on_stage=terminal.remark)


def _photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count:,} photos"


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
