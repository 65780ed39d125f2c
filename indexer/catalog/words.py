"""Rows of words: what each photo is called, made searchable by SQLite's FTS5.

A row holds the words of the file's name, of its folders from the library's own folder down, of
its tags, its caption and the names of its place. It follows from the other tables and is written
with them in one transaction; it can be made again at any time. How names are taken apart has a
number: where a library was written with another one, all rows are made again before it is changed.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from indexer.catalog import settings, stored_places
from indexer.catalog.stored_text import from_stored, without_odd_bytes
from indexer.database import LAST_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from indexer.catalog.stored_text import StoredText
    from indexer.database import Connection, Database

VERSION: Final = "2"
"""Of the way in which words are taken apart: another one makes all rows again."""

MOST_JUDGED: Final = 10_000
"""Rows that are ranked, the newest: words that more photos share tell little of any of them."""

Row = tuple[int, str, str, str, str, str]
"""A photo's id, and its words: name, folders, tags, caption, place."""

_SETTING: Final = "words"
_IN_A_BLOCK: Final = 10_000

# Not the tags that a model gives: a word that is found here passes for what a person has said.
_SELECT: Final = (
    "SELECT photos.id, photos.name, folders.path, roots.path,"
    " (SELECT group_concat(name, ' ') FROM (SELECT DISTINCT name FROM photo_tags"
    " JOIN tags ON tags.id = tag_id WHERE photo_id = photos.id AND source <> 'auto'"
    " ORDER BY name)),"
    " caption, place FROM photos JOIN folders ON folders.id = folder_id"
    " JOIN roots ON roots.id = root_id"
)
_COLUMNS: Final = "name, folder, tags, caption, place"
_PUT: Final = f"INSERT OR REPLACE INTO words(rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"

# What was found in a file's name or in a tag says more than a folder or a place of many photos
# does; a caption is long, and speaks of what is around as well.
_RANK: Final = "bm25(words, 4.0, 2.0, 4.0, 1.0, 2.0)"

