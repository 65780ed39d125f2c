"""What the window asks of a library about its tags. Each call waits for disk or database.

So each is made on a background thread. What a person changes goes through `editing`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.language import tr, translated
from app.tags.families import Tags, families
from app.tags.standing import Standing
from indexer.errors import LibraryError
from indexer.query import Tag
from indexer.tags import (
    Level,
    Mode,
    choose,
    has_only_own,
    is_tagged,
    known_texts,
    level_of,
    own_vocabulary,
    state_of_wishes,
    vocabulary,
    vocabulary_of,
)
from indexer.tags.vocabulary import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from app.questions import Questions
    from indexer.library import Library
    from indexer.tags import NewTag, Previewer, Suggestion, Tagger, Vocabulary

#: Photos of a selection that suggestions are made from: of more of them, the same are found.
MOST_ASKED = 64
#: Suggestions that are shown: more would be a list to read, and not a hint.
MOST_SUGGESTED = 6
#: Photos that are shown of a tag that none would get: some of them may show it all the same.
MOST_NEAREST = 24
#: Photos that show a tag of which only its owner knows: a few say what it is.
MOST_EXAMPLES = 16


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen for the tags of a library.

    Attributes:
        asked: Whether it was ever tagged.
        level: How sure tags have to be.
        own: A file of the owner's own tags; None for none.
        tags: How many tags there are to be found.
        fault: What is wrong with that file; "" for nothing.
    """

    asked: bool = False
    level: Level = Level.NORMAL
    own: Path | None = None
    tags: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Photos that may have a tag.

    Attributes:
        photos: Each with how likely it has it, those of which it is least sure first.
        known: Whether a model can find the tag; else it is a word that only its owner knows.
        examples: Some photos that have such a word.
    """

    photos: tuple[tuple[int, float], ...]
    known: bool = True
    examples: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """How a tag may be given.

    Attributes:
        mode: Whether it is given, only suggested, or off.
        level: How sure it has to be; None for as the others.
    """

    mode: Mode
    level: Level | None = None

    @property
    def told(self) -> Given:
        """The same as far as it matters: how sure a tag is counts only where it is given."""
        return self if self.mode is Mode.AUTO else Given(self.mode)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a new tag would find.

    Attributes:
        ids: Photos, int64 [n], the likeliest first.
        sure: Whether they would get the tag; else they only come nearest to it.
        more: Whether further photos may get it.
    """

    ids: NDArray[np.int64]
    sure: bool = True
    more: bool = False


