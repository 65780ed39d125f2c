"""What is noted in the log of an index that was run."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING

from indexer.logs import NAME

if TYPE_CHECKING:
    from indexer.ingest import Progress


def note(progress: Progress) -> None:
    """Write the sums of a run down, for whoever asks later what was done when."""
    told = asdict(progress).items()
    facts = {name: value for name, value in told if isinstance(value, int | float)}
    logging.getLogger(NAME).info("index: done with %s: %s", progress.model, facts)
