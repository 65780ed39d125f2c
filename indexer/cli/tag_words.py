"""Tags a library, and has its model read the tags where it has not yet, once on each machine."""

from __future__ import annotations

from contextlib import contextmanager
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
    from indexer.tags import Tagged, Tagger

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
    from indexer.cut.background import background_of
    from indexer.tags import Tagger, known_texts, missing_texts, text_vectors, vocabulary_of

    words = vocabulary_of(library.catalog)
    known = known_texts(bundle)
    missing = missing_texts(known, words)
    if missing:
        total = sum(len(each.sentences) for each in missing)
        with told_if_broken(bundle), _reading(bundle, device, total, on_stage, stopped) as encode:
            texts = text_vectors(bundle, words, known, encode)
    else:
        texts = text_vectors(bundle, words, known, _unneeded)
    learn_words(bundle, device=device, on_stage=on_stage, stopped=stopped)
    background = background_of(bundle)
    if background is None:
        raise LibraryError(f"“{bundle.name}” has not read the words that tags are held against.")
    return Tagger(catalog or library.catalog, bundle.sha256, words, texts, background)


@contextmanager
def _reading(
    bundle: Bundle,
    device: str,
    total: int,
    on_stage: Callable[[str], None],
    stopped: Callable[[], bool],
) -> Iterator[Encode]:
    """Lend what reads so many sentences."""
    from indexer.encode import TextEncoder

    reader = reader_of(bundle, device)
    if reader is None:
        raise LibraryError(
            f"“{bundle.name}” would read the tags on the emulator, which takes hours: tag with "
            "another --device."
        )
    reading = Reading(WHAT_TAKES_ITS_TIME, total, on_stage, stopped)
    reading.tell(WHAT_TAKES_ITS_TIME)
    with TextEncoder.open(bundle, device=reader, background=True, on_stage=reading.tell) as encoder:
        yield lambda texts: reading.read(texts, encoder)


def _unneeded(_texts: Sequence[str]) -> NDArray[np.float32]:
    raise AssertionError("all tags were read before")
