"""Photos go out into a folder: copies or hard links, with a table of what is known of them.

exporting   the run: photo by photo, and what became of each
names       how each file is called, by a pattern, fit for every system
placing     a file comes under its name whole, and never in the place of another one
companions  the sidecars that travel along
facts       what is known of each photo, as CSV or JSON

Nothing in the folder is ever overwritten. What was begun and broken off is finished by the same
export again: a file that is there already is known by its content.
"""

from __future__ import annotations

from indexer.export.exporting import Exported, Exporting, Outcome, Wanted, export
from indexer.export.names import FIELDS, Pattern, PatternError

__all__ = [
    "FIELDS",
    "Exported",
    "Exporting",
    "Outcome",
    "Pattern",
    "PatternError",
    "Wanted",
    "export",
]
