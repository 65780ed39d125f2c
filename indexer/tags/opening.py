"""What tags a library, put together from what its model has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.cut.background import background_of
from indexer.errors import LibraryError
from indexer.tags.tagging import Tagger
from indexer.tags.texts import known_texts, text_vectors
from indexer.tags.wanted import vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.catalog import Catalog
    from indexer.cut import Background
    from indexer.models import Bundle

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def tagger_of(catalog: Catalog, bundle: Bundle, encode: Encode) -> Tagger:
    """What tags the photos of a library.

    Args:
        catalog: Of the library.
        bundle: The model whose vectors are held against tags.
        encode: Its text tower: texts -> unit vectors, float32 [n, dim]; called only where the
            model has not read a tag before.

    Raises:
        LibraryError: The user's own vocabulary is wrong, or the model has not read the words that
            tags are held against.
    """
    words = vocabulary_of(catalog)
    texts = text_vectors(bundle, words, known_texts(bundle), encode)
    return Tagger(catalog, bundle.sha256, words, texts, everyday_words(bundle))


def everyday_words(bundle: Bundle) -> Background:
    """What a model makes of the words that tags are held against.

    Raises:
        LibraryError: It has not read them.
    """
    background = background_of(bundle)
    if background is None:
        raise LibraryError(f"“{bundle.name}” has not read the words that tags are held against.")
    return background
