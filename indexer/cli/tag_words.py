"""Tags a library, and has its model read the tags where it has not yet, once on each machine."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from indexer.cli.chosen import told_if_broken
from indexer.cli.everyday_words import Reading, ReadingStoppedError, learn_words, reader_of
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.library import Library
    from indexer.models import Bundle
    from indexer.tags import Level, NewTag, Preview, Tagged, Tagger, Vocabulary

    Known = dict[str, NDArray[np.float32]]
    Encode = Callable[[Sequence[str]], NDArray[np.float32]]

WHAT_TAKES_ITS_TIME = "Reading the tags"


def tagged(
    library: Library,
    bundle: Bundle,
    *,
    device: str,
    on_stage: Callable[[str], None],
    stopped: Callable[[], bool],
) -> Tagged:
    """Tag what is new in a library.

    Args:
        library: Open for writing.
        bundle: The model whose vectors are held against tags.
        device: Where it shall run, if it has to read tags.
        on_stage: Is told in a few words what takes its time.
        stopped: Is asked every second or so; what was done is kept. Tags that are switched off
            meanwhile stop it too.

    Raises:
        LibraryError: The user's own vocabulary is wrong, or the model cannot read.
    """
    from indexer.tags import Tagged, is_tagged

    catalog = library.catalog

    def ends() -> bool:
        return stopped() or not is_tagged(catalog)

    try:
        tagger = opened_tagger(catalog, bundle, device=device, on_stage=on_stage, stopped=ends)
    except ReadingStoppedError:
        return Tagged(0, 0)
    return tagger.run(on_stage, ends)


def opened_tagger(
    catalog: Catalog,
    bundle: Bundle,
    *,
    device: str,
    on_stage: Callable[[str], None],
    stopped: Callable[[], bool] = lambda: False,
) -> Tagger:
    """What tags a library, with all that it needs read.

    Args:
        catalog: Of the library, or of a small edit; open for reading at least.
        bundle: The model whose vectors are held against tags.
        device: Where it shall run, if it has to read tags.
        on_stage: Is told in a few words what takes its time.
        stopped: Is asked every second or so.

    Raises:
        LibraryError: As `tagged`.
        ReadingStoppedError: It was stopped.
    """
    from indexer.tags import known_texts, vocabulary_of
    from indexer.tags.opening import tagger_of

    model = _Model(bundle, device, on_stage, stopped)
    model.learn_words()
    with model.reading(lambda: (known_texts(bundle), vocabulary_of(catalog))) as encode:
        return tagger_of(catalog, bundle, encode)


def previewed(
    library: Library,
    bundle: Bundle,
    new: NewTag,
    *,
    device: str,
    on_stage: Callable[[str], None],
) -> tuple[Preview, dict[Level, Preview]]:
    """The photos that a tag would get, and those that it would get at each level.

    Raises:
        LibraryError: The tag cannot be, or as `tagged`.
    """
    from indexer.tags import Level, Previewer, known_texts
    from indexer.tags.opening import everyday_words
    from indexer.tags.own import vocabulary_with

    words = vocabulary_with(library.catalog, new)
    known = known_texts(bundle)
    model = _Model(bundle, device, on_stage, stopped=lambda: False)
    model.learn_words()
    with model.reading(lambda: (known, words)) as encode:
        previewer = Previewer(library, bundle, known, everyday_words(bundle))
        found = previewer.preview(new, encode)
        return found, {
            level: previewer.preview(replace(new, level=level), encode) for level in Level
        }


@dataclass(frozen=True, slots=True)
class _Model:
    """A model that may have to read, where it runs, who is told of it and who may stop it."""

    bundle: Bundle
    device: str
    on_stage: Callable[[str], None]
    stopped: Callable[[], bool]

    def learn_words(self) -> None:
        """Have it read everyday words, where it has not yet."""
        learn_words(self.bundle, device=self.device, on_stage=self.on_stage, stopped=self.stopped)

    @contextmanager
    def reading(self, wanted: Callable[[], tuple[Known, Vocabulary]]) -> Iterator[Encode]:
        """Lend what reads tags; it opens as soon as it has to.

        Args:
            wanted: What was read before, and what shall be read.
        """
        with ExitStack() as opened:
            opening = cache(lambda: opened.enter_context(self._opened(*wanted())))
            yield lambda texts: opening()(texts)

    @contextmanager
    def _opened(self, known: Known, words: Vocabulary) -> Iterator[Encode]:
        """Open what reads those tags that it has not read yet."""
        from indexer.encode import TextEncoder
        from indexer.tags import missing_texts

        total = sum(len(each.sentences) for each in missing_texts(known, words))
        reader = reader_of(self.bundle, self.device)
        if reader is None:
            raise LibraryError(
                f"“{self.bundle.name}” would read the tags on the emulator, which takes hours: tag "
                "with another --device."
            )
        reading = Reading(WHAT_TAKES_ITS_TIME, total, self.on_stage, self.stopped)
        reading.tell(WHAT_TAKES_ITS_TIME)
        with (
            told_if_broken(self.bundle),
            TextEncoder.open(
                self.bundle, device=reader, background=True, on_stage=reading.tell
            ) as encoder,
        ):
            yield lambda texts: reading.read(texts, encoder)
