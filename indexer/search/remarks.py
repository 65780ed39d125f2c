"""What a user should know of an answer besides its photos: what was not read, what is not there."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from indexer.models.taught import Taught
from indexer.query import Album, Place, Tag, Words
from indexer.query.errors import near
from indexer.query.tree import both
from indexer.search.answer import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from indexer.catalog import Catalog
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.query import Blend, Filter, Query
    from indexer.search.request import Request
    from indexer.towers import Towers

_SHOWN = 40
"""Characters of a description by which it is known again."""

_MOST_NAMED = 2
"""Words that a model does not know: of more, the two first tell enough."""

_APOSTROPHES = ' An apostrophe is no quote: only " keeps words together.'
_NOT_READ = "not read the words that answers are held against"


def remarks_of(request: Request, catalog: Catalog, towers: Towers) -> Iterator[str]:
    """A sentence for each thing that its answer does not show."""
    if not catalog.count():
        yield "The library is empty."
        return
    for words in filter(None, map(_taken_back, request.query.alternatives)):
        yield f"“{_short(words)}” is asked for and taken away at once: a minus counts half."
    terms = (part.term for blend in request.query.alternatives for part in blend.terms)
    texts = list(dict.fromkeys(term.text for term in terms if isinstance(term, Words)))
    for text in texts:
        if not towers.reads_whole(text):
            yield (
                f"Only the beginning of “{_short(text)}” was looked for: the model "
                f"“{towers.bundle.name}” reads no more of a description."
            )
    yield from _of_unknown_words(texts, catalog, towers)
    wanted = both(request.query.filter, request.within)
    if wanted is not None:
        yield from _of_filters(wanted, catalog)


def unknown_in(query: Query, catalog: Catalog) -> Iterator[str]:
    """A sentence for each thing that a query names and that is not there, or not so called."""
    if query.filter is not None:
        yield from _of_filters(query.filter, catalog)


def _of_filters(wanted: Filter, catalog: Catalog) -> Iterator[str]:
    """What a filter names that is not there, or goes by another name."""
    for unknown in catalog.unknown_in(wanted):
        apostrophe = _APOSTROPHES if ":'" in str(unknown) else ""
        meant = _like(unknown, catalog)
        if meant is not None and not apostrophe:
            told = f"Nothing in this library goes by {unknown}. Did you mean “{meant}”?"
            yield Unknown(told, (str(unknown), str(meant)))
        else:
            told = f"Nothing in this library goes by {unknown}.{apostrophe}"
            yield Unknown(told, (str(unknown), None))
    for word, names in catalog.other_words_in(wanted):
        looked_for = " and ".join(f"{Tag(name)}" for name in names)
        yield f"{word} is another word for {looked_for}, which was looked for."


def _of_unknown_words(texts: Iterable[str], catalog: Catalog, towers: Towers) -> Iterator[Unknown]:
    """That a model does not know words of descriptions, unless photos are found by them."""
    taught = Taught.of(towers.bundle)
    if taught is None:
        return
    names = [each.name for each in catalog.albums()]
    words = dict.fromkeys(chain.from_iterable(map(towers.unknown_words, texts)))
    unknown = islice((each for each in words if not _is_a_name(each, catalog)), _MOST_NAMED)
    found = [(word, near(word, names) or taught.nearest(word)) for word in unknown]
    if found:
        told = _not_known(found, towers.bundle.name, taught.language)
        yield Unknown(told, *found)


def _not_known(found: Sequence[tuple[str, str | None]], model: str, language: str) -> str:
    """Say of words that a model does not know them, and what was meant."""
    words = " and ".join(f"“{_short(word)}”" for word, _ in found)
    meant = " and ".join(f"“{each}”" for _, each in found if each is not None)
    if len(found) > 1 and meant:
        return (
            f"The model “{model}” reads {language}, and does not know the words {words}. Did you "
            f"mean {meant}?"
        )
    if len(found) > 1:
        return f"The model “{model}” reads {language}, and does not know the words {words}."
    if meant:
        return f"The model “{model}” does not know the word {words}. Did you mean {meant}?"
    return f"The model “{model}” reads {language}, and does not know the word {words}."


def _is_a_name(word: str, catalog: Catalog) -> bool:
    """Whether files, folders, captions, tags or albums of the library go by a word."""
    if catalog.by_words(word, 1) or catalog.albums_named(word):
        return True
    return not catalog.unknown_in(Tag(word))


def _like(unknown: Filter, catalog: Catalog) -> Filter | None:
    """The tag, album or place that was probably meant by a name which none has."""
    if isinstance(unknown, Album):
        name = near(unknown.name, [each.name for each in catalog.albums()])
        return Album(name) if name else None
    if isinstance(unknown, Tag):
        name = near(unknown.name, [row[0] for row in catalog.tag_counts()])
        return Tag(name) if name else None
    if isinstance(unknown, Place):
        name = near(unknown.pattern, [row[0] for row in catalog.names().places])
        return Place(name) if name else None
    return None


def _taken_back(blend: Blend) -> str | None:
    """The words that an alternative has with a minus and without one; None if it has no such."""
    wanted, unwanted = (
        {
            part.term.text.casefold()
            for part in blend.terms
            if isinstance(part.term, Words) and (part.weight > 0) == so
        }
        for so in (True, False)
    )
    return min(wanted & unwanted, default=None)


def words_not_read(library: Library, bundle: Bundle) -> str:
    """What to say where the cut does without a model's everyday words."""
    return (
        f"“{bundle.name}” has {_NOT_READ}, so the bands are less sure: "
        f"{index_command(library, bundle)} has it read them."
    )


def is_of_every_answer(remark: str) -> bool:
    """Whether a remark is of the model, and no answer to other words would go without it."""
    return _NOT_READ in remark


def index_command(library: Library, bundle: Bundle) -> str:
    """The command that has a model see and read what it has not yet."""
    named = "" if bundle.name == library.model_in_use() else f" --model {bundle.name}"
    return f"`shoebox index{named}`"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