class TagQuestions:
    """Asks about tags. Safe for several threads."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._lock = threading.Lock()
        self._tagger: tuple[tuple[object, ...], Tagger] | None = None
        self._previewer: tuple[tuple[object, ...], Previewer] | None = None

    def tags(self) -> Tags:
        """Return all tags that any photo has, as families."""
        library = self._questions.library()
        counts = [(name, photos) for name, photos, *_ in library.catalog.tag_counts()]
        asked = is_tagged(library.catalog) and not has_only_own(library.catalog)
        return Tags(families(counts, _words(library)), asked)

    def names(self) -> tuple[str, ...]:
        """Return the names that a tag may have: those in use first, then all that are known."""
        library = self._questions.library()
        used = [name for name, *_ in library.catalog.tag_counts()]
        words = _words(library)
        known = [each.name for each in words] if words else []
        return tuple(dict.fromkeys([*used, *known]))

    def standing(self, ids: Sequence[int]) -> Standing:
        """Return the tags of some photos."""
        found = self._questions.library().catalog.tags_among(ids)
        return Standing(tuple(ids), tuple(found))

    def suggestions(self, ids: Sequence[int]) -> tuple[Suggestion, ...]:
        """Return the tags that photos may be given besides those they have, the likeliest first.

        Of several photos, those that are the likeliest in the mean. None where the library was
        not tagged, and where its model has not read all tags yet.
        """
        library = self._questions.library()
        if not is_tagged(library.catalog):
            return ()
        asked = spread(ids, MOST_ASKED)
        sums: dict[str, float] = {}
        for found in self.tagger(library).suggestions(asked).values():
            for each in found:
                sums[each.name] = sums.get(each.name, 0.0) + each.likelihood
        return _likeliest(sums, len(asked))

    def review(self, name: str, most: int) -> Doubts:
        """Return photos that may have a tag, those of which it is least sure first.

        Raises:
            LibraryError: The vocabulary is wrong, or the model has not read all of it.
        """
        library = self._questions.library()
        words = vocabulary_of(library.catalog)
        if key_of(name) not in words.by_key:
            has = library.catalog.ids_where(Tag(name))[:MOST_EXAMPLES]
            return Doubts((), known=False, examples=tuple(has.tolist()))
        return Doubts(tuple(self.tagger(library).review(name, most)))

    def choose_anew(self, ids: Sequence[int]) -> None:
        """Choose the tags of photos anew, of which something was said.

        Raises:
            LibraryError: The library cannot be written to.
        """
        self._change(lambda tagger: tagger.retag(ids))

    def learn(self, names: Collection[str]) -> None:
        """Hold all photos against tags of which something was said.

        Raises:
            LibraryError: As `choose_anew`.
        """
        self._change(lambda tagger: tagger.learn(names))

    def _change(self, change: Callable[[Tagger], object]) -> None:
        from indexer.tags.opening import tagger_of

        library = self._questions.library()
        if is_tagged(library.catalog):
            bundle = self._questions.bundle(library)
            with library.small_edit() as catalog:
                try:
                    tagger = tagger_of(catalog, bundle, _unread)
                except LibraryError:
                    return  # It follows with the next run; what is wrong is told where it is set.
                change(tagger)
            self._questions.forget_names()

    def preview(self, new: NewTag) -> Prospect:
        """Return what a new tag would find; on the serial lane.

        Raises:
            LibraryError: The tag cannot be, or the model cannot read it.
        """
        from indexer.cut.background import background_of
        from indexer.tags import Previewer

        library = self._questions.library()
        bundle = self._questions.bundle(library)
        catalog = library.catalog
        made_of = (bundle.sha256, catalog.last_sequence())
        if self._previewer is None or self._previewer[0] != made_of:
            background = background_of(bundle)
            if background is None:
                raise LibraryError(tr("The model has yet to read the words that it compares with."))
            known = known_texts(bundle)
            self._previewer = made_of, Previewer(library, bundle, known, background)
        found = self._previewer[1].preview(new, self._questions.read_texts)
        if len(found.ids):
            return Prospect(found.ids, more=found.more)
        text = self._questions.read_texts([*(new.words or ()), new.name][:1])
        (nearest,), _ = library.vectors(bundle).search(text, MOST_NEAREST)
        return Prospect(nearest[nearest >= 0], sure=False)

    def given(self, name: str) -> Given | None:
        """Return how a tag may be given; None where none is, or where nobody looks for this one.

        Raises:
            LibraryError: The vocabulary is wrong.
        """
        catalog = self._questions.library().catalog
        if not is_tagged(catalog):
            return None
        concept = vocabulary_of(catalog).by_key.get(key_of(name))
        return None if concept is None else Given(concept.mode, concept.level)

    def chosen(self) -> Chosen:
        """Return what is chosen for the tags of the library."""
        catalog = self._questions.library().catalog
        own = own_vocabulary(catalog)
        try:
            fault, count = "", len(vocabulary_of(catalog))
        except LibraryError as error:
            fault, count = translated(error), len(vocabulary())
        asked = is_tagged(catalog) and not has_only_own(catalog)
        return Chosen(asked, level_of(catalog), own, count, fault)

    def choose(
        self, *, level: Level | None = None, own: Path | None = None, shipped: bool = False
    ) -> None:
        """Have the library tagged from now on, or tagged otherwise; see `indexer.tags.choose`.

        Raises:
            LibraryError: The file is no vocabulary, or the library cannot be written to.
        """
        with self._questions.library().small_edit() as catalog:
            choose(catalog, level=level, own=own, shipped=shipped)

    def tag_no_more(self) -> None:
        """Tag no photo any more, and take off what was found.

        Raises:
            LibraryError: The library cannot be written to.
        """
        from indexer.tags.ending import tag_no_more

        with self._questions.library().small_edit() as catalog:
            tag_no_more(catalog)
        self._questions.forget_names()

    def tagger(self, library: Library) -> Tagger:
        """Return what knows the tags, made anew where others are chosen by now.

        Raises:
            LibraryError: The vocabulary is wrong, or the model has not read all of it.
        """
        from indexer.tags.opening import tagger_of

        bundle = self._questions.bundle(library)
        made_of = (bundle.sha256, *state_of_wishes(library.catalog))
        with self._lock:
            if self._tagger is None or self._tagger[0] != made_of:
                self._tagger = made_of, tagger_of(library.catalog, bundle, _unread)
            return self._tagger[1]


def spread(ids: Sequence[int], most: int) -> list[int]:
    """Return no more than `most` of these, evenly spread."""
    if len(ids) <= most:
        return list(ids)
    return [ids[place * len(ids) // most] for place in range(most)]


def _likeliest(sums: dict[str, float], count: int) -> tuple[Suggestion, ...]:
    from indexer.tags import Suggestion
    from indexer.tags.choosing import LIKELIHOODS

    # As likely in the mean of several photos as the loosest level wants a tag to be.
    least = LIKELIHOODS[Level.LOOSE]
    means = ((name, total / count) for name, total in sums.items())
    found = [Suggestion(name, mean) for name, mean in means if mean >= least]
    found.sort(key=lambda each: (-each.likelihood, each.name))
    return tuple(found[:MOST_SUGGESTED])


def _words(library: Library) -> Vocabulary | None:
    """The vocabulary; what is wrong with it is told where it is chosen."""
    try:
        return vocabulary_of(library.catalog)
    except LibraryError:
        return None


def _unread(_texts: Sequence[str]) -> NDArray[np.float32]:
    raise LibraryError(
        tr("The model has not read all tags yet: they are read when photos are tagged.")
    )