_WITHOUT_SPACES: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Signs of Chinese and Japanese, which are written without spaces: each is a word here."""

_SIGN: Final = re.compile(f"[{_WITHOUT_SPACES}]")
_SEAM: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
"""Where one word ends and the next begins within "BeachParty2023"."""

_LITTLE_WORDS: Final = frozenset(
    {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
)
"""Words of a description that no name has to have."""

_NO_WORDS: Final = str.maketrans({'"': " ", "\0": " "})
"""What would end a quoted word of FTS5, or the whole of what is asked."""

_LEAST_BEGINNING: Final = 3
"""Letters of a last word that is taken for the beginning of one."""

_HISSING: Final = ("s", "x", "z", "ch", "sh")
"""Ends of words whose plural is made with -es."""


def refresh(connection: Connection, ids: Iterable[int]) -> None:
    """Make the rows of these photos as the other tables have it now; of none that is gone."""
    wanted = [int(each) for each in ids]
    for start in range(0, len(wanted), _IN_A_BLOCK):
        rows = connection.execute(
            f"{_SELECT} WHERE photos.id IN (SELECT value FROM json_each(?))",
            (json.dumps(wanted[start : start + _IN_A_BLOCK]),),
        ).fetchall()
        connection.executemany(_PUT, map(_row, rows))


def remove(connection: Connection, ids: Iterable[int]) -> None:
    """Take away the rows of photos that are forgotten."""
    connection.executemany("DELETE FROM words WHERE rowid = ?", ((int(each),) for each in ids))


def rebuild(connection: Connection) -> None:
    """Make all rows again, inside a transaction; also where the table itself is damaged."""
    made = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'words'").fetchone()[0]
    connection.execute("DROP TABLE words")
    connection.execute(made)
    for block in _expected(connection):
        connection.executemany(_PUT, block)
    settings.change(connection, {_SETTING: VERSION})


def bring_up_to_date(database: Database) -> None:
    """Make all rows again where they were made by another version, or not yet."""
    with database.connection() as connection:
        if settings.value_of(connection, _SETTING) == VERSION:
            return
    with database.transaction() as connection:
        if settings.value_of(connection, _SETTING) != VERSION:
            rebuild(connection)


def differences(connection: Connection) -> int:
    """How many photos have other words than they should, and how many words have no photo.

    Raises:
        Error: The table itself is damaged.
    """
    wrong, last = 0, -1
    left: list[int] = []
    # Block by block: the words of a million photos are half a gigabyte.
    for block in _expected(connection):
        before, last = last, block[-1][0]
        stored = _stored(connection, before, last)
        wrong += sum(stored.pop(row[0], None) != row for row in block)
        left += stored
    left += _stored(connection, last, LAST_ID)
    # A photo that lies in no folder is another fault, and has no words meanwhile.
    homeless = connection.execute(
        "SELECT count(*) FROM photos WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(left),),
    ).fetchone()[0]
    return wrong + len(left) - int(homeless)


def _stored(connection: Connection, after: int, until: int) -> dict[int, Row]:
    """Id -> the row that is there, behind one id and up to another."""
    asked = f"SELECT rowid, {_COLUMNS} FROM words WHERE rowid > ? AND rowid <= ?"
    return {row[0]: row for row in connection.execute(asked, (after, until))}


def is_whole(connection: Connection) -> bool:
    """Whether the index holds as many words as were put into it.

    FTS5 checks itself only where one may write, and in `integrity_check` from SQLite 3.44 on.

    Raises:
        Error: The index cannot even be read.
    """
    # Row 1 holds the totals, as numbers of 7 bits a byte: the rows, then the words of each column.
    totals = connection.execute("SELECT block FROM words_data WHERE id = 1").fetchone()
    connection.execute("CREATE VIRTUAL TABLE temp.every_word USING fts5vocab(main, words, row)")
    try:
        held = connection.execute("SELECT total(cnt) FROM temp.every_word").fetchone()[0]
    finally:
        connection.execute("DROP TABLE temp.every_word")
    return totals is not None and held == sum(_numbers(totals[0])[1:])


def _numbers(block: bytes) -> list[int]:
    """The numbers of a block: of each byte 7 bits, the 8th says that the number goes on."""
    numbers, number = [], 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(number)
            number = 0
    return numbers


def _expected(connection: Connection) -> Iterator[list[Row]]:
    """The row that each photo should have, by id, in blocks."""
    rows = connection.execute(f"{_SELECT} ORDER BY photos.id")
    while block := rows.fetchmany(_IN_A_BLOCK):
        yield list(map(_row, block))


def find(
    connection: Connection, text: str, *, limit: int, among: NDArray[np.int64] | None = None
) -> list[int]:
    """The ids of the photos whose words have all of the text's, those it fits best first.

    The last word may be the beginning of one. Whatever is typed is words, and never a command.

    Args:
        connection: To the catalog.
        text: What is typed.
        limit: How many ids at most.
        among: The ids of the only photos that count, int64 [n]; None for all.
    """
    asked = _match(text)
    if not asked:
        return []
    # The plus keeps SQLite from asking the index once for each id (measured: 115 s for 5,000).
    within = "" if among is None else " AND +rowid IN (SELECT value FROM json_each(:among))"
    rows = connection.execute(
        f"SELECT id FROM (SELECT rowid AS id, {_RANK} AS rank FROM words WHERE words MATCH :asked"
        f"{within} ORDER BY rowid DESC LIMIT {MOST_JUDGED}) ORDER BY rank, id DESC LIMIT :limit",
        {
            "asked": asked,
            "among": None if among is None else json.dumps(among.tolist()),
            "limit": limit,
        },
    )
    return [row[0] for row in rows]


def whole(connection: Connection, text: str, ids: Iterable[int]) -> set[int]:
    """Those of some photos that have every word of the text whole, and not its beginning only.

    A plain plural is as good as the word: "dogs" is of dogs for "dog", "cattle" of no "cat".
    """
    asked = _match(text, whole=True)
    if not asked:
        return set()
    rows = connection.execute(
        "SELECT rowid FROM words WHERE words MATCH ?"
        " AND +rowid IN (SELECT value FROM json_each(?))",
        (asked, json.dumps(list(ids))),
    )
    return {row[0] for row in rows}


def called(
    connection: Connection, text: str, *, limit: int, among: NDArray[np.int64] | None = None
) -> list[int]:
    """The ids of the photos whose file has this name, with or without its ending, newest first.

    Capitals of A to Z make no difference, nor do the two ways of writing an accent. As in `find`,
    only photos of `among` count.
    """
    found: set[int] = set()
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, without_odd_bytes(text))
        rows = connection.execute(
            "SELECT id, name FROM photos WHERE name = ?1 COLLATE NOCASE"
            # The sign after the point: all names that go on after a point lie between.
            " OR name > ?1 || '.' COLLATE NOCASE AND name < ?1 || '/' COLLATE NOCASE",
            (name,),
        )
        found |= {photo_id for photo_id, stored in rows if _is_called(stored, name)}
    ids = np.array(sorted(found, reverse=True), np.int64)
    kept: list[int] = (ids if among is None else ids[np.isin(ids, among)]).tolist()
    return kept[:limit]


def _is_called(stored: StoredText, name: str) -> bool:
    """Whether a name that begins so has no more than an ending besides."""
    return isinstance(stored, str) and "." not in stored[len(name) + 1 :]


def _match(text: str, *, whole: bool = False) -> str:
    """The text as FTS5 is asked for it: each word quoted, so that no sign means anything."""
    *before, last = _telling(text) or [""]
    if not last:
        return ""
    end = [*_forms(last), *_plurals(last)] if whole else _beginnings(last)
    return " AND ".join(map(_any_of, [*map(_forms, before), end]))


def _telling(text: str) -> list[str]:
    """The words of a text without the little ones, unless it has no others."""
    plain = without_odd_bytes(text).translate(_NO_WORDS)
    words = [word for word in plain.split() if any(map(str.isalnum, word))]
    return [word for word in words if word.casefold() not in _LITTLE_WORDS] or words


def _beginnings(word: str) -> list[str]:
    """The forms of a word, and of all that begin with it where it is not too short."""
    open_end = "*" if len(word) >= _LEAST_BEGINNING or _SIGN.search(word) else ""
    return [form + open_end for form in _forms(word)]


def _plurals(word: str) -> list[str]:
    """The forms of its plain plurals: bowls, buses, heroes and photos."""
    small = word.casefold()
    endings = {"s": not small.endswith(_HISSING), "es": small.endswith((*_HISSING, "o"))}
    return [form for ending, fits in endings.items() if fits for form in _forms(word + ending)]


def _forms(word: str) -> list[str]:
    """A word as it was typed, and where it can be taken apart, its parts one after the other.

    Names are stored both ways, tags and captions only as they are written.
    """
    ways = dict.fromkeys((word, _SEAM.sub(" ", word)))
    return [f'"{_signs_apart(way)}"' for way in ways]


def _any_of(forms: Sequence[str]) -> str:
    return forms[0] if len(forms) == 1 else f"({' OR '.join(forms)})"


def _row(
    row: tuple[int, StoredText, StoredText, StoredText, str | None, str | None, str | None],
) -> Row:
    photo_id, name, folder, root, tags, caption, place = row
    return (
        photo_id,
        _apart(without_odd_bytes(from_stored(name))),
        _folder_words(folder, root),
        _signs_apart(tags or ""),
        _signs_apart(caption or ""),
        _signs_apart(" ".join(stored_places.from_lines(place).told)),
    )


@lru_cache(maxsize=1024)
def _folder_words(folder: StoredText, root: StoredText) -> str:
    """The folder from its root's own name down: what is above is the same for all photos."""
    path, top = (without_odd_bytes(from_stored(each)) for each in (folder, root))
    return _apart(os.path.basename(top) + path[len(top) :])


def _apart(name: str) -> str:
    """A name, and after it the words that are written as one in it."""
    seen = _SEAM.sub(" ", name)
    return _signs_apart(name if seen == name else f"{name} {seen}")


def _signs_apart(text: str) -> str:
    return _SIGN.sub(r" \g<0> ", text) if _SIGN.search(text) else text
