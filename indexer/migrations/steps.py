"""The steps themselves, from the first library on; what each one's tables are used for: `catalog`.

A step that many libraries have behind them is never changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from indexer.migrations.exposures import exposures
from indexer.migrations.farewells import farewells
from indexer.migrations.living_folders import living_folders
from indexer.migrations.moments import moments
from indexer.migrations.places import places

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.database import Connection


def first_library(connection: Connection) -> None:
    """Photos in folders in roots, their vectors, and what was seen but is no photo."""
    for statement in _FIRST_LIBRARY.split(";"):
        connection.execute(statement)


_FIRST_LIBRARY: Final = """
CREATE TABLE roots(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path ANY NOT NULL UNIQUE,
    added_at TEXT NOT NULL
) STRICT;
CREATE TABLE folders(
    id INTEGER PRIMARY KEY,
    root_id INTEGER NOT NULL REFERENCES roots(id),
    path ANY NOT NULL UNIQUE
) STRICT;
CREATE TABLE photos(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL REFERENCES folders(id),
    name ANY NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    content_key BLOB NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    format TEXT NOT NULL,
    taken_at TEXT,
    taken_offset_minutes INTEGER,
    latitude REAL,
    longitude REAL,
    altitude REAL,
    camera TEXT,
    lens TEXT,
    perceptual_hash INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE(folder_id, name)
) STRICT;
CREATE INDEX photos_by_time ON photos(taken_at);
CREATE TABLE models(
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    dim INTEGER NOT NULL
) STRICT;
CREATE TABLE stamps(
    id INTEGER PRIMARY KEY,
    model_id INTEGER NOT NULL REFERENCES models(id),
    preprocess_version INTEGER NOT NULL,
    precision TEXT NOT NULL,
    device TEXT NOT NULL,
    UNIQUE(model_id, preprocess_version, precision, device),
    UNIQUE(id, model_id)
) STRICT;
CREATE TABLE embeddings(
    sequence INTEGER PRIMARY KEY,
    model_id INTEGER NOT NULL,
    photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    stamp_id INTEGER NOT NULL,
    vector BLOB NOT NULL,
    UNIQUE(photo_id, model_id),
    FOREIGN KEY(stamp_id, model_id) REFERENCES stamps(id, model_id)
) STRICT;
CREATE INDEX embeddings_by_model ON embeddings(model_id);
CREATE TABLE removed_vectors(
    sequence INTEGER PRIMARY KEY,
    model_id INTEGER NOT NULL REFERENCES models(id),
    photo_id INTEGER NOT NULL
) STRICT;
CREATE TABLE changes(
    sequence INTEGER PRIMARY KEY,
    mark TEXT NOT NULL
) STRICT;
CREATE TABLE problems(
    path ANY PRIMARY KEY NOT NULL,
    reason TEXT NOT NULL,
    since TEXT NOT NULL,
    size INTEGER,
    mtime_ns INTEGER
) STRICT;
CREATE TABLE ignored(
    path ANY PRIMARY KEY NOT NULL,
    rule TEXT NOT NULL
) STRICT;
CREATE TABLE settings(
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT
"""


def words_and_tags(connection: Connection) -> None:
    """What photos are called and what their owner says of them, and indexes to find them by it."""
    for statement in _WORDS_AND_TAGS.split(";"):
        connection.execute(statement)


# Some libraries of the first version have been given an index of the contents already.
_WORDS_AND_TAGS: Final = """
ALTER TABLE photos ADD COLUMN caption TEXT;
ALTER TABLE photos ADD COLUMN file_rating INTEGER;
ALTER TABLE photos ADD COLUMN rating INTEGER;
ALTER TABLE photos ADD COLUMN owner_rated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE photos ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0;
CREATE INDEX photos_by_name ON photos(name COLLATE NOCASE);
CREATE INDEX photos_by_odd_name ON photos(name)
    WHERE typeof(name) = 'blob' OR length(name) <> length(CAST(name AS BLOB));
CREATE INDEX IF NOT EXISTS photos_by_content ON photos(content_key);
CREATE INDEX photos_by_shape ON photos(width, height);
CREATE INDEX photos_by_format ON photos(format);
CREATE INDEX photos_by_camera ON photos(camera);
CREATE INDEX photos_by_lens ON photos(lens);
CREATE INDEX photos_by_place ON photos(latitude, longitude) WHERE latitude IS NOT NULL;
CREATE INDEX photos_by_rating ON photos(rating) WHERE rating IS NOT NULL;
CREATE INDEX photos_by_favour ON photos(favourite) WHERE favourite = 1;
CREATE TABLE tags(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;
CREATE TABLE photo_tags(
    photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags(id) ON DELETE CASCADE,
    source TEXT NOT NULL CHECK(source IN ('file', 'auto', 'user')),
    score REAL,
    PRIMARY KEY(photo_id, tag_id, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_tags_by_tag ON photo_tags(tag_id);
CREATE TABLE albums(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;
CREATE TABLE album_photos(
    album_id INTEGER NOT NULL REFERENCES albums(id) ON DELETE CASCADE,
    photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    PRIMARY KEY(album_id, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX album_photos_by_photo ON album_photos(photo_id);
CREATE TABLE near_duplicates(
    photo_id INTEGER PRIMARY KEY REFERENCES photos(id) ON DELETE CASCADE,
    group_id INTEGER NOT NULL
) STRICT;
CREATE INDEX near_duplicates_by_group ON near_duplicates(group_id);
CREATE VIRTUAL TABLE words USING fts5(
    name, folder, tags, caption, tokenize = 'unicode61 remove_diacritics 2'
)
"""


def machine_tags(connection: Connection) -> None:
    """What each model makes of photos for tags, raw, and which tags their owner has refused."""
    for statement in _MACHINE_TAGS.split(";"):
        connection.execute(statement)


# One row for each photo, not for each tag on it: of 100,000 photos, 25 MB in place of 100.
_MACHINE_TAGS: Final = """
CREATE TABLE concepts(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE(name, digest)
) STRICT;
CREATE TABLE taggings(
    model_id INTEGER PRIMARY KEY REFERENCES models(id),
    photos INTEGER NOT NULL,
    standings BLOB NOT NULL
) STRICT;
CREATE TABLE tag_scores(
    model_id INTEGER NOT NULL REFERENCES models(id),
    photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    usual REAL NOT NULL,
    scores BLOB NOT NULL,
    PRIMARY KEY(model_id, photo_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_scores_by_photo ON tag_scores(photo_id);
CREATE TABLE refused_tags(
    photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    tag_id INTEGER NOT NULL REFERENCES tags(id) ON DELETE CASCADE,
    PRIMARY KEY(photo_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX refused_tags_by_tag ON refused_tags(tag_id)
"""


def albums_and_edits(connection: Connection) -> None:
    """Albums that fill themselves, what a person did and can undo, and what sidecars were read."""
    for statement in (*_ALBUMS_AND_EDITS.split(";"), *_DUE):
        connection.execute(statement)


# `name` of a sidecar is that of the file beside the photo; `written` tells what it was given last,
# `said` what the photo's own file says without it, and what its sidecars said when last read.
_ALBUMS_AND_EDITS: Final = """
ALTER TABLE albums ADD COLUMN query TEXT;
ALTER TABLE albums ADD COLUMN cut TEXT NOT NULL DEFAULT '';
ALTER TABLE albums ADD COLUMN origin TEXT;
ALTER TABLE albums ADD COLUMN cover_id INTEGER REFERENCES photos(id) ON DELETE SET NULL;
ALTER TABLE albums ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE albums ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
ALTER TABLE albums ADD COLUMN owner_named INTEGER NOT NULL DEFAULT 0;
ALTER TABLE albums ADD COLUMN owner_asked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE albums ADD COLUMN owner_covered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE album_photos ADD COLUMN added_at TEXT;
CREATE UNIQUE INDEX albums_by_origin ON albums(origin) WHERE origin IS NOT NULL;
CREATE INDEX albums_by_cover ON albums(cover_id) WHERE cover_id IS NOT NULL;
CREATE TABLE edits(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    made_at TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE edit_rows(
    edit_id INTEGER NOT NULL REFERENCES edits(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    of_table TEXT NOT NULL,
    row_before TEXT,
    row_after TEXT,
    PRIMARY KEY(edit_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE sidecars(
    photo_id INTEGER PRIMARY KEY REFERENCES photos(id) ON DELETE CASCADE,
    name ANY NOT NULL,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    written TEXT NOT NULL DEFAULT '',
    said TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE TABLE tag_heads(
    model_id INTEGER NOT NULL REFERENCES models(id),
    concept_id INTEGER NOT NULL REFERENCES concepts(id),
    head BLOB NOT NULL,
    held INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(model_id, concept_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE tags_due(
    photo_id INTEGER PRIMARY KEY REFERENCES photos(id) ON DELETE CASCADE
) STRICT
"""

# Whoever changes what a person says of a photo's tags, an undo and a sidecar too, leaves a note.
# A photo that is being forgotten is gone from its table when its tags follow.
_DUE: Final = tuple(
    f"CREATE TRIGGER {table}_{event.lower()}_due AFTER {event} ON {table} {when.format(row)}"
    f" BEGIN INSERT OR IGNORE INTO tags_due SELECT id FROM photos WHERE id = {row}.photo_id; END"
    for table, when in (("photo_tags", "WHEN {}.source = 'user'"), ("refused_tags", ""))
    for event, row in (("INSERT", "NEW"), ("DELETE", "OLD"))
)

STEPS: Final[tuple[Callable[[Connection], None], ...]] = (
    first_library,
    words_and_tags,
    machine_tags,
    albums_and_edits,
    living_folders,
    moments,
    exposures,
    farewells,
    places,
)
