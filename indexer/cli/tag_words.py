"""Tags a library, and has its model read the tags where it has not yet, once on each machine."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexer.cli.chosen import told_if_broken
from indexer.cli.everyday_words import Reading, ReadingStoppedError, learn_words, reader_of
from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.cut import Background
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
        stopped: Is asked every second or so; what was done is kept.

    Raises:
        LibraryError: The user's own vocabulary is wrong, or the model cannot read.
    """
    from indexer.tags import Tagged

    try:
        tagger = opened_tagger(library, bundle, device=device, on_stage=on_stage, stopped=stopped)
    except ReadingStoppedError:
        return Tagged(0, 0)
    return tagger.run(on_stage, stopped)


def opened_tagger(
    library: Library,
    bundle: Bundle,
    *,
    device: str,
    on_stage: Callable[[str], None],
    stopped: Callable[[], bool] = lambda: False,
    catalog: Catalog | None = None,
) -> Tagger:
    """What tags a library, with all that it needs read.

    Args:
        library: Open, for reading at least.
        bundle: The model whose vectors are held against tags.
        device: Where it shall run, if it has to read tags.
        on_stage: Is told in a few words what takes its time.
        stopped: Is asked every second or so.
        catalog: What is changed, if that is not the library's own: that of a small edit.

    Raises:
        LibraryError: As `tagged`.
        ReadingStoppedError: It was stopped.
    """
    from indexer.tags import Tagger, known_texts, text_vectors, vocabulary_of

    words = vocabulary_of(library.catalog)
    known = known_texts(bundle)
    model = _Model(bundle, device, on_stage, stopped)
    with model.reading(words, known) as encode:
        texts = text_vectors(bundle, words, known, encode)
    kept = catalog or library.catalog
    return Tagger(kept, bundle.sha256, words, texts, model.background())


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
    from indexer.tags.own import vocabulary_with

    words = vocabulary_with(library.catalog, new)
    known = known_texts(bundle)
    model = _Model(bundle, device, on_stage, stopped=lambda: False)
    background = model.background()
    with model.reading(words, known) as encode:
        previewer = Previewer(library, bundle, known, background)
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

    def background(self) -> Background:
        """What it makes of everyday words, which it reads where it has not yet."""
        from indexer.cut.background import background_of

        name = self.bundle.name
        learn_words(self.bundle, device=self.device, on_stage=self.on_stage, stopped=self.stopped)
        background = background_of(self.bundle)
        if background is None:
            raise LibraryError(f"“{name}” has not read the words that tags are held against.")
        return background

    @contextmanager
    def reading(self, words: Vocabulary, known: Known) -> Iterator[Encode]:
        """Lend what reads those tags that it has not read yet."""
        from indexer.encode import TextEncoder
        from indexer.tags import missing_texts

        total = sum(len(each.sentences) for each in missing_texts(known, words))
        if not total:
            yield _unneeded
            return
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


def _unneeded(_texts: Sequence[str]) -> NDArray[np.float32]:
    raise AssertionError("all tags were read before")
