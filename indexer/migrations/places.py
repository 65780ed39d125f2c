"""The step that came with a column for the names of places, which stood below captions before.

A step that many libraries have behind them is never changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from indexer.database import Connection


def places(connection: Connection) -> None:
    """Where each photo was taken, in words, and which files have to be read again for it."""
    for statement in _PLACES.split(";"):
        connection.execute(statement)


# `place` has four lines: the spot, the city, the state, the country; empty ones for what is not
# told. In a caption nothing tells them apart from the rest, so they stay there, to be found, until
# the file is read again; which has none where the file had no caption. Its rows of words are made
# again by whoever opens the library. Sidecars are read again: no file has that time. So are files
# of formats in which XMP was not looked for before; but no films, each of which takes a second.
_PLACES: Final = """
ALTER TABLE photos ADD COLUMN place TEXT;
CREATE INDEX photos_by_place_name ON photos(place) WHERE place IS NOT NULL;
CREATE TABLE facts_due(
    photo_id INTEGER PRIMARY KEY REFERENCES photos(id) ON DELETE CASCADE
) STRICT;
INSERT INTO facts_due SELECT photos.id FROM photos LEFT JOIN sidecars ON photo_id = photos.id
    WHERE format IN ('GIF', 'JPEG2000', 'JXL') OR CASE json_type(said, '$.file.caption')
    WHEN 'text' THEN 1 WHEN 'null' THEN 0 ELSE caption IS NOT NULL END;
UPDATE sidecars SET mtime_ns = -1;
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5(
    name, folder, tags, caption, place, tokenize = 'unicode61 remove_diacritics 2'
)
"""
