"""What a person says of tags on photos, and which photos to ask about.

None of it needs the library's write lock: it works while a library is being indexed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from indexer.cli.chosen import chosen_bundle
from indexer.cli.sidecars import keep_up
from indexer.cli.tag_words import opened_tagger
from indexer.cli.terminal import printable
from indexer.errors import LibraryError
from indexer.query.errors import perhaps, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from indexer.catalog import Catalog
    from indexer.cli.arguments import Options
    from indexer.cli.terminal import Terminal
    from indexer.library import Library
    from indexer.tags import Tagger, Vocabulary

_TOOK: Final = "Took “{}” off {}."
_REFUSED: Final = "“{}” is refused for {} from now on."
_GIVEN: Final = "“{}” is given to {} from now on."


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
    """Write down what is said of photos as one edit, and let the library learn from it.

    Raises:
        LibraryError: Something of it cannot be; nothing has changed.
    """
    from indexer.tags.lines import tidy

    removed, refused, confirmed = (
        [tidy(name) for name in said] for said in (options.remove, options.refuse, options.confirm)
    )
    names = [*removed, *refused, *confirmed]
    if not ids or not names:
        return
    with library.small_edit() as catalog:
        for sentence in _new_names(catalog, refused, confirmed):
            terminal.remark(printable(sentence))
        counts = catalog.say_of_tags(ids, remove=removed, refuse=refused, confirm=confirmed)
        told = [_TOOK] * len(removed) + [_REFUSED] * len(refused) + [_GIVEN] * len(confirmed)
        for sentence, name, count in zip(told, names, counts, strict=True):
            terminal.remark(sentence.format(printable(name), _photos(count)))
        learn(library, catalog, options, terminal, Lesson(ids, names))
    keep_up(library, ids=ids, on_stage=terminal.remark, remark=terminal.remark)


def _new_names(catalog: Catalog, refused: Sequence[str], confirmed: Sequence[str]) -> Iterator[str]:
    """What is to be said of names that no tag has yet.

    Raises:
        LibraryError: One that is refused is no tag, one that is given cannot be one, or what is
            given is a kind of what is refused.
    """
    from indexer.tags import vocabulary_of
    from indexer.tags.vocabulary import key_of

    try:
        words = vocabulary_of(catalog)
    except LibraryError:  # It is kept all the same: `learn` tells of it.
        return
    for name in filter(lambda each: key_of(each) in words.by_key, confirmed):
        wrong = set(map(key_of, words.ancestors(name))) & set(map(key_of, refused))
        if wrong:
            raise LibraryError(
                f"Whatever is “{name}” is “{min(wrong)}” as well: give the one or refuse the other."
            )
    known = _known_tags(catalog, words)
    _demand_known(known, refused)
    for name in confirmed:
        if key_of(name) not in known:
            _refuse_unfit(name)
            yield f"“{name}” is a new tag.{perhaps(name, known)}"


def _known_tags(catalog: Catalog, words: Vocabulary) -> set[str]:
    """The keys of all tags: of the vocabulary, of photos, and those of which something was said."""
    from indexer.tags.vocabulary import key_of

    given = (row[0] for row in catalog.tag_counts())
    said = (each.name for each in catalog.decided())
    return {*words.by_key, *map(key_of, given), *map(key_of, said)}


def _demand_known(known: set[str], names: Sequence[str]) -> None:
    from indexer.tags.vocabulary import key_of

    for name in names:
        if key_of(name) not in known:
            raise LibraryError(f"There is no tag {shown(name)}.{perhaps(name, known)}")


def _refuse_unfit(name: str) -> None:
    """Refuse a name that no line of tags could have, and no query could ask for."""
    from indexer.tags.lines import Line, LineError, Mode, written

    try:
        written(Line(0, Mode.AUTO, name))
    except LineError as error:
        raise LibraryError(f"{shown(name)} cannot be a tag: its line {error}.") from error


def review(library: Library, options: Options, terminal: Terminal) -> int:
    """Run `shoebox tags --review TAG`; 0."""
    from indexer.tags import vocabulary_of
    from indexer.tags.lines import tidy

    assert options.review is not None
    name = tidy(options.review)
    _demand_known(_known_tags(library.catalog, vocabulary_of(library.catalog)), [name])
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
