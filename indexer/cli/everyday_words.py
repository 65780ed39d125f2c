"""Has a model read the everyday words that answers are held against, once on each machine.

The model that ships comes with what it makes of them. What they are for is told in `cut`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.models import Bundle

WHAT_TAKES_ITS_TIME = "Reading the words that answers are held against"


class _StoppedError(Exception):
    """It shall go no further."""


def learn_words(
    bundle: Bundle,
    *,
    device: str,
    on_stage: Callable[[str], None],
    stopped: Callable[[], bool],
) -> None:
    """Make what a model makes of the words, where that is not known yet: some ten seconds.

    Without it answers are cut less surely, so that nothing which is wrong with the text tower is
    told here: a search tells it.

    Args:
        bundle: The model.
        device: Where its text tower shall run.
        on_stage: Is told in a few words what takes its time.
        stopped: Is asked every second or so; nothing is kept where it says yes.
    """
    from indexer.cut.background import background_of, make_background
    from indexer.encode import TextEncoder
    from indexer.session import ModelError

    if background_of(bundle) is not None:
        return
    on_stage(WHAT_TAKES_ITS_TIME)
    with (
        suppress(_StoppedError, LibraryError, ModelError),
        TextEncoder.open(bundle, device=device, background=True) as encoder,
    ):

        def encode(texts: Sequence[str]) -> NDArray[np.float32]:
            if stopped():
                raise _StoppedError
            return encoder.encode(texts)

        make_background(bundle, encode)
