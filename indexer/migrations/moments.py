"""The step that came with videos of more than one frame, bursts, and dates that tell their source.

A step that many libraries have behind them is never changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from indexer.database import Connection


def moments(connection: Connection) -> None:
    """Who told a date, how long a video plays and what else is seen in it, and which are bursts."""
    for statement in _MOMENTS.split(";"):
        connection.execute(statement)


# `dated_at` is `taken_at`, or where nobody tells that, when the file was changed last, by the clock
# here. `seconds` is 0 of a video that does not tell, and nothing of what was read before this step.
# `burst` is what cameras and phones write into all photos of one; `bursts` are those that were
# found, also where nobody wrote anything.
_MOMENTS: Final = """
ALTER TABLE photos ADD COLUMN taken_from TEXT;
ALTER TABLE photos ADD COLUMN dated_at TEXT NOT NULL DEFAULT '';
ALTER TABLE photos ADD COLUMN seconds REAL;
ALTER TABLE photos ADD COLUMN burst TEXT;
UPDATE photos SET dated_at = coalesce(
    taken_at, strftime('%Y-%m-%dT%H:%M:%S', mtime_ns / 1000000000, 'unixepoch', 'localtime'), ''
);
CREATE INDEX photos_by_date ON photos(dated_at);
CREATE INDEX photos_by_burst ON photos(burst) WHERE burst IS NOT NULL;
CREATE TABLE bursts(
    photo_id INTEGER PRIMARY KEY REFERENCES photos(id) ON DELETE CASCADE,
    group_id INTEGER NOT NULL
) STRICT;
CREATE INDEX bursts_by_group ON bursts(group_id);
CREATE TABLE frames(
    sequence INTEGER PRIMARY KEY,
    model_id INTEGER NOT NULL,
    photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    frame INTEGER NOT NULL,
    seconds REAL NOT NULL,
    stamp_id INTEGER NOT NULL,
    vector BLOB NOT NULL,
    UNIQUE(photo_id, model_id, frame),
    FOREIGN KEY(stamp_id, model_id) REFERENCES stamps(id, model_id)
) STRICT;
CREATE INDEX frames_by_model ON frames(model_id)
"""
