"""What an index leaves behind for later: its sums in the log, and the backup of the day."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING

from indexer.backups import keep_daily
from indexer.errors import LibraryError
from indexer.logs import NAME

if TYPE_CHECKING:
    from indexer.ingest import Progress
    from indexer.library import Library


def note(progress: Progress) -> None:
    """Write the sums of a run down, for whoever asks later what was done when."""
    told = asdict(progress).items()
    facts = {name: value for name, value in told if isinstance(value, int | float)}
    logging.getLogger(NAME).info("index: done with %s: %s", progress.model, facts)


def kept_backup(library: Library) -> str:
    """Make the copy of the day, if it is due; why there is none, or nothing."""
    try:
        keep_daily(library)
    except LibraryError as error:
        return f"There is no backup of today: {error}"
    return ""
