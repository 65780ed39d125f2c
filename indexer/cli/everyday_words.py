"""Has a model read the everyday words that answers are held against, once on each machine.

The model that ships comes with what it makes of them. What they are for is told in `cut`.
"""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from indexer.errors import LibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from indexer.encode import TextEncoder
    from indexer.models import Bundle

WHAT_TAKES_ITS_TIME = "Reading the words that answers are held against"

SECONDS_BETWEEN_COUNTS = 5.0
"""Each one is a line in a log."""

FEW = 4
"""So many texts are read between two looks at whether it shall stop: MobileCLIP2-S0 takes some
0.1 s a text on two busy cores, and more at once are no quicker."""


class ReadingStoppedError(Exception):
    """It shall go no further."""


def learn_words(
    bundle: Bundle,
    *,
    device: str,
    on_stage: Callable[[str], None],
    stopped: Callable[[], bool],
) -> None:
    """Make what a model makes of the words, where that is not known yet: seconds to minutes.

    The processor reads them, whatever the photos were seen by, since all devices' vectors may be
    compared; only a model that is compiled for the NPU alone reads them there. Where it would have
    to read them on the emulator, which can take hours, they stay unread.

    Without them answers are cut less surely, and a remark says so, so that nothing which is wrong
    with the text tower is told here: a search tells it.

    Args:
        bundle: The model.
        device: Where models shall run, one of `session.DEVICES`.
        on_stage: Is told in a few words what takes its time, and how far it has come.
        stopped: Is asked every second or so; nothing is kept where it says yes.
    """
    from indexer.cut.background import background_of, concepts, make_background
    from indexer.encode import TextEncoder
    from indexer.session import ModelError

    if background_of(bundle) is not None:
        return
    reader = reader_of(bundle, device)
    if reader is None:
        return
    reading = Reading(WHAT_TAKES_ITS_TIME, len(concepts()), on_stage, stopped)
    with suppress(ReadingStoppedError, LibraryError, ModelError):
        reading.tell(WHAT_TAKES_ITS_TIME)
        with TextEncoder.open(
            bundle, device=reader, background=True, on_stage=reading.tell
        ) as encoder:
            make_background(bundle, lambda texts: reading.read(texts, encoder))


def reader_of(bundle: Bundle, device: str) -> str | None:
    """The device that reads the words; None where only the emulator could."""
    from indexer.encode.proof import runs_on_cpu

    if runs_on_cpu(bundle):
        return "cpu"
    return None if device == "htp-emulator" else device


class Reading:
    """How far it has come; whoever looks on may stop it at each step."""

    def __init__(
        self, what: str, total: int, on_stage: Callable[[str], None], stopped: Callable[[], bool]
    ) -> None:
        """Begin to read.

        Args:
            what: What is told that takes its time.
            total: How many texts there are.
            on_stage: Is told how far it has come.
            stopped: Is asked before each step.
        """
        self._what, self._total, self._on_stage, self._stopped = what, total, on_stage, stopped
        self._told = ""
        self._done = 0
        self._next_count = monotonic() + SECONDS_BETWEEN_COUNTS

    def tell(self, stage: str) -> None:
        """Tell what is new; called again and again while the tower opens, so that it can end."""
        self._end_if_stopped()
        if stage != self._told:
            self._told = stage
            self._on_stage(stage)

    def read(self, texts: Sequence[str], encoder: TextEncoder) -> NDArray[np.float32]:
        """Return the vectors of texts, a few at a time."""
        import numpy as np

        return np.concatenate(
            [self._read(texts[at : at + FEW], encoder) for at in range(0, len(texts), FEW)]
        )

    def _read(self, few: Sequence[str], encoder: TextEncoder) -> NDArray[np.float32]:
        self._end_if_stopped()
        vectors = encoder.encode(few)
        self._done += len(few)
        if monotonic() >= self._next_count:
            self._next_count = monotonic() + SECONDS_BETWEEN_COUNTS
            self.tell(f"{self._what}: {self._done:,} of {self._total:,}")
        return vectors

    def _end_if_stopped(self) -> None:
        if self._stopped():
            raise ReadingStoppedError
